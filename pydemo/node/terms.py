"""A transaction's type, and the fields that belong to it: fees, lists, blobs.

What contradicts is refused: another node would choose one of two fields in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain import genesis
from pydemo.chain.envelope import ACCESS_LIST, BLOB, DYNAMIC_FEE, LEGACY, SET_CODE
from pydemo.chain.frames import Terms, Transaction
from pydemo.evm.delegation import Authorization
from pydemo.evm.transaction import AccessList
from pydemo.node.failure import NOT_SUPPORTED, REFUSED, RpcError, invalid
from pydemo.node.quantities import read_address, read_hash, read_quantity, read_slot

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

MOST_NONCE = 2**64
_BLOB_VERSION = 1
_DYNAMIC = ("maxFeePerGas", "maxPriorityFeePerGas")
_BLOBS = ("blobVersionedHashes", "maxFeePerBlobGas")
_SIDECAR = ("blobs", "commitments", "proofs", "sidecar")
_NOT_OF_TYPE = {
    LEGACY: (*_DYNAMIC, "accessList", "authorizationList", *_BLOBS),
    ACCESS_LIST: (*_DYNAMIC, "authorizationList", *_BLOBS),
    DYNAMIC_FEE: ("gasPrice", "authorizationList", *_BLOBS),
    BLOB: ("gasPrice", "authorizationList"),
    SET_CODE: ("gasPrice", *_BLOBS),
}
"""What a transaction of a type cannot have. An empty list is as good as none."""


def read_type(fields: dict[str, Any]) -> int:
    """The type that is named, or else the one that the fields belong to.

    Raises:
        RpcError: there is no such type, or there are fields that it cannot have.
    """
    if any(_has(fields, name) for name in _SIDECAR):
        raise RpcError(
            NOT_SUPPORTED,
            "blobs themselves are not supported, a chain keeps their hashes only: give "
            "blobVersionedHashes",
        )
    if (named := fields.get("type")) is not None:
        kind = read_quantity(named, "type")
        if kind not in _NOT_OF_TYPE:
            raise invalid(f"type: {kind} is none of the transaction types 0 to {SET_CODE}")
    elif _has(fields, "authorizationList"):
        kind = SET_CODE
    elif _has(fields, "blobVersionedHashes"):
        kind = BLOB
    elif fields.get("gasPrice") is not None:
        if any(_has(fields, name) for name in _DYNAMIC):
            raise invalid("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")
        kind = LEGACY if fields.get("accessList") is None else ACCESS_LIST
    else:
        kind = DYNAMIC_FEE
    for name in _NOT_OF_TYPE[kind]:
        if _has(fields, name):
            raise invalid(f"{name}: a transaction of type {kind} has no such field")
    return kind


def _has(fields: dict[str, Any], name: str) -> bool:
    return fields.get(name) not in (None, [])


def read_access_list(value: Any) -> AccessList:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise invalid("accessList: a list of {address, storageKeys} is expected")
    return tuple(
        (int.from_bytes(read_address(entry.get("address"))), _slots(entry.get("storageKeys")))
        for entry in value
    )


def _slots(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | None):
        raise invalid("storageKeys: a list of slots is expected")
    return tuple(read_slot(slot) for slot in value or ())


def read_authorizations(value: Any) -> tuple[Authorization, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise invalid("authorizationList: a list of signed authorizations is expected")
    return tuple(
        Authorization(
            read_quantity(entry.get("chainId"), "chainId"),
            int.from_bytes(read_address(entry.get("address"))),
            read_quantity(entry.get("nonce"), "nonce", MOST_NONCE),
            read_quantity(entry.get("yParity", entry.get("v")), "yParity", 2),
            read_quantity(entry.get("r"), "r"),
            read_quantity(entry.get("s"), "s"),
        )
        for entry in value
    )


def read_blob_hashes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise invalid("blobVersionedHashes: a list of hashes is expected")
    hashes = tuple(int.from_bytes(read_hash(entry, "blobVersionedHashes")) for entry in value)
    if any(entry >> 248 != _BLOB_VERSION for entry in hashes):
        raise invalid("blobVersionedHashes: each begins with 0x01, the version of KZG hashes")
    return hashes


def read_terms(fields: dict[str, Any]) -> Terms:
    """Of a call: what is offered (nothing, if nothing is said), and what is listed.

    Raises:
        RpcError: it cannot be read, or fields contradict.
    """
    kind = read_type(fields)
    lists: dict[str, Any] = {
        "access_list": read_access_list(fields.get("accessList") or []),
        "authorizations": read_authorizations(fields.get("authorizationList") or []),
        "blob_hashes": read_blob_hashes(fields.get("blobVersionedHashes") or []),
    }
    if kind in (LEGACY, ACCESS_LIST):
        return Terms(read_quantity(fields.get("gasPrice") or 0, "gasPrice"), None, **lists)
    most = fields.get("maxFeePerGas")
    tip = fields.get("maxPriorityFeePerGas")
    if most is None and tip is None:
        return Terms(**lists)
    whole = read_quantity(most or 0, "maxFeePerGas")
    priority = read_quantity(tip or 0, "maxPriorityFeePerGas")  # none is zero, as in geth
    _check_tip(whole, priority)
    return Terms(whole, priority, **lists)


def _check_tip(whole: int, tip: int) -> None:
    if tip > whole:
        raise invalid(f"max priority fee per gas higher than max fee per gas: {tip} and {whole}")


def check_offer(
    served: ServedChain,
    sent: Transaction,
    place: int | str,
    most: int,
    base_fee: int | None = None,
) -> Transaction:
    """Whether a call's fee could be paid. Without a gas limit it gets what the sender can pay for.

    Args:
        place: the block whose state and base fee it is about.
        most: the gas limit of one that names none.
        base_fee: if the block is supposed to have another.

    Raises:
        RpcError: the fee is below the block's, or the sender has too little (geth's checks).
    """
    fee, engine = sent.terms.max_fee, served.engine
    if not fee:
        return sent
    if base_fee is None:
        base_fee = int(engine.get_base_fee(place))
    if fee < base_fee:
        raise RpcError(
            REFUSED,
            f"max fee per gas less than block base fee: maxFeePerGas: {fee}, baseFee: {base_fee}",
        )
    balance = int(engine.get_balance(sent.sender, place))
    wanted = sent.value + (0 if sent.gas is None else sent.gas * fee)
    gas = sent.gas if sent.gas is not None else min(most, max(balance - sent.value, 0) // fee)
    if balance < wanted or not gas:
        raise RpcError(
            REFUSED,
            f"insufficient funds for gas * price + value: address 0x{sent.sender.hex()} have "
            f"{balance} want {max(wanted, sent.value + fee)}",
        )
    return sent._replace(gas=gas)


def read_fees(served: ServedChain, fields: dict[str, Any]) -> tuple[int, int, int | None]:
    """Of a transaction to be sent; what was left out is what a wallet would choose.

    Returns:
        Type, fee a gas at most, priority fee.
    """
    kind, base_fee = read_type(fields), served.next_base_fee()
    if kind in (LEGACY, ACCESS_LIST):
        price = fields.get("gasPrice")
        suggested = base_fee + genesis.PRIORITY_FEE
        return kind, suggested if price is None else read_quantity(price, "gasPrice"), None
    most, tip = (fields.get(name) for name in _DYNAMIC)
    priority = genesis.PRIORITY_FEE if tip is None else read_quantity(tip, "maxPriorityFeePerGas")
    whole = 2 * base_fee + priority if most is None else read_quantity(most, "maxFeePerGas")
    return kind, whole, min(priority, whole) if tip is None else priority


def read_lists(fields: dict[str, Any], kind: int, blob_fee: int) -> dict[str, Any]:
    """The rest of what a type has, as `Message` names it.

    Args:
        blob_fee: wei a gas of blobs in the next block.

    Raises:
        RpcError: what the type needs is not there.
    """
    needed = {SET_CODE: "authorizationList", BLOB: "blobVersionedHashes"}.get(kind)
    if needed is not None and not _has(fields, needed):
        raise invalid(f"{needed}: a transaction of type {kind} needs at least one entry")
    if needed is not None and fields.get("to") is None:
        raise invalid(f"to: a transaction of type {kind} needs a receiver")
    lists: dict[str, Any] = {
        "access_list": read_access_list(fields.get("accessList") or []),
        "authorizations": read_authorizations(fields.get("authorizationList") or []),
    }
    if kind == BLOB:
        most = fields.get("maxFeePerBlobGas")
        lists["blob_hashes"] = read_blob_hashes(fields["blobVersionedHashes"])
        fee = 2 * blob_fee if most is None else read_quantity(most, "maxFeePerBlobGas")
        lists["max_blob_fee"] = fee
    return lists
