"""What the pool does for suppliers, borrowers and liquidators. The checks are in lending_checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from lending_checks.borrow_checks import BORROW_CHECKS
from lending_checks.liquidation_checks import LIQUIDATION_CHECKS
from lending_checks.scene import Scene, anchored
from lending_checks.supply_checks import SUPPLY_CHECKS

CHECKS = (*SUPPLY_CHECKS, *BORROW_CHECKS, *LIQUIDATION_CHECKS)


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield from anchored(request.config.getoption("--engine"))


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_the_pool(scene: Scene, check: Callable[[Scene], None]) -> None:
    check(scene)
