"""The catalogue: both languages say the same things, and every hint is of use."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from pydemo import messages
from pydemo.build.artifacts import Artifacts
from pydemo.contract import failures

PACKAGE = Path(messages.__file__).parents[1]
ENGLISH, CHINESE = messages.catalogue("en"), messages.catalogue("zh")


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


class TestCatalogue:
    def test_both_languages_have_the_same_messages_in_the_same_order(self) -> None:
        assert list(ENGLISH) == list(CHINESE)

    @pytest.mark.parametrize("key", ENGLISH)
    def test_both_languages_fill_in_the_same_values(self, key: str) -> None:
        assert placeholders(ENGLISH[key]) == placeholders(CHINESE[key])

    @pytest.mark.parametrize("language", messages.LANGUAGES)
    def test_no_message_is_empty_or_blank_at_its_ends(self, language: str) -> None:
        for key, message in messages.catalogue(language).items():
            assert message, key
            assert message == message.strip(), key
            assert "\n" not in message, key

    @pytest.mark.parametrize("language", messages.LANGUAGES)
    def test_placeholders_are_plain_names(self, language: str) -> None:
        for key, message in messages.catalogue(language).items():
            assert all(name.isidentifier() for name in placeholders(message)), key

    def test_chinese_is_chinese(self) -> None:
        untranslated = {"ui.gas", "cli.gas.gas"}
        same = {key for key in ENGLISH if not re.search("[\u4e00-\u9fff]", CHINESE[key])}
        assert same == untranslated

    def test_english_is_ascii(self) -> None:
        assert not [key for key, message in ENGLISH.items() if not message.isascii()]

    def test_every_key_that_the_code_names_exists(self) -> None:
        named = {
            key
            for path in PACKAGE.rglob("*.py")
            for key in re.findall(r'\btext\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"))
        }
        assert {"failures.inner", "ui.hint"} <= named
        assert named <= set(ENGLISH)


class TestHints:
    def test_every_hint_is_for_an_error_that_exists(self) -> None:
        artifacts = Artifacts.suite()
        declared = {
            entry["name"]
            for name in artifacts
            for entry in artifacts[name].abi
            if entry["type"] == "error"
        }
        built_in = {*failures._HALT_NAMES.values(), "Revert"}
        hints = {key.removeprefix("hints.") for key in ENGLISH if key.startswith("hints.")}
        assert hints <= declared | built_in
        assert built_in <= hints

    @pytest.mark.parametrize("language", messages.LANGUAGES)
    def test_a_hint_uses_only_what_its_error_tells(self, language: str) -> None:
        artifacts = Artifacts.suite()
        operands = {
            entry["name"]: {item["name"] for item in entry["inputs"]}
            for name in artifacts
            for entry in artifacts[name].abi
            if entry["type"] == "error"
        }
        for key, message in messages.catalogue(language).items():
            if key.startswith("hints."):
                assert placeholders(message) <= operands.get(key.removeprefix("hints."), set()), key

    def test_a_hint_is_filled_in(self) -> None:
        hint = messages.hint("ERC2612ExpiredSignature", deadline=5)
        assert hint.startswith("the permit was valid until time 5")

    def test_an_error_nobody_knows_has_no_hint(self) -> None:
        assert messages.hint("SomethingElse", value=5) == ""

    def test_an_error_of_the_same_name_with_other_operands_has_no_hint(self) -> None:
        assert messages.hint("ERC20InsufficientBalance", owner="bob") == ""

    def test_an_operand_may_have_any_name(self) -> None:
        for name in ("error", "self", "key", "operands"):
            assert messages.hint("SomethingElse", **{name: 5}) == ""

    def test_every_panic_solidity_has_is_explained(self) -> None:
        codes = (0x00, 0x01, 0x11, 0x12, 0x21, 0x22, 0x31, 0x32, 0x41, 0x51)
        for language in messages.LANGUAGES:
            with messages.speaking(language):
                said = {messages.panic(code) for code in codes}
                assert len(said) == len(codes)
                assert messages.panic(0x99) == messages.text("panics.unknown")
                assert messages.panic(0x99) not in said


class TestLanguages:
    def test_english_stands_in_for_what_chinese_lacks(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(CHINESE, "ui.hint")
        with messages.speaking("zh"):
            assert messages.text("ui.hint") == "hint"
            assert messages.text("token.title") == CHINESE["token.title"]

    def test_a_message_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(KeyError, match=r"no message 'ui\.nothing'"):
            messages.text("ui.nothing")

    def test_a_value_that_is_missing_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            messages.text("ui.gas")
        assert messages.text("ui.gas", gas="5") == "5 gas"

    def test_a_language_holds_inside_its_block_only(self) -> None:
        before = messages.language()
        with messages.speaking("zh"):
            assert messages.language() == "zh"
            with messages.speaking("en"):
                assert messages.text("ui.hint") == "hint"
            assert messages.text("ui.hint") == "提示"
        assert messages.language() == before

    def test_a_language_that_does_not_exist_is_refused_and_nothing_changes(self) -> None:
        before = messages.language()
        with pytest.raises(ValueError, match="no messages in 'fr'; there are en, zh"):
            messages.use("fr")
        assert messages.language() == before

    @pytest.mark.parametrize(
        ("environment", "language"),
        [
            ({}, "en"),
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
            ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
            ({"LC_ALL": "ZH", "LC_MESSAGES": "en"}, "zh"),
            ({"LC_ALL": "", "LANG": "zh"}, "zh"),
        ],
    )
    def test_the_locale_chooses_the_language(
        self, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
    ) -> None:
        for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        assert messages.from_locale() == language
