"""DemoToken does what the ERC texts ask; so does OpenZeppelin's, so the checks ask no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from token_checks.conformance import ERC20_CHECKS, Check
from token_checks.permit_conformance import PERMIT_CHECKS
from token_checks.scene import Scene
from token_checks.shared_scene import shared_chain, shared_scenes

CHECKS = (*ERC20_CHECKS, *PERMIT_CHECKS)


@pytest.fixture(params=["ours", "openzeppelin"])
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield shared_scenes(chain)[request.param]


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_the_token_does_what_the_texts_ask(scene: Scene, check: Check) -> None:
    check(scene)
