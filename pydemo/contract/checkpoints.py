"""How an account's votes have changed: a token's checkpoints, read from it or from its events."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pydemo.chain.address import AddressLike, canonical, checksum
from pydemo.contract.history import past_events
from pydemo.errors import ArgumentError

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract

_CHANGE = "DelegateVotesChanged"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """From a moment on an account had so many votes."""

    time: int
    """By the token's clock: Unix seconds, or for some tokens a block's number."""
    votes: int
    """In the token's smallest unit."""


@dataclass(frozen=True, slots=True)
class VoteHistory:
    """All changes of an account's votes up to a moment. A notebook shows them as steps."""

    token: str
    """The contract's name."""
    account: str
    """Checksummed address."""
    name: str
    """What the chain calls it."""
    decimals: int
    checkpoints: tuple[Checkpoint, ...]
    """In order of time, one for each moment."""
    now: int
    """By the same clock."""
    counts_blocks: bool = False
    """The clock counts blocks, not seconds (ERC-6372)."""

    def at(self, time: int) -> int:
        """The votes at the end of a moment, as ``getPastVotes`` has it; 0 before the first."""
        held = 0
        for checkpoint in self.checkpoints:
            if checkpoint.time > time:
                break
            held = checkpoint.votes
        return held

    @property
    def votes(self) -> int:
        """As of now."""
        return self.at(self.now)

    def __str__(self) -> str:
        from pydemo.display.votes import votes_text

        return votes_text(self)

    def _repr_html_(self) -> str:
        from pydemo.display.votes import votes_html

        return votes_html(self)


def vote_history(token: Contract, account: AddressLike) -> VoteHistory:
    """The history of an account's votes with a token.

    From ``numCheckpoints`` and ``checkpoints``, where the token has these, as ours and
    OpenZeppelin's have; else from its events ``DelegateVotesChanged`` (ERC-5805).

    Raises:
        errors.ArgumentError: the token has neither, so it counts no votes.
        errors.NotSupported: it has the events only, and the node gives none.
    """
    address, session = checksum(canonical(account)), token._session
    functions = token._abi.functions
    counts_blocks = "CLOCK_MODE" in functions and "blocknumber" in token["CLOCK_MODE()"]()
    if {"numCheckpoints", "checkpoints"} <= set(functions):
        read = functions["checkpoints"][0].canonical
        pairs = [
            tuple(token[read](address, index))
            for index in range(token["numCheckpoints(address)"](address))
        ]
    elif any(event.name == _CHANGE for event in token._abi.events):
        pairs = [
            (past.block if counts_blocks else past.time, past.event.args["newVotes"])
            for past in past_events(token)
            if past.event.name == _CHANGE and past.event.args["delegate"] == address
        ]
    else:
        raise ArgumentError(
            f"{token.contract_name} counts no votes: it has neither checkpoints nor the event "
            f"{_CHANGE}"
        )
    head = session.node.head()
    return VoteHistory(
        token.contract_name,
        address,
        session.registry.name_of(address),
        token["decimals()"]() if "decimals" in functions else 0,
        _one_a_moment([Checkpoint(*pair) for pair in pairs]),
        head.number if counts_blocks else head.timestamp,
        counts_blocks,
    )


def _one_a_moment(found: list[Checkpoint]) -> tuple[Checkpoint, ...]:
    """Of several changes at one moment only the last one counts."""
    overtaken = {
        one for one, (this, after) in enumerate(pairwise(found)) if this.time == after.time
    }
    return tuple(point for one, point in enumerate(found) if one not in overtaken)
