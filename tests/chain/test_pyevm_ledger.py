"""The py-evm engine's accounts in dictionaries against py-evm's own in a trie."""

from __future__ import annotations

from typing import Any

import pytest
from eth.db.account import AccountDB
from eth.db.atomic import AtomicDB
from eth_typing import Address
from eth_utils.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_root import StateTrie

PEOPLE = [Address(bytes(19) + bytes([number])) for number in range(1, 4)]
SLOTS = (0, 1, 2**256 - 1)
CODES = (b"", b"\x00", b"\x60\x01")
_WHO, _SLOT = st.sampled_from(PEOPLE), st.sampled_from(SLOTS)
_NUMBER = st.integers(0, 3)
_STEP = st.one_of(
    st.tuples(st.just("set_storage"), _WHO, _SLOT, _NUMBER),
    st.tuples(st.just("set_balance"), _WHO, _NUMBER),
    st.tuples(st.just("set_nonce"), _WHO, _NUMBER),
    st.tuples(st.just("set_code"), _WHO, st.sampled_from(CODES)),
    st.tuples(st.sampled_from(["increment_nonce", "delete_code", "touch_account"]), _WHO),
    st.tuples(st.sampled_from(["delete_account", "mark_address_warm"]), _WHO),
    st.tuples(st.just("mark_storage_warm"), _WHO, _SLOT),
    st.tuples(st.sampled_from(["record", "discard", "commit", "lock", "root"])),
)


def seen(database: Any) -> list[Any]:
    """All that can be asked of a database of accounts."""
    return [
        (
            database.get_balance(who),
            database.get_nonce(who),
            database.get_code(who),
            database.get_code_hash(who),
            database.account_exists(who),
            database.account_is_empty(who),
            database.account_has_code_or_nonce(who),
            database.is_address_warm(who),
            *(database.get_storage(who, slot) for slot in SLOTS),
            *(database.get_storage(who, slot, from_journal=False) for slot in SLOTS),
            *(database.is_storage_warm(who, slot) for slot in SLOTS),
        )
        for who in PEOPLE
    ]


@settings(max_examples=400, deadline=None)
@given(steps=st.lists(_STEP, max_size=60))
def test_accounts_in_dictionaries_are_those_in_the_trie(steps: list[tuple[Any, ...]]) -> None:
    ledger, original = Ledger(), AccountDB(AtomicDB())
    trie = StateTrie(ledger)
    checkpoints: list[tuple[Any, Any]] = []
    for name, *operands in steps:
        if name == "record":
            checkpoints.append((ledger.record(), original.record()))
        elif name in ("discard", "commit"):
            if checkpoints:
                ours, theirs = checkpoints.pop()
                getattr(ledger, name)(ours)
                getattr(original, name)(theirs)
        elif name in ("lock", "root", "delete_account"):  # as a transaction ends
            for ours, theirs in reversed(checkpoints):
                ledger.commit(ours)
                original.commit(theirs)
            checkpoints.clear()
            if name == "delete_account":
                ledger.delete_account(*operands)
                original.delete_account(*operands)
            ledger.lock_changes()
            original.lock_changes()
            if name == "root":
                original.persist()
                assert trie.root() == original.state_root
        else:
            for database in (ledger, original):
                if name == "set_storage":  # code that stores runs at an account that exists
                    database.touch_account(operands[0])
                getattr(database, name)(*operands)
        assert seen(ledger) == seen(original)
    ledger.lock_changes()
    original.persist()
    assert trie.root() == original.state_root


def test_the_root_of_a_moment_is_the_same_from_wherever_one_comes() -> None:
    ledger = Ledger()
    trie, timeline = StateTrie(ledger), ledger.timeline
    alice, bob, carol = PEOPLE
    moments = [timeline.mark()]
    for number in range(1, 6):
        ledger.set_balance(alice, number)
        ledger.set_nonce(bob, number)
        ledger.set_storage(bob, number % 3, number)
        if number == 3:
            ledger.delete_account(bob)
            ledger.set_code(carol, b"\x00")
        moments.append(timeline.mark())
    roots = []
    for moment in moments:
        timeline.go_to(moment)
        fresh = StateTrie(ledger)
        timeline.touched |= {*ledger.accounts, *ledger.storage, *PEOPLE}
        moment.root = None
        roots.append(fresh.root())
        moment.root = None
    assert len(set(roots)) == len(roots)
    timeline.touched = {*PEOPLE, *((bob, slot) for slot in range(3))}
    for place in (5, 0, 3, 1, 4, 2, 5):
        timeline.go_to(moments[place])
        assert trie.root() == roots[place]


@pytest.mark.parametrize("balance", [-1, 2**256])
def test_no_balance_leaves_its_256_bits(balance: int) -> None:
    ledger = Ledger()
    with pytest.raises(ValidationError):
        ledger.set_balance(PEOPLE[0], balance)
    assert not ledger.account_exists(PEOPLE[0])
