"""Calls, creations and self-destruction: how one frame starts another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.evm.deadline import check
from pydemo.evm.depth import DEEP, run_deeper
from pydemo.evm.errors import (
    CodeRejected,
    CreateCollision,
    Halt,
    OutOfGas,
    WriteProtection,
)
from pydemo.evm.forks import MAX_CODE_SIZE, MAX_DEPTH, MAX_INITCODE_SIZE, Fork
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode
from pydemo.evm.runtime import COLD_ACCOUNT, reach, touch

if TYPE_CHECKING:
    from pydemo.evm.frame import Environment, Frame
    from pydemo.evm.state import State

VALUE_COST, STIPEND, NEW_ACCOUNT_COST = 9000, 2300, 25_000
CODE_BYTE_COST, INITCODE_WORD_COST, HASH_WORD_COST = 200, 2, 6
MAX_NONCE = 2**64 - 1
DELEGATION = b"\xef\x01\x00"
"""What the code of an account that has delegated starts with (EIP-7702)."""
_DELEGATION_SIZE = 23


def delegate_of(code: bytes, fork: Fork) -> int | None:
    """The account whose code stands in for this code, if it is a delegation."""
    if fork >= Fork.PRAGUE and len(code) == _DELEGATION_SIZE and code.startswith(DELEGATION):
        return int.from_bytes(code[3:])
    return None


def call(
    f: Frame,
    kind: str,
    gas: int,
    to: int,
    value: int,
    data_start: int,
    data_size: int,
    output_start: int,
    output_size: int,
) -> int:
    """CALL, CALLCODE, DELEGATECALL and STATICCALL. Returns 1 for success, 0 for failure."""
    check()  # a frame of its own counts anew
    state, memory = f.state, f.memory
    if value and f.is_static and kind == "CALL":
        raise WriteProtection
    left = reach(memory, data_start, data_size, f.gas)
    left = touch(f, to, reach(memory, output_start, output_size, left))
    if value:
        left -= VALUE_COST
        if kind == "CALL" and state.is_empty(to):
            left -= NEW_ACCOUNT_COST
    code = state.code.get(to, b"")
    delegate = delegate_of(code, f.env.fork)
    if delegate is not None:
        left = touch(f, delegate, left)
        code = state.code.get(delegate, b"")
    if left < 0:
        raise OutOfGas
    passed = min(gas, left - left // 64)
    left -= passed
    if value:
        passed += STIPEND
    f.return_data = b""
    can_pay = not value or state.balance.get(f.address, 0) >= value
    if f.depth >= MAX_DEPTH or not can_pay:
        f.gas = left + passed
        return 0
    is_borrowed = kind in ("CALLCODE", "DELEGATECALL")
    succeeded, returned, output = execute(
        state,
        f.env,
        kind=kind,
        caller=f.caller if kind == "DELEGATECALL" else f.address,
        address=f.address if is_borrowed else to,
        code_address=to if delegate is None else delegate,
        is_delegated=delegate is not None,
        code=code,
        value=f.value if kind == "DELEGATECALL" else value,
        transfer=value if kind == "CALL" else 0,
        data=bytes(memory[data_start : data_start + data_size]),
        gas=passed,
        depth=f.depth + 1,
        is_static=f.is_static or kind == "STATICCALL",
    )
    f.gas = left + returned
    f.return_data = output
    written = min(output_size, len(output))
    if written:
        memory[output_start : output_start + written] = output[:written]
    return int(succeeded)


def execute(
    state: State,
    env: Environment,
    *,
    kind: str = "CALL",
    caller: int,
    address: int,
    code_address: int,
    code: bytes,
    value: int,
    transfer: int,
    data: bytes,
    gas: int,
    depth: int,
    is_static: bool,
    is_delegated: bool = False,
) -> tuple[bool, int, bytes]:
    """Run a message. Returns (succeeded, gas left, output); a failure has undone its changes.

    ``code_address`` is where the code is from, which decides whether it is a precompile; what an
    account has delegated to never is one.
    """
    if env.is_watched:
        shown = value if kind == "CALLCODE" else transfer
        env.enter(state, kind, caller, address, code_address, shown, gas, data, depth)
    snapshot = state.snapshot()
    succeeded, left, output, halted = False, 0, b"", None
    if transfer:
        state.add_balance(caller, -transfer)
        state.add_balance(address, transfer)
    try:
        if not is_delegated and (native := env.precompiles.get(code_address)):
            left, output = native(data, gas)
            succeeded = True
        elif code:
            frame = env.frame(state, code, caller, address, value, data, gas, depth, is_static)
            succeeded = frame.run() if depth != DEEP else run_deeper(frame)
            left, output = frame.gas, frame.output
        else:
            succeeded, left = True, gas
    except Halt as halt:
        halted = halt.with_traceback(None)  # which would keep alive all it has passed through
    env.halted = halted
    if env.is_watched:
        env.leave(state, succeeded, left, output)
    if not succeeded:
        state.revert(snapshot)
    return succeeded, left, output


def create(f: Frame, value: int, start: int, size: int, salt: int | None) -> int:
    """CREATE and CREATE2 (with a salt). Returns the new address, or 0 for a failure."""
    check()
    if f.is_static:
        raise WriteProtection
    if size > MAX_INITCODE_SIZE:
        raise OutOfGas
    state, words = f.state, (size + 31) >> 5
    left = reach(f.memory, start, size, f.gas) - INITCODE_WORD_COST * words
    if salt is not None:
        left -= HASH_WORD_COST * words
    if left < 0:
        raise OutOfGas
    f.gas, f.return_data = left, b""
    code = bytes(f.memory[start : start + size])
    nonce = state.nonce.get(f.address, 0)
    can_pay = state.balance.get(f.address, 0) >= value
    if f.depth >= MAX_DEPTH or not can_pay or nonce == MAX_NONCE:
        return 0
    passed = left - left // 64
    f.gas = left - passed
    state.put(state.nonce, f.address, nonce + 1)
    if salt is None:
        address = create_address(f.address, nonce)
    else:
        address = create2_address(f.address, salt, code)
    state.put(state.warm_accounts, address, True)
    succeeded, returned, output = execute_creation(
        state,
        f.env,
        kind="CREATE" if salt is None else "CREATE2",
        caller=f.address,
        address=address,
        code=code,
        value=value,
        gas=passed,
        depth=f.depth + 1,
    )
    f.gas += returned
    if succeeded:
        return address
    f.return_data = output
    return 0


def execute_creation(
    state: State,
    env: Environment,
    *,
    kind: str = "CREATE",
    caller: int,
    address: int,
    code: bytes,
    value: int,
    gas: int,
    depth: int,
) -> tuple[bool, int, bytes]:
    """Run creation code and keep what it returns as the new account's code.

    Returns (succeeded, gas left, output); the output of a revert is its data.
    """
    if env.is_watched:
        env.enter(state, kind, caller, address, address, value, gas, code, depth)
    snapshot = state.snapshot()
    succeeded, left, output, halted = False, 0, b"", None
    try:
        if state.is_taken(address):
            raise CreateCollision
        state.put(state.created, address, True)
        state.put(state.nonce, address, 1)
        if value:
            state.add_balance(caller, -value)
            state.add_balance(address, value)
        frame = env.frame(state, code, caller, address, value, b"", gas, depth, False)
        succeeded = frame.run() if depth != DEEP else run_deeper(frame)
        left, output = frame.gas, frame.output
        if succeeded:
            left = _keep_code(state, address, output, left)
            output = b""
    except Halt as halt:
        succeeded, left, output = False, 0, b""
        halted = halt.with_traceback(None)
    env.halted = halted
    if env.is_watched:
        env.leave(state, succeeded, left, state.code.get(address, b"") if succeeded else output)
    if not succeeded:
        state.revert(snapshot)
    return succeeded, left, output


def _keep_code(state: State, address: int, code: bytes, gas: int) -> int:
    """Give a new account its code. Returns the gas that is left."""
    left = gas - CODE_BYTE_COST * len(code)
    if len(code) > MAX_CODE_SIZE or code.startswith(b"\xef"):
        raise CodeRejected
    if left < 0:
        raise OutOfGas
    if code:
        state.put(state.code, address, code)
    return left


def create_address(creator: int, nonce: int) -> int:
    """Where CREATE puts a contract: the hash of its creator and the creator's nonce."""
    encoded = encode([creator.to_bytes(20), nonce])
    return int.from_bytes(keccak(encoded)[12:])


def create2_address(creator: int, salt: int, code: bytes) -> int:
    """Where CREATE2 puts a contract (EIP-1014)."""
    preimage = b"\xff" + creator.to_bytes(20) + salt.to_bytes(32) + keccak(code)
    return int.from_bytes(keccak(preimage)[12:])


def self_destruct(f: Frame, heir: int) -> None:
    """SELFDESTRUCT: pay everything to the heir; vanish only if created just now (EIP-6780)."""
    if f.is_static:
        raise WriteProtection
    state, balance = f.state, f.state.balance.get(f.address, 0)
    if heir not in state.warm_accounts:
        state.put(state.warm_accounts, heir, True)
        f.gas -= COLD_ACCOUNT
    if balance and state.is_empty(heir):
        f.gas -= NEW_ACCOUNT_COST
    if f.gas < 0:
        raise OutOfGas
    is_new = f.address in state.created
    if heir != f.address:
        state.add_balance(heir, balance)
        state.put(state.balance, f.address, 0)
    elif is_new:
        state.put(state.balance, f.address, 0)
    if is_new:
        state.put(state.destroyed, f.address, True)
