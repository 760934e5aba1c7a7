"""Two collections that get the same calls: what one does the other must do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from collectible_checks.scene import LAST, MAX_BATCH, PRICE, ZERO, Manner, Scene
from pydemo import errors
from pydemo.chain.address import AddressLike, checksum
from pydemo.contract import Event

KINDS = ("mint", "transferFrom", "safeTransferFrom", "approve", "setApprovalForAll")
PEOPLE = ("alice", "bob", "carol", "dave")
CONTRACTS = ("Receiver", "Penniless", "Purse")
"""What can be sent a piece beside people; the Receiver also sends, as do people."""
CALLERS = len(PEOPLE) + 1
EVERYBODY = len(PEOPLE) + len(CONTRACTS)
RECEIVER = len(PEOPLE)
"""As an account's number: the contract that does as it is told."""
NOBODY = EVERYBODY
"""As an account's number: the zero address."""
MANNERS = tuple(manner for manner in Manner if manner <= Manner.SEND_ON)
TAKING = (Manner.ACCEPT, Manner.SEND_ON)
MUTE = (Manner.ANSWER_TOO_LITTLE,)
"""Where OpenZeppelin's reverts without a reason, ours gives one."""
ENOUGH = 1_500_000
"""Gas: 20 pieces of OpenZeppelin's take some 600,000, and a 64th of it must be enough to end."""


@dataclass(frozen=True)
class Action:
    """One call. What the numbers mean depends on the kind.

    ``aimed`` is whether the caller and the piece are chosen so that the call may well succeed.
    """

    kind: str
    caller: int
    target: int
    token: int
    quantity: int
    manner: Manner
    data: bytes | None
    aimed: bool
    flag: bool


ACTIONS = st.builds(
    Action,
    kind=st.sampled_from(("transferFrom", "safeTransferFrom", *KINDS)),
    caller=st.integers(0, CALLERS - 1),
    target=st.sampled_from((*range(NOBODY + 1), RECEIVER, RECEIVER, RECEIVER)),
    token=st.integers(0, 10_000),
    quantity=st.integers(0, MAX_BATCH + 1),
    manner=st.sampled_from(MANNERS),
    data=st.none() | st.binary(max_size=40),
    aimed=st.sampled_from((True, True, True, False)),
    flag=st.booleans(),
)


class Twins(RuleBasedStateMachine):
    """``tally`` counts (kind, whether it succeeded) over all examples, and manners likewise."""

    def __init__(self, ours: Scene, theirs: Scene, tally: Counter[tuple[str, bool]]) -> None:
        super().__init__()
        self.scenes, self.tally, self.chain = (ours, theirs), tally, ours.chain
        self.snapshot = self.chain.take_snapshot()
        receiver = ours.helper("Receiver")
        self.chain.set_balance(receiver, 10**24)
        callers = [self.chain.accounts[name].address for name in PEOPLE]
        self.everybody = [*callers, *(ours.helper(name).address for name in CONTRACTS)]
        self.chain.impersonate(receiver)
        self.receiver, self.manner = receiver, Manner.ACCEPT
        # Owners as the events tell them, by number.
        self.owners = [ZERO, *(callers[0],) * 5, callers[1]]
        self.allowed: list[str] = [ZERO] * (LAST + 1)
        self.operators: set[tuple[str, str]] = set()

    def teardown(self) -> None:
        try:
            self._holders_agree()
            for owner in self.everybody[:CALLERS]:
                for operator in self.everybody:
                    found = [each.token.isApprovedForAll(owner, operator) for each in self.scenes]
                    assert found == [(owner, operator) in self.operators] * 2
        finally:
            self.chain.revert_to_snapshot(self.snapshot)

    @rule(action=ACTIONS)
    def act(self, action: Action) -> None:
        caller = self.everybody[action.caller]
        getattr(self, f"_{action.kind}")(action, caller)
        self._holders_agree()

    # --- the kinds of call ------------------------------------------------------------------------

    def _mint(self, action: Action, caller: str) -> None:
        value = action.quantity * PRICE
        self._call("mint(uint256)", caller, action.quantity, value=value)

    def _transferFrom(self, action: Action, caller: str) -> None:
        source, caller, token_id = self._move(action, caller)
        signature = "transferFrom(address,address,uint256)"
        self._call(signature, caller, source, self._account(action.target), token_id)

    def _safeTransferFrom(self, action: Action, caller: str) -> None:
        source, caller, token_id = self._move(action, caller)
        if action.manner != self.manner:
            self.receiver.behave(action.manner, sender=self.chain.accounts.ivan)
            self.manner = action.manner
        values = (source, self._account(action.target), token_id)
        data = () if action.data is None else (action.data,)
        signature = f"safeTransferFrom(address,address,uint256{',bytes' if data else ''})"
        done = self._call(signature, caller, *values, *data)
        if action.target == RECEIVER:
            self.tally[action.manner.name, done] += 1

    def _approve(self, action: Action, caller: str) -> None:
        _, caller, token_id = self._move(action, caller)
        target = self._account(action.target)
        if self._call("approve(address,uint256)", caller, target, token_id):
            self.allowed[token_id] = target

    def _setApprovalForAll(self, action: Action, caller: str) -> None:
        operator = self._account(action.target)
        if self._call("setApprovalForAll(address,bool)", caller, operator, action.flag):
            change = self.operators.add if action.flag else self.operators.discard
            change((caller, operator))

    def _move(self, action: Action, caller: str) -> tuple[str, str, int]:
        """From whom, by whom, which piece."""
        supply = len(self.owners) - 1
        token_id = action.token % (supply + 3)
        if not action.aimed or not 1 <= token_id <= supply:
            return self._account(action.quantity % (EVERYBODY + 1)), caller, token_id
        owner = self.owners[token_id]
        able = [owner, self.allowed[token_id]]
        able += [operator for each, operator in sorted(self.operators) if each == owner]
        able = [each for each in able if each in self.everybody[:CALLERS]]
        return owner, able[action.quantity % len(able)] if able else caller, token_id

    def _account(self, number: int) -> str:
        return ZERO if number == NOBODY else self.everybody[number]

    # --- both at once -----------------------------------------------------------------------------

    def _call(self, signature: str, caller: str, *arguments: Any, value: int = 0) -> bool:
        ours, theirs = (
            self._attempt(scene, signature, caller, arguments, value) for scene in self.scenes
        )
        if theirs[:2] == ("failed", "Revert"):
            target = arguments[1]
            is_mute = target == self.receiver.address and self.manner in MUTE
            assert is_mute or target == self.scenes[0].helper("Purse").address
            theirs = ("failed", "ERC721InvalidReceiver", (target,))
        assert ours == theirs
        done = bool(ours[0] == "done")
        self.tally[signature.partition("(")[0], done] += 1
        for event in ours[1] if done else ():
            if event.name == "Transfer" and not event.address:
                self._book(*event.args.values())
        return done

    def _attempt(
        self,
        scene: Scene,
        signature: str,
        caller: AddressLike,
        arguments: tuple[Any, ...],
        value: int,
    ) -> tuple[Any, ...]:
        function = scene.token[signature]
        try:
            receipt = function(*arguments, sender=caller, value=value, gas=ENOUGH)
        except errors.ContractError as error:
            return "failed", error.name, error.operands
        return "done", [_nameless(event, scene) for event in receipt.events]

    def _book(self, source: str, target: str, token_id: int) -> None:
        if source == ZERO:
            assert token_id == len(self.owners)
            self.owners.append(target)
            self.allowed.append(ZERO)
        else:
            assert self.owners[token_id] == source
            self.owners[token_id], self.allowed[token_id] = target, ZERO

    def _holders_agree(self) -> None:
        """Every piece and the one after the last, every account."""
        last = len(self.owners)
        census = self.scenes[0].helper("Census")
        for scene in self.scenes:
            assert census.owners(scene.token, last) == [*self.owners, ZERO]
            assert census.approved(scene.token, last) == [*self.allowed, ZERO]
            assert scene.token.totalSupply() == last - 1
            for account in self.everybody:
                held = scene.token.balanceOf(account)
                assert held == self.owners.count(checksum(bytes.fromhex(account[2:])))


def _nameless(event: Event, scene: Scene) -> Event:
    """What the collection says itself is the same for both; others have one address for both."""
    own = event.address == scene.token
    return replace(event, address="" if own else event.address, contract="")
