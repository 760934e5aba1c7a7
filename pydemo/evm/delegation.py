"""Accounts that lend themselves a contract's code: EIP-7702."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rlp

from pydemo.evm.calls import DELEGATION, MAX_NONCE, delegate_of
from pydemo.evm.hashing import keccak

if TYPE_CHECKING:
    from pydemo.evm.frame import Environment
    from pydemo.evm.state import State

_MAGIC = b"\x05"
_EXISTING_REFUND = 12_500
"""What of the 25,000 for an authorization comes back if the account exists already."""
_CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@dataclass(frozen=True, slots=True)
class Authorization:
    """An account's signed permission to run a contract's code as its own."""

    chain_id: int
    address: int
    nonce: int
    y_parity: int
    r: int
    s: int

    def authority(self) -> int | None:
        """Who signed it, or None if nobody can have."""
        if self.y_parity > 1 or not 0 < self.r < _CURVE_ORDER:
            return None
        if not 0 < self.s <= _CURVE_ORDER // 2:
            return None
        from eth_keys import keys
        from eth_keys.exceptions import BadSignature
        from eth_utils.exceptions import ValidationError

        fields = rlp.encode([self.chain_id, self.address.to_bytes(20), self.nonce])
        try:
            signature = keys.Signature(vrs=(self.y_parity, self.r, self.s))
            public_key = signature.recover_public_key_from_msg_hash(keccak(_MAGIC + fields))
        except (BadSignature, ValidationError, ValueError):
            return None
        return int.from_bytes(public_key.to_canonical_address())


def apply_authorizations(
    state: State, env: Environment, authorizations: tuple[Authorization, ...]
) -> None:
    """Set or clear each signer's delegation; one that does not fit is passed over."""
    for permission in authorizations:
        if permission.chain_id not in (0, env.chain_id) or permission.nonce >= MAX_NONCE:
            continue
        authority = permission.authority()
        if authority is None:
            continue
        state.warm_accounts[authority] = True
        code = state.code.get(authority, b"")
        if code and delegate_of(code, env.fork) is None:
            continue
        if state.nonce.get(authority, 0) != permission.nonce:
            continue
        if not state.is_empty(authority):
            state.refund += _EXISTING_REFUND
        designator = DELEGATION + permission.address.to_bytes(20) if permission.address else None
        state.put(state.code, authority, designator)
        state.put(state.nonce, authority, permission.nonce + 1)
