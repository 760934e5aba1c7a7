"""pytester runs most of these tests in this process, and forgets the modules they import."""

from __future__ import annotations

import pytest
from hypothesis import settings

from pydemo import Chain


@pytest.fixture(scope="package", autouse=True)
def modules_are_loaded() -> None:
    """Load web3, the engine and Hypothesis once here, else each run loads them anew."""
    assert settings.default is not None
    assert Chain().w3.is_connected()
