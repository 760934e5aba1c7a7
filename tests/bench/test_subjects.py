"""Every subject that is installed does the same work, with the same results and the same gas."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from pydemo import bench
from pydemo.bench import anvil, contracts
from pydemo.bench.subjects import AGAIN, COLD, ChainSubject, Subject, open_subject

ROOT = Path(__file__).parents[2]
CHAIN = ("transfer", "view", "pytest", *COLD)
LOOPS = ("hash", "root", "text")


@pytest.fixture(scope="module")
def subjects() -> Iterator[dict[str, Subject]]:
    """All but those that are optional and not here. anvil comes with `npm ci`, so it must be."""
    opened: dict[str, Subject] = {}
    try:
        for name in bench.SUBJECTS:
            try:
                opened[name] = open_subject(name)
            except bench.MissingSubject:
                assert name == "pyrevm"
        yield opened
    finally:
        for subject in opened.values():
            subject.close()


def test_who_runs_what(subjects: dict[str, Subject]) -> None:
    everywhere = {*LOOPS, *COLD}
    offered = {name: set(subject.workloads()) for name, subject in subjects.items()}
    assert offered["fast"] == {"call", *LOOPS, *CHAIN, *(name + AGAIN for name in COLD)}
    assert offered["py-evm"] == {"call", *LOOPS, *CHAIN}
    assert offered["stock"] == offered["anvil"] == {*LOOPS, *CHAIN}
    assert offered.get("pyrevm", {"call"} | everywhere) == {"call"} | everywhere
    assert {name for name in bench.WORKLOADS if name != "growth"} <= offered["fast"]


@pytest.mark.parametrize("workload", [name for name in bench.WORKLOADS if name != "growth"])
def test_the_results_are_the_same(subjects: dict[str, Subject], workload: str) -> None:
    results = {}
    for name, subject in subjects.items():
        if workload in subject.workloads():
            operation = subject.workloads()[workload]()
            results[name] = operation(1)(), operation(2)()
    assert len(results) >= 2
    assert all(one == other for one, other in pairwise(results.values())), results


def test_a_transfer_has_its_gas_and_its_event(subjects: dict[str, Subject]) -> None:
    for name in ("fast", "stock"):
        gas, value = subjects[name].workloads()["transfer"]()(3)()
        assert 50_000 < gas < 52_000
        assert value == 5


def test_a_cold_start_forgets_what_was_translated_and_the_other_does_not(
    subjects: dict[str, Subject],
) -> None:
    from pydemo.chain.fast import FastEngine
    from pydemo.evm.frame import Environment

    programs = Environment(FastEngine.fork).programs
    workloads = subjects["fast"].workloads()
    workloads["cold"]()(1)()
    once = list(programs.values())  # the programs themselves: an address may be used again
    workloads["cold" + AGAIN]()(1)()
    assert list(programs.values()) == once
    workloads["cold"]()(1)()
    assert not [program for program in programs.values() if program in once]


def test_every_chain_can_grow_and_hands_over_its_receipts(subjects: dict[str, Subject]) -> None:
    for name in ("fast", "py-evm", "stock", "anvil"):
        subject = subjects[name]
        assert isinstance(subject, ChainSubject)
        receipts: list[object] = []
        subject.sender(receipts.append)(2)()
        assert len(receipts) == 2


def test_anvil_leaves_nothing_behind() -> None:
    subject = open_subject("anvil")
    process, folder = subject._anvil._process, subject._anvil._folder  # type: ignore[attr-defined]
    assert folder.is_dir()
    subject.close()
    assert process.poll() is not None
    assert not folder.exists()


def test_a_subject_that_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anvil, "binary", lambda: None)
    with pytest.raises(bench.MissingSubject, match="anvil is not installed: npm ci"):
        open_subject("anvil")
    monkeypatch.setitem(sys.modules, "pyrevm", None)
    with pytest.raises(bench.MissingSubject, match="pip install pyrevm"):
        open_subject("pyrevm")


def test_the_benchmark_contracts_are_what_solc_makes_of_their_source() -> None:
    committed = contracts.GENERATED.read_text(encoding="utf-8")
    assert committed == contracts.compiled(ROOT), "run python -m pydemo.bench.contracts"


def test_the_large_contract_is_about_20_kb() -> None:
    assert 19_000 < len(contracts.contract("Bulk").bytecode) < 21_000
