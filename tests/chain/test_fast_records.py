"""What the fast engine keeps of each transaction: all that can be asked for, in little memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydemo import Chain
from pydemo.chain.fast_history import History
from pydemo.chain.fast_logs import pack, unpack
from pydemo.chain.frames import Log
from pydemo.contract import Contract, Receipt
from pydemo.evm.state import LogEntry, State

MANY = 1_000

entries = st.builds(
    LogEntry,
    st.integers(0, 2**160 - 1),
    st.lists(st.integers(0, 2**256 - 1), max_size=4).map(tuple),
    st.binary(max_size=100),
)


@given(st.lists(entries, max_size=5))
def test_logs_come_out_as_they_went_in(logs: list[LogEntry]) -> None:
    assert unpack(pack(logs)) == tuple(
        Log(log.address.to_bytes(20), tuple(topic.to_bytes(32) for topic in log.topics), log.data)
        for log in logs
    )


def test_a_moment_is_lost_when_history_goes_back_before_it() -> None:
    history = History(State())
    moments = []
    for value in (1, 2, 3):
        history.put(history.state.balance, 7, value)
        moments.append(history.now())
    history.undo_to(2)
    assert [moment.is_lost for moment in moments] == [False, False, True]
    history.put(history.state.balance, 7, 9)  # another course, of the same length
    assert moments[2].is_lost
    assert len(history) == moments[2].changes


def test_the_state_after_any_change_is_at_hand_and_the_present_comes_back() -> None:
    history = History(State())
    for value in (1, None, 3):
        history.put(history.state.balance, 7, value)
    seen = []
    for length in range(4):
        with history.state_after(length) as state:
            seen.append(state.balance.get(7))
    assert seen == [None, 1, None, 3]
    assert history.state.balance == {7: 3}
    assert [before for _, _, before in history.between(1, 3)] == [1, None]


@pytest.fixture
def transfer() -> Iterator[Callable[[int], None]]:
    """Makes so many transfers to ever new holders, and keeps their receipts."""
    chain = Chain(engine="fast")
    alice = chain.accounts.alice
    token: Contract = chain.deploy("DemoToken", 10**9, alice, sender=alice)
    token.mint(alice, 10**6, sender=alice)
    kept: list[Receipt] = []

    def send(some: int) -> None:
        for _ in range(some):
            holder = (2**100 + len(kept)).to_bytes(20)
            kept.append(token.transfer(holder, 5, sender=alice))

    send(20)
    gc.collect()
    yield send
    assert all(receipt.succeeded for receipt in kept)


def test_a_transaction_takes_less_than_two_kilobytes(transfer: Callable[[int], None]) -> None:
    """Of some stretches the smallest counts: in one of them a dictionary that the whole process
    shares, such as the cache of hashes, may double its size for all that is to come.
    """
    taken = []
    tracemalloc.start()
    try:
        for _ in range(3):
            before, _peak = tracemalloc.get_traced_memory()
            transfer(MANY)
            gc.collect()
            taken.append(tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()
    assert min(taken) / MANY < 2_000


def test_it_leaves_few_objects_for_the_garbage_collector(transfer: Callable[[int], None]) -> None:
    before = len(gc.get_objects())
    transfer(MANY)
    gc.collect()
    # Receipt, transaction, message, block, and the block's tuple of one.
    assert (len(gc.get_objects()) - before) / MANY < 5.2
