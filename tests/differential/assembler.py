"""A small assembler, for contracts that must do exactly what their text says.

``name:`` is a jump destination and ``@name`` pushes it; a number is pushed as short as it can be;
anything else is an instruction's name. Whatever follows ``#`` in a line is a comment.
"""

from __future__ import annotations

from pydemo.evm.opcodes import OPCODES

_BYTES = {opcode.name: code for code, opcode in OPCODES.items()}
_LABEL_BYTES = 2


def push(number: int) -> bytes:
    """The shortest PUSH of a number."""
    size = (number.bit_length() + 7) // 8
    return bytes([_BYTES["PUSH0"] + size]) + number.to_bytes(size)


def op(name: str) -> bytes:
    return bytes([_BYTES[name]])


def assemble(text: str) -> tuple[bytes, dict[str, int]]:
    """Returns bytecode and where each label is."""
    code, labels, uses = bytearray(), dict[str, int](), dict[int, str]()
    for line in text.splitlines():
        for token in line.partition("#")[0].split():
            if token.endswith(":"):
                labels[token[:-1]] = len(code)
                code += op("JUMPDEST")
            elif token.startswith("@"):
                code += op("PUSH2")
                uses[len(code)] = token[1:]
                code += bytes(_LABEL_BYTES)
            elif token[0].isdigit():
                code += push(int(token, 0))
            else:
                code += op(token)
    for place, label in uses.items():
        code[place : place + _LABEL_BYTES] = labels[label].to_bytes(_LABEL_BYTES)
    return bytes(code), labels


def creation_of(code: bytes) -> bytes:
    """Creation code that puts code on the chain."""
    size = b"\x61" + len(code).to_bytes(2)  # PUSH2, whatever the size: the header's is then fixed
    head = size + op("DUP1") + push(12) + op("PUSH0") + op("CODECOPY") + op("PUSH0") + op("RETURN")
    return head.ljust(12, b"\0") + code
