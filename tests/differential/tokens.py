"""Random calls of the compiled token, signed permits among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from hypothesis import strategies as st

from differential.pair import Pair
from differential.stage import PEOPLE, TOKEN, raw
from pydemo.chain.address import canonical, checksum
from pydemo.chain.frames import Transaction
from pydemo.chain.genesis import CHAIN_ID
from pydemo.contract.permit import PERMIT_TYPES
from pydemo.evm.hashing import keccak

FUNCTIONS = {
    **dict.fromkeys(
        ["transfer", "approve", "transferFrom", "mint", "burn", "faucet", "permit"],
        "succeeded failed",
    ),
    **dict.fromkeys(["nonces", "eip712Domain"], "succeeded"),
    "nothing": "failed",
}
"""Function -> what can come of a call ("nothing" does not exist)."""
_SIGNATURES = {
    "transfer": "address,uint256",
    "approve": "address,uint256",
    "transferFrom": "address,address,uint256",
    "mint": "address,uint256",
    "burn": "uint256",
    "faucet": "",
    "permit": "address,address,uint256,uint256,uint8,bytes32,bytes32",
    "nonces": "address",
    "eip712Domain": "",
    "nothing": "",
}
_NONCES = keccak(b"nonces(address)")[:4]
_FAR_AWAY = 4_102_444_800
_DOMAIN = {
    "name": "Demo Token",
    "version": "1",
    "chainId": CHAIN_ID,
    "verifyingContract": checksum(raw(TOKEN)),
}


@dataclass(frozen=True)
class TokenCall:
    """A function, who calls it, two people it is about, and an amount."""

    function: str
    sender: int
    first: int
    second: int
    amount: int
    deadline: int
    gas: int

    def transaction(self, pair: Pair) -> Transaction:
        sender = canonical(PEOPLE[self.sender])
        return Transaction(sender, raw(TOKEN), self._calldata(pair), 0, self.gas)

    def _calldata(self, pair: Pair) -> bytes:
        types = _SIGNATURES[self.function]
        selector = keccak(f"{self.function}({types})".encode())[:4]
        first, second = PEOPLE[self.first].address, PEOPLE[self.second].address
        possible: dict[str, tuple[Any, ...]] = {
            "": (),
            "uint256": (self.amount,),
            "address": (first,),
            "address,uint256": (first, self.amount),
            "address,address,uint256": (first, second, self.amount),
        }
        arguments = possible[types] if types in possible else self._permit(pair)
        return selector + encode(types.split(",") if types else [], arguments)

    def _permit(self, pair: Pair) -> tuple[Any, ...]:
        """An allowance signed by the first for the second, with the nonce there is now."""
        owner, spender = PEOPLE[self.first], PEOPLE[self.second].address
        asked = Transaction(raw(0), raw(TOKEN), _NONCES + encode(["address"], [owner.address]))
        nonce = int.from_bytes(pair.mirror.simulate(asked).output)
        message = {
            "owner": owner,
            "spender": spender,
            "value": self.amount,
            "nonce": nonce,
            "deadline": self.deadline,
        }
        signed = owner.sign_typed_data(_DOMAIN, PERMIT_TYPES, message)
        r, s = signed.r.to_bytes(32), signed.s.to_bytes(32)
        return owner.address, spender, self.amount, self.deadline, signed.v, r, s


TOKEN_CALLS = st.builds(
    TokenCall,
    st.sampled_from(list(_SIGNATURES)),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from([0, 1, 10**18, 10**18, 10**25, 2**256 - 1]),
    st.sampled_from([0, _FAR_AWAY, _FAR_AWAY, _FAR_AWAY]),
    st.sampled_from([30_000_000, 30_000_000, 200_000, 60_000, 35_000]),
)
