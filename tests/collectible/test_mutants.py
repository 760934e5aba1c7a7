"""The checks are worth something: each weakened collection fails those that are for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from collectible_checks.erc721_conformance import it_has_a_name_and_a_symbol
from collectible_checks.mutant_list import MUTANTS
from collectible_checks.scene import Scene, deploy_code
from collectible_checks.shared_scene import shared_chain
from token_checks.mutants import Mutant, compile_all

from pydemo import Chain, errors
from pydemo.build.search import find_compiler

UNCHANGED: Mutant[Scene] = Mutant("unchanged", (), ())
ALL = (UNCHANGED, *MUTANTS)
TOGETHER = 12
"""How many are compiled in one run: one at a time takes long, and all at once long for everybody of
several workers that share the tests. What was compiled is kept in pytest's cache."""

CodeOf: TypeAlias = Callable[[Mutant[Scene]], bytes]
"""The creation code of a mutant, compiled when it is asked for."""


@pytest.fixture(scope="module")
def code_of(request: pytest.FixtureRequest) -> CodeOf:
    cache: pytest.Cache | None = request.config.cache
    folder = None if cache is None else cache.mkdir("mutants")
    batches: dict[int, dict[str, bytes]] = {}

    def find(mutant: Mutant[Scene]) -> bytes:
        batch = ALL.index(mutant) // TOGETHER
        if batch not in batches:
            some = ALL[batch * TOGETHER : (batch + 1) * TOGETHER]
            kept = folder and folder / f"collectible-{batch}.json"
            batches[batch] = compile_all(find_compiler(), some, "collectible/Collectible", kept)
        return batches[batch][mutant.name]

    return find


@pytest.fixture
def anchored(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


def test_the_collection_without_a_mutation_passes_all_of_them(
    anchored: Chain, code_of: CodeOf
) -> None:
    scene = deploy_code(anchored, code_of(UNCHANGED))
    for check in dict.fromkeys(check for mutant in MUTANTS for check in mutant.killers):
        with anchored.anchor():
            check(scene)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_each_check_for_a_mutant_kills_it(
    anchored: Chain, code_of: CodeOf, mutant: Mutant[Scene]
) -> None:
    scene = deploy_code(anchored, code_of(mutant))
    it_has_a_name_and_a_symbol(scene)
    assert mutant.killers
    for check in mutant.killers:
        with anchored.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(scene)
