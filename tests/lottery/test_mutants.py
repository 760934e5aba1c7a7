"""The tests are worth something: each weakened lottery fails those that are for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import signature
from typing import Any

import pytest
from token_checks.mutants import Mutant, compile_all

from lottery.mutant_list import ALL, PRIZE_VAULT, LotteryMutant
from lottery.scene import deploy, deploy_with_code, other_code, shared_chain
from pydemo import Chain, errors
from pydemo.build.search import find_compiler

UNCHANGED: LotteryMutant = Mutant("unchanged", (), ())
SMALL = {
    "runs": 1,
    "details": {
        "peephole": True,
        "jumpdestRemover": True,
        "deduplicate": True,
        "cse": True,
        "constantOptimizer": True,
    },
}
"""As little optimizing as makes the vault fit into a contract."""
NAMED = [(contract, mutant) for contract, mutants in ALL.items() for mutant in mutants]

Codes = Callable[[str], dict[str, bytes]]
"""Creation codes by mutant, of a contract's mutants, compiled when they are asked for."""


@pytest.fixture(scope="module")
def codes(request: pytest.FixtureRequest) -> Codes:
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    folder = None if cache is None else cache.mkdir("mutants")
    found: dict[str, dict[str, bytes]] = {}

    def find(contract: str) -> dict[str, bytes]:
        if contract not in found:
            kept = folder and folder / f"{contract.replace('/', '-')}.json"
            some = (UNCHANGED, *ALL[contract])
            found[contract] = compile_all(find_compiler(), some, contract, kept, SMALL)
        return found[contract]

    return find


@pytest.fixture
def chains(request: pytest.FixtureRequest, chain: Chain) -> Iterator[dict[str, Chain]]:
    """By contract: one that knows the contracts for tests, or one with tokens and sources."""
    shared = shared_chain(request.config.getoption("--engine"))
    with shared.anchor():
        yield {contract: shared if contract == PRIZE_VAULT else chain for contract in ALL}


def run(check: Callable[..., None], chain: Chain, contract: str, code: bytes) -> None:
    """A test with what it asks for, made of this code."""
    name, alice = contract.rpartition("/")[2], chain.accounts.alice
    makers: dict[str, Callable[[], Any]] = {
        "chain": lambda: chain,
        "alice": lambda: alice,
        "tree": lambda: deploy_with_code(chain, name, sender=alice),
        "uniform": lambda: deploy_with_code(chain, name, sender=alice),
        "scene": lambda: deploy(chain),
    }
    with chain.anchor(), other_code(name, code):
        asked = (parameter for parameter in signature(check).parameters if parameter in makers)
        check(**{parameter: makers[parameter]() for parameter in asked})


@pytest.mark.parametrize("contract", ALL)
def test_without_a_mutation_all_of_them_pass(
    chains: dict[str, Chain], codes: Codes, contract: str
) -> None:
    for check in dict.fromkeys(check for mutant in ALL[contract] for check in mutant.killers):
        run(check, chains[contract], contract, codes(contract)["unchanged"])


@pytest.mark.parametrize(("contract", "mutant"), NAMED, ids=[mutant.name for _, mutant in NAMED])
def test_each_test_for_a_mutant_kills_it(
    chains: dict[str, Chain], codes: Codes, contract: str, mutant: LotteryMutant
) -> None:
    assert mutant.killers
    for check in mutant.killers:
        with pytest.raises((AssertionError, errors.ContractError, pytest.fail.Exception)):
            run(check, chains[contract], contract, codes(contract)[mutant.name])
