"""Ethereum's official state tests: a fixed part of them (`make state-tests` runs all)."""

from __future__ import annotations

import pytest

from evm import exceptions
from evm.archives import ArchivesMissing
from evm.exceptions import read_exceptions
from evm.sample import sample
from evm.state_tests import Tally, run


def test_a_part_of_the_official_state_tests_passes(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        tally = run(sample)
    except ArchivesMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with capsys.disabled():
        print(f"\nofficial state tests: {tally}", end=" ")
    assert not tally.failures()
    assert len(tally.ran) == 3
    assert sum(tally.ran.values()) > 3_000


def test_the_list_of_exceptions_may_only_shrink(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(read_exceptions()) <= exceptions.MOST
    monkeypatch.setattr(exceptions, "MOST", len(read_exceptions()) - 1)
    with pytest.raises(ValueError, match="it may have"):
        read_exceptions()


def test_a_case_that_fails_is_named() -> None:
    tally = Tally({"CANCUN": 3}, {"a.json::a::Cancun::0": "wrong logs"})
    assert tally.failures() == ["a.json::a::Cancun::0: wrong logs"]
    assert str(tally) == "2 of 3 cases pass (3 of Cancun)"


def test_missing_archives_are_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYDEMO_STATE_TESTS", "/nowhere")
    with pytest.raises(ArchivesMissing) as missing:
        run(sample)
    assert "\n" not in str(missing.value)
    assert "/nowhere" in str(missing.value)
