"""Two tokens that get the same calls: what one does the other must do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from eth_account import Account as EthAccount
from eth_account.messages import encode_typed_data
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from pydemo import errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, checksum
from pydemo.contract import Event
from token_checks.scene import CURVE_ORDER, PERMIT_TYPES, SUPPLY, UNLIMITED, ZERO, Scene

KINDS = ("transfer", "transferFrom", "approve", "permit", "mint", "burn")
FLAWS = ("expired", "stranger", "nonce", "value", "replayed", "mirrored", "v", "nobody")
SIZES = ("part", "part", "all", "more", "nothing", "unlimited", "nearly unlimited")
PEOPLE = ("alice", "bob", "carol", "dave")
NOBODY = len(PEOPLE)
"""As a person's number: the zero address."""
FAR = 2**40
"""Unix seconds: no example lasts that long, on neither token."""


@dataclass(frozen=True)
class Action:
    """One call. Who is meant by the numbers, and how much by the size, depends on the kind."""

    kind: str
    caller: int
    first: int
    second: int
    size: str
    number: int
    flaw: str


_anybody = st.integers(0, NOBODY)
ACTIONS = st.builds(
    Action,
    kind=st.sampled_from(KINDS),
    caller=st.integers(0, NOBODY - 1),
    first=_anybody,
    second=_anybody,
    size=st.sampled_from(SIZES),
    number=st.integers(0, 500),
    flaw=st.sampled_from(("",) * len(FLAWS) + FLAWS),
)


class Twins(RuleBasedStateMachine):
    """``tally`` counts (kind, whether it succeeded) over all examples."""

    def __init__(self, ours: Scene, theirs: Scene, tally: Counter[tuple[str, bool]]) -> None:
        super().__init__()
        self.scenes, self.tally = (ours, theirs), tally
        self.chain = ours.chain
        self.snapshot = self.chain.take_snapshot()
        self.people: list[Account] = [self.chain.accounts[name] for name in PEOPLE]
        # Balances as the events tell them, whose sum is the supply.
        self.ledger = {checksum(bytes(20)): 0, **{person.address: 0 for person in self.people}}
        self.ledger[self.people[0].address] = SUPPLY
        self.granted: list[tuple[Account, Account]] = []
        self.used: list[tuple[tuple[Any, ...], ...]] = []

    def teardown(self) -> None:
        """Look at everything; in between, at what a call has touched."""
        try:
            self._balances_agree(self.ledger)
            assert self.ledger[ZERO] == 0
            self._supplies_agree()
            self._same("nonces", *((person,) for person in self.people))
            pairs = [(owner, spender) for owner in self.people for spender in self.people]
            self._same("allowance", *pairs)
        finally:
            self.chain.revert_to_snapshot(self.snapshot)

    @rule(action=ACTIONS)
    def act(self, action: Action) -> None:
        getattr(self, f"_{action.kind}")(action, self.people[action.caller])

    # --- the kinds of call ------------------------------------------------------------------------

    def _transfer(self, action: Action, caller: Account) -> None:
        value = self._amount(action, self.ledger[caller.address])
        self._call("transfer", caller, self._person(action.first), value)

    def _approve(self, action: Action, caller: Account) -> None:
        spender = self._person(action.first)
        self._call("approve", caller, spender, self._amount(action, 500))
        self._grant(caller, spender)

    def _transferFrom(self, action: Action, caller: Account) -> None:
        owner: AddressLike = self._person(action.first)
        if self.granted and action.number % 4:
            owner, caller = self.granted[action.number % len(self.granted)]
        allowance = self.scenes[0].token.allowance(owner, caller)
        limit = min(self.ledger[str(owner)], allowance)
        value = self._amount(action, limit)
        self._call("transferFrom", caller, owner, self._person(action.second), value)
        self._same("allowance", (owner, caller))

    def _mint(self, action: Action, _: Account) -> None:
        # Up to what DemoToken's cap allows for sure; OpenZeppelin's token has none.
        self._call("mint", self.people[0], self._person(action.first), action.number)

    def _burn(self, action: Action, caller: Account) -> None:
        value = self._amount(action, self.ledger[caller.address])
        self._call("burn", caller, value)

    def _permit(self, action: Action, caller: Account) -> None:
        owner, spender = self._person(action.first), self._person(action.second)
        if action.flaw == "replayed" and self.used:
            permits = self.used[action.number % len(self.used)]
        else:
            permits = tuple(
                self._signed(scene, action, owner, spender, caller) for scene in self.scenes
            )
        outcome = self._call_each("permit", caller, permits)
        owner_sent, spender_sent = (checksum(address) for address in permits[0][:2])
        self._same("allowance", (owner_sent, spender_sent))
        self._same("nonces", (owner_sent,))
        if outcome:
            assert action.flaw in {"", "replayed"}, "a flawed permit was accepted"
            self.used.append(permits)
            self._grant(owner, spender)

    def _signed(
        self, scene: Scene, action: Action, owner: AddressLike, spender: AddressLike, other: Account
    ) -> tuple[Any, ...]:
        strange = action.flaw == "stranger" or not isinstance(owner, Account)
        signer = self.people[(action.first + 1) % NOBODY] if strange else owner
        assert isinstance(signer, Account)
        *values, v, r, s = scene.sign(
            signer,
            owner=owner,
            spender=spender,
            value=self._amount(action, 500),
            nonce=scene.token.nonces(owner) + (action.flaw == "nonce"),
            deadline=action.number if action.flaw == "expired" else FAR,
        )
        if action.flaw == "value":
            values[2] = (values[2] + 1) % 2**256
        elif action.flaw == "mirrored":
            v, s = 55 - v, (CURVE_ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
        elif action.flaw == "v":
            v = action.number % 27
        elif action.flaw == "nobody":
            r = bytes(32)
        return (*values, v, r, s)

    # --- both at once -----------------------------------------------------------------------------

    def _call(self, function: str, caller: Account, *arguments: Any) -> bool:
        return self._call_each(function, caller, (arguments, arguments))

    def _call_each(
        self, function: str, caller: Account, arguments: tuple[tuple[Any, ...], ...]
    ) -> bool:
        """Call both and compare what they say; whether they succeeded."""
        outcomes = [
            _attempt(scene, function, caller, each)
            for scene, each in zip(self.scenes, arguments, strict=True)
        ]
        assert outcomes[0] == outcomes[1]
        events = outcomes[0][2] if outcomes[0][0] == "done" else None
        self.tally[function, events is not None] += 1
        self._book(events or [])
        return events is not None

    def _same(self, view: str, *calls: tuple[Any, ...]) -> None:
        for arguments in calls:
            found = [scene.token[view](*arguments) for scene in self.scenes]
            assert found[0] == found[1], f"{view}{arguments}"

    def _book(self, events: list[Event]) -> None:
        """Follow the events, and see that the balances do too."""
        touched = []
        for event in events:
            if event.name == "Transfer":
                source, target, value = event.args.values()
                self.ledger[source] -= value if source != ZERO else 0
                self.ledger[target] += value if target != ZERO else 0
                touched += [source, target]
                if ZERO in (source, target):
                    self._supplies_agree()
        self._balances_agree(touched)

    def _balances_agree(self, accounts: Iterable[str]) -> None:
        for account in accounts:
            balances = [scene.token.balanceOf(account) for scene in self.scenes]
            assert balances == [self.ledger[account]] * 2, f"balances of {account}"

    def _supplies_agree(self) -> None:
        supplies = [scene.token.totalSupply() for scene in self.scenes]
        assert supplies == [sum(self.ledger.values())] * 2

    def _grant(self, owner: AddressLike, spender: AddressLike) -> None:
        if isinstance(owner, Account) and isinstance(spender, Account):
            self.granted.append((owner, spender))

    def _person(self, number: int) -> AddressLike:
        return ZERO if number == NOBODY else self.people[number]

    def _amount(self, action: Action, limit: int) -> int:
        sizes = {
            "part": 1 + action.number % limit if limit else 0,
            "all": limit,
            "more": min(limit + 1 + action.number, UNLIMITED),
            "nothing": 0,
            "unlimited": UNLIMITED,
            "nearly unlimited": UNLIMITED - 1,
        }
        return sizes[action.size]


def _attempt(
    scene: Scene, function: str, caller: Account, arguments: tuple[Any, ...]
) -> tuple[Any, ...]:
    recovered = _signer(scene, arguments) if function == "permit" else None
    try:
        receipt = scene.token[function](*arguments, sender=caller)
    except errors.ContractError as error:
        operands = error.operands
        # What was signed names the token: there each has a truth of its own.
        if error.name == "ERC2612InvalidSigner":
            assert operands[0] == recovered
            operands = operands[1:]
        elif error.name == "ECDSAInvalidSignatureS":
            assert operands == (arguments[-1],)
            operands = ()
        return "failed", error.name, operands
    assert all(event.address == scene.token for event in receipt.events)
    nameless = [replace(event, address="", contract="") for event in receipt.events]
    return "done", receipt.return_value, nameless


def _signer(scene: Scene, permit: tuple[Any, ...]) -> str | None:
    """Whose signature this is for what is sent, by eth-account; None if it is nobody's."""
    owner, spender, value, deadline, *signature = permit
    v, r, s = signature
    message = {
        "owner": checksum(owner),
        "spender": checksum(spender),
        "value": value,
        "nonce": scene.token.nonces(owner),
        "deadline": deadline,
    }
    domain = {
        "name": "Demo Token",
        "version": "1",
        "chainId": scene.chain.chain_id,
        "verifyingContract": scene.token.address,
    }
    try:
        encoded = encode_typed_data(domain, PERMIT_TYPES, message)
        return str(EthAccount.recover_message(encoded, vrs=(v, r, s)))
    except Exception:  # eth-account has a type of its own for each way to be no signature
        return None
