"""The tests are worth something: a governor without one of its defences fails those for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dao.mutant_list import MUTANTS
from dao.mutants import compile_with_switch, turn_on
from dao.scene import deploy_ours
from pydemo import Chain, errors


@pytest.fixture(scope="module")
def code(request: pytest.FixtureRequest) -> bytes:
    cache: pytest.Cache | None = request.config.cache
    kept: Path | None = None if cache is None else cache.mkdir("mutants") / "governor.json"
    return compile_with_switch(MUTANTS, kept)


@pytest.mark.parametrize("number", range(1, len(MUTANTS) + 1), ids=[one.name for one in MUTANTS])
def test_each_check_for_a_mutant_kills_it(dao_chain: Chain, code: bytes, number: int) -> None:
    dao = deploy_ours(dao_chain, code=code)
    turn_on(dao_chain, number)
    killers = MUTANTS[number - 1].killers
    assert killers
    for check in killers:
        with dao_chain.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(dao)


def test_without_a_mutation_all_of_them_pass(dao_chain: Chain, code: bytes) -> None:
    dao = deploy_ours(dao_chain, code=code)
    for check in dict.fromkeys(check for mutant in MUTANTS for check in mutant.killers):
        with dao_chain.anchor():
            check(dao)
