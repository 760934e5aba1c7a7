"""The endings of the DAO's story, told once for all who look at them."""

from __future__ import annotations

import pytest

from .dao_told import Told


@pytest.fixture(scope="session")
def lost() -> Told:
    return Told(ending="lost")


@pytest.fixture(scope="session")
def won() -> Told:
    return Told(ending="won")
