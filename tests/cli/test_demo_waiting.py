"""What `pydemo demo --rpc-url` shows while a transaction is waited for."""

from __future__ import annotations

from pydemo.cli.demo import _once_long


def test_a_wait_is_shown_from_the_first_second_on_until_it_is_over() -> None:
    told: list[tuple[str, int, int]] = []
    report = _once_long(lambda *what: told.append(what))
    for seconds in (0, 0, 1, 2, 180):
        report("0xab", seconds, 180)
    assert told == [("0xab", 1, 180), ("0xab", 2, 180), ("0xab", 180, 180)]


def test_a_transaction_that_is_mined_at_once_is_not_shown() -> None:
    told: list[tuple[str, int, int]] = []
    report = _once_long(lambda *what: told.append(what))
    report("0xab", 0, 180)
    report("0xab", 180, 180)
    assert told == []
