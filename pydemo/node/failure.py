"""What is answered in place of a result: JSON-RPC's error objects, with geth's codes and words."""

from __future__ import annotations

from typing import Any

from pydemo.chain.frames import Execution, Failure, Frame

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, INTERNAL_ERROR = -32602, -32603
REFUSED = -32000
"""A transaction that cannot be taken, a call that fails other than by a revert (geth's word)."""
NOT_SUPPORTED, LIMIT_EXCEEDED = -32004, -32005
"""EIP-1474's."""
TIMED_OUT = -32002
"""The rest of a batch that took too long (geth's)."""
TOO_LARGE = -32003
"""The rest of a batch whose answers are too large together (geth's)."""
REVERTED = 3
VM_ERROR = -32015
"""In eth_simulateV1."""

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


def of_frame(frame: Frame) -> RpcError:
    """The same for a call that was simulated in a block, where other failures have a code too."""
    assert frame.failure is not None
    if frame.failure is not Failure.REVERT:
        return RpcError(VM_ERROR, words_for(frame.failure))
    return of_execution(Execution(frame.output, frame.failure, frame))


def _reason(output: bytes) -> str:
    """The text of ``require``, or the number of a panic; nothing for other data."""
    if output[:4] not in (_ERROR_STRING, _PANIC):
        return ""
    from eth_abi.abi import decode  # slow to import
    from eth_abi.exceptions import DecodingError

    try:
        if output[:4] == _ERROR_STRING:
            return str(decode(["string"], output[4:])[0])
        return f"panic: 0x{decode(['uint256'], output[4:])[0]:02x}"
    except (DecodingError, UnicodeDecodeError):
        return ""
