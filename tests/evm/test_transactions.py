"""Transactions that may not be in a block are refused, and leave no trace."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from evm.assembler import assemble
from evm.machine import CALLER, CONTRACT
from pydemo.evm.delegation import Authorization
from pydemo.evm.errors import InvalidTransaction
from pydemo.evm.forks import MAX_INITCODE_SIZE, MAX_TRANSACTION_GAS, Fork
from pydemo.evm.frame import Environment
from pydemo.evm.state import State
from pydemo.evm.transaction import Message, apply, intrinsic_gas, simulate

RICH = 2**256 - 1
GOOD = Message(CALLER, CONTRACT, 5, 100_000, value=1, kind=2, max_fee=10, priority_fee=1)
PERMISSION = Authorization(chain_id=0, address=CONTRACT, nonce=0, y_parity=0, r=1, s=1)
BLOB_HASH = 1 << 248


def _environment(fork: Fork = Fork.OSAKA) -> Environment:
    return Environment(fork, coinbase=0xB10C, gas_limit=30_000_000, base_fee=7)


def _state() -> State:
    state = State(balance={CALLER: RICH}, nonce={CALLER: 5})
    state.code[CONTRACT] = assemble("CALLVALUE 0 SSTORE 0 0 LOG0")
    return state


def _outcome_of(message: Message, state: State, fork: Fork) -> str | None:
    try:
        apply(state, _environment(fork), message)
    except InvalidTransaction as refusal:
        return str(refusal)
    return None


def test_a_good_transaction_is_applied() -> None:
    state = _state()
    outcome = apply(state, _environment(), GOOD)
    assert (outcome.succeeded, len(outcome.logs), outcome.gas_price) == (True, 1, 8)
    assert state.storage[CONTRACT] == {0: 1}
    assert state.nonce[CALLER] == 6
    assert state.balance[CALLER] == RICH - 1 - 8 * outcome.gas_used
    assert state.balance[0xB10C] == outcome.gas_used


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"nonce": 4}, "nonce"),
        ({"nonce": 6}, "nonce"),
        ({"nonce": 2**64}, "nonce"),
        ({"max_fee": 6}, "base fee"),
        ({"priority_fee": 11}, "priority fee"),
        ({"value": RICH}, "may need"),
        ({"value": 2**256}, "256 bits"),
        ({"value": 2**256 + 1}, "256 bits"),
        ({"max_fee": 2**256}, "256 bits"),
        ({"max_fee": 2**255}, "may need"),
        ({"gas": 20_999}, "too low"),
        ({"gas": 2**64}, "above the block's"),
        ({"gas": 30_000_001}, "above the block's"),
        ({"gas": MAX_TRANSACTION_GAS + 1}, "above 16777216"),
        ({"to": None, "gas": 10_000_000, "data": bytes(MAX_INITCODE_SIZE + 1)}, "creation code"),
        ({"to": None, "gas": 53_000, "data": b"\0"}, "too low"),
        ({"data": bytes(4000) + b"\1" * 4000, "gas": 100_000}, "too low"),
        ({"kind": 3}, "at least one blob"),
        ({"kind": 3, "to": None, "blob_hashes": (BLOB_HASH,)}, "needs a receiver"),
        ({"kind": 3, "blob_hashes": (BLOB_HASH,) * 7, "max_blob_fee": 1}, "more than 6"),
        ({"kind": 3, "blob_hashes": (1,), "max_blob_fee": 1}, "version 1"),
        ({"kind": 3, "blob_hashes": (BLOB_HASH,)}, "blob fee"),
        ({"kind": 4}, "at least one authorization"),
        ({"kind": 4, "to": None, "authorizations": (PERMISSION,)}, "needs a receiver"),
    ],
)
def test_a_bad_transaction_is_refused_and_leaves_no_trace(
    change: dict[str, Any], reason: str
) -> None:
    state = _state()
    before = deepcopy(state)
    refusal = _outcome_of(GOOD._replace(**change), state, Fork.OSAKA)
    assert refusal is not None
    assert reason in refusal
    assert state == before


def test_a_contract_sends_nothing_unless_it_is_a_delegation() -> None:
    for code, fork, is_refused in (
        (b"\0", Fork.PRAGUE, True),
        (b"\xef\x01\0" + CONTRACT.to_bytes(20), Fork.PRAGUE, False),
        (b"\xef\x01\0" + CONTRACT.to_bytes(20), Fork.CANCUN, True),
        (b"\xef\x01\0" + CONTRACT.to_bytes(19), Fork.PRAGUE, True),
    ):
        state = _state()
        state.code[CALLER] = code
        assert (_outcome_of(GOOD, state, fork) is not None) == is_refused


def test_a_nonce_at_its_end_sends_nothing() -> None:
    state = _state()
    state.nonce[CALLER] = 2**64 - 1
    refusal = _outcome_of(GOOD._replace(nonce=2**64 - 1), state, Fork.OSAKA)
    assert refusal is not None
    assert "cannot be raised" in refusal


def test_type_4_came_with_prague() -> None:
    message = GOOD._replace(kind=4, authorizations=(PERMISSION,))
    assert _outcome_of(message, _state(), Fork.CANCUN) is not None
    assert _outcome_of(message, _state(), Fork.PRAGUE) is None


def test_the_least_gas_is_enough_and_one_less_is_not() -> None:
    state = _state()
    state.code.clear()
    assert _outcome_of(GOOD._replace(gas=21_000), state, Fork.OSAKA) is None
    assert intrinsic_gas(GOOD) == 21_000


@pytest.mark.parametrize("value", [0, 1])
def test_a_simulation_leaves_no_trace(value: int) -> None:
    state = _state()
    before = deepcopy(state)
    outcome = simulate(state, _environment(), GOOD._replace(value=value))
    assert (outcome.succeeded, len(outcome.logs)) == (True, 1)
    for table in ("balance", "nonce", "code"):
        assert getattr(state, table) == getattr(before, table)
    assert not any(state.storage.values())


def test_a_simulation_sends_no_more_than_there_is() -> None:
    for value in (RICH + 1, 2**256 + 5):
        outcome = simulate(_state(), _environment(), GOOD._replace(value=value))
        assert not outcome.succeeded
    assert simulate(_state(), _environment(), GOOD._replace(value=RICH)).succeeded
