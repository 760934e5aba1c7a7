"""Bytecode as text, for tests that are about instructions.

A word is an opcode, a number or label to push (``7``, ``0xff``, ``@there``), or a label to land on
(``there:``). Labels are pushed with two bytes, numbers with as few as they take.
"""

from __future__ import annotations

from pydemo.evm.opcodes import OPCODES

_BY_NAME = {opcode.name: opcode.code for opcode in OPCODES.values()}


def assemble(text: str) -> bytes:
    """The code of a text. ``# ...`` is a comment; ``0x:`` and digits are bytes as they are."""
    code, labels, uses = bytearray(), dict[str, int](), list[tuple[int, str]]()
    for line in text.splitlines():
        for word in line.split("#")[0].split():
            if word.startswith("0x:"):
                code += bytes.fromhex(word[3:])
            elif word.endswith(":"):
                labels[word[:-1]] = len(code)
                code.append(_BY_NAME["JUMPDEST"])
            elif word.startswith("@"):
                uses.append((len(code) + 1, word[1:]))
                code += b"\x61\0\0"
            elif word in _BY_NAME:
                code.append(_BY_NAME[word])
            else:
                code += push(int(word, 0))
    for place, label in uses:
        code[place : place + 2] = labels[label].to_bytes(2)
    return bytes(code)


def push(number: int) -> bytes:
    size = (number.bit_length() + 7) // 8
    return bytes([0x5F + size]) + number.to_bytes(size)


RETURN_TOP = "0 MSTORE 32 0 RETURN"
"""Return the entry on top of the stack as a word."""
