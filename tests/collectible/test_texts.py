"""Base64, JSON strings and decimal numbers in Solidity, against Python's."""

from __future__ import annotations

import codecs
import json
from base64 import b64encode
from random import Random

import pytest
from eth_abi.abi import decode, encode
from hypothesis import example, given
from hypothesis import strategies as st

from pydemo import Chain
from pydemo.contract import Contract

RAW = Random(721).randbytes(400)


def _one_character_a_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\ufffd", error.start + 1


codecs.register_error("one character a byte", _one_character_a_byte)


def escaped(chain: Chain, texts: Contract, raw: bytes) -> str:
    """What `escape` makes of any bytes, which Python's `str` cannot all hold."""
    selector = texts.escape.data("")[:4]
    call = {"to": texts.address, "data": selector + encode(["bytes"], [raw])}
    (result,) = decode(["bytes"], chain.w3.eth.call(call))  # type: ignore[arg-type]
    return str(result.decode("utf-8"))


class TestBase64:
    @pytest.mark.parametrize("start", range(0, 257, 64))
    def test_every_length_up_to_256_is_pythons(self, texts: Contract, start: int) -> None:
        for length in range(start, min(start + 64, 257)):
            assert texts.base64(RAW[:length]) == b64encode(RAW[:length]).decode(), length

    def test_every_six_bits_have_their_character(self, texts: Contract) -> None:
        raw = bytes(range(256)) * 3
        assert texts.base64(raw) == b64encode(raw).decode()

    @pytest.mark.parametrize("length", range(68))
    def test_what_lies_behind_the_data_does_not_show(self, texts: Contract, length: int) -> None:
        dirt = RAW[:length] + b"\xff" * (100 - length)
        assert texts.base64Start(dirt, length) == b64encode(RAW[:length]).decode()

    def test_no_bytes_are_no_text(self, texts: Contract) -> None:
        assert texts.base64(b"") == ""


class TestDecimal:
    @given(st.integers(0, 2**256 - 1))
    @example(0)
    @example(2**256 - 1)
    @example(10**77)
    @example(10**77 - 1)
    def test_numbers_are_pythons(self, texts: Contract, number: int) -> None:
        assert texts.decimal(number) == str(number)

    def test_every_power_of_ten_and_its_neighbour_below(self, texts: Contract) -> None:
        for digits in range(78):
            assert texts.decimal(10**digits) == str(10**digits)
            assert texts.decimal(10**digits - 1) == str(10**digits - 1)


class TestJson:
    @given(st.binary(max_size=40))
    @example(b'"\\\b\f\n\r\t/\x00\x1f\x7f')
    def test_any_bytes_become_a_valid_string(
        self, chain: Chain, texts: Contract, raw: bytes
    ) -> None:
        read = json.loads(f'"{escaped(chain, texts, raw)}"')
        assert read == raw.decode("utf-8", "one character a byte")

    @given(st.text(max_size=40))
    def test_any_text_comes_back_as_it_was(self, texts: Contract, text: str) -> None:
        assert json.loads(f'"{texts.escape(text)}"') == text

    def test_every_single_byte(self, chain: Chain, texts: Contract) -> None:
        for number in range(256):
            raw = bytes([number])
            read = json.loads(f'"{escaped(chain, texts, raw)}"')
            assert read == (chr(number) if number < 128 else "\ufffd")

    @pytest.mark.parametrize(
        "raw",
        [
            b"\xc0\x80",  # zero, in more bytes than it needs
            b"\xc1\xbf",
            b"\xe0\x9f\xbf",
            b"\xf0\x8f\xbf\xbf",
            b"\xed\xa0\x80",  # half of a surrogate pair
            b"\xed\xbf\xbf",
            b"\xf4\x90\x80\x80",  # above 0x10FFFF
            b"\xf5\x80\x80\x80",
            b"\xff\xfe",
            b"\xe4\xb8",  # cut off
            b"\xf0\x9f\x8e",
            b"\xe4\xb8(",
            b"\xf0\x9f\x8e(",
            b"\xf0(\x8e\xa8",
            b"a\x80b",
        ],
    )
    def test_each_byte_that_is_not_utf8_becomes_a_replacement_character(
        self, chain: Chain, texts: Contract, raw: bytes
    ) -> None:
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
        read = json.loads(f'"{escaped(chain, texts, raw)}"')
        assert read == raw.decode("utf-8", "one character a byte")
        assert "\ufffd" in read

    @pytest.mark.parametrize(
        "text",
        ["\x80", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"],
    )
    def test_the_bounds_of_utf8_are_kept_as_they_are(self, texts: Contract, text: str) -> None:
        assert texts.escape(text) == text

    def test_nothing_can_end_the_string_or_a_script_around_it(self, texts: Contract) -> None:
        written = texts.escape('</script>"\\"\n')
        assert written == '\\u003c/script>\\"\\\\\\"\\u000a'


def test_results_do_not_overlap_in_memory(texts: Contract) -> None:
    assert texts.all(RAW[:50], 'a"b' * 30, 2**256 - 1) == (
        b64encode(RAW[:50]).decode(),
        'a\\"b' * 30,
        str(2**256 - 1),
    )
