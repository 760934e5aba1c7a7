"""How a failed call travels through eth-tester's interface without losing its revert data."""

from __future__ import annotations

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_tester.exceptions import TransactionFailed

from pydemo.chain.frames import Execution, Failure

_ERROR_STRING = bytes.fromhex("08c379a0")


class ExecutionReverted(TransactionFailed):  # type: ignore[misc]
    """eth-tester's failure, carrying the execution itself.

    Its text is for eth-tester's callers, who know no ABI: the require string, or the failure.
    """

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        super().__init__(_describe(execution))


def _describe(execution: Execution) -> str:
    if execution.failure is not Failure.REVERT:
        return str(execution.failure)
    if execution.output[:4] == _ERROR_STRING:
        try:
            return str(decode(["string"], execution.output[4:])[0])
        except DecodingError:
            pass
    return f"0x{execution.output.hex()}"
