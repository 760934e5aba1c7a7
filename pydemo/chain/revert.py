"""How a failed call travels through the engines' interface without losing its revert data."""

from __future__ import annotations

from pydemo.chain.frames import Execution, Failure

_ERROR_STRING = bytes.fromhex("08c379a0")


class ExecutionReverted(Exception):  # each caller makes an error of it for those who asked
    """A call or an estimate that fails, carrying the execution itself.

    Its text is for callers who know no ABI: the require string, or the failure.
    """

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        super().__init__(_describe(execution))


def _describe(execution: Execution) -> str:
    if execution.failure is not Failure.REVERT:
        return str(execution.failure)
    if execution.output[:4] == _ERROR_STRING:
        from eth_abi.abi import decode
        from eth_abi.exceptions import DecodingError

        try:
            return str(decode(["string"], execution.output[4:])[0])
        except DecodingError:
            pass
    return f"0x{execution.output.hex()}"
