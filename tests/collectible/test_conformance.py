"""Collectible does what the ERC texts ask; so does OpenZeppelin's, so the checks ask no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from collectible_checks.erc721_conformance import ERC721_CHECKS, Check
from collectible_checks.safe_transfer_conformance import SAFE_TRANSFER_CHECKS
from collectible_checks.scene import Scene
from collectible_checks.shared_scene import shared_chain, shared_scenes

CHECKS = (*ERC721_CHECKS, *SAFE_TRANSFER_CHECKS)


@pytest.fixture(params=["ours", "openzeppelin"])
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield shared_scenes(chain)[request.param]


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_the_collection_does_what_the_texts_ask(scene: Scene, check: Check) -> None:
    check(scene)
