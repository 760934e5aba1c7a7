"""What is answered in place of a result: JSON-RPC's error objects, with geth's codes and words."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from pydemo.chain.frames import Execution, Failure

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, INTERNAL_ERROR = -32602, -32603
REFUSED = -32000
"""A transaction that cannot be taken, a call that fails other than by a revert (geth's word)."""
NOT_SUPPORTED, LIMIT_EXCEEDED = -32004, -32005
"""EIP-1474's."""
REVERTED = 3

_ERROR_STRING, _PANIC = bytes.fromhex("08c379a0"), bytes.fromhex("4e487b71")
_WORDS = {
    Failure.REVERT: "execution reverted",
    Failure.OUT_OF_GAS: "out of gas",
    Failure.INVALID_OPCODE: "invalid opcode",
    Failure.INVALID_JUMP: "invalid jump destination",
    Failure.STACK: "stack underflow or overflow",
    Failure.WRITE_PROTECTION: "write protection",
    Failure.INSUFFICIENT_FUNDS: "insufficient balance for transfer",
    Failure.CREATE_COLLISION: "contract address collision",
    Failure.CODE_REJECTED: "max code size exceeded, or the code starts with 0xEF",
    Failure.OTHER: "the EVM stopped",
}


class RpcError(Exception):
    """A method's refusal, as the client will read it."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data

    def as_json(self) -> dict[str, Any]:
        fields = {"code": self.code, "message": self.message}
        return fields if self.data is None else {**fields, "data": self.data}


def invalid(message: str) -> RpcError:
    """For parameters that cannot be read."""
    return RpcError(INVALID_PARAMS, message)


def words_for(failure: Failure) -> str:
    """A failed frame's ``error`` in a trace."""
    return _WORDS[failure]


def of_execution(execution: Execution) -> RpcError:
    """The answer to a call that failed. A revert's data goes with it: clients decode it."""
    assert execution.failure is not None
    if execution.failure is not Failure.REVERT:
        if execution.failure is Failure.INSUFFICIENT_FUNDS:  # the sender's: ethers knows this text
            return RpcError(REFUSED, "insufficient funds for transfer")
        return RpcError(REFUSED, words_for(execution.failure))
    reason = _reason(execution.output)
    message = f"execution reverted: {reason}" if reason else "execution reverted"
    return RpcError(REVERTED, message, "0x" + execution.output.hex())


def _reason(output: bytes) -> str:
    """The text of ``require``, or the number of a panic; nothing for other data."""
    try:
        if output[:4] == _ERROR_STRING:
            return str(decode(["string"], output[4:])[0])
        if output[:4] == _PANIC:
            return f"panic: 0x{decode(['uint256'], output[4:])[0]:02x}"
    except (DecodingError, UnicodeDecodeError):
        pass
    return ""
