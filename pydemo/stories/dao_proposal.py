"""The course of a proposal, from the one who makes it to what it does, and what is noted of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike
from pydemo.contract.ballot import sign_ballot
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.evm.hashing import keccak
from pydemo.messages import text
from pydemo.stories.step import Table
from pydemo.units import days, minutes

STATES = (
    *("Pending", "Active", "Canceled", "Defeated", "Succeeded", "Queued", "Expired", "Executed"),
)
"""By number, as ``IGovernor.ProposalState`` has them."""

Calls = Sequence[tuple[AddressLike, int, bytes]]
"""What is proposed: for each call whom, with how many wei, with which calldata."""
Votes = Callable[[int], str]
"""How a number of votes is shown."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Calls that members vote on, what is said about them, and how far it has come."""

    chain: Chain
    governor: Contract
    calls: Calls
    description: str
    created: Receipt
    shown: Votes
    course: list[tuple[str, ...]] = field(default_factory=list)
    """A row for each thing that has happened."""

    @property
    def number(self) -> int:
        return int(self.created.events[0].args["proposalId"])

    @property
    def state(self) -> str:
        """By its name in the interface, as it is now."""
        return STATES[self.governor.state(self.number)]

    # --- what members do -------------------------------------------------------------------------

    def vote(self, voter: Account, support: int) -> Receipt:
        receipt: Receipt = self.governor.castVote(self.number, support, sender=voter)
        self._note("voted", who=voter.name)
        return receipt

    def hand_in(self, voter: Account, support: int, *, sender: Account) -> Receipt:
        """Have the voter sign a vote, and somebody else pay for it."""
        ballot = sign_ballot(
            self.governor, self.chain, voter=voter, proposal_id=self.number, support=support
        )
        receipt: Receipt = self.governor.castVoteBySig(*ballot, sender=sender)
        self._note("signed", who=voter.name)
        return receipt

    def queue(self, sender: Account) -> Receipt:
        receipt: Receipt = self.governor.queue(*self._hashed(), sender=sender)
        self._note("queued")
        return receipt

    def execute(self, sender: Account) -> Receipt:
        receipt: Receipt = self.governor.execute(*self._hashed(), sender=sender)
        self._note("executed")
        return receipt

    # --- what time does --------------------------------------------------------------------------

    def open_the_vote(self) -> None:
        self._wait_until(self.governor.proposalSnapshot(self.number) + 1)
        self._note("opened")

    def close_the_vote(self) -> None:
        self._wait_until(self.governor.proposalDeadline(self.number) + 1)
        self._note("closed")

    def wait_for_the_timelock(self) -> None:
        self._wait_until(self.governor.proposalEta(self.number))
        self._note("waited")

    def _wait_until(self, time: int) -> None:
        """The newest block, and views with it, is of this time or later."""
        if time > self.chain.time:
            self.chain.advance(time - self.chain.time)

    # --- what can be seen ------------------------------------------------------------------------

    def tally(self) -> tuple[str, ...]:
        """Votes for, against and abstaining, the quorum, the state: a row of `tallies`."""
        against, in_favour, abstained = self.governor.proposalVotes(self.number)
        quorum = self.governor.quorum(self.governor.proposalSnapshot(self.number))
        counted = (in_favour, against, abstained, quorum)
        return (*map(self.shown, counted), self.state)

    def course_table(self) -> Table:
        """Votes and states over time, in days since it was proposed."""
        heads = ("happens", "day", "for", "against", "abstain", "state")
        return Table(tuple(text(f"dao.{head}") for head in heads), tuple(self.course))

    def _note(self, moment: str, **values: str) -> None:
        since = self.chain.time - self.governor.proposalSnapshot(self.number)
        since += self.governor.votingDelay()
        against, in_favour, abstained = self.governor.proposalVotes(self.number)
        votes = map(self.shown, (in_favour, against, abstained))
        what = text(f"dao.moment.{moment}", **values)
        self.course.append((what, f"{since // days(1)}", *votes, self.state))

    def _hashed(self) -> tuple[list[AddressLike], list[int], list[bytes], bytes]:
        """As all that comes after ``propose`` takes it."""
        hashed = keccak(self.description.encode())
        return (*_columns(self.calls), hashed)


def propose(
    chain: Chain,
    governor: Contract,
    calls: Calls,
    description: str,
    *,
    proposer: Account,
    shown: Votes,
) -> Proposal:
    """Propose calls, a minute after whatever was last."""
    # Votes of a second count from the next one on, and a node may mine many blocks in one.
    chain.advance(minutes(1))
    created = governor.propose(*_columns(calls), description, sender=proposer)
    proposal = Proposal(chain, governor, calls, description, created, shown)
    proposal._note("proposed")
    return proposal


def tallies(proposals: Sequence[Proposal], names: Sequence[str] = ()) -> Table:
    """Votes beside what the quorum asks for; a row a proposal, which may begin with its name."""
    heads = ("for", "against", "abstain", "quorum", "state")
    columns = tuple(text(f"dao.{head}") for head in heads)
    rows = tuple(proposal.tally() for proposal in proposals)
    if not names:
        return Table(columns, rows)
    named = tuple((name, *row) for name, row in zip(names, rows, strict=True))
    return Table((text("dao.proposal"), *columns), named)


def _columns(calls: Calls) -> tuple[list[AddressLike], list[int], list[bytes]]:
    """The calls as the governor takes them: targets, values, calldatas."""
    return (
        [target for target, _, _ in calls],
        [value for _, value, _ in calls],
        [data for _, _, data in calls],
    )
