"""A state machine over one token with votes, or over two that must do the same.

It predicts votes from the events alone (`Indexer`), and remembers what every second ended with.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from token_checks.scene import CURVE_ORDER, SUPPLY, ZERO, Scene

from pydemo import errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike
from votes.indexer import Indexer
from votes.scene import flat, sign

PEOPLE = ("alice", "bob", "carol", "dave")
FLAWS = ("expired", "nonce", "mirrored", "replayed")
KINDS = ("transfer", "transferFrom", "mint", "burn", "delegate", "delegateBySig", "at once", "past")
_who = st.integers(0, len(PEOPLE) - 1)
_anybody = st.integers(0, len(PEOPLE))
_size = st.sampled_from(("part", "part", "part", "all", "nothing", "more"))
_number = st.integers(0, 1_000)


class Ballots(RuleBasedStateMachine):
    """``scenes`` are as deployed; ``tally`` counts (kind, whether it succeeded).

    With two scenes, all say first whom they vote for: the one difference is what holds until then.
    """

    def __init__(self, scenes: tuple[Scene, ...], tally: Counter[tuple[str, bool]]) -> None:
        super().__init__()
        self.scenes, self.tally = scenes, tally
        self.chain = scenes[0].chain
        self.snapshot = self.chain.take_snapshot()
        self.people: list[Account] = [self.chain.accounts[name] for name in PEOPLE]
        self.indexer = Indexer()
        alice = self.people[0].address
        self.indexer.balances |= {ZERO: -SUPPLY, alice: SUPPLY}
        self.indexer.delegates[alice], self.indexer.told[alice] = alice, SUPPLY
        if len(scenes) > 1:
            for person in self.people:
                self.indexer.delegates[person.address] = person.address
                for scene in scenes:
                    scene.token.delegate(person, sender=person)
        self.now = [self.chain.time] * len(scenes)
        self.used: list[list[tuple[Any, ...]]] = []
        # The second on each token, votes of all people, supply: after each step.
        self.seconds: list[tuple[list[int], list[int], int]] = []
        self._look()

    def teardown(self) -> None:
        """Whatever came later, the past is what it was."""
        self.chain.mine()
        for step in range(len(self.seconds)):
            self._look_back(step)
        self.chain.revert_to_snapshot(self.snapshot)

    # --- what happens -----------------------------------------------------------------------------

    @rule(who=_who, to=_anybody, size=_size, number=_number)
    def transfer(self, who: int, to: int, size: str, number: int) -> None:
        self._call("transfer", self.people[who], self._person(to), self._amount(who, size, number))

    @rule(who=_who, spender=_who, to=_anybody, size=_size, number=_number)
    def transfer_from(self, who: int, spender: int, to: int, size: str, number: int) -> None:
        value = self._amount(who, size, number)
        if number % 3:
            self._call("approve", self.people[who], self.people[spender], value)
        self._call("transferFrom", self.people[spender], self.people[who], self._person(to), value)

    @rule(to=_anybody, number=_number)
    def mint(self, to: int, number: int) -> None:
        self._call("mint", self.people[0], self._person(to), number)

    @rule(who=_who, size=_size, number=_number)
    def burn(self, who: int, size: str, number: int) -> None:
        self._call("burn", self.people[who], self._amount(who, size, number))

    @rule(who=_who, to=_anybody)
    def delegate(self, who: int, to: int) -> None:
        self._call("delegate", self.people[who], self._person(to))

    @rule(
        who=_who,
        to=_anybody,
        sender=_who,
        flaw=st.sampled_from(("",) * len(FLAWS) + FLAWS),
        number=_number,
    )
    def delegate_by_signature(self, who: int, to: int, sender: int, flaw: str, number: int) -> None:
        if flaw == "replayed" and self.used:
            signed = self.used[number % len(self.used)]
        else:
            signed = [self._signed(scene, who, to, flaw, number) for scene in self.scenes]
        if self._call_each("delegateBySig", self.people[sender], signed):
            assert flaw in ("", "replayed"), "a flawed delegation was accepted"
            assert signed not in self.used
            self.used.append(signed)

    @rule(moves=st.lists(st.tuples(_who, _who, _number), min_size=2, max_size=5))
    def all_at_once(self, moves: list[tuple[int, int, int]]) -> None:
        """In one second, with something other than transfers in between."""
        left = [self.indexer.balances[person.address] for person in self.people]
        with self.chain.batch() as batch:
            for who, to, number in moves:
                value = number % (left[who] + 1)
                left[who] -= value
                left[to] += value
                for scene in self.scenes:
                    scene.token.transfer(self.people[to], value, sender=self.people[who])
                    if number % 4 == 0:
                        scene.token.delegate(self.people[to], sender=self.people[who])
        self.now = [self.chain.time] * len(self.scenes)
        self.tally["at once", True] += 1
        events = [
            [
                flat(event)
                for receipt in batch.receipts
                for event in receipt.events
                if event.address == scene.token
            ]
            for scene in self.scenes
        ]
        assert all(each == events[0] for each in events)
        first = self.scenes[0].token
        for receipt in batch.receipts:
            self.indexer.follow(event for event in receipt.events if event.address == first)
        self._look()

    @rule(seconds=st.integers(1, 100_000))
    def wait(self, seconds: int) -> None:
        self.chain.advance(seconds)

    @rule(number=_number)
    def look_back(self, number: int) -> None:
        self.chain.mine()
        self._look_back(number % len(self.seconds))
        self.tally["past", True] += 1

    # --- what must hold ---------------------------------------------------------------------------

    def _look(self) -> None:
        """Votes follow from the events in two ways, and sum to what is not delegated to nobody."""
        indexer = self.indexer
        people = {person.address for person in self.people}
        assert indexer.counted == indexer.announced
        assert indexer.counted.keys() <= people
        expected = [indexer.counted.get(person.address, 0) for person in self.people]
        supply = -indexer.balances[ZERO]
        idle = sum(
            indexer.balances[person.address]
            for person in self.people
            if indexer.delegates[person.address] == ZERO
        )
        assert sum(expected) == supply - idle
        for scene in self.scenes:
            assert [scene.token.getVotes(person) for person in self.people] == expected
            assert (scene.token.getVotes(ZERO), scene.token.totalSupply()) == (0, supply)
        self.seconds.append((self.now, expected, supply))

    def _look_back(self, step: int) -> None:
        times, votes, supply = self.seconds[step]
        for scene, time in zip(self.scenes, times, strict=True):
            past = [scene.token.getPastVotes(person, time) for person in self.people]
            assert past == votes
            assert scene.token.getPastTotalSupply(time) == supply

    # --- on all tokens ----------------------------------------------------------------------------

    def _call(self, function: str, caller: Account, *arguments: Any) -> bool:
        return self._call_each(function, caller, [arguments] * len(self.scenes))

    def _call_each(self, function: str, caller: Account, arguments: list[Any]) -> bool:
        """Call all and compare what they say; whether they succeeded."""
        outcomes: list[tuple[str, Any]] = []
        self.now = []
        for scene, each in zip(self.scenes, arguments, strict=True):
            try:
                receipt = scene.token[function](*each, sender=caller)
            except errors.ContractError as error:
                # A mirrored s is told as it came, and that hangs on the token.
                told = error.operands if error.name != "ECDSAInvalidSignatureS" else ()
                outcomes.append((error.name, told))
            else:
                outcomes.append(("", [flat(event) for event in receipt.events]))
                if scene is self.scenes[0]:
                    self.indexer.follow(receipt.events)
            self.now.append(self.chain.time)
        assert all(outcome == outcomes[0] for outcome in outcomes)
        succeeded = not outcomes[0][0]
        self.tally[function, succeeded] += 1
        if succeeded:
            self._look()
        return succeeded

    def _signed(self, scene: Scene, who: int, to: int, flaw: str, number: int) -> tuple[Any, ...]:
        changes: dict[str, Any] = {"delegatee": self._person(to)}
        if flaw == "nonce":
            changes["nonce"] = scene.token.nonces(self.people[who]) + 1 + number
        changes["expiry"] = number if flaw == "expired" else 2**40
        *values, v, r, s = sign(scene, self.people[who], **changes)
        if flaw == "mirrored":
            v, s = 55 - v, (CURVE_ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
        return (*values, v, r, s)

    def _person(self, number: int) -> AddressLike:
        return ZERO if number == len(PEOPLE) else self.people[number]

    def _amount(self, who: int, size: str, number: int) -> int:
        limit = self.indexer.balances[self.people[who].address]
        sizes = {"part": number % (limit + 1), "all": limit, "nothing": 0, "more": limit + 1}
        return sizes[size]
