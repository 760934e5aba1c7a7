"""The chain that the tests of votes share, in an anchor for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pydemo import Chain
from votes.scene import shared_chain


@pytest.fixture
def voting_chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain
