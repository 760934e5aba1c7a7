"""Code that takes as long as its gas lasts, and accounts that have it."""

from __future__ import annotations

from node.client import Direct, Rpc

LOOP = "0x" + "a1" * 20
DEEP = "0x" + "a2" * 20
BLAKE = "0x" + "a3" * 20
JUMPS = "0x" + "a4" * 20
PAIRING = "0x" + "a5" * 20
CODES = {
    LOOP: "5b600056",
    # Each call calls the same code with nearly all its gas, and again when that has failed.
    DEEP: "5b5f5f5f5f5f305af1505f56",
    # compress(2**24 rounds): one instruction of translated code.
    BLAKE: "630100000060e01b5f52600160d4535f5f60d55f60095afa00",
    # Code that is translated as it goes: each part ends at a jump to an address that was computed.
    JUMPS: "5b5a5b" + "5b5f9050" * 4000 + "5f56",
    # 300 pairs of points: zeros, which are none the quicker to check.
    PAIRING: "5f5f61e1005f60085afa00",
}


def put_endless_code(rpc: Rpc | Direct) -> None:
    for address, code in CODES.items():
        rpc("anvil_setCode", address, "0x" + code)
