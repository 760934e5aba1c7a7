"""The checks are worth something: each weakened token fails those that are for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from token_checks.conformance import the_token_has_a_name_a_symbol_and_decimals
from token_checks.mutants import Mutant, compile_all
from token_checks.scene import Scene

from pydemo import Chain, errors
from pydemo.build.search import find_compiler
from votes.fewest_checks import FEWEST_CHECKS
from votes.mutant_list import MUTANTS, SMALL_GROUPS
from votes.scene import deploy_code

UNCHANGED: Mutant[Scene] = Mutant("unchanged", (), ())


@pytest.fixture(scope="module")
def codes(request: pytest.FixtureRequest) -> dict[str, bytes]:
    cache: pytest.Cache | None = request.config.cache
    kept: Path | None = None if cache is None else cache.mkdir("mutants") / "votes.json"
    return compile_all(
        find_compiler(), (UNCHANGED, SMALL_GROUPS, *MUTANTS), "test/VotesToken", kept
    )


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_each_check_for_a_mutant_kills_it(
    voting_chain: Chain, codes: dict[str, bytes], mutant: Mutant[Scene]
) -> None:
    assert codes[mutant.name] != codes["unchanged"]
    scene = deploy_code(voting_chain, codes[mutant.name])
    the_token_has_a_name_a_symbol_and_decimals(scene)
    assert mutant.killers
    for check in mutant.killers:
        with voting_chain.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(scene)


def test_the_token_without_a_mutation_passes_all_of_them(
    voting_chain: Chain, codes: dict[str, bytes]
) -> None:
    scene = deploy_code(voting_chain, codes["unchanged"])
    for check in dict.fromkeys(check for mutant in MUTANTS for check in mutant.killers):
        with voting_chain.anchor():
            check(scene)


def test_with_small_groups_and_nothing_wrong_those_for_groups_pass_too(
    voting_chain: Chain, codes: dict[str, bytes]
) -> None:
    scene = deploy_code(voting_chain, codes[SMALL_GROUPS.name])
    for check in FEWEST_CHECKS:
        with voting_chain.anchor():
            check(scene)
