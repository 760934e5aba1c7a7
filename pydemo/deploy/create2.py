"""The same address on every network: deployment by CREATE2 through a well-known proxy.

The proxy takes a salt of 32 bytes and creation code, and answers the address, which follows from
these and from nothing else (EIP-1014). Source: Arachnid's deterministic-deployment-proxy, which
stands at the same address on nearly every network, since a transaction that nobody could change put
it there.
"""

from __future__ import annotations

from pydemo.chain.address import checksum
from pydemo.errors import DeploymentError
from pydemo.evm.hashing import keccak

PROXY = bytes.fromhex("4e59b44847b379578588920ca78fbf26c0b4956c")
PROXY_CODE = bytes.fromhex(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f5"
    "8015156039578182fd5b8082525050506014600cf3"
)
PROXY_MAKER = "0x3fAB184622Dc19b6109349B94811493BF2a45362"
PROXY_TRANSACTION = bytes.fromhex(
    "f8a58085174876e800830186a08080b853604580600e600039806000f350fe"
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f5"
    "8015156039578182fd5b8082525050506014600cf3"
    "1ba02222222222222222222222222222222222222222222222222222222222222222a0"
    "2222222222222222222222222222222222222222222222222222222222222222"
)
"""Signed by nobody: the signature is made up, and who would have signed follows (Nick's way)."""
PROXY_COST = 10**16
"""Wei that the maker must have for it: 100,000 gas at 100 gwei."""


def salt_of(text: str) -> bytes:
    """A salt of 32 bytes: hex as it is, filled up on the left; any other text by its hash."""
    if text.startswith("0x"):
        try:
            raw = bytes.fromhex(text[2:].rjust(64, "0"))
        except ValueError:
            raw = b""
        if len(raw) == 32:
            return raw
        raise DeploymentError(f"--create2 {text[:80]}: 0x and at most 64 hex digits are expected")
    return keccak(text.encode())


def created2_address(salt: bytes, init_code: bytes) -> bytes:
    return keccak(b"\xff" + PROXY + salt + keccak(init_code))[12:]


def check_proxy(code: bytes, network: str) -> None:
    """Raises errors.DeploymentError unless the code at the proxy's address is the proxy's."""
    if code == PROXY_CODE:
        return
    if code:
        raise DeploymentError(f"at {checksum(PROXY)} on {network} is something else than the proxy")
    raise DeploymentError(
        f"there is no CREATE2 proxy at {checksum(PROXY)} on {network}: send 0.01 ETH to "
        f"{PROXY_MAKER}, then hand in the raw transaction 0x{PROXY_TRANSACTION.hex()}"
    )
