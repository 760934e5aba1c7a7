"""A state machine that does the same to both engines, and looks for a difference at each step."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from differential.pair import Failed
from differential.scripts import ADDRESSES, VALUES, Payload, Script, init_codes, scripts
from differential.sending import BLOB, ONE_OF_EACH, SET_CODE, WISHES, Wish, fields_of, signed
from differential.stage import ETHER, PEOPLE, PUPPETS, WATCHED, raw, shared_pair
from differential.tokens import TOKEN_CALLS, TokenCall
from pydemo.chain.frames import Outcome, Transaction
from pydemo.chain.key_derivation import derive_key

Tally = Counter[tuple[str, str]]
_TYPES = ("legacy", "access list", "dynamic fee", "blob", "set code")
_COINBASES = st.sampled_from([0, 0, 0xC0FFEE, PUPPETS[0]]).map(raw)
_PAST = st.integers(0, 40)
_SENDERS = st.sampled_from([bytes.fromhex(person.address[2:]) for person in PEOPLE[:5]])


class Engines(RuleBasedStateMachine):
    """``tally`` counts (kind of step, what came of it) over all examples."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self.pair, self.tally = shared_pair(), tally
        self.start = self.pair.take_snapshot()
        self.anchors: list[Any] = []
        self.hashes: list[bytes] = []
        self.added = 10

    def teardown(self) -> None:
        self.pair.revert_to_snapshot(self.start)

    def _note(self, kind: str, outcome: Outcome | None, *, of: str = "") -> None:
        """Count what came of a step, by its kind and by what that is a kind of."""
        came = "refused" if outcome is None else "succeeded" if outcome.succeeded else "failed"
        self.tally[f"{of} {kind}".strip(), came] += 1
        if of:
            self.tally[of, came] += 1
        if outcome is None:
            return
        self.hashes.append(outcome.tx_hash)
        for frame in self.pair.mirror.trace(outcome.tx_hash).walk():
            self.tally["frame", frame.kind] += 1
            self.tally["frame", "success" if frame.failure is None else frame.failure.name] += 1

    # --- transactions -----------------------------------------------------------------------------

    @rule(
        sender=_SENDERS,
        puppet=st.sampled_from(PUPPETS),
        script=scripts(),
        value=VALUES,
        gas=st.one_of(st.none(), st.none(), st.integers(21_000, 300_000)),
    )
    def execute(
        self, sender: bytes, puppet: int, script: Script, value: int, gas: int | None
    ) -> None:
        sent = Transaction(sender, raw(puppet), bytes(script), value, gas)
        self._note("execute", self.pair.execute(sent))

    @rule(sender=_SENDERS, code=init_codes(), value=VALUES)
    def create(self, sender: bytes, code: Payload, value: int) -> None:
        self._note(
            "create", self.pair.execute(Transaction(sender, None, bytes(code), value, 5_000_000))
        )

    @rule(sender=_SENDERS, to=ADDRESSES, value=st.sampled_from([0, 1, ETHER, 2**100]))
    def transfer(self, sender: bytes, to: int, value: int) -> None:
        gas = 100_000
        self._note("transfer", self.pair.execute(Transaction(sender, raw(to), b"", value, gas)))

    # One of each type at a step: types that are drawn are too few to say something of each.

    @rule(wishes=ONE_OF_EACH, coinbase=_COINBASES)
    def send_unsigned(self, wishes: tuple[Wish, ...], coinbase: bytes) -> None:
        for wish in wishes:
            if wish.kind == BLOB:
                continue  # eth-tester passes none
            fields = fields_of(wish, self.pair)
            outcome = self.pair.send(lambda e, fields=fields: e.send_transaction(fields), coinbase)  # type: ignore[misc]
            self._note(_TYPES[wish.kind], outcome, of="unsigned")

    @rule(wishes=ONE_OF_EACH, coinbase=_COINBASES)
    def send_raw(self, wishes: tuple[Wish, ...], coinbase: bytes) -> None:
        for wish in wishes:
            raw_ = signed(wish, fields_of(wish, self.pair))
            outcome = self.pair.send(lambda e, raw_=raw_: e.send_raw_transaction(raw_), coinbase)  # type: ignore[misc]
            self._note(_TYPES[wish.kind], outcome, of="raw")

    @rule(wishes=st.lists(WISHES, min_size=2, max_size=4), coinbase=_COINBASES)
    def mine_several(self, wishes: list[Wish], coinbase: bytes) -> None:
        """One block of several transactions."""
        hashes = []
        for wish in wishes:
            transaction = signed(wish, fields_of(wish, self.pair))
            tx_hash = self.pair.attempt(lambda e, raw_=transaction: e.send_raw_transaction(raw_))  # type: ignore[misc]
            if isinstance(tx_hash, Failed):
                self._note("in one block", None)
            else:
                hashes.append(tx_hash)
        self.pair.mine(coinbase)
        for tx_hash in hashes:
            self._note("in one block", self.pair.mirror.outcome(tx_hash))

    @rule(calls=st.lists(TOKEN_CALLS, min_size=3, max_size=8))
    def call_token(self, calls: list[TokenCall]) -> None:
        for call in calls:
            outcome = self.pair.execute(call.transaction(self.pair))
            self._note(call.function, outcome, of="token")

    @rule(address=ADDRESSES, wei=st.sampled_from([0, 10**17, ETHER]), script=scripts(1))
    def act_as(self, address: int, wei: int, script: Script) -> None:
        """Impersonate whoever it is, be it a contract or a precompile."""
        self.pair.both(lambda engine: engine.impersonate(raw(address)))
        self.pair.both(lambda engine: engine.set_balance(raw(address), wei))
        sent = Transaction(raw(address), raw(PUPPETS[0]), bytes(script), 0, 1_000_000)
        self._note("impersonated", self.pair.execute(sent))
        fields = {"from": raw(address), "to": raw(PUPPETS[1]), "gas": 100_000, "gas_price": 10**9}
        outcome = self.pair.send(lambda engine: engine.send_transaction(fields))
        self._note("impersonated legacy", outcome)

    # --- the chain --------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 2, 60, 86_400 * 365]))
    def travel(self, seconds: int) -> None:
        target = self.pair.mirror.head().timestamp + seconds + 1
        self.pair.both(lambda engine: engine.time_travel(target))
        self.pair.agree()

    @rule(blocks=st.sampled_from([1, 2, 7]), coinbase=_COINBASES)
    def mine(self, blocks: int, coinbase: bytes) -> None:
        self.pair.both(lambda engine: engine.mine_blocks(blocks, coinbase))
        self.pair.agree()

    @rule(address=ADDRESSES, wei=st.sampled_from([0, 1, ETHER]))
    def set_balance(self, address: int, wei: int) -> None:
        self.pair.both(lambda engine: engine.set_balance(raw(address), wei))
        self.pair.agree()

    @rule()
    def add_account(self) -> None:
        key = derive_key(self.added)
        self.added += 1
        self.pair.both(lambda engine: engine.add_account(key))
        self.pair.agree()

    @rule()
    def lay_anchor(self) -> None:
        self.anchors.append((self.pair.take_snapshot(), len(self.hashes)))

    @precondition(lambda self: self.anchors)
    @rule(data=st.data())
    def return_to_anchor(self, data: st.DataObject) -> None:
        chosen = data.draw(st.integers(0, len(self.anchors) - 1))
        snapshot, length = self.anchors[chosen]
        del self.anchors[chosen + 1 :]
        self.pair.revert_to_snapshot(snapshot)
        for gone in self.hashes[length:]:
            assert isinstance(self.pair.attempt(lambda e, gone=gone: e.trace(gone)), Failed)  # type: ignore[misc]
        del self.hashes[length:]

    # --- looking ----------------------------------------------------------------------------------

    @rule(
        sender=_SENDERS,
        called=st.tuples(ADDRESSES, scripts()) | st.tuples(st.none(), init_codes()),
        value=VALUES,
        gas=st.sampled_from([None, None, 21_000, 60_000]),
        ago=st.one_of(st.just(0), _PAST),
    )
    def ask(
        self,
        sender: bytes,
        called: tuple[int | None, Payload],
        value: int,
        gas: int | None,
        ago: int,
    ) -> None:
        """Call, at the newest block or a past one."""
        to, data = called
        newest = self.pair.mirror.head().number
        block = max(newest - ago, 0) if ago else "latest"
        call = Transaction(sender, None if to is None else raw(to), bytes(data), value, gas)
        failure = self.pair.simulate(call, block).failure
        self.tally["simulate", "succeeded" if failure is None else "failed"] += 1

    @rule(wish=WISHES, ago=st.one_of(st.just(0), st.just(0), _PAST))
    def estimate(self, wish: Wish, ago: int) -> None:
        """The gas that is needed, to the unit; and what a call gives with the same fields."""
        fields = fields_of(wish, self.pair)
        if wish.kind == SET_CODE and "to" not in fields:
            return  # there is no such transaction
        fields.pop("gas" if wish.tip else "nonce")
        block = max(self.pair.mirror.head().number - ago, 0) if ago else "latest"
        gas = self.pair.attempt(lambda engine: engine.estimate_gas(fields, block))
        self.tally["estimate", "failed" if isinstance(gas, Failed) else "succeeded"] += 1
        self.pair.attempt(lambda engine: engine.call(fields, block))

    @rule(ago=_PAST)
    def look_back(self, ago: int) -> None:
        """At a block, and at accounts as they were then."""
        block = max(self.pair.mirror.head().number - ago, 0)
        self.pair.block(block)
        for address in WATCHED:
            self.pair.account(address, block)

    @precondition(lambda self: self.hashes)
    @rule(data=st.data())
    def look_again(self, data: st.DataObject) -> None:
        """At a transaction, however many came after it."""
        self.pair.transaction(data.draw(st.sampled_from(self.hashes)))

    @rule()
    def look_round(self) -> None:
        for address in WATCHED:
            self.pair.account(address)
