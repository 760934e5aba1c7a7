"""A state machine of members who vote, trade, delegate and leave, looking for a way to do both.

And for one in which somebody who did not vote yes on what is open cannot leave with what is due.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from rounds import bounds, run_until_seen, unseen

from dao.exit_model import ExitModel
from dao.scene import DAY, DEFEATED, DELAY, EXECUTED, EXPIRED, FOR, HOUR, PERIOD, Dao
from pydemo import errors
from pydemo.units import ether

PEOPLE = ("alice", "bob", "carol", "frank")
KINDS = ("propose", "vote", "leave", "transfer", "delegate", "release")
"""Each must have succeeded; to vote and to leave must have failed too."""
OVER = (DEFEATED, EXPIRED, EXECUTED)
EXITS = ("free", "against", "bound")
"""Must have happened: who said yes to nothing open left, while no others had said yes to any of it,
and while some had; and who had said yes stayed."""
_who = st.sampled_from(PEOPLE)
_value = st.sampled_from((ether(1), ether(5), ether(20), ether(50)))


class Exits(RuleBasedStateMachine):
    """``tally`` counts (kind, whether it succeeded); "both": somebody left and another said yes."""

    def __init__(self, dao: Dao, tally: Counter[tuple[str, bool]]) -> None:
        super().__init__()
        self.dao, self.tally = dao, tally
        self.snapshot = dao.chain.take_snapshot()
        self.ids: list[int] = []
        # Who left when, and with how many units; who said yes to what.
        self.left: list[tuple[str, int, int]] = []
        self.yes: set[tuple[str, int]] = set()
        self.model = ExitModel([])
        self._write_down()
        for account in dao.people.values():
            dao.token.approve(dao.governor, 2**256 - 1, sender=account)
        self.open("alice")

    def teardown(self) -> None:
        self.dao.chain.revert_to_snapshot(self.snapshot)

    @rule(who=_who)
    def propose(self, who: str) -> None:
        call = self.dao.pay(self.dao.people["frank"], 1, f"{len(self.ids)}")
        if self._try("propose", lambda: self.dao.propose(call, who)):
            self.ids.append(self.dao.governor.hashProposal(*call.hashed))

    @rule(who=_who)
    def open(self, who: str) -> None:
        self.propose(who)
        self.dao.chain.advance(DELAY + 1)

    @rule(
        who=_who, support=st.sampled_from((FOR, FOR, FOR, 0, 2)), last=st.sampled_from((1, 1, 2, 3))
    )
    def vote(self, who: str, support: int, last: int) -> None:
        if self.ids:
            number = self.ids[-min(last, len(self.ids))]
            succeeded = self._try("vote", lambda: self.dao.vote(number, support, who))
            if succeeded and support == FOR:
                self.yes.add((who, number))
                self._look()

    @rule(who=_who, value=_value, most=st.booleans())
    def leave(self, who: str, value: int, most: bool) -> None:
        may = int(self.dao.governor.mayLeaveWith(self.dao.people[who]))
        units = may if most else value
        succeeded = self._leave(who, units)
        assert succeeded == (0 < units <= may)
        if succeeded:
            self.model.exits[who] = self.dao.chain.time, None

    @rule(who=_who, part=st.sampled_from((1, 1, 3)))
    def leave_with_what_is_due(self, who: str, part: int) -> None:
        """After anybody has settled and released what is over, as anybody can."""
        dao, account = self.dao, self.dao.people[who]
        erin = dao.people["erin"]
        dao.governor.settle(self.ids[dao.governor.settled() :], sender=erin)
        dao.governor.release(account, self.ids, sender=erin)
        dao.chain.mine()
        still_open = [number for number in self.ids if dao.governor.state(number) not in OVER]
        first = min(map(dao.governor.proposalSnapshot, still_open), default=None)
        if any((who, number) in self.yes for number in still_open):
            assert dao.governor.mayLeaveWith(account) == 0
            assert not self._leave(who, 1)
            self.tally["bound", True] += 1
            return
        due, later = (self.model.due(who, dao.chain.time + more, first) for more in (0, 1))
        if due is None or later is None:
            return
        balance = int(dao.token.balanceOf(account))
        assert dao.governor.mayLeaveWith(account) == min(balance, due)
        units = min(balance, later) // part
        assert self._leave(who, units) == (units > 0)
        if units:
            self.model.exits[who] = dao.chain.time, later - units
            others = {voter for voter, number in self.yes if number in still_open}
            self.tally["against" if others else "free", True] += 1

    @rule(who=_who, to=_who, value=_value)
    def both(self, who: str, to: str, value: int) -> None:
        """What chance alone seldom does in a row: to leave, and to vote or the other way round."""
        self.leave(who, value, False)
        self.vote(who, FOR, 1)
        self.transfer(who, to, value)
        self.leave(to, value, True)

    @rule(who=_who, other=_who, had_agreed=st.booleans())
    def disagree(self, who: str, other: str, had_agreed: bool) -> None:
        if had_agreed:
            self.open(other)
            self.vote(other, FOR, 1)
            # The vote and the time to queue it are over. Else who voted would still be bound.
            self.wait(PERIOD + 8 * DAY)
        self.open(other)
        self.vote(who, FOR, 1)
        self.leave_with_what_is_due(other, 3)

    @rule(who=_who, to=_who, value=_value)
    def transfer(self, who: str, to: str, value: int) -> None:
        people = self.dao.people
        transfer = self.dao.token.transfer
        self._try("transfer", lambda: transfer(people[to], value, sender=people[who]))

    @rule(who=_who, to=_who)
    def delegate(self, who: str, to: str) -> None:
        people = self.dao.people
        delegate = self.dao.token.delegate
        self._try("delegate", lambda: delegate(people[to], sender=people[who]))
        self.model.delegations[who] = to, self.dao.chain.time

    @rule(who=_who)
    def release(self, who: str) -> None:
        account = self.dao.people[who]
        self._try("release", lambda: self.dao.governor.release(account, self.ids, sender=account))

    @rule(seconds=st.sampled_from((1, 1, HOUR, HOUR, DELAY, PERIOD, 5 * DAY)))
    def wait(self, seconds: int) -> None:
        self.dao.chain.advance(seconds)
        self._look()

    def _leave(self, who: str, units: int) -> bool:
        account, ragequit = self.dao.people[who], self.dao.governor.ragequit
        succeeded = self._try("leave", lambda: ragequit(units, [], account, sender=account))
        if succeeded:
            self.left.append((who, self.dao.chain.time, units))
            self._look()
        return succeeded

    def _write_down(self) -> None:
        votes = {who: int(self.dao.token.getVotes(self.dao.people[who])) for who in PEOPLE}
        self.model.votes.append((self.dao.chain.time, votes))

    def _try(self, kind: str, act: object) -> bool:
        assert callable(act)
        try:
            act()
        except errors.ContractError:
            self.tally[kind, False] += 1
            return False
        self.tally[kind, True] += 1
        self._write_down()
        self._look()
        return True

    def _look(self) -> None:
        """While it may be executed: each has left with no more units than votes that are no yes.

        So no more units leave than there were votes that did not decide what the others will pay.
        """
        dao = self.dao
        for number in self.ids[-4:]:
            snapshot = dao.governor.proposalSnapshot(number)
            if dao.chain.time <= snapshot or dao.governor.state(number) in OVER:
                continue
            gone: Counter[str] = Counter()
            for who, time, units in self.left:
                gone[who] += units if time > snapshot else 0
            for who, units in gone.items():
                votes = dao.token.getPastVotes(dao.people[who], snapshot)
                assert units <= (0 if (who, number) in self.yes else votes)
            yes = dao.governor.proposalVotes(number)[1]
            self.tally["both", True] += bool(yes and gone.total())


def search(dao: Dao, *, shrinking: bool = True) -> None:
    """Run the machine; AssertionError if it finds a way, or if too little has happened.

    Without ``shrinking`` the way it finds is as long as it was found, and told at once.
    """
    tally: Counter[tuple[str, bool]] = Counter()

    class TheseExits(Exits):
        def __init__(self) -> None:
            super().__init__(dao, tally)

    wanted = [(kind, True) for kind in (*KINDS, *EXITS, "both")] + [
        ("vote", False),
        ("leave", False),
    ]
    limits = bounds(examples=2 if dao.chain.engine_name == "py-evm" else 30, steps=40)
    if not shrinking:
        limits = settings(limits, phases=[Phase.generate])
    run_until_seen(TheseExits, lambda: unseen(tally, wanted), limits)
