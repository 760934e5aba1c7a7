"""A state machine over two governors, which must do the same at the same seconds.

One difference is known: ours expire, OpenZeppelin's do not. What is expired here is queued or
executed on neither, as they would never be the same again.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from dao.scene import (
    DAY,
    DELAY,
    EXPIRED,
    EXTENSION,
    HOUR,
    PERIOD,
    QUEUED,
    SUCCEEDED,
    TIMELOCK_DELAY,
    WEEK,
    Call,
    Dao,
)
from pydemo import errors
from pydemo.chain.address import canonical
from pydemo.units import ether

PEOPLE = ("alice", "bob", "carol", "dave", "erin")
KINDS = ("propose", "cancel", "vote", "sign", "queue", "execute", "transfer")
"""Each must have succeeded, and failed. To delegate never fails."""
SETTINGS = (
    ("setVotingDelay", (HOUR, DAY, 2 * DAY)),
    ("setVotingPeriod", (2 * DAY, 3 * DAY)),
    ("setProposalThreshold", (0, ether(5), ether(20))),
    ("updateQuorumNumerator", (1, 20, 50)),
    ("setLateQuorumVoteExtension", (0, DAY, 2 * DAY)),
)
VIEWS = (
    "votingDelay",
    "votingPeriod",
    "proposalThreshold",
    "quorumNumerator",
    "lateQuorumVoteExtension",
)
_who = st.sampled_from(PEOPLE)
_number = st.integers(0, 1_000)
_support = st.sampled_from((0, 1, 1, 1, 1, 2, 2, 3))
_wait = st.sampled_from(
    (1, HOUR, DELAY - 1, DELAY, PERIOD - HOUR, PERIOD, PERIOD + 1, EXTENSION, TIMELOCK_DELAY, WEEK)
)


class Assemblies(RuleBasedStateMachine):
    """``daos`` are ours and theirs; ``tally`` counts (kind, whether it succeeded)."""

    def __init__(self, daos: tuple[Dao, Dao], tally: Counter[tuple[str, bool]]) -> None:
        super().__init__()
        self.daos, self.tally = daos, tally
        self.chain = daos[0].chain
        self.snapshot = self.chain.take_snapshot()
        # Each as both have it.
        self.calls: list[tuple[Call, Call]] = []
        self.ids: list[tuple[int, int]] = []
        self.frank = daos[0].people["frank"]

    def teardown(self) -> None:
        self.chain.revert_to_snapshot(self.snapshot)

    # --- what happens -----------------------------------------------------------------------------

    @rule(who=_who, number=_number, kind=st.sampled_from(("pay", "pay", "set", "two", "bad")))
    def propose(self, who: str, number: int, kind: str) -> None:
        calls = tuple(self._made(dao, who, number, kind) for dao in self.daos)
        opened = [call.opened for call in calls]
        if self._do("propose", who, "propose", opened) and kind != "bad":
            self.calls.append((calls[0], calls[1]))
            self.ids.append((self._id(0, calls[0]), self._id(1, calls[1])))
            self._look()

    @rule(number=_number)
    def propose_again(self, number: int) -> None:
        if self.calls:
            calls = self.calls[number % len(self.calls)]
            assert not self._do("propose", "alice", "propose", [call.opened for call in calls])

    @rule(who=_who, last=st.integers(1, 3))
    def cancel(self, who: str, last: int) -> None:
        self._hashed("cancel", who, last)

    @rule(number=_number, wait=st.sampled_from((0, HOUR)))
    def take_back(self, number: int, wait: int) -> None:
        self.propose("alice", number, "pay")
        if wait:
            self.chain.advance(wait)
        self._hashed("cancel", "alice", 1)

    @rule(who=_who, last=st.integers(1, 3))
    def queue(self, who: str, last: int) -> None:
        self._hashed("queue", who, last)

    @rule(who=_who, last=st.integers(1, 3))
    def execute(self, who: str, last: int) -> None:
        self._hashed("execute", who, last)

    @rule(who=_who, support=_support, last=st.integers(0, 3), form=st.integers(0, 2))
    def vote(self, who: str, support: int, last: int, form: int) -> None:
        name = ("castVote", "castVoteWithReason", "castVoteWithReasonAndParams")[form]
        more = ("why", b"more")[:form]
        self._do("vote", who, name, [(each, support, *more) for each in self._last(last)])

    @rule(
        who=_who,
        signer=_who,
        support=_support,
        last=st.integers(0, 3),
        flaw=st.sampled_from(("", "", "", "nonce", "signer", "short")),
        extended=st.booleans(),
    )
    def vote_by_signature(
        self, who: str, signer: str, support: int, last: int, flaw: str, extended: bool
    ) -> None:
        given = []
        more: dict[str, Any] = {"reason": "why", "params": b"more"} if extended else {}
        name = "castVoteWithReasonAndParamsBySig" if extended else "castVoteBySig"
        for dao, each in zip(self.daos, self._last(last), strict=True):
            changes = {"support": support, **more}
            if flaw == "nonce":
                changes["nonce"] = 7
            signature = dao.sign(each, who, signer if flaw == "signer" else "", **changes)
            signature = signature[:-1] if flaw == "short" else signature
            given.append((each, support, dao.people[who], *more.values(), signature))
        self._do("sign", "erin", name, given)

    @rule(who=_who, to=_who, value=st.sampled_from((1, ether(1), ether(10), ether(60))))
    def transfer(self, who: str, to: str, value: int) -> None:
        given = [(dao.people[to], value) for dao in self.daos]
        self._do("transfer", who, "transfer", given, of="token")

    @rule(who=_who, to=_who)
    def delegate(self, who: str, to: str) -> None:
        self._do("delegate", who, "delegate", [(dao.people[to],) for dao in self.daos], of="token")

    @rule(seconds=_wait)
    def wait(self, seconds: int) -> None:
        self.chain.advance(seconds)
        self._look()

    @rule(number=_number, others=st.booleans())
    def carry_out(self, number: int, others: bool) -> None:
        """The way that chance alone seldom finds to its end."""
        self.propose("alice", number, "set" if others else "pay")
        self.chain.advance(2 * DAY)
        self.vote("alice", 1, 1, 0)
        self.vote_by_signature("bob", "bob", number % 3, 1, "", others)
        self.chain.advance(2 * PERIOD)
        self._hashed("queue", "bob", 1)
        self.chain.advance(TIMELOCK_DELAY - 1 - number % 2)
        self._hashed("execute", "bob", 1)

    @rule(number=_number, queued=st.booleans())
    def let_expire(self, number: int, queued: bool) -> None:
        self.propose("alice", number, "pay")
        self.chain.advance(2 * DAY)
        self.vote("alice", 1, 1, 0)
        self.chain.advance(2 * PERIOD)
        if queued:
            self._hashed("queue", "bob", 1)
        self.chain.advance(TIMELOCK_DELAY + WEEK + 1)
        self._hashed("execute" if queued else "queue", "bob", 1)

    # --- on both ----------------------------------------------------------------------------------

    def _made(self, dao: Dao, who: str, number: int, kind: str) -> Call:
        text = f"{number}"
        if number % 7 == 0:
            text += f"#proposer={dao.people['bob'].address}"
        if kind == "set":
            function, values = SETTINGS[number % len(SETTINGS)]
            return dao.call(dao.governor, function, values[number % len(values)], text=text)
        if kind == "two":
            return Call([self.frank, dao.token], [1, 0], [b"", dao.token.decimals.data()], text)
        if kind == "bad":
            return Call([self.frank], [1, 0], [b""], text)
        return dao.pay(self.frank, number % 3 * ether(2), text)

    def _id(self, index: int, call: Call) -> int:
        return int(self.daos[index].governor.hashProposal(*call.hashed))

    def _last(self, last: int) -> tuple[int, int]:
        """One of the last proposals; 0 is for one that does not exist."""
        if not last or not self.ids:
            return 5, 5
        return self.ids[-min(last, len(self.ids))]

    def _hashed(self, function: str, who: str, last: int) -> None:
        if self.calls:
            last = min(last, len(self.calls))
            hashed = [call.hashed for call in self.calls[-last]]
            ours = self.daos[0].governor
            if ours.state(self.ids[-last][0]) == EXPIRED and function in ("queue", "execute"):
                with errors.reverts("GovernorUnexpectedProposalState"):
                    ours[function](*hashed[0], sender=self.daos[0].people[who])
                self.tally["expire", True] += 1
            else:
                self._do(function, who, function, hashed)

    def _do(
        self, kind: str, who: str, function: str, given: list[Any], of: str = "governor"
    ) -> bool:
        """Send to both in one block and compare what they say; whether they succeeded."""
        failures: tuple[errors.ContractError, ...] = ()
        try:
            with self.chain.batch() as batch:
                for dao, each in zip(self.daos, given, strict=True):
                    getattr(dao, of)[function](*each, sender=dao.people[who], gas=5_000_000)
        except errors.BatchFailed as failed:
            failures = tuple(failed.failures)
        assert len(failures) in (0, 2), (kind, failures)
        told: list[Any]
        if failures:
            told = [self._failure(index, error) for index, error in enumerate(failures)]
        else:
            told = [self._events(index, each.events) for index, each in enumerate(batch.receipts)]
        assert told[0] == told[1], kind
        self.tally[kind, not failures] += 1
        self._look()
        return not failures

    def _failure(self, index: int, error: errors.ContractError) -> tuple[Any, ...]:
        # Its operand is an id that each timelock makes in its own way.
        if error.name == "TimelockUnexpectedOperationState":
            return (error.name,)
        if error.name == "GovernorUnexpectedProposalState":
            # What is expired here is something else there, as `_look` compares.
            number, current, wanted = error.operands
            state = current if self._expired_here(index, number) else 0
            return (error.name, self._plain(index, number), current - state, wanted)
        return (error.name, *(self._plain(index, each) for each in error.operands))

    def _has_expired(self, theirs: int, state: int) -> bool:
        """Whether what is in this state there should be expired here."""
        governor = self.daos[1].governor
        since = governor.proposalEta(theirs) or governor.proposalDeadline(theirs)
        return state in (SUCCEEDED, QUEUED) and self.chain.time > since + WEEK

    def _expired_here(self, index: int, number: int) -> bool:
        pairs = [pair for pair in self.ids if pair[index] == number]
        return any(self.daos[0].governor.state(ours) == EXPIRED for ours, _ in pairs)

    def _events(self, index: int, events: Any) -> list[tuple[Any, ...]]:
        governor = canonical(self.daos[index].governor)
        return [
            (event.name, *(self._plain(index, value) for value in event.args.values()))
            for event in events
            if canonical(event.address) == governor
        ]

    def _plain(self, index: int, value: Any) -> Any:
        """What differs only as the contracts have different addresses, alike."""
        if isinstance(value, list | tuple):
            return [self._plain(index, each) for each in value]
        dao = self.daos[index]
        for name in ("governor", "timelock", "token"):
            if isinstance(value, str) and value.lower() == getattr(dao, name).address.lower():
                return name
        if isinstance(value, int) and value > 2**200:
            known = [pair[index] for pair in self.ids]
            return ("proposal", known.index(value)) if value in known else "proposal"
        return value

    def _look(self) -> None:
        """All that can be seen is the same."""
        for ours, theirs in self.ids[-3:]:
            state = self.daos[1].governor.state(theirs)
            wanted = EXPIRED if self._has_expired(theirs, state) else state
            assert self.daos[0].governor.state(ours) == wanted
        seen = []
        for index, dao in enumerate(self.daos):
            governor = dao.governor
            ids = [pair[index] for pair in self.ids[-2:]]
            seen.append(
                [
                    [tuple(governor.proposalVotes(each)) for each in ids],
                    [governor.proposalDeadline(each) for each in ids],
                    [governor.proposalSnapshot(each) for each in ids],
                    [governor.proposalEta(each) for each in ids],
                    [governor.hasVoted(each, dao.people[who]) for each in ids for who in PEOPLE],
                    [governor.nonces(dao.people[who]) for who in PEOPLE],
                    [governor[view]() for view in VIEWS],
                    governor.quorum(self.chain.time - 1),
                    governor.quorumNumerator(self.chain.time - DAY),
                    self.chain.balance(dao.timelock),
                ]
            )
        assert seen[0] == seen[1]
