"""What a call is asked to suppose: another state, another block around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from pydemo.chain.frames import Transaction
from pydemo.chain.header import Header
from pydemo.node import calls, terms
from pydemo.node.failure import invalid
from pydemo.node.quantities import (
    read_address,
    read_block,
    read_data,
    read_hash,
    read_quantity,
    read_slot,
)

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

Change = Callable[[], None]
_STATE = {"balance", "nonce", "code", "state", "stateDiff"}
_BLOCK: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "number": ("number", lambda value, name: read_quantity(value, name, 2**64)),
    "time": ("timestamp", lambda value, name: read_quantity(value, name, 2**64)),
    "gasLimit": ("gas_limit", lambda value, name: read_quantity(value, name, 2**64)),
    "feeRecipient": ("coinbase", read_address),
    "prevRandao": ("prevrandao", lambda value, name: int.from_bytes(read_hash(value, name))),
    "baseFeePerGas": ("base_fee", read_quantity),
}
"""geth's names of what can be overridden, and how each is read."""


@contextmanager
def asked(
    served: ServedChain,
    transaction: Any,
    block: Any,
    state_overrides: Any = None,
    block_overrides: Any = None,
    *,
    is_held: bool = False,
) -> Iterator[tuple[Transaction, int | str]]:
    """A call object and the state it is for, which has the overrides for that long.

    Args:
        is_held: whether the engine shall have that state at hand in any case, for whatever is read.

    Raises:
        RpcError: one of them cannot be read, or there is no such block.
    """
    sent = calls.read_call(transaction)
    state = served.state(read_block(block))
    header = read_header(block_overrides)
    most = served.engine.gas_limit if header.gas_limit is None else header.gas_limit
    if sent.gas is None:
        sent = sent if header.gas_limit is None else sent._replace(gas=most)
    else:
        sent = sent._replace(gas=min(sent.gas, most))
    changes = read_changes(served, state_overrides)
    base_fee = header.base_fee
    if not is_held and not changes and header == Header():
        yield terms.check_offer(served, sent, state, most, base_fee), state
        return
    with served.engine.suppose(state, lambda: apply(changes), header):
        yield terms.check_offer(served, sent, state, most, base_fee), state


def apply(changes: list[Change]) -> None:
    for change in changes:
        change()


def read_changes(served: ServedChain, overrides: Any) -> list[Change]:
    """What has to be done so that the state is another. Raises RpcError."""
    if not overrides:
        return []
    if not isinstance(overrides, dict):
        raise invalid("state overrides: an object of accounts is expected")
    return [
        change
        for key, fields in overrides.items()
        for change in _of_account(served, read_address(key), fields)
    ]


def _of_account(served: ServedChain, account: bytes, fields: Any) -> Iterator[Change]:
    engine = served.engine
    if not isinstance(fields, dict) or fields.keys() - _STATE:
        raise invalid(f"state overrides: {', '.join(sorted(_STATE))} can be set")
    if fields.get("state") is not None and fields.get("stateDiff") is not None:
        raise invalid("state overrides: state sets all slots and stateDiff some, choose one")
    if fields.get("balance") is not None:
        wei = read_quantity(fields["balance"], "balance")
        yield lambda: engine.set_balance(account, wei)
    if fields.get("nonce") is not None:
        nonce = read_quantity(fields["nonce"], "nonce", calls.MOST_NONCE)
        yield lambda: engine.set_nonce(account, nonce)
    if fields.get("code") is not None:
        code = read_data(fields["code"], "code")
        yield lambda: engine.set_code(account, code)
    if fields.get("state") is not None:
        yield lambda: engine.clear_storage(account)
    slots = fields.get("stateDiff") or fields.get("state") or {}
    if not isinstance(slots, dict):
        raise invalid("state overrides: state and stateDiff are objects of slots and values")
    for slot, value in slots.items():
        place, content = read_slot(slot), read_quantity(value, "slot's value")
        yield partial(engine.set_storage, account, place, content)


def read_header(overrides: Any) -> Header:
    """Raises RpcError for what cannot be overridden."""
    if not overrides:
        return Header()
    if not isinstance(overrides, dict) or overrides.keys() - _BLOCK.keys():
        raise invalid(f"block overrides: {', '.join(sorted(_BLOCK))} can be set")
    fields: dict[str, Any] = {}
    for name, value in overrides.items():
        if value is not None:
            ours, read = _BLOCK[name]
            fields[ours] = read(value, name)
    return Header(**fields)
