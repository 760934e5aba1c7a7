"""Accounts that lend themselves a contract's code: EIP-7702."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydemo.evm.calls import DELEGATION, MAX_NONCE, delegate_of
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode
from pydemo.evm.secp256k1 import HALF_ORDER, recover

if TYPE_CHECKING:
    from pydemo.evm.frame import Environment
    from pydemo.evm.state import State

_MAGIC = b"\x05"
_EXISTING_REFUND = 12_500
"""What of the 25,000 for an authorization comes back if the account exists already."""


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
        if self.s > HALF_ORDER:
            return None
        fields = encode([self.chain_id, self.address.to_bytes(20), self.nonce])
        signer = recover(keccak(_MAGIC + fields), self.y_parity, self.r, self.s)
        return None if signer is None else int.from_bytes(signer)


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
