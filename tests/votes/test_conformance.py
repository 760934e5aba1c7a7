"""Ours does what the ERC texts ask; so does OpenZeppelin's, so the checks ask no more."""

from __future__ import annotations

from typing import Any

import pytest
from token_checks.conformance import ERC20_CHECKS, Check
from token_checks.permit_conformance import PERMIT_CHECKS
from token_checks.scene import Scene

from pydemo import Chain
from votes.conformance import VOTES_CHECKS
from votes.default_checks import DEFAULT_CHECKS
from votes.fewest_checks import FEWEST_CHECKS
from votes.scene import deploy_code, deploy_openzeppelin, our_code
from votes.signature_conformance import SIGNATURE_CHECKS

CHECKS = (*ERC20_CHECKS, *PERMIT_CHECKS, *VOTES_CHECKS, *SIGNATURE_CHECKS)
OUR_CHECKS = (*DEFAULT_CHECKS, *FEWEST_CHECKS)


@pytest.fixture(params=["ours", "openzeppelin"])
def scene(request: pytest.FixtureRequest, voting_chain: Chain) -> Scene:
    if request.param == "ours":
        return deploy_code(voting_chain, our_code())
    return deploy_openzeppelin(voting_chain)


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_the_token_does_what_the_texts_ask(scene: Scene, check: Check) -> None:
    check(scene)


def _of_ours(check: Check) -> Any:
    """Those on the fewest votes make changes by the thousand."""
    marks = [pytest.mark.slow_on_py_evm] if check in FEWEST_CHECKS else []
    return pytest.param(check, marks=marks, id=check.__name__)


@pytest.mark.parametrize("check", map(_of_ours, OUR_CHECKS))
def test_ours_does_what_openzeppelins_does_not(voting_chain: Chain, check: Check) -> None:
    check(deploy_code(voting_chain, our_code()))
