"""The tests are worth something: a governor without one of its defences fails those for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from token_checks.mutants import Mutant, compile_all

from dao import test_governor as tests
from dao.scene import Call, Dao, deploy_ours
from pydemo import Chain, errors
from pydemo.build.search import find_compiler
from pydemo.units import ether

GOVERNOR = "dao/Governor.sol"
UNCHANGED: Mutant[Dao] = Mutant("unchanged", (), ())
Test = Callable[[Dao, Call], None]


def _of(test: Test) -> Callable[[Dao], None]:
    return lambda dao: test(dao, dao.pay(dao.people["frank"], ether(1)))


VOTING, CODE = tests.TestVoting(), tests.TestCode()
MUTANTS: tuple[Mutant[Dao], ...] = (
    Mutant(
        "lets everybody vote twice",
        (_of(VOTING.test_nobody_votes_twice),),
        ((GOVERNOR, "if (votes & bit != 0) revert GovernorAlreadyCastVote(account);", ""),),
    ),
    Mutant(
        "does not compare code",
        (CODE.test_a_contract_that_was_exchanged_is_not_called,),
        ((GOVERNOR, "_verify(targets, proposal.number);", ""),),
    ),
    Mutant(
        "takes code that became known later",
        (CODE.test_a_contract_that_was_exchanged_is_not_called,),
        ((GOVERNOR, "!isSame || uint32(known) > number", "!isSame"),),
    ),
    Mutant(
        "compares only what has code at first",
        (CODE.test_an_account_that_became_a_contract_is_not_called,),
        ((GOVERNOR, "!isSame || uint32", "known != 0 && !isSame || uint32"),),
    ),
)


@pytest.fixture(scope="module")
def codes(request: pytest.FixtureRequest) -> dict[str, bytes]:
    cache: pytest.Cache | None = request.config.cache
    kept: Path | None = None if cache is None else cache.mkdir("mutants") / "dao.json"
    everything = (UNCHANGED, *MUTANTS)
    return compile_all(
        find_compiler(),
        everything,
        "dao/Governor",
        kept,
        {"enabled": True, "runs": 1},
        {"viaIR": True},
    )


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_each_test_for_a_mutant_kills_it(
    dao_chain: Chain, codes: dict[str, bytes], mutant: Mutant[Dao]
) -> None:
    assert codes[mutant.name] != codes["unchanged"]
    dao = deploy_ours(dao_chain, code=codes[mutant.name])
    for check in mutant.killers:
        with dao_chain.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(dao)


def test_the_governor_without_a_mutation_passes_all_of_them(
    dao_chain: Chain, codes: dict[str, bytes]
) -> None:
    dao = deploy_ours(dao_chain, code=codes["unchanged"])
    for check in [check for mutant in MUTANTS for check in mutant.killers]:
        with dao_chain.anchor():
            check(dao)
