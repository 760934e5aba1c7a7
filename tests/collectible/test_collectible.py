"""What Collectible adds to ERC-721: the sale, vouchers, the reveal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from collectible_checks.drop_checks import DROP_CHECKS
from collectible_checks.erc721_conformance import Check
from collectible_checks.reveal_checks import REVEAL_CHECKS
from collectible_checks.scene import Scene
from collectible_checks.shared_scene import shared_chain, shared_scenes
from collectible_checks.voucher_checks import VOUCHER_CHECKS

CHECKS = (*DROP_CHECKS, *VOUCHER_CHECKS, *REVEAL_CHECKS)


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield shared_scenes(chain)["ours"]


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_the_drop_does_what_it_promises(scene: Scene, check: Check) -> None:
    check(scene)
