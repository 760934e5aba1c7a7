"""The fast engine's memory: roots, hashes, past states and old traces, all found when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import rlp
from eth_tester import EthereumTester
from hypothesis import given, settings
from hypothesis import strategies as st
from trie import HexaryTrie
from web3 import EthereumTesterProvider, Web3

from chain.raw_code import BLOCK_HASH, COUNTER, INVALID, REVERTER, creation_of, word
from pydemo.chain.accounts import persona_keys
from pydemo.chain.fast import FastEngine
from pydemo.chain.frames import Execution, Transaction
from pydemo.chain.system_contracts import BEACON_ROOTS_ADDRESS, HISTORY_ADDRESS
from pydemo.chain.tester_backend import EngineBackend
from pydemo.errors import TransactionRefused
from pydemo.evm.hashing import keccak
from pydemo.evm.state import State

SETTER = "6020355f3555"
"""Stores the second word of its calldata in the slot that the first names."""


class Scene:
    """An engine with a contract that stores, one that counts, and two people."""

    def __init__(self, seed: int = 0) -> None:
        self.engine = FastEngine(seed)
        self.alice, self.bob = self.engine.get_accounts()[:2]
        self.setter, self.counter = self.deploy(SETTER), self.deploy(COUNTER)

    def deploy(self, code: str) -> bytes:
        address = self.engine.execute(Transaction(self.alice, None, creation_of(code)))
        assert address.contract_address is not None
        return address.contract_address

    def store(self, slot: int, value: int) -> bytes:
        sent = Transaction(self.bob, self.setter, word(slot) + word(value))
        return self.engine.execute(sent).tx_hash

    def count(self) -> bytes:
        return self.engine.execute(Transaction(self.bob, self.counter)).tx_hash

    def ask(self, to: bytes, data: bytes = b"", block: int | str = "latest") -> Execution:
        return self.engine.simulate(Transaction(self.alice, to, data), block)

    def add(self, **fields: Any) -> bytes:
        """Send a transaction to the counter, without mining it."""
        sent = {"from": self.bob, "to": self.counter, "gas": 100_000, **fields}
        return self.engine.send_transaction(sent)


@pytest.fixture
def scene() -> Scene:
    return Scene()


# --- with nothing but eth-tester and web3.py ------------------------------------------------------


def test_eth_tester_and_plain_web3_take_it_as_their_backend() -> None:
    w3: Any = Web3(EthereumTesterProvider(EthereumTester(backend=EngineBackend(FastEngine()))))
    assert w3.eth.accounts[0] == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert len(w3.eth.accounts) == 10
    assert w3.eth.get_balance(w3.eth.accounts[9]) == 10_000 * 10**18
    sent = w3.eth.send_transaction(
        {"from": w3.eth.accounts[0], "data": "0x" + creation_of(COUNTER).hex()}
    )
    counter = w3.eth.wait_for_transaction_receipt(sent)["contractAddress"]
    assert counter is not None
    call = {"from": w3.eth.accounts[1], "to": counter}
    gas = w3.eth.estimate_gas(call)
    w3.eth.send_transaction({**call, "gas": gas})
    assert int.from_bytes(w3.eth.call(call)) == 2
    assert w3.eth.get_storage_at(counter, 0) == word(1)
    assert w3.eth.get_block("latest", full_transactions=True)["number"] == 2


def test_it_has_the_keys_it_is_given_and_no_others() -> None:
    key = (7).to_bytes(32)
    engine = FastEngine(private_keys=(key,), balance=5)
    (address,) = engine.get_accounts()
    assert engine.get_balance(address) == 5
    assert FastEngine(private_keys=()).get_accounts() == ()


# --- state roots ----------------------------------------------------------------------------------


def root_of(state: State) -> bytes:
    """A state's root, made from nothing."""
    accounts = HexaryTrie({})
    for address in state.balance | state.nonce | state.code | state.storage:
        storage = HexaryTrie({})
        for slot, value in state.storage.get(address, {}).items():
            if value:
                storage[keccak(slot.to_bytes(32))] = rlp.encode(value)
        code = state.code.get(address, b"")
        nonce, balance = state.nonce.get(address, 0), state.balance.get(address, 0)
        if code or nonce or balance:
            account = [nonce, balance, storage.root_hash, keccak(code)]
            accounts[keccak(address.to_bytes(20))] = rlp.encode(account)
    return bytes(accounts.root_hash)


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("store"), st.integers(0, 3), st.integers(0, 2)),
        st.tuples(st.just("pay"), st.integers(1, 3), st.integers(0, 2)),
        st.tuples(st.just("give"), st.integers(1, 3), st.integers(0, 2)),
        st.tuples(st.sampled_from(["destroy", "anchor", "return", "look"]), st.none(), st.none()),
    ),
    min_size=3,
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(steps=_STEPS, order=st.randoms(use_true_random=False))
def test_the_root_of_any_block_at_any_time_is_that_of_its_state(steps: Any, order: Any) -> None:
    scene = Scene()
    engine = scene.engine
    roots = {engine.head().number: root_of(engine.state)}
    anchors = []
    for action, first, second in steps:
        if action == "store":
            scene.store(first, second)
        elif action == "pay":
            engine.execute(Transaction(scene.alice, bytes(19) + bytes([first]), value=second))
        elif action == "give":  # between blocks: it shows in the next
            engine.set_balance(bytes(19) + bytes([first]), second)
        elif action == "destroy":  # it pays bob, and is gone within the transaction that made it
            code = bytes.fromhex("7fff5f5560015f5573") + scene.bob + b"\xff"
            engine.execute(Transaction(scene.alice, None, code[33:] or code, value=1))
        elif action == "anchor":
            anchors.append((engine.take_snapshot(), dict(roots)))
        elif action == "return" and anchors:
            snapshot, roots = anchors.pop()
            engine.revert_to_snapshot(snapshot)
            roots = dict(roots)
        elif action == "look":
            asked = order.choice(sorted(roots))
            assert engine.get_block_by_number(asked)["state_root"] == roots[asked]
        if action in ("store", "pay", "destroy"):
            roots[engine.head().number] = root_of(engine.state)
        assert engine.get_block_by_number("pending")["state_root"] == root_of(engine.state)
    numbers = sorted(roots)
    order.shuffle(numbers)
    for number in numbers:
        assert engine.get_block_by_number(number)["state_root"] == roots[number]
    with pytest.raises(AssertionError):  # the comparison is not with itself
        assert root_of(engine.state) == root_of(State())


# --- block hashes ---------------------------------------------------------------------------------


def hashes(engine: FastEngine) -> list[bytes]:
    return [block.hash for block in engine.blocks]


def test_the_same_transactions_give_the_same_hashes() -> None:
    one, other = Scene(5), Scene(5)
    for scene in (one, other):
        scene.store(1, 2)
        scene.engine.time_travel(scene.engine.head().timestamp + 100)
        scene.count()
    assert hashes(one.engine) == hashes(other.engine)
    assert len(set(hashes(one.engine))) == len(one.engine.blocks)


def later(scene: Scene) -> None:
    scene.engine.time_travel(scene.engine.head().timestamp + 10)
    scene.engine.execute(Transaction(scene.bob, scene.counter, b"", 0, 90_000))


@pytest.mark.parametrize(
    "act",
    [
        lambda scene: scene.engine.execute(Transaction(scene.alice, scene.counter, b"", 0, 90_000)),
        lambda scene: scene.engine.execute(Transaction(scene.bob, scene.setter, b"", 0, 90_000)),
        lambda scene: scene.engine.execute(Transaction(scene.bob, scene.counter, b"a", 0, 90_000)),
        lambda scene: scene.engine.execute(Transaction(scene.bob, scene.counter, b"", 1, 90_000)),
        lambda scene: scene.engine.execute(Transaction(scene.bob, scene.counter, b"", 0, 90_001)),
        lambda scene: scene.engine.mine_blocks(),
        later,
    ],
    ids=["sender", "receiver", "data", "value", "gas", "no transaction", "time"],
)
def test_what_feeds_the_hash_changes_it_and_all_that_follow(act: Callable[[Scene], Any]) -> None:
    one, other = Scene(5), Scene(5)
    one.engine.execute(Transaction(one.bob, one.counter, b"", 0, 90_000))
    act(other)
    start = hashes(one.engine)[:3]
    for scene in (one, other):
        scene.engine.mine_blocks(2)
        assert hashes(scene.engine)[:3] == start
    assert not set(hashes(one.engine)[3:]) & set(hashes(other.engine)[3:])


def test_everybody_who_tells_a_blocks_hash_tells_the_same(scene: Scene) -> None:
    engine, reader = scene.engine, scene.deploy(BLOCK_HASH)
    history = HISTORY_ADDRESS.to_bytes(20)
    for number in range(20):
        scene.store(number, number)
    engine.mine_blocks(270)
    newest = engine.head().number
    # A call sees the newest block as its own, so the one before it is the last with a hash.
    for number in (newest - 1, newest - 2, newest - 255, newest - 256):
        shown = engine.get_block_by_number(number)["hash"]
        assert scene.ask(reader, word(number)).output == shown
        assert scene.ask(history, word(number)).output == shown
        assert engine.get_block_by_number(number + 1)["parent_hash"] == shown
        assert engine.get_block_by_hash(shown)["number"] == number
    assert scene.ask(reader, word(newest - 257)).output == word(0)
    old = engine.get_block_by_number(5)
    assert scene.ask(history, word(5)).output == old["hash"]
    assert scene.ask(reader, word(5), block=6).output == old["hash"]
    tx_hash = old["transactions"][0]["hash"]
    assert engine.get_transaction_receipt(tx_hash)["block_hash"] == old["hash"]
    assert engine.outcome(tx_hash).block_hash == old["hash"]
    assert scene.ask(reader, word(newest)).output == word(0)


# --- the past -------------------------------------------------------------------------------------


def test_a_call_sees_the_state_of_its_block_and_leaves_the_present_alone(scene: Scene) -> None:
    engine, stored = scene.engine, {}
    for count in range(1, 30):
        scene.count()
        stored[engine.head().number] = count
    present = root_of(engine.state)
    for number in [*reversed(stored), *stored]:
        assert engine.get_storage(scene.counter, 0, number) == stored[number]
        assert int.from_bytes(scene.ask(scene.counter, block=number).output) == stored[number] + 1
        assert root_of(engine.state) == present
    assert int.from_bytes(scene.ask(scene.counter).output) == 30
    assert engine.get_code(scene.counter, 1) == b""
    assert engine.get_nonce(scene.bob, engine.head().number - 29) == 0


def test_a_call_that_fails_in_the_past_leaves_the_present_alone(scene: Scene) -> None:
    reverter, broken = scene.deploy(REVERTER), scene.deploy(INVALID)
    then = scene.engine.head().number
    scene.count()
    present = root_of(scene.engine.state)
    for address in (reverter, broken):
        execution = scene.ask(address, b"why", then)
        assert execution.failure is not None
        assert execution.frame is not None
        assert root_of(scene.engine.state) == present


def test_the_past_is_there_after_the_chain_went_back(scene: Scene) -> None:
    scene.count()
    then = scene.engine.head().number
    snapshot = scene.engine.take_snapshot()
    for _ in range(5):
        scene.count()
    assert scene.engine.get_storage(scene.counter, 0, then) == 1
    scene.engine.revert_to_snapshot(snapshot)
    scene.store(0, 9)
    assert scene.engine.get_storage(scene.counter, 0, then) == 1
    assert scene.engine.get_storage(scene.setter, 0, then) == 0
    assert scene.engine.get_storage(scene.setter, 0, then + 1) == 9


# --- traces ---------------------------------------------------------------------------------------


def test_a_trace_is_the_same_however_much_came_after(scene: Scene) -> None:
    first = {tx_hash: scene.engine.trace(tx_hash) for tx_hash in (scene.count() for _ in range(5))}
    scene.store(1, 1)
    snapshot = scene.engine.take_snapshot()
    for _ in range(50):
        scene.count()
    for count, (tx_hash, frame) in enumerate(first.items(), 1):
        assert scene.engine.trace(tx_hash) == frame
        assert int.from_bytes(frame.output) == count
    scene.engine.revert_to_snapshot(snapshot)
    for tx_hash, frame in first.items():
        assert scene.engine.trace(tx_hash) == frame
    assert int.from_bytes(scene.ask(scene.counter).output) == 6


def test_each_transaction_of_a_block_is_traced_on_the_state_it_ran_on(scene: Scene) -> None:
    hashes = [scene.add() for _ in range(4)]
    before = [scene.engine.trace(tx_hash) for tx_hash in hashes]
    scene.engine.mine_blocks(coinbase=b"\xc0" * 20)
    scene.count()
    assert [scene.engine.trace(tx_hash) for tx_hash in hashes] == before
    assert [int.from_bytes(frame.output) for frame in before] == [1, 2, 3, 4]
    assert [scene.engine.outcome(tx_hash).index for tx_hash in hashes] == [0, 1, 2, 3]


def test_the_trace_does_not_know_who_got_the_block_later(scene: Scene) -> None:
    """The COINBASE instruction said zero when the transaction ran."""
    teller = scene.deploy("415f5260205ff3")
    tx_hash = scene.add(to=teller)
    scene.engine.mine_blocks(coinbase=b"\xc0" * 20)
    assert scene.engine.trace(tx_hash).output == word(0)
    assert scene.ask(teller).output == word(int.from_bytes(b"\xc0" * 20))


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{"nonce": 99}, {"gas": 20_999}, {"value": 10**30}, {"chain_id": 1}, {"max_fee_per_gas": 1}],
    ids=lambda fields: next(iter(fields)),
)
def test_a_refused_transaction_leaves_no_trace(fields: dict[str, int]) -> None:
    """Not even a block that has begun: it would keep the time there was then."""
    one, other = Scene(), Scene()
    with pytest.raises(TransactionRefused):
        one.add(**fields)
    assert root_of(one.engine.state) == root_of(other.engine.state)
    for scene in (one, other):
        scene.engine.time_travel(scene.engine.head().timestamp + 1000)
        scene.count()
    assert root_of(one.engine.state) == root_of(other.engine.state)
    assert hashes(one.engine) == hashes(other.engine)
    beacon_roots = BEACON_ROOTS_ADDRESS.to_bytes(20)
    for block in one.engine.blocks[1:]:
        told = one.ask(beacon_roots, word(block.timestamp))
        assert told.failure is None


def test_a_signed_transaction_is_its_signers_whoever_else_is_named(scene: Scene) -> None:
    snapshot = scene.engine.take_snapshot()
    shown = scene.engine.get_transaction_by_hash(scene.count())
    scene.engine.revert_to_snapshot(snapshot)
    names = ("to", "nonce", "gas", "value", "data", "v", "r", "s", "chain_id", "access_list")
    fields = {name: shown[name] for name in names}
    fields |= {name: shown[name] for name in ("max_fee_per_gas", "max_priority_fee_per_gas")}
    tx_hash = scene.engine.send_signed_transaction({**fields, "from": scene.alice})
    assert tx_hash == shown["hash"]
    assert scene.engine.outcome(tx_hash).transaction.sender == scene.bob
    with pytest.raises(TransactionRefused, match="signed for chain 1"):
        scene.engine.send_signed_transaction({**fields, "from": scene.bob, "chain_id": 1})


def test_no_key_shows_in_what_the_engine_passes_around() -> None:
    engine = FastEngine()
    keys = [key.hex() for key in persona_keys()]
    for address in map(int.from_bytes, engine.get_accounts()):
        shown = repr(engine._proof_of(address))
        assert not any(key in shown for key in keys)
