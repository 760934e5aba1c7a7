"""The instruction set: what each opcode is called, costs, takes and leaves.

``gas`` is the part that never varies; what depends on operands, memory or state is charged by the
instruction itself. Source: the Yellow Paper, appendix H, and the EIPs named beside an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydemo.evm.forks import Fork


@dataclass(frozen=True, slots=True)
class Opcode:
    """One instruction."""

    code: int
    name: str
    gas: int
    pops: int
    pushes: int
    since: Fork = Fork.CANCUN

    @property
    def immediate(self) -> int:
        """How many bytes of code after it are its operand: PUSH1 to PUSH32 have one."""
        return self.code - 0x5F if 0x5F < self.code <= 0x7F else 0


_TABLE = """
00 STOP 0 0 0
01 ADD 3 2 1
02 MUL 5 2 1
03 SUB 3 2 1
04 DIV 5 2 1
05 SDIV 5 2 1
06 MOD 5 2 1
07 SMOD 5 2 1
08 ADDMOD 8 3 1
09 MULMOD 8 3 1
0a EXP 10 2 1
0b SIGNEXTEND 5 2 1
10 LT 3 2 1
11 GT 3 2 1
12 SLT 3 2 1
13 SGT 3 2 1
14 EQ 3 2 1
15 ISZERO 3 1 1
16 AND 3 2 1
17 OR 3 2 1
18 XOR 3 2 1
19 NOT 3 1 1
1a BYTE 3 2 1
1b SHL 3 2 1
1c SHR 3 2 1
1d SAR 3 2 1
1e CLZ 5 1 1 OSAKA
20 KECCAK256 30 2 1
30 ADDRESS 2 0 1
31 BALANCE 0 1 1
32 ORIGIN 2 0 1
33 CALLER 2 0 1
34 CALLVALUE 2 0 1
35 CALLDATALOAD 3 1 1
36 CALLDATASIZE 2 0 1
37 CALLDATACOPY 3 3 0
38 CODESIZE 2 0 1
39 CODECOPY 3 3 0
3a GASPRICE 2 0 1
3b EXTCODESIZE 0 1 1
3c EXTCODECOPY 0 4 0
3d RETURNDATASIZE 2 0 1
3e RETURNDATACOPY 3 3 0
3f EXTCODEHASH 0 1 1
40 BLOCKHASH 20 1 1
41 COINBASE 2 0 1
42 TIMESTAMP 2 0 1
43 NUMBER 2 0 1
44 PREVRANDAO 2 0 1
45 GASLIMIT 2 0 1
46 CHAINID 2 0 1
47 SELFBALANCE 5 0 1
48 BASEFEE 2 0 1
49 BLOBHASH 3 1 1
4a BLOBBASEFEE 2 0 1
50 POP 2 1 0
51 MLOAD 3 1 1
52 MSTORE 3 2 0
53 MSTORE8 3 2 0
54 SLOAD 0 1 1
55 SSTORE 0 2 0
56 JUMP 8 1 0
57 JUMPI 10 2 0
58 PC 2 0 1
59 MSIZE 2 0 1
5a GAS 2 0 1
5b JUMPDEST 1 0 0
5c TLOAD 100 1 1
5d TSTORE 100 2 0
5e MCOPY 3 3 0
5f PUSH0 2 0 1
f0 CREATE 32000 3 1
f1 CALL 0 7 1
f2 CALLCODE 0 7 1
f3 RETURN 0 2 0
f4 DELEGATECALL 0 6 1
f5 CREATE2 32000 4 1
fa STATICCALL 0 6 1
fd REVERT 0 2 0
fe INVALID 0 0 0
ff SELFDESTRUCT 5000 1 0
"""


def _read_table() -> dict[int, Opcode]:
    table = {}
    for line in _TABLE.split("\n"):
        if line:
            byte, name, cost, pops, pushes, *since = line.split()
            fork = Fork[since[0]] if since else Fork.CANCUN
            code = int(byte, 16)
            table[code] = Opcode(code, name, int(cost), int(pops), int(pushes), fork)
    for size in range(1, 33):
        table[0x5F + size] = Opcode(0x5F + size, f"PUSH{size}", 3, 0, 1)
    for depth in range(1, 17):
        table[0x7F + depth] = Opcode(0x7F + depth, f"DUP{depth}", 3, depth, depth + 1)
        table[0x8F + depth] = Opcode(0x8F + depth, f"SWAP{depth}", 3, depth + 1, depth + 1)
    for topics in range(5):
        gas = 375 * (topics + 1)
        table[0xA0 + topics] = Opcode(0xA0 + topics, f"LOG{topics}", gas, topics + 2, 0)
    return table


OPCODES = _read_table()


@cache
def instruction_set(fork: Fork) -> tuple[Opcode | None, ...]:
    """All 256 byte values: the opcode, or None where the fork has none."""
    found = (OPCODES.get(code) for code in range(256))
    return tuple(op if op is not None and op.since <= fork else None for op in found)


def jump_destinations(code: bytes) -> frozenset[int]:
    """Where a jump may land: JUMPDEST bytes that are not the operand of a PUSH."""
    places, position = set(), 0
    while position < len(code):
        byte = code[position]
        if byte == 0x5B:
            places.add(position)
        position += byte - 0x5E if 0x5F < byte <= 0x7F else 1
    return frozenset(places)
