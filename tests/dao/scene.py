"""A governor with four members, ours or OpenZeppelin's, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo import Chain, errors
from pydemo.build.artifacts import Artifacts
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract, Receipt
from pydemo.units import ether

PROJECT = Path(__file__).parent
HOUR, DAY, WEEK = 3_600, 86_400, 604_800
DELAY, PERIOD, EXTENSION, TIMELOCK_DELAY = DAY, 3 * DAY, DAY, 2 * DAY
QUORUM, THRESHOLD, MOST_THRESHOLD = 20, ether(5), ether(100)
NAME = "The Members"
SHARES = {"alice": ether(50), "bob": ether(30), "carol": ether(15), "dave": ether(5)}
"""Of these 100, 20 are a quorum; erin has none."""
AGAINST, FOR, ABSTAIN = range(3)
PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED = range(8)
TERMS = (DELAY, PERIOD, EXTENSION, TIMELOCK_DELAY, QUORUM, THRESHOLD, MOST_THRESHOLD)

BALLOT = [
    {"name": "proposalId", "type": "uint256"},
    {"name": "support", "type": "uint8"},
    {"name": "voter", "type": "address"},
    {"name": "nonce", "type": "uint256"},
]
EXTENDED = [*BALLOT, {"name": "reason", "type": "string"}, {"name": "params", "type": "bytes"}]


@cache
def shared_chain(engine: str) -> Chain:
    """Has OpenZeppelin's contracts beside the suite. Who uses it does so inside an anchor."""
    return Chain(engine=engine, project=PROJECT)


@dataclass(frozen=True)
class Call:
    """What is proposed: the arguments of ``propose``."""

    targets: Sequence[AddressLike]
    values: Sequence[int]
    calldatas: Sequence[bytes]
    description: str = "Do it"

    @property
    def opened(self) -> tuple[Any, ...]:
        return list(self.targets), list(self.values), list(self.calldatas), self.description

    @property
    def hashed(self) -> tuple[Any, ...]:
        """The arguments of all that comes after ``propose``."""
        return (*self.opened[:3], keccak(text=self.description))


@dataclass(frozen=True)
class Dao:
    chain: Chain
    token: Contract
    governor: Contract
    timelock: Contract
    people: dict[str, Account] = field(default_factory=dict)

    def call(self, target: Contract, function: str, *args: Any, text: str = "Do it") -> Call:
        return Call([target], [0], [getattr(target, function).data(*args)], text)

    def pay(self, to: AddressLike, value: int, text: str = "Pay") -> Call:
        return Call([to], [value], [b""], text)

    def propose(self, call: Call, by: str = "alice") -> int:
        proposed: Receipt = self.governor.propose(*call.opened, sender=self.people[by])
        return int(proposed.events[0].args["proposalId"])

    def open(self, call: Call, by: str = "alice") -> int:
        """Propose, and wait until votes are taken."""
        proposal = self.propose(call, by)
        self.chain.advance(DELAY)
        return proposal

    def vote(self, proposal: int, support: int = FOR, by: str = "alice") -> Receipt:
        voted: Receipt = self.governor.castVote(proposal, support, sender=self.people[by])
        return voted

    def cast(self, proposal: int, way: str, support: int) -> None:
        """Alice's vote, by her own call or by her signature."""
        if way == "castVote":
            self.vote(proposal, support)
        else:
            signature = self.sign(proposal, "alice", support=support)
            given = (proposal, support, self.people["alice"], signature)
            self.governor.castVoteBySig(*given, sender=self.people["erin"])

    def accept(self, call: Call, by: str = "alice") -> int:
        """Propose, vote for it, wait until the vote is over."""
        proposal = self.open(call, by)
        self.vote(proposal)
        self.chain.advance(PERIOD + 1)
        return proposal

    def queue(self, call: Call) -> Receipt:
        queued: Receipt = self.governor.queue(*call.hashed, sender=self.people["erin"])
        return queued

    def execute(self, call: Call, **options: Any) -> Receipt:
        done: Receipt = self.governor.execute(*call.hashed, sender=self.people["erin"], **options)
        return done

    def carry_out(self, call: Call, by: str = "alice") -> Receipt:
        """From proposing to executing."""
        self.accept(call, by)
        self.queue(call)
        self.chain.advance(TIMELOCK_DELAY)
        return self.execute(call)

    def leave(
        self, by: str, units: int, tokens: Sequence[Contract] = (), to: AddressLike | None = None
    ) -> Receipt:
        account = self.people[by]
        self.token.approve(self.governor, units, sender=account)
        listed = sorted(tokens, key=canonical)
        left: Receipt = self.governor.ragequit(units, listed, to or account, sender=account)
        return left

    def sign(self, proposal: int, voter: str, signer: str = "", **changes: Any) -> bytes:
        """A ballot for the proposal; with ``reason`` and ``params`` an extended one."""
        message: dict[str, Any] = {"proposalId": proposal, "support": FOR}
        message |= {"voter": self.people[voter].address}
        message |= {"nonce": self.governor.nonces(self.people[voter])}
        domain: dict[str, Any] = {"name": NAME, "version": "1", "chainId": self.chain.chain_id}
        domain |= {"verifyingContract": self.governor}
        for name, value in changes.items():
            (domain if name in domain else message)[name] = value
        types = {"ExtendedBallot": EXTENDED} if "reason" in message else {"Ballot": BALLOT}
        signed = self.people[signer or voter].sign_typed_data(domain, types, message)
        return bytes(
            signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big") + bytes([signed.v])
        )


@cache
def _token_code() -> bytes:
    """The creation code of contracts/test/VotesToken, which has OpenZeppelin's ABI."""
    return Artifacts.project(PROJECT.parents[1])["VotesToken"].bytecode


def _people(chain: Chain) -> dict[str, Account]:
    return {name: chain.accounts[name] for name in (*SHARES, "erin", "frank")}


def _hand_out(chain: Chain, token: Contract, timelock: Contract, delegating: bool) -> None:
    alice = chain.accounts.alice
    for name, value in SHARES.items():
        token.mint(chain.accounts[name], value, sender=alice)
        if delegating:
            token.delegate(chain.accounts[name], sender=chain.accounts[name])
    if delegating:
        token.delegate(chain.accounts["erin"], sender=chain.accounts["erin"])
    chain.set_balance(timelock, ether(10))
    chain.mine()


def deploy_ours(chain: Chain, *, delegating: bool = False, code: bytes = b"") -> Dao:
    """With ``code``, a governor that is made of that instead."""
    alice = chain.accounts.alice
    token = chain.at("OpenZeppelinShares", _create(chain, _token_code()))
    if code:
        types = ["string", "address", "(uint24,uint24,uint24,uint24,uint8,uint96,uint96)"]
        arguments = encode(types, [NAME, token.address, TERMS])
        governor = chain.at("Governor", _create(chain, code + arguments))
    else:
        governor = chain.deploy("Governor", NAME, token, TERMS, sender=alice)
    timelock = chain.at("Timelock", governor.timelock())
    _hand_out(chain, token, timelock, delegating)
    return Dao(chain, token, governor, timelock, _people(chain))


def _create(chain: Chain, code: bytes) -> str:
    made = chain._session.send(Transaction(canonical(chain.accounts.alice), None, code), "creation")
    assert made.contract_address is not None
    return made.contract_address


def deploy_openzeppelin(chain: Chain) -> Dao:
    alice = chain.accounts.alice
    token = chain.deploy("OpenZeppelinShares", sender=alice)
    timelock = chain.deploy("OpenZeppelinTimelock", TIMELOCK_DELAY, sender=alice)
    terms = (DELAY, PERIOD, THRESHOLD, QUORUM, EXTENSION)
    governor = chain.deploy("OpenZeppelinGovernor", token, timelock, *terms, sender=alice)
    for role in ("PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"):
        timelock.grantRole(getattr(timelock, role)(), governor, sender=alice)
    timelock.renounceRole(bytes(32), alice, sender=alice)
    _hand_out(chain, token, timelock, True)
    return Dao(chain, token, governor, timelock, _people(chain))


def refused(proposal: int, current: int, *wanted: int) -> AbstractContextManager[object]:
    """The proposal is in state ``current`` and should be in one of ``wanted``."""
    bits = sum(1 << state for state in wanted).to_bytes(32, "big")
    return errors.reverts("GovernorUnexpectedProposalState", proposal, current, bits)


def same(one: AddressLike, other: AddressLike) -> bool:
    return canonical(one) == canonical(other)
