"""A contract's past from a node, whatever limits the node has, and whatever happens to it."""

from __future__ import annotations

from typing import Any

import pytest

from pydemo import Chain, errors
from pydemo.chain import rpc_logs
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import DatedLog
from pydemo.contract import Contract
from pydemo.contract.history import past_events
from remote.conftest import Anvil

SENT = 6


@pytest.fixture
def token(remote: Chain, ann: Account, ben: Account) -> Contract:
    """Blocks of a second and of a day apart, one with nothing in it, another contract's events."""
    remote.mine(5)
    deployed = remote.deploy("DemoToken", 1_000, ann, sender=ann)
    other = remote.deploy("DemoToken", 1_000, ann, sender=ann)
    deployed.mint(ann, 500, sender=ann)
    for value in range(1, SENT):
        deployed.transfer(ben, value, sender=ann)
        other.mint(ann, value, sender=ann)
        remote.advance(86_400)
    return deployed


def transfers(contract: Contract, first_block: int | None = None) -> list[tuple[int, int, int]]:
    return [
        (past.event.args["value"], past.block, past.time)
        for past in past_events(contract, first_block)
        if past.event.name == "Transfer"
    ]


def test_the_past_of_a_contract_is_all_its_own_events_dated(remote: Chain, token: Contract) -> None:
    found = transfers(token)
    assert [value for value, _, _ in found] == [500, 1, 2, 3, 4, 5]
    for _, block, time in found:
        assert remote.w3.eth.get_block(block)["timestamp"] == time


def test_both_clients_tell_the_same_past(here: Chain, remote: Chain, token: Contract) -> None:
    alice, bob = here.accounts.alice, here.accounts.bob
    ours = here.deploy("DemoToken", 1_000, alice, sender=alice)
    ours.mint(alice, 500, sender=alice)
    for value in range(1, SENT):
        ours.transfer(bob, value, sender=alice)
    assert [event.event.name for event in past_events(ours)] == [
        event.event.name for event in past_events(token)
    ]


def test_one_may_begin_later(token: Contract) -> None:
    (_, _, third, *_) = transfers(token)
    assert [value for value, _, _ in transfers(token, third[1])] == [2, 3, 4, 5]


class Narrow:
    """A node that refuses what many public ones do."""

    def __init__(
        self, w3: Any, widest: int, has_past: bool = True, tells_time: bool = False
    ) -> None:
        self.eth, self._w3 = self, w3
        self._widest, self._has_past, self._tells_time = widest, has_past, tells_time
        self.block_number = w3.eth.block_number
        self.ranges: list[tuple[int, int]] = []

    def get_logs(self, asked: dict[str, Any]) -> list[Any]:
        from web3.exceptions import Web3RPCError

        start, end = asked["fromBlock"], asked["toBlock"]
        if end - start >= self._widest:
            raise Web3RPCError("query returned more than 10000 results")
        self.ranges.append((start, end))
        logs = [dict(log) for log in self._w3.eth.get_logs(asked)]
        for log in logs:
            log.pop("blockTimestamp", None)
            if self._tells_time:
                log["blockTimestamp"] = hex(self.get_block(log["blockNumber"])["timestamp"])
        return list(reversed(logs))

    def get_block(self, number: int) -> Any:
        return self._w3.eth.get_block(number)

    def get_code(self, address: str, block: int) -> bytes:
        from web3.exceptions import Web3RPCError

        if not self._has_past:
            raise Web3RPCError("missing trie node")
        return bytes(self._w3.eth.get_code(address, block))


def past(node: Narrow, token: Contract) -> list[DatedLog]:
    return list(rpc_logs.read_logs(node, "node", canonical(token), None))  # type: ignore[arg-type]


@pytest.mark.parametrize("widest", [1, 3, 10_000])
@pytest.mark.parametrize("has_past", [True, False])
@pytest.mark.parametrize("tells_time", [True, False])
def test_a_nodes_limits_cost_requests_and_no_event(
    remote: Chain, token: Contract, widest: int, has_past: bool, tells_time: bool
) -> None:
    wide, narrow = Narrow(remote.w3, 10**9), Narrow(remote.w3, widest, has_past, tells_time)
    assert past(narrow, token) == past(wide, token)
    read = [number for start, end in narrow.ranges for number in range(start, end + 1)]
    deployed = token.deploy_receipt.block_number if token.deploy_receipt else 0
    assert read == list(range(deployed if has_past else 0, remote.block_number + 1))


def test_a_node_that_gives_no_logs_at_all_is_one_line(remote: Chain, token: Contract) -> None:
    with pytest.raises(errors.NotSupported, match="node gives no logs of block") as refused:
        past(Narrow(remote.w3, 0), token)
    assert "\n" not in str(refused.value)


def test_a_node_that_goes_away_is_one_line(
    anvil: Anvil, token: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = Chain.connect(anvil.url)
    found = chain.at("DemoToken", token.address)

    def gone(*_: Any, **__: Any) -> Any:
        raise ConnectionError("connection\nrefused")

    monkeypatch.setattr(chain.w3.eth, "get_logs", gone)
    with pytest.raises(errors.NotConnected, match="does not answer any more: connection refused"):
        transfers(found)
