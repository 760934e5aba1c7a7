"""The conformance checks are worth something: each weakened token fails those that are for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from token_checks.conformance import the_token_has_a_name_a_symbol_and_decimals
from token_checks.mutant_list import MUTANTS
from token_checks.mutants import Mutant, compile_all
from token_checks.scene import Scene, deploy_code
from token_checks.shared_scene import shared_chain

from pydemo import Chain, errors
from pydemo.build.search import find_compiler

UNCHANGED: Mutant[Scene] = Mutant("unchanged", (), ())


@pytest.fixture(scope="module")
def codes() -> dict[str, bytes]:
    return compile_all(find_compiler(), (UNCHANGED, *MUTANTS))


@pytest.fixture
def anchored(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_each_check_for_a_mutant_kills_it(
    anchored: Chain, codes: dict[str, bytes], mutant: Mutant[Scene]
) -> None:
    assert codes[mutant.name] != codes["unchanged"]
    scene = deploy_code(anchored, codes[mutant.name])
    the_token_has_a_name_a_symbol_and_decimals(scene)
    assert mutant.killers
    for check in mutant.killers:
        with anchored.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(scene)


def test_the_token_without_a_mutation_passes_all_of_them(
    anchored: Chain, codes: dict[str, bytes]
) -> None:
    scene: Scene = deploy_code(anchored, codes["unchanged"])
    for check in dict.fromkeys(check for mutant in MUTANTS for check in mutant.killers):
        with anchored.anchor():
            check(scene)
