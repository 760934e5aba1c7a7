"""Transactions: may it be included, what does it cost, and what happens around its execution.

Sources: EIPs 155, 1559, 2028, 2930, 3529, 3607, 3651, 3860, 4844, 6780, 7623, 7702 and 7825.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pydemo.evm.calls import (
    MAX_NONCE,
    create_address,
    delegate_of,
    execute,
    execute_creation,
)
from pydemo.evm.delegation import Authorization, apply_authorizations
from pydemo.evm.errors import CodeRejected, InsufficientBalance, InvalidTransaction, OutOfGas
from pydemo.evm.forks import MAX_INITCODE_SIZE, MAX_TRANSACTION_GAS, Fork
from pydemo.evm.frame import Environment
from pydemo.evm.state import LogEntry, State

BASE_COST, CREATE_COST, INITCODE_WORD_COST = 21_000, 32_000, 2
ZERO_BYTE_COST, BYTE_COST, FLOOR_TOKEN_COST = 4, 16, 10
LISTED_ADDRESS_COST, LISTED_SLOT_COST = 2400, 1900
AUTHORIZATION_COST = 25_000
REFUND_QUOTIENT = 5
BLOB_GAS = 2**17
WORD = 2**256
MAX_BLOBS = {Fork.CANCUN: 6, Fork.PRAGUE: 9, Fork.OSAKA: 6}
"""Of one transaction; Osaka's is EIP-7594's."""

AccessList = tuple[tuple[int, tuple[int, ...]], ...]


class Message(NamedTuple):
    """A transaction whose sender is known. Amounts are wei, addresses numbers."""

    sender: int
    to: int | None
    """None creates a contract."""
    nonce: int
    gas: int
    value: int = 0
    data: bytes = b""
    kind: int = 0
    """The transaction's type, 0 to 4."""
    max_fee: int = 0
    """Wei a gas at most; the gas price of types 0 and 1."""
    priority_fee: int | None = None
    """Of that, for the block's producer at most; None for types 0 and 1."""
    access_list: AccessList = ()
    blob_hashes: tuple[int, ...] = ()
    max_blob_fee: int = 0
    authorizations: tuple[Authorization, ...] = ()


class Outcome(NamedTuple):
    """What a transaction did."""

    succeeded: bool
    gas_used: int
    """After refunds, and not less than the floor."""
    output: bytes
    """Return data, or a revert's."""
    logs: tuple[LogEntry, ...]
    created: int | None
    gas_price: int
    """Wei a gas that was paid."""


def intrinsic_gas(message: Message) -> int:
    """What a transaction costs before its first instruction."""
    data = message.data
    zeros = data.count(0)
    gas = BASE_COST + ZERO_BYTE_COST * zeros + BYTE_COST * (len(data) - zeros)
    if message.to is None:
        gas += CREATE_COST + INITCODE_WORD_COST * ((len(data) + 31) // 32)
    for _, slots in message.access_list:
        gas += LISTED_ADDRESS_COST + LISTED_SLOT_COST * len(slots)
    return gas + AUTHORIZATION_COST * len(message.authorizations)


def floor_gas(message: Message, fork: Fork) -> int:
    """The least a transaction with this much data costs (EIP-7623)."""
    if fork < Fork.PRAGUE:
        return 0
    data = message.data
    tokens = 4 * len(data) - 3 * data.count(0)
    return BASE_COST + FLOOR_TOKEN_COST * tokens


def gas_price(message: Message, base_fee: int) -> int:
    """Wei a gas that a transaction pays (EIP-1559)."""
    if message.priority_fee is None:
        return message.max_fee
    return min(message.max_fee, base_fee + message.priority_fee)


def validate(
    state: State, env: Environment, message: Message, needed: int, *, is_impersonated: bool = False
) -> None:
    """Raises InvalidTransaction if the transaction may not be in a block with this state.

    ``needed`` is the gas it costs in any case. Only an impersonated sender may be a contract: no
    contract has a key to sign with (EIP-3607).
    """
    _validate_sender(state, env, message, is_impersonated=is_impersonated)
    _validate_fees(state, env, message)
    _validate_gas(env, message, needed)
    if message.to is None and len(message.data) > MAX_INITCODE_SIZE:
        raise InvalidTransaction(
            f"the creation code is too large: {len(message.data)} bytes, of at most "
            f"{MAX_INITCODE_SIZE} (EIP-3860)"
        )
    if message.to is not None and state.balance.get(message.to, 0) + message.value >= 2**256:
        raise InvalidTransaction("the receiver's balance would exceed the maximum uint256")
    if message.kind == 3:
        _validate_blobs(env, message)
    if message.kind == 4:
        if env.fork < Fork.PRAGUE:
            raise InvalidTransaction("transactions of type 4 came with Prague")
        if message.to is None or not message.authorizations:
            raise InvalidTransaction("type 4 needs a receiver and at least one authorization")


def _validate_sender(
    state: State, env: Environment, message: Message, *, is_impersonated: bool
) -> None:
    nonce = state.nonce.get(message.sender, 0)
    if message.nonce != nonce:
        raise InvalidTransaction(f"the nonce is {message.nonce}, the account's is {nonce}")
    if nonce >= MAX_NONCE:
        raise InvalidTransaction("the account's nonce cannot be raised further")
    code = state.code.get(message.sender, b"")
    if code and not is_impersonated and delegate_of(code, env.fork) is None:
        raise InvalidTransaction("the sender is a contract")


def _validate_fees(state: State, env: Environment, message: Message) -> None:
    if message.max_fee < env.base_fee:
        raise InvalidTransaction(
            f"the max fee per gas ({message.max_fee}) is below the block's base fee "
            f"({env.base_fee})"
        )
    if message.priority_fee is not None and message.priority_fee > message.max_fee:
        raise InvalidTransaction("the priority fee is above the fee as a whole")
    if message.value >= WORD or message.max_fee >= WORD:
        raise InvalidTransaction("an amount of wei has more than 256 bits")
    cost = message.gas * message.max_fee + message.value
    cost += len(message.blob_hashes) * BLOB_GAS * message.max_blob_fee
    balance = state.balance.get(message.sender, 0)
    if balance < cost:
        raise InvalidTransaction(f"the sender has {balance} wei and may need {cost}")


def _validate_gas(env: Environment, message: Message, needed: int) -> None:
    if message.gas < needed:
        raise InvalidTransaction(
            f"a gas limit of {message.gas} is too low: this transaction costs {needed} gas before "
            "it does anything"
        )
    if message.gas > env.gas_limit:
        raise InvalidTransaction(
            f"a gas limit of {message.gas} is above the block's ({env.gas_limit})"
        )
    if env.fork >= Fork.OSAKA and message.gas > MAX_TRANSACTION_GAS:
        raise InvalidTransaction(f"a gas limit of {message.gas} is above {MAX_TRANSACTION_GAS}")


def _validate_blobs(env: Environment, message: Message) -> None:
    if message.to is None or not message.blob_hashes:
        raise InvalidTransaction("type 3 needs a receiver and at least one blob")
    if len(message.blob_hashes) > MAX_BLOBS[env.fork]:
        raise InvalidTransaction(f"more than {MAX_BLOBS[env.fork]} blobs")
    if any(blob_hash >> 248 != 1 for blob_hash in message.blob_hashes):
        raise InvalidTransaction("a blob's hash is not of version 1")
    if message.max_blob_fee < env.blob_base_fee:
        raise InvalidTransaction("the blob fee is below the block's")


def apply(
    state: State, env: Environment, message: Message, *, is_impersonated: bool = False
) -> Outcome:
    """Validate and run a transaction. The state's journal then holds all it changed.

    Raises:
        InvalidTransaction: it may not be included; nothing has changed.
        Stopped: it may run no longer; the journal has what is to be undone.
    """
    intrinsic, floor = intrinsic_gas(message), floor_gas(message, env.fork)
    validate(state, env, message, max(intrinsic, floor), is_impersonated=is_impersonated)
    state.begin_transaction()
    price = gas_price(message, env.base_fee)
    env.origin, env.gas_price, env.blob_hashes = message.sender, price, message.blob_hashes
    blob_fee = len(message.blob_hashes) * BLOB_GAS * env.blob_base_fee
    state.add_balance(message.sender, -(message.gas * price + blob_fee))
    state.put(state.nonce, message.sender, message.nonce + 1)
    _warm_up(state, env, message)
    if message.authorizations:
        apply_authorizations(state, env, message.authorizations)
    gas = message.gas - intrinsic
    succeeded, left, output, created = _execute(state, env, message, gas)
    used = message.gas - left
    if succeeded or message.authorizations:
        used -= min(state.refund, used // REFUND_QUOTIENT)
    used = max(used, floor)
    state.add_balance(message.sender, (message.gas - used) * price)
    state.add_balance(env.coinbase, used * (price - env.base_fee))
    for address in list(state.destroyed):
        state.delete(address)
    return Outcome(succeeded, used, output, tuple(state.logs), created, price)


def simulate(
    state: State,
    env: Environment,
    message: Message,
    before_undone: Callable[[], None] | None = None,
) -> Outcome:
    """What a transaction would do: no checks, no fees, and nothing stays changed.

    ``before_undone`` is called while what it changed is there to be looked at.
    """
    state.begin_transaction()
    env.origin, env.blob_hashes = message.sender, message.blob_hashes
    env.gas_price = gas_price(message, env.base_fee)
    env.halted = None
    gas, floor = message.gas - intrinsic_gas(message), floor_gas(message, env.fork)
    if gas < 0 or message.gas < floor:
        env.halted = OutOfGas()
        return Outcome(False, message.gas, b"", (), None, 0)
    if message.to is None and len(message.data) > MAX_INITCODE_SIZE:
        env.halted = CodeRejected()
        return Outcome(False, message.gas, b"", (), None, 0)
    if message.value > state.balance.get(message.sender, 0):
        env.halted = InsufficientBalance()
        return Outcome(False, message.gas, b"", (), None, 0)
    state.put(state.nonce, message.sender, message.nonce + 1)
    _warm_up(state, env, message)
    try:
        if message.authorizations:
            apply_authorizations(state, env, message.authorizations)
        succeeded, left, output, created = _execute(state, env, message, gas)
        used = message.gas - left
        if succeeded:
            used -= min(state.refund, used // REFUND_QUOTIENT)
        used = max(used, floor)
        outcome = Outcome(succeeded, used, output, tuple(state.logs), created, 0)
        if before_undone is not None:
            before_undone()
    finally:
        state.revert((0, 0, 0))
    return outcome


def _warm_up(state: State, env: Environment, message: Message) -> None:
    """What a transaction may look at for the price of a second look (EIPs 2929, 2930, 3651)."""
    warm = state.warm_accounts
    warm.update(env.always_warm)
    warm[message.sender] = warm[env.coinbase] = True
    if message.to is not None:
        warm[message.to] = True
    for address, slots in message.access_list:
        warm[address] = True
        state.warm_slots_of(address).update(dict.fromkeys(slots, True))


def _execute(
    state: State, env: Environment, message: Message, gas: int
) -> tuple[bool, int, bytes, int | None]:
    """Returns (succeeded, gas left, output, address of what was created)."""
    if message.to is None:
        address = create_address(message.sender, message.nonce)
        state.warm_accounts[address] = True
        done = execute_creation(
            state,
            env,
            caller=message.sender,
            address=address,
            code=message.data,
            value=message.value,
            gas=gas,
            depth=0,
        )
        return (*done, address)
    code = state.code.get(message.to, b"")
    delegate = delegate_of(code, env.fork)
    if delegate is not None:
        state.warm_accounts[delegate] = True
        code = state.code.get(delegate, b"")
    done = execute(
        state,
        env,
        caller=message.sender,
        address=message.to,
        code_address=message.to if delegate is None else delegate,
        is_delegated=delegate is not None,
        code=code,
        value=message.value,
        transfer=message.value,
        data=message.data,
        gas=gas,
        depth=0,
        is_static=False,
    )
    return (*done, None)
