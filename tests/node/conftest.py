"""Nodes: in this process, in one of their own, and anvil beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from remote.conftest import Anvil, anvil

from node.client import Direct, Rpc
from node.process import RunningNode, running_node
from node.state_file import opened, path
from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.served import ServedChain

__all__ = ["anvil", "opened", "path"]


@pytest.fixture
def served() -> ServedChain:
    """A chain whose blocks are a second apart."""
    return ServedChain(LocalNode(), Clock(step=1))


@pytest.fixture
def rpc(served: ServedChain) -> Direct:
    """Its methods."""
    return Direct(served)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def node(engine: str) -> Iterator[RunningNode]:
    """A node that all tests share: one that changes it must not mind what others have done."""
    with running_node("--engine", engine) as running:
        yield running


@pytest.fixture
def ours(node: RunningNode) -> Rpc:
    return Rpc(node.url)


@pytest.fixture
def theirs(anvil: Anvil) -> Rpc:
    return Rpc(anvil.url)
