"""Require strings and panics: what the compiler's own errors say."""

from __future__ import annotations

from typing import Any

import pytest

from contract.raw_code import error_data, send_data
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract

STRINGS = [
    ("requireWithText", (1,), "number is not above ten"),
    ("revertWithText", ("so nicht 不行",), "so nicht 不行"),
]
PANICS = [
    ("assertAbove", (1, 2), 0x01, "an assertion does not hold"),
    ("add", (2**256 - 1, 1), 0x11, "overflow"),
    ("subtract", (1, 2), 0x11, "underflow"),
    ("divide", (1, 0), 0x12, "division or modulo by zero"),
    ("toStep", (2,), 0x21, "outside an enum"),
    ("popEmpty", (), 0x31, "pop() on an empty array"),
    ("numberAt", (0,), 0x32, "index out of range"),
    ("allocate", (2**64,), 0x41, "too much memory"),
    ("callUninitialized", (), 0x51, "never set"),
]


class TestStrings:
    @pytest.mark.parametrize(("function", "arguments", "text"), STRINGS)
    def test_a_require_string_is_the_reason(
        self, failures: Contract, function: str, arguments: tuple[Any, ...], text: str
    ) -> None:
        with pytest.raises(errors.Revert) as caught:
            failures[function](*arguments)
        error = caught.value
        assert (error.name, error.operands, error.reason) == ("Error", (text,), text)

    def test_a_require_with_an_error_is_that_error(self, failures: Contract, bob: Account) -> None:
        with errors.reverts("Nameless", 1, bob):
            failures.requireWithError(1, sender=bob)

    @pytest.mark.parametrize(
        ("function", "arguments"), [("requireWithoutText", (1,)), ("revertWithoutText", ())]
    )
    def test_a_revert_without_a_reason_says_so(
        self, failures: Contract, function: str, arguments: tuple[Any, ...]
    ) -> None:
        with pytest.raises(errors.Revert) as caught:
            failures[function](*arguments)
        error = caught.value
        assert (error.name, error.operands) == ("Revert", ())
        assert error.reason == "reverted without a reason"
        assert "the trace shows where it stopped" in error.hint

    def test_an_empty_text_is_told_from_no_reason(self, failures: Contract) -> None:
        with errors.reverts("Error", "") as caught:
            failures.revertWithText("")
        assert caught.error.reason == "reverted with an empty text"

    def test_a_text_of_several_lines_stays_one_line(self, failures: Contract) -> None:
        with errors.reverts("Error", "one\ntwo\x1b[31m\u202e") as caught:
            failures.revertWithText("one\ntwo\x1b[31m\u202e")
        assert caught.error.reason == "one\\ntwo\\x1b[31m\\u202e"
        assert "\n" not in str(caught.error)


class TestPanics:
    @pytest.mark.parametrize(("function", "arguments", "code", "words"), PANICS)
    def test_a_panic_says_in_words_what_its_code_means(
        self,
        failures: Contract,
        function: str,
        arguments: tuple[Any, ...],
        code: int,
        words: str,
    ) -> None:
        with pytest.raises(errors.Panic) as caught:
            failures[function].call(*arguments)
        error = caught.value
        assert (error.name, error.operands) == ("Panic", (code,))
        assert error.reason.startswith(f"Panic(0x{code:02x}): ")
        assert words in error.reason

    def test_a_panic_of_a_transaction_has_its_receipt(
        self, failures: Contract, alice: Account
    ) -> None:
        with pytest.raises(errors.Panic) as caught:
            failures.popEmpty(sender=alice, gas=100_000)
        assert caught.value.receipt is not None
        assert "✗ Panic(0x31): pop() on an empty array" in str(caught.value.trace())

    def test_a_panic_of_an_unknown_code_is_a_panic(
        self, chain: Chain, parrot: str, alice: Account
    ) -> None:
        panic = error_data("Panic(uint256)", 0x77)
        with pytest.raises(errors.Panic) as caught:
            send_data(chain, alice, parrot, panic)
        assert caught.value.reason.startswith("Panic(0x77): ")
        assert "not known here" in caught.value.reason
