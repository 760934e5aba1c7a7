"""A client that knows no governor but OpenZeppelin's: npm's ABI of IGovernor, and web3.py.

It imports nothing of the suite. `tests/dao/test_client.py` runs it on a governor of ours; against
a node it is

    python tests/dao/igovernor_client.py URL GOVERNOR

where the node has the accounts of those who vote, and its time can be moved on
(``evm_increaseTime``, ``evm_mine``), as a development node's can.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from web3 import HTTPProvider, Web3

ROOT = Path(__file__).resolve().parents[2]
ABI = ROOT / "node_modules/@openzeppelin/contracts/build/contracts/IGovernor.json"
STATES = ("Pending", "Active", "Canceled", "Defeated", "Succeeded", "Queued", "Expired", "Executed")
FOR = 1


@dataclass(frozen=True)
class Proposal:
    targets: Sequence[str]
    values: Sequence[int]
    calldatas: Sequence[bytes]
    description: str

    @property
    def hashed(self) -> tuple[Any, ...]:
        text = Web3.keccak(text=self.description)
        return list(self.targets), list(self.values), list(self.calldatas), text


Event = tuple[str, dict[str, Any]]
"""Its name and values."""


class Client:
    """``wait_until(time)`` has the chain's next block come then or later."""

    def __init__(self, w3: Web3, governor: str, wait_until: Callable[[int], None]) -> None:
        abi = json.loads(ABI.read_text(encoding="utf-8"))["abi"]
        self.w3, self.wait_until = w3, wait_until
        self.governor = w3.eth.contract(address=Web3.to_checksum_address(governor), abi=abi)

    def state(self, number: int) -> str:
        return STATES[self.governor.functions.state(number).call()]

    def carry_out(self, proposal: Proposal, voters: Sequence[str]) -> list[Event]:
        """Propose, vote, queue and execute; the governor's events, in their order.

        Raises AssertionError if a state is not the one that IGovernor says, and web3's error if the
        governor refuses something.
        """
        functions = self.governor.functions
        first, *_ = voters
        told = self._send(functions.propose(*proposal.hashed[:3], proposal.description), first)
        number = int(told[0][1]["proposalId"])
        assert number == functions.hashProposal(*proposal.hashed).call()
        assert functions.proposalProposer(number).call() == Web3.to_checksum_address(first)
        assert self.state(number) == "Pending"
        self.wait_until(functions.proposalSnapshot(number).call() + 1)
        assert self.state(number) == "Active"
        for voter in voters:
            assert not functions.hasVoted(number, voter).call()
            told += self._send(functions.castVoteWithReason(number, FOR, "I like it"), voter)
            assert functions.hasVoted(number, voter).call()
        self.wait_until(functions.proposalDeadline(number).call() + 1)
        assert self.state(number) == "Succeeded"
        if functions.proposalNeedsQueuing(number).call():
            told += self._send(functions.queue(*proposal.hashed), first)
            assert self.state(number) == "Queued"
            self.wait_until(functions.proposalEta(number).call())
        told += self._send(functions.execute(*proposal.hashed), first)
        assert self.state(number) == "Executed"
        return told

    def _send(self, function: Any, sender: str) -> list[Event]:
        transaction = function.transact({"from": sender})
        receipt = self.w3.eth.wait_for_transaction_receipt(transaction)
        assert receipt["status"] == 1
        own = [log for log in receipt["logs"] if log["address"] == self.governor.address]
        names = [entry["name"] for entry in self.governor.abi if entry["type"] == "event"]
        made = [self.governor.events[name]() for name in names]
        events = {Web3.keccak(text=event.signature): event for event in made}
        known = [log for log in own if log["topics"][0] in events]
        decoded = [events[log["topics"][0]].process_log(log) for log in known]
        return [(each["event"], dict(each["args"])) for each in decoded]


def main(url: str, governor: str) -> None:
    w3 = Web3(HTTPProvider(url))

    def wait_until(time: int) -> None:
        missing = time - w3.eth.get_block("latest")["timestamp"]
        if missing > 0:
            w3.provider.make_request("evm_increaseTime", [missing])  # type: ignore[arg-type]
            w3.provider.make_request("evm_mine", [])  # type: ignore[arg-type]

    client = Client(w3, governor, wait_until)
    voters = w3.eth.accounts[:2]
    nothing = Proposal([voters[0]], [0], [b""], "A client that knows only IGovernor was here")
    for name, values in client.carry_out(nothing, voters):
        print(name, values)


if __name__ == "__main__":
    main(*sys.argv[1:3])
