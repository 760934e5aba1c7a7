"""The checks are worth something: each weakened pool or curve fails those that are for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from lending_checks.mutant_list import CURVE_MUTANTS, POOL_MUTANTS
from lending_checks.scene import Scene, deploy_code, shared_chain
from token_checks.mutants import Mutant, compile_all

from pydemo import Chain, errors
from pydemo.build.search import find_compiler

UNCHANGED: Mutant[Scene] = Mutant("unchanged", (), ())
POOL, CURVE = "LendingPool", "KinkedRateModel"
MUTANTS: dict[str, tuple[Mutant[Scene], ...]] = {POOL: POOL_MUTANTS, CURVE: CURVE_MUTANTS}
EACH = [(contract, mutant) for contract, mutants in MUTANTS.items() for mutant in mutants]
TOGETHER = 12
"""How many are compiled in one run; what was compiled is kept in pytest's cache."""

CodeOf: TypeAlias = Callable[[str, Mutant[Scene]], bytes]
"""The creation code of a contract's mutant, compiled when it is asked for."""


@pytest.fixture(scope="module")
def code_of(request: pytest.FixtureRequest) -> CodeOf:
    cache: pytest.Cache | None = request.config.cache
    folder = None if cache is None else cache.mkdir("mutants")
    batches: dict[tuple[str, int], dict[str, bytes]] = {}

    def find(contract: str, mutant: Mutant[Scene]) -> bytes:
        mutants = (UNCHANGED, *MUTANTS[contract])
        batch = mutants.index(mutant) // TOGETHER
        if (contract, batch) not in batches:
            some = mutants[batch * TOGETHER : (batch + 1) * TOGETHER]
            kept = folder and folder / f"{contract}-{batch}.json"
            compiled = compile_all(find_compiler(), some, f"lending/{contract}", kept)
            batches[contract, batch] = compiled
        return batches[contract, batch][mutant.name]

    return find


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@pytest.mark.parametrize("contract", MUTANTS)
def test_without_a_mutation_all_of_them_pass(chain: Chain, code_of: CodeOf, contract: str) -> None:
    scene = deploy_code(chain, contract, code_of(contract, UNCHANGED))
    for check in dict.fromkeys(each for one in MUTANTS[contract] for each in one.killers):
        with chain.anchor():
            check(scene)


@pytest.mark.parametrize(("contract", "mutant"), EACH, ids=[mutant.name for _, mutant in EACH])
def test_each_check_for_a_mutant_kills_it(
    chain: Chain, code_of: CodeOf, contract: str, mutant: Mutant[Scene]
) -> None:
    scene = deploy_code(chain, contract, code_of(contract, mutant))
    assert scene.pool.symbol() == "lDEMO"
    assert mutant.killers
    for check in mutant.killers:
        with chain.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(scene)
