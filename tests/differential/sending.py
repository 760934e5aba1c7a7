"""Random transactions of every type: unsigned as eth-tester passes them, or signed by a wallet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_account import Account as EthAccount
from hypothesis import strategies as st

from differential.pair import Pair
from differential.scripts import ADDRESSES, DATA, Payload, init_codes, scripts
from differential.stage import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    ERIN,
    ETHER,
    NOBODY,
    PUPPETS,
    SIGNERS,
    authorization,
    raw,
)
from pydemo.chain import envelope
from pydemo.chain.fast_wire import message_from
from pydemo.chain.genesis import CHAIN_ID
from pydemo.evm.state import State

LEGACY, ACCESS_LIST, DYNAMIC_FEE, BLOB, SET_CODE = range(5)
GWEI = 10**9
Fields = dict[str, Any]

_SENDERS = st.sampled_from([ALICE, BOB, CAROL, DAVE, ERIN])
_TARGETS = st.one_of(st.sampled_from([*PUPPETS, DAVE, ERIN]), ADDRESSES)
_CALLS = st.tuples(_TARGETS, st.one_of(scripts(), scripts(), scripts(), DATA))
_CREATIONS = st.tuples(st.none(), init_codes())
_LIMITS = st.one_of(
    st.just(5_000_000),
    st.just(5_000_000),
    st.just(5_000_000),
    st.sampled_from([20_999, 21_000, 30_000, 100_000, 30_000_000, 30_000_001]),
    st.integers(21_000, 400_000),
)
_VALUES = st.sampled_from([0] * 10 + [1, 2, 3, ETHER, ETHER, 2**90])
_LISTED = st.lists(
    st.tuples(ADDRESSES.map(raw), st.lists(st.integers(0, 3), max_size=3).map(tuple)), max_size=3
).map(tuple)
FLAWS = ("nonce ahead", "nonce behind", "another chain", "no fee", "tip above the fee", "poor")


@dataclass(frozen=True)
class Permission:
    """A delegation that may or may not be valid when it comes to it."""

    signer: int
    delegate: int
    nonce_offset: int
    chain_id: int


_PERMISSION = st.builds(
    Permission,
    _SENDERS,
    st.sampled_from([*PUPPETS, 0, 1, ALICE, DAVE, NOBODY]),
    st.sampled_from([0, 0, 0, 1, -1]),
    st.sampled_from([CHAIN_ID, CHAIN_ID, 0, 1]),
)
_SOME = st.lists(_PERMISSION, min_size=1, max_size=3)
_PERMISSIONS = st.one_of(*[_SOME] * 5, st.just([]))  # without any it is refused


@dataclass(frozen=True)
class Wish:
    """A transaction somebody wants to send, whatever the chain's state is then."""

    kind: int
    sender: int
    target: tuple[int | None, Payload]
    value: int
    gas: int
    listed: tuple[tuple[bytes, tuple[int, ...]], ...]
    permissions: list[Permission]
    blobs: int
    tip: int
    flaw: str | None


_BLOBS = st.sampled_from([1, 1, 2, 3, 9, 9, 9, 9, 10, 0])
_TIPS = st.sampled_from([0, 1, GWEI])
_FLAWS = st.sampled_from([None] * 30 + list(FLAWS))


@st.composite
def wishes(draw: st.DrawFn, kind: int) -> Wish:
    # Types 3 and 4 create nothing: they are refused.
    targets = [_CALLS] * (20 if kind in (BLOB, SET_CODE) else 3) + [_CREATIONS]
    return Wish(
        kind,
        draw(_SENDERS),
        draw(st.one_of(targets)),
        draw(_VALUES),
        draw(_LIMITS),
        draw(_LISTED),
        draw(_PERMISSIONS),
        draw(_BLOBS),
        draw(_TIPS),
        draw(_FLAWS),
    )


KINDS = range(LEGACY, SET_CODE + 1)
WISHES = st.one_of([wishes(kind) for kind in KINDS])
ONE_OF_EACH = st.tuples(*[wishes(kind) for kind in KINDS])


def fields_of(wish: Wish, pair: Pair, ahead: int = 0) -> Fields:
    """The transaction as eth-tester passes it, with all that depends on the chain filled in.

    Args:
        ahead: how many transactions of the same sender come before it in its block.
    """
    to, data = wish.target
    engine = pair.mirror
    nonce = engine.get_nonce(raw(wish.sender)) + ahead
    nonce += {"nonce ahead": 1, "nonce behind": -1}.get(wish.flaw or "", 0)
    max_fee = 0 if wish.flaw == "no fee" else engine.max_fee()
    fields: Fields = {
        "from": raw(wish.sender),
        "data": bytes(data),
        "value": 2**200 if wish.flaw == "poor" else wish.value,
        "gas": wish.gas,
        "nonce": max(nonce, 0),
    }
    if to is not None:
        fields["to"] = raw(to)
    if wish.kind != LEGACY:
        fields["access_list"] = wish.listed
        fields["chain_id"] = 1 if wish.flaw == "another chain" else CHAIN_ID
    if wish.kind in (LEGACY, ACCESS_LIST):
        return fields | {"gas_price": max_fee}
    fields["max_fee_per_gas"] = max_fee
    fields["max_priority_fee_per_gas"] = (
        max_fee + 1 if wish.flaw == "tip above the fee" else min(wish.tip, max_fee)
    )
    if wish.kind == SET_CODE:
        fields["authorization_list"] = [
            authorization(
                SIGNERS[permission.signer],
                permission.delegate,
                max(0, engine.get_nonce(raw(permission.signer)) + permission.nonce_offset),
                permission.chain_id,
            )
            for permission in wish.permissions
        ]
    return fields


def signed(wish: Wish, fields: Fields) -> bytes:
    """The transaction as a wallet sends it."""
    is_odd = wish.kind == SET_CODE and not (wish.permissions and "to" in fields)
    if wish.kind == BLOB or is_odd:
        return _signed_by_us(wish, fields)
    transaction = {
        "nonce": fields["nonce"],
        "gas": fields["gas"],
        "value": fields["value"],
        "data": fields["data"],
        "to": fields.get("to", b""),
        "chainId": fields.get("chain_id", CHAIN_ID),
    }
    if wish.kind == LEGACY:
        transaction["gasPrice"] = fields["gas_price"]
        if wish.tip == 1:
            del transaction["chainId"]  # as before EIP-155
    else:
        transaction["type"] = wish.kind
        transaction["accessList"] = [
            {"address": address, "storageKeys": [f"{slot:#066x}" for slot in slots]}
            for address, slots in fields["access_list"]
        ]
    if wish.kind == ACCESS_LIST:
        transaction["gasPrice"] = fields["gas_price"]
    if wish.kind >= DYNAMIC_FEE:
        transaction["maxFeePerGas"] = fields["max_fee_per_gas"]
        transaction["maxPriorityFeePerGas"] = fields["max_priority_fee_per_gas"]
    if wish.kind == SET_CODE:
        transaction["authorizationList"] = [
            {
                "chainId": entry["chain_id"],
                "address": entry["address"],
                "nonce": entry["nonce"],
                "yParity": entry["y_parity"],
                "r": entry["r"],
                "s": entry["s"],
            }
            for entry in fields["authorization_list"]
        ]
    key = SIGNERS[wish.sender].key
    return bytes(EthAccount.sign_transaction(transaction, key).raw_transaction)


def _signed_by_us(wish: Wish, fields: Fields) -> bytes:
    """What eth-account does not sign: blob transactions without their blobs, and malformed ones."""
    message = message_from(fields, State(), 0)
    if wish.kind == BLOB:
        blobs = tuple((1 << 248) + number for number in range(wish.blobs))
        message = message._replace(kind=BLOB, blob_hashes=blobs, max_blob_fee=wish.tip + 1)
    elif wish.kind == SET_CODE:
        message = message._replace(kind=SET_CODE)
    key, chain_id = SIGNERS[wish.sender].key, fields["chain_id"]
    return envelope.encode(message, chain_id, envelope.sign(message, chain_id, key))
