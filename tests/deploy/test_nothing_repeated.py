"""A mnemonic, a key or a password in a wrong place of the command line is in no message."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from cli.run_pydemo import only_line

from pydemo import messages
from pydemo.chain.genesis import MNEMONIC
from pydemo.cli.masking import without_secrets
from pydemo.deploy import keystores

from .typed import KEY, Run

WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
TEN = "hunter2-battery-staple"


class TestMnemonics:
    @pytest.mark.parametrize("mnemonic", [WORDS, MNEMONIC, WORDS.upper()])
    @pytest.mark.parametrize(
        "arguments",
        [
            ("accounts", "new", "@words"),
            ("accounts", "new", "@split"),
            ("accounts", "new", "main", "@words"),
            ("accounts", "new", "main", "@split"),
            ("accounts", "import", "@words"),
            ("accounts", "import", "@split"),
            ("accounts", "list", "@split"),
            ("accounts", "@words"),
            ("accounts", "@split"),
            ("accounts", "--@words"),
            ("accounts", "import", "x", "--fd", "@words"),
            ("accounts", "import", "x", "--derivation-path", "@words"),
            ("accounts", "import", "x", "--derivation-path", "@split"),
            ("accounts", "new", "x", "--password-fd", "@words"),
            ("deploy", "@words"),
            ("deploy", "@words", "--network", "anvil"),
            ("deploy", "token", "@split"),
            ("deploy", "token", "--network", "@words"),
            ("deploy", "token", "--network", "anvil", "--account", "@words"),
            ("deploy", "token", "--network", "anvil", "--password-fd", "@words"),
            ("deploy", "token", "--network", "embedded", "--set", "@words"),
            ("deploy", "token", "--network", "embedded", "--set", "minter=@words"),
            ("verify-bundle", "@words"),
            ("@words",),
            ("@split",),
        ],
    )
    def test_no_two_words_of_one_are_repeated(
        self, pydemo: Run, arguments: tuple[str, ...], mnemonic: str
    ) -> None:
        given: list[str] = []
        for argument in arguments:
            whole = argument.replace("@words", mnemonic)
            given += mnemonic.split() if argument == "@split" else [whole]
        status, out, err = pydemo(*given)
        assert status == 2
        printed = re.findall(r"[a-z]+", (out + err).lower())
        listed = mnemonic.lower().split()
        assert not set(pairwise(printed)) & set(pairwise(listed))
        assert not any(word in printed for word in ("sausage", "junk", "winner"))

    def test_no_message_of_ours_is_taken_for_a_mnemonic(self) -> None:
        for language in messages.LANGUAGES:
            file = Path(messages.__file__).parent / f"{language}.toml"
            text = file.read_text(encoding="utf-8")
            assert tomllib.loads(text)
            for line in text.splitlines():
                assert without_secrets(line, []) == line

    def test_two_words_are_ordinary_and_three_are_not(self) -> None:
        said = "there is no 'legal winner'"
        assert without_secrets(said, ["legal", "winner"]) == said
        assert "winner" not in without_secrets(said, ["legal", "winner", "thank"])

    def test_a_row_of_words_is_left_out_wherever_it_comes_from(self) -> None:
        five, six = " ".join(WORDS.split()[:5]), " ".join(WORDS.split()[:6])
        assert without_secrets(five, []) == five
        assert without_secrets(f"no {six}!", []) == "no (words of a mnemonic)!"


class TestNames:
    @pytest.mark.parametrize("name", [KEY.hex(), "ab" * 20, "F" * 64, "a" * 40])
    def test_a_key_or_an_address_is_no_name(self, pydemo: Run, name: str) -> None:
        status, _, err = pydemo("accounts", "new", name, "--password-fd", "@fd", secrets="x" * 9)
        assert status == 2
        assert "no key or address" in only_line(err)
        assert name not in err
        assert keystores.keystores(keystores.folder()) == []

    @pytest.mark.parametrize("name", ["main", "deadbeef", "a" * 39, "g" * 40])
    def test_what_is_no_key_is_a_name(self, name: str, tmp_path: Path) -> None:
        keystores.check_name(name, tmp_path)


class TestPasswords:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("accounts", "new", "x", TEN),
            ("accounts", "new", f"a {TEN}"),
            ("accounts", "new", "x", f"--{TEN}"),
            ("accounts", "new", "x", f"--password={TEN}"),
            ("accounts", "new", "x", "--password-fd", TEN),
            ("accounts", "import", "x", "--fd", TEN),
            ("accounts", "import", "x", "--derivation-path", TEN),
            ("accounts", "list", TEN),
            ("accounts", TEN),
            ("accounts", f"--{TEN}"),
            ("deploy", "token", "--network", "anvil", "--account", "x", "--password-fd", TEN),
        ],
    )
    def test_one_that_is_given_as_an_argument_is_not_repeated(
        self, pydemo: Run, arguments: tuple[str, ...]
    ) -> None:
        status, out, err = pydemo(*arguments)
        assert status == 2
        assert TEN not in out + err

    def test_what_is_missing_is_still_named(self, pydemo: Run) -> None:
        status, _, err = pydemo("accounts", "new")
        assert status == 2
        assert "NAME" in err

    @pytest.mark.parametrize("number", ["99999999999999999999", "-1", "2147483648", "x"])
    @pytest.mark.parametrize("option", ["--password-fd", "--fd"])
    def test_a_number_that_is_no_descriptor_is_one_line(
        self, pydemo: Run, option: str, number: str
    ) -> None:
        status, _, err = pydemo("accounts", "import", "x", option, number)
        assert status == 2
        assert number not in only_line(err)
