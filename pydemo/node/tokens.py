"""What a token answers, set: the slot it reads is found by watching it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydemo.chain.frames import Transaction
from pydemo.chain.header import Header
from pydemo.node.failure import REFUSED, RpcError

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_BALANCE_OF, _ALLOWANCE = bytes.fromhex("70a08231"), bytes.fromhex("dd62ed3e")


def balance_of(holder: bytes) -> bytes:
    """The call (ERC-20)."""
    return _BALANCE_OF + holder.rjust(32, b"\0")


def allowance(owner: bytes, spender: bytes) -> bytes:
    return _ALLOWANCE + owner.rjust(32, b"\0") + spender.rjust(32, b"\0")


def set_answer(served: ServedChain, token: bytes, call: bytes, value: int) -> None:
    """Set the one slot that makes a token answer a call with a number.

    Raises:
        RpcError: there is none, as where balances are computed from several slots.
    """
    engine, asked = served.engine, Transaction(bytes(20), token, call)
    for account, slots in engine.touched(asked):
        for slot in slots:
            change = partial(engine.set_storage, account, slot, value)
            with engine.suppose("latest", change, Header()):
                told = engine.simulate(asked)
            if told.failure is None and told.output == value.to_bytes(32):
                change()
                served.save()
                return
    raise RpcError(
        REFUSED,
        f"no slot of 0x{token.hex()} holds this number: it is no such token, or computes its "
        "answer from several",
    )
