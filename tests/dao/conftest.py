"""The chain that the tests of the governor share, in an anchor for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dao.scene import Call, Dao, deploy_ours, shared_chain
from pydemo import Chain
from pydemo.units import ether


@pytest.fixture
def dao_chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@pytest.fixture
def dao(dao_chain: Chain) -> Dao:
    return deploy_ours(dao_chain)


@pytest.fixture
def call(dao: Dao) -> Call:
    return dao.pay(dao.people["frank"], ether(1))
