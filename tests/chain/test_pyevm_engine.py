"""The py-evm engine's memory: what it makes when asked for, what it shares with the fast one."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth_keys.datatypes import PrivateKey

from chain.raw_code import BLOCK_HASH, COUNTER, creation_of, word
from pydemo.chain.accounts import persona_keys
from pydemo.chain.engine import Engine
from pydemo.chain.fast import FastEngine
from pydemo.chain.frames import Failure, Transaction
from pydemo.chain.pyevm import PyEvmEngine
from pydemo.chain.pyevm_root import StateTrie
from pydemo.chain.pyevm_vm import LedgerState
from pydemo.errors import TransactionRefused
from pydemo.evm.hashing import keccak


class Scene:
    """An engine with a contract that counts, and two people."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine: Any = PyEvmEngine() if engine is None else engine
        self.alice, self.bob = self.engine.get_accounts()[:2]
        self.counter = self.deploy(COUNTER)

    def deploy(self, code: str) -> bytes:
        address = self.engine.execute(Transaction(self.alice, None, creation_of(code)))
        assert address.contract_address is not None
        return bytes(address.contract_address)

    def count(self) -> Any:
        return self.engine.execute(Transaction(self.bob, self.counter))

    def add(self, **fields: Any) -> bytes:
        """Send a transaction to the counter, without mining it."""
        sent = {"from": self.bob, "to": self.counter, "gas": 100_000, **fields}
        return bytes(self.engine.send_transaction(sent))


@pytest.fixture
def scene() -> Scene:
    return Scene()


# --- when asked for -------------------------------------------------------------------------------


def test_nothing_is_signed_or_hashed_into_a_trie_until_somebody_asks(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("nobody asked")

    with monkeypatch.context() as patched:
        patched.setattr(PrivateKey, "sign_msg_hash", refuse)
        patched.setattr(StateTrie, "_follow", refuse)
        outcomes = [scene.count() for _ in range(3)]
        assert [outcome.gas_used for outcome in outcomes] == [43_225, 26_125, 26_125]
        assert scene.engine.get_storage(scene.counter, 0, outcomes[1].block_number) == 2
        with pytest.raises(AssertionError, match="nobody asked"):
            _ = outcomes[0].tx_hash
        with pytest.raises(AssertionError, match="nobody asked"):
            scene.engine.get_block_by_number("latest", full_transaction=False)
    for outcome in outcomes:
        assert scene.engine.outcome(outcome.tx_hash) is outcome


def test_what_is_signed_later_is_signed_as_ever(scene: Scene) -> None:
    outcome = scene.count()
    shown = PragueTransactionBuilder.decode(outcome.signed.encode())
    assert shown.hash == outcome.tx_hash
    assert shown.sender == scene.bob
    assert outcome.block.whole(bytes(32)).transactions[0] == shown


def test_a_whole_block_is_one_that_py_evm_can_encode(scene: Scene) -> None:
    scene.add()
    scene.add(gas_price=10**10)
    scene.engine.mine_blocks()
    block = scene.engine.block("latest")
    whole = block.whole(bytes(32))
    read = rlp.decode(rlp.encode(whole), sedes=type(whole))
    assert read.transactions == whole.transactions
    assert read.header.as_dict() == whole.header.as_dict()
    assert whole.hash == block.hash


# --- both engines ---------------------------------------------------------------------------------


def everything(engine: Any) -> list[Any]:
    blocks = [engine.get_block_by_number(n, False) for n in range(engine.head().number + 1)]
    for block in blocks:
        del block["size"]
    return blocks


def test_both_engines_make_the_same_chain_to_the_letter() -> None:
    """Hashes of blocks included, and what code that asks for them makes of it."""
    chains = []
    for engine in (PyEvmEngine(9), FastEngine(9)):
        scene = Scene(engine)
        scene.count()
        teller = scene.deploy(BLOCK_HASH)
        engine.time_travel(engine.head().timestamp + 1000)
        newest = engine.head().number
        asked = [
            engine.simulate(Transaction(scene.alice, teller, word(number))).output
            for number in range(newest)
        ]
        assert asked == [engine.get_block_by_number(n)["hash"] for n in range(newest)]
        chains.append(everything(engine))
    assert chains[0] == chains[1]


@pytest.mark.parametrize("engine", [PyEvmEngine, FastEngine])
def test_too_long_an_init_code_ends_its_creator_as_out_of_gas(engine: type[Engine]) -> None:
    """EIP-3860; too large a code ends the creation itself (EIP-170)."""
    scene = Scene(engine())
    allowed, too_long = (scene.deploy(f"61{size:04x}5f5ff0") for size in (0xC000, 0xC001))
    for creator, failure in ((allowed, None), (too_long, Failure.OUT_OF_GAS)):
        outcome = scene.engine.execute(Transaction(scene.bob, creator, gas=500_000))
        assert scene.engine.trace(outcome.tx_hash).failure is failure
    too_large = Transaction(scene.bob, None, bytes.fromhex("6160015ff3"), gas=10_000_000)
    outcome = scene.engine.execute(too_large)
    assert scene.engine.trace(outcome.tx_hash).failure is Failure.CODE_REJECTED


@pytest.mark.parametrize("engine", [PyEvmEngine, FastEngine])
def test_a_refund_does_not_take_the_gas_below_the_floor_of_the_data(engine: type[Engine]) -> None:
    """EIP-7623; the refund is above its cap of a fifth, and both together are below the floor."""
    scene = Scene(engine())
    two_slots = scene.deploy("5f35805f5560015500")  # stores the first word of its calldata twice
    scene.engine.execute(Transaction(scene.bob, two_slots, word(1)))
    before = scene.engine.get_balance(scene.bob)
    data = word(0) + 400 * b"\xff"
    outcome = scene.engine.execute(Transaction(scene.bob, two_slots, data, gas=100_000))
    assert outcome.gas_used == 21_000 + 10 * (32 + 4 * 400)
    paid = before - scene.engine.get_balance(scene.bob)
    assert paid == outcome.gas_used * outcome.effective_gas_price


@pytest.mark.parametrize("engine", [PyEvmEngine, FastEngine])
def test_a_jump_into_data_is_an_invalid_jump(engine: type[Engine]) -> None:
    scene = Scene(engine())
    failures = []
    for code in ("600456605b", "600356fe", "fe"):  # into PUSH1's data, to no JUMPDEST, no jump
        sent = Transaction(scene.bob, scene.deploy(code), gas=50_000)
        failures.append(scene.engine.trace(scene.engine.execute(sent).tx_hash).failure)
    assert failures == [Failure.INVALID_JUMP, Failure.INVALID_JUMP, Failure.INVALID_OPCODE]


@pytest.mark.parametrize("engine", [PyEvmEngine, FastEngine])
def test_a_raw_transaction_with_an_empty_list_for_zero_is_refused(engine: type[Engine]) -> None:
    bob = engine().get_accounts()[1]
    fields = [31337, 0, 0, 10**10, 21_000, bob, 0, b"", [], 0, 0, 0]
    key = PrivateKey(persona_keys()[0])
    digest = keccak(b"\x02" + rlp.encode(fields[:9]))
    signature = key.sign_msg_hash(digest)
    fields[9:] = [signature.v, signature.r, signature.s]
    sent = engine().send_raw_transaction(b"\x02" + rlp.encode(fields))
    assert sent == keccak(b"\x02" + rlp.encode(fields))
    for place in (1, 2, 6, 7):  # the nonce, the tip, the value, the data: nothing of each
        with pytest.raises(TransactionRefused, match="the raw transaction is"):
            engine().send_raw_transaction(
                b"\x02" + rlp.encode([*fields[:place], [], *fields[place + 1 :]])
            )


# --- an end half-way ------------------------------------------------------------------------------


def test_an_interrupt_within_a_transaction_leaves_the_state_whole(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.count()
    before = scene.engine.get_block_by_number("pending")
    with monkeypatch.context() as patched:

        def interrupt(state: LedgerState, address: bytes, slot: int, value: int) -> None:
            if address == scene.counter:
                raise KeyboardInterrupt

        patched.setattr(LedgerState, "set_storage", interrupt)
        for run in (
            scene.count,
            lambda: scene.engine.call({"from": scene.bob, "to": scene.counter}),
        ):
            with pytest.raises(KeyboardInterrupt):
                run()
    assert scene.engine.get_block_by_number("pending") == before
    scene.count()
    assert scene.engine.get_storage(scene.counter, 0) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"nonce": 99},
        {"gas": 20_999},
        {"value": 10**30},
        {"chain_id": 1},
        {"chain_id": 1, "gas_price": 10**10},
        {"max_fee_per_gas": 1},
    ],
    ids=",".join,
)
def test_a_refused_transaction_leaves_no_trace(fields: dict[str, int]) -> None:
    """Not even a block that has begun: it would keep the time there was then."""
    one, other = Scene(), Scene()
    with pytest.raises(TransactionRefused):
        one.add(**fields)
    for scene in (one, other):
        scene.engine.time_travel(scene.engine.head().timestamp + 1000)
        scene.count()
    assert everything(one.engine) == everything(other.engine)


# --- transactions that wait -----------------------------------------------------------------------


def test_a_snapshot_keeps_what_waits_in_the_open_block(scene: Scene) -> None:
    waiting = scene.add()
    snapshot = scene.engine.take_snapshot()
    later = scene.add()
    scene.engine.mine_blocks()
    for _ in range(2):
        scene.engine.revert_to_snapshot(snapshot)
        pending = scene.engine.get_block_by_number("pending", False)
        assert pending["transactions"] == [waiting]
        assert scene.engine.get_transaction_by_hash(waiting)["block_number"] is None
        with pytest.raises(Exception, match="no transaction 0x"):
            scene.engine.outcome(later)
        scene.engine.mine_blocks()
        assert scene.engine.outcome(waiting).block_number == scene.engine.head().number
        assert scene.engine.get_storage(scene.counter, 0) == 1
