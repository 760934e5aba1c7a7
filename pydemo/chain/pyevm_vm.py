"""py-evm, configured: the Prague rules with a memory of what each transaction did.

The computation keeps, beside each log, how many inner calls had been made before it, and for each
inner call the opcode that made it. Together they give the call tree in the order it happened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth import exceptions as evm
from eth._utils.state import code_is_delegation_designation
from eth.abc import ExecutionContextAPI
from eth.vm.forks import PragueVM
from eth.vm.forks.cancun.constants import BEACON_ROOTS_ADDRESS, BEACON_ROOTS_CONTRACT_CODE
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.constants import HISTORY_STORAGE_ADDRESS, HISTORY_STORAGE_CONTRACT_CODE
from eth.vm.forks.prague.state import PragueState
from eth.vm.opcode import as_opcode
from eth_utils.logging import get_extended_debug_logger

from pydemo.chain.frames import CREATE_KINDS, Failure, Frame, Log
from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_rules import initcode_gas
from pydemo.evm.deadline import check
from pydemo.evm.precompiles import Watched

_CALL_OPCODES = {
    0xF0: "CREATE",
    0xF1: "CALL",
    0xF2: "CALLCODE",
    0xF4: "DELEGATECALL",
    0xF5: "CREATE2",
    0xFA: "STATICCALL",
}

_FAILURES: dict[type[Exception], Failure] = {
    evm.Revert: Failure.REVERT,
    evm.OutOfGas: Failure.OUT_OF_GAS,
    evm.InvalidInstruction: Failure.INVALID_OPCODE,
    evm.InvalidJumpDestination: Failure.INVALID_JUMP,
    evm.InsufficientStack: Failure.STACK,
    evm.FullStack: Failure.STACK,
    evm.WriteProtection: Failure.WRITE_PROTECTION,
    evm.InsufficientFunds: Failure.INSUFFICIENT_FUNDS,
    evm.ContractCreationCollision: Failure.CREATE_COLLISION,
    evm.ReservedBytesInCode: Failure.CODE_REJECTED,
}

SYSTEM_CONTRACTS = {
    # EIP-2935 and EIP-4788: py-evm feeds them at each block's start where their code is found.
    HISTORY_STORAGE_ADDRESS: HISTORY_STORAGE_CONTRACT_CODE,
    BEACON_ROOTS_ADDRESS: BEACON_ROOTS_CONTRACT_CODE,
}


def _land(computation: Any) -> None:
    """JUMPDEST. Whatever goes round comes by here, so this is where to look at the clock."""
    check()


def _on_watched_input(precompile: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def run(computation: Any) -> Any:
        computation.msg.data = Watched(computation.msg.data)
        return precompile(computation)

    return run


_OPCODES = {
    **PragueComputation.opcodes,
    0x5B: as_opcode(_land, mnemonic="JUMPDEST", gas_cost=1),
}
_PRECOMPILES = {
    address: _on_watched_input(precompile)
    for address, precompile in PragueComputation._precompiles.items()
}


class TracedComputation(PragueComputation):
    """A Prague computation that remembers the order of its logs and inner calls.

    It stops when its time is up (see `pydemo.evm.deadline`).
    """

    opcodes: Any = _OPCODES
    _precompiles: Any = _PRECOMPILES

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.calls_before_log: list[int] = []
        self.child_kinds: list[str] = []

    @property
    def is_origin_computation(self) -> bool:
        """py-evm goes by the sender, but whoever runs code itself can be an inner sender too.

        An account that has delegated (EIP-7702), or an impersonated contract, would pay twice for
        init code, and what its transaction has created before would be forgotten (EIP-6780).
        """
        return bool(self.msg.depth == 0)

    def add_log_entry(self, account: Any, topics: tuple[int, ...], data: bytes) -> None:
        super().add_log_entry(account, topics, data)
        self.calls_before_log.append(len(self.children))

    def apply_child_computation(self, child_msg: Any) -> Any:
        check()
        opcode = self.code[self.code.program_counter - 1]
        child = super().apply_child_computation(child_msg)  # raises for too long an init code
        self.child_kinds.append(_CALL_OPCODES[opcode])
        return child


class LedgerState(PragueState):
    """A Prague state over a `Ledger`, as code in some block sees it."""

    computation_class: Any = TracedComputation
    logger: Any = get_extended_debug_logger("pydemo.chain.LedgerState")
    """py-evm looks its own up anew for each line that it then does not write."""

    def __init__(self, ledger: Ledger, context: ExecutionContextAPI) -> None:
        # Not py-evm's, which makes an account database of its own.
        self._account_db = ledger
        self._ledger = ledger
        self.execution_context = context

    def snapshot(self) -> Any:
        return self._ledger.record()

    def revert(self, snapshot: Any) -> None:
        self._ledger.discard(snapshot)

    def commit(self, snapshot: Any) -> None:
        """Nothing: what is not reverted stays."""

    def get_transient_storage(self, address: bytes, slot: int) -> bytes:
        return self._ledger.get_transient(address, slot)

    def set_transient_storage(self, address: bytes, slot: int, value: bytes) -> None:
        self._ledger.set_transient(address, slot, value)

    def clear_transient_storage(self) -> None:
        """Nothing: the ledger does it when the next transaction begins."""


class LedgerVM(PragueVM):
    """py-evm's rules for blocks, applied to a state that is there already."""

    def __init__(self, state: LedgerState) -> None:
        # Not py-evm's, which makes a state of a header and a database.
        self._state = state

    @classmethod
    def finalize_gas_used(cls, transaction: Any, computation: Any) -> int:
        """The gas that the sender has paid for, which is what the receipt must say.

        py-evm's own caps the refund anew, at a fifth of what the data's floor (EIP-7623) has raised
        the gas to, and so comes to less than the floor.
        """
        consumed = transaction.gas - computation.get_gas_remaining()
        refund = cls.calculate_net_gas_refund(consumed, computation.get_gas_refund())
        return int(consumed - refund + computation.data_floor_gas)


def read_outermost(computation: Any) -> Frame:
    """A whole transaction's frames, where py-evm tells less of the outermost than of the others.

    It has a creation pay for its init code's length as it runs; by EIP-3860 that belongs to
    what a transaction pays before.
    """
    if not computation.msg.is_create:
        frame = read_frame(computation, "CALL")
        code = computation.state.get_code(frame.code_address)
        if code_is_delegation_designation(code):
            frame.code_address = code[-20:]  # as py-evm has it for inner calls (EIP-7702)
        return frame
    frame = read_frame(computation, "CREATE")
    paid = initcode_gas(frame.input)
    frame.gas -= paid
    frame.gas_used -= paid
    return frame


def _failure(error: Exception) -> Failure:
    # By EIP-3860 too long an init code ends its creator, which is out of gas like any other.
    if isinstance(error, evm.OutOfGas) and str(error).startswith(
        "Contract code size exceeds EIP170"
    ):
        return Failure.CODE_REJECTED
    if isinstance(error, evm.InvalidInstruction) and str(error).startswith("Jump resulted"):
        return Failure.INVALID_JUMP  # to a JUMPDEST that is data
    return _FAILURES.get(type(error), Failure.OTHER)


def read_frame(computation: Any, kind: str) -> Frame:
    """Turn py-evm's computation into a `Frame`, inner calls included."""
    message = computation.msg
    error = computation.error if computation.is_error else None
    frame = Frame(
        kind=kind,
        sender=message.sender,
        address=message.storage_address,
        code_address=message.storage_address if kind in CREATE_KINDS else message.code_address,
        value=0 if kind == "DELEGATECALL" else message.value,  # it passes on its caller's, not ETH
        gas=message.gas,
        gas_used=computation.get_gas_used(),
        input=bytes(message.code if kind in CREATE_KINDS else message.data),
        output=bytes(computation.output),
        failure=None if error is None else _failure(error),
        detail="" if error is None or isinstance(error, evm.Revert) else str(error),
    )
    children = [
        read_frame(child, child_kind)
        for child, child_kind in zip(computation.children, computation.child_kinds, strict=True)
    ]
    written = 0
    for entry, position in zip(computation._log_entries, computation.calls_before_log, strict=True):
        frame.steps += children[written:position]
        written = position
        frame.steps.append(read_log(entry[1:]))
    frame.steps += children[written:]
    return frame


def read_log(entry: tuple[bytes, tuple[int, ...], bytes]) -> Log:
    address, topics, data = entry
    return Log(address, tuple(topic.to_bytes(32, "big") for topic in topics), bytes(data))
