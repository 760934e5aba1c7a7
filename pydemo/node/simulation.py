"""eth_simulateV1: blocks of calls on top of the newest block, mined on the chain and taken back.

Codes of refusals and defaults are geth's (execution-apis, eth_simulateV1). Without ``validation``
nobody pays for gas and nonces do not matter. It goes on from the newest block only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydemo.chain.envelope import ACCESS_LIST, DYNAMIC_FEE, LEGACY
from pydemo.chain.fast_block import mock_signature
from pydemo.chain.frames import CREATE_KINDS, Failure, Frame, Log, Outcome
from pydemo.chain.header import Header
from pydemo.evm.forks import Fork
from pydemo.evm.transaction import Message, floor_gas, intrinsic_gas
from pydemo.node import calls, overrides, terms, wire
from pydemo.node.failure import NOT_SUPPORTED, RpcError, invalid, of_frame
from pydemo.node.quantities import data, quantity, read_block, read_quantity, word

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_MOST_BLOCKS, _MOST_CALLS = 256, 1_000
_INTERVAL = 12
"""Seconds between blocks of which no time is said."""
_ORDER, _TIME, _TOO_MANY = -38020, -38021, -38026
_NONCE_LOW, _NONCE_HIGH, _FEE_LOW, _GAS_LOW, _POOR, _BLOCK_FULL = range(-38010, -38016, -1)
_NOBODY = b"\xee" * 20
"""What ether is a token of, where transfers are told as logs (ERC-7528)."""
_TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")


def simulate(served: ServedChain, options: Any, block: Any) -> list[dict[str, Any]]:
    """The blocks as `eth_getBlockByNumber` gives them, each with what its ``calls`` came to.

    Raises:
        RpcError: it cannot be read, or a call could be in no block; a call that fails is no error.
    """
    if not isinstance(options, dict) or not isinstance(options.get("blockStateCalls"), list):
        raise invalid('an object is expected, such as {"blockStateCalls": [{"calls": [...]}]}')
    if served.state(read_block(block)) not in ("latest", "pending"):
        raise RpcError(NOT_SUPPORTED, "eth_simulateV1 goes on from the newest block only")
    before = served.engine.take_snapshot()
    try:
        return list(_Simulation(served, options).run(options["blockStateCalls"]))
    finally:
        served.engine.revert_to_snapshot(before)


class _Simulation:
    def __init__(self, served: ServedChain, options: dict[str, Any]) -> None:
        self._served, self._engine = served, served.engine
        self._is_strict = bool(options.get("validation"))
        self._tells_transfers = bool(options.get("traceTransfers"))
        self._is_full = bool(options.get("returnFullTransactions"))
        self._last = served.height + _MOST_BLOCKS
        self._calls_left = _MOST_CALLS

    def run(self, blocks: list[Any]) -> Iterator[dict[str, Any]]:
        for entry in blocks:
            if not isinstance(entry, dict) or not isinstance(entry.get("calls") or [], list):
                raise invalid("blockStateCalls: each is an object with a list of calls")
            header = overrides.read_header(entry.get("blockOverrides"))
            yield from self._fill_up_to(header.number)
            changes = overrides.read_changes(self._served, entry.get("stateOverrides"))
            yield self._mine(header, changes, entry.get("calls") or [])

    def _fill_up_to(self, number: int | None) -> Iterator[dict[str, Any]]:
        """Empty blocks before the one with a number."""
        following = self._served.height + 1
        wanted = following if number is None else number
        if wanted < following:
            raise RpcError(
                _ORDER, f"block numbers must be in order: {wanted} after {following - 1}"
            )
        if wanted > self._last:
            raise RpcError(_TOO_MANY, f"too many blocks: {_MOST_BLOCKS} are the most")
        for _ in range(following, wanted):
            yield self._mine(Header(), [], [])

    def _mine(
        self, header: Header, changes: list[overrides.Change], asked: list[Any]
    ) -> dict[str, Any]:
        engine, newest = self._engine, self._engine.head().timestamp
        time = newest + _INTERVAL if header.timestamp is None else header.timestamp
        if time <= newest:
            raise RpcError(_TIME, f"block timestamps must be in order: {time} after {newest}")
        engine.set_next_timestamp(time)
        if header.base_fee is not None or not self._is_strict:
            engine.set_next_base_fee(header.base_fee or 0)
        limit = engine.gas_limit if header.gas_limit is None else header.gas_limit
        engine.see(header._replace(number=None, timestamp=None, base_fee=None, gas_limit=limit))
        overrides.apply(changes)
        outcomes = [self._include(fields, limit) for fields in asked]
        coinbase = bytes(20) if header.coinbase is None else header.coinbase
        engine.mine_blocks(coinbase=coinbase)
        told = wire.block(self._served, self._served.height, full=self._is_full)
        told["gasLimit"] = quantity(limit)
        if header.prevrandao is not None:
            told["mixHash"] = word(header.prevrandao)
        return {**told, "calls": list(self._results(outcomes))}

    def _include(self, fields: Any, limit: int) -> Outcome:
        self._calls_left -= 1
        if self._calls_left < 0:
            raise RpcError(_TOO_MANY, f"too many calls: {_MOST_CALLS} are the most")
        engine, call = self._engine, calls.read_call(fields)
        left = limit - engine.pending.gas_used
        base_fee = int(engine.get_base_fee("pending"))
        gas = left if call.gas is None else call.gas
        kind, fee, tip = _fees(fields)
        gift = 0
        if not self._is_strict and fee < base_fee:  # then the fee is not the sender's
            kind, fee, tip, gift = DYNAMIC_FEE, base_fee, 0, gas * base_fee
        nonce = int(engine.get_nonce(call.sender))
        message = Message(
            sender=int.from_bytes(call.sender),
            to=None if call.to is None else int.from_bytes(call.to),
            nonce=nonce,
            gas=gas,
            value=call.value,
            data=call.data,
            kind=kind,
            max_fee=fee,
            priority_fee=tip,
            access_list=terms.read_access_list(fields.get("accessList") or []),
        )
        self._check(message, fields.get("nonce"), left, base_fee)
        balance = int(engine.get_balance(call.sender))
        if balance + gift < message.value + gas * fee:
            raise RpcError(_POOR, "insufficient funds for gas * price + value")
        engine.impersonate(call.sender)
        if gift:
            engine.set_balance(call.sender, balance + gift)
        outcome = engine.include_signed(message, mock_signature(message))
        if gift:  # what it was not spent on has come back to the sender
            rest = gift - outcome.gas_used * base_fee
            engine.set_balance(call.sender, int(engine.get_balance(call.sender)) - rest)
        return outcome

    def _check(self, sent: Message, said: Any, left: int, base_fee: int) -> None:
        """Raises RpcError for what could be in no block."""
        if self._is_strict and said is not None:
            nonce = read_quantity(said, "nonce", calls.MOST_NONCE)
            if nonce != sent.nonce:
                code, way = (_NONCE_LOW, "low") if nonce < sent.nonce else (_NONCE_HIGH, "high")
                raise RpcError(code, f"nonce too {way}: {nonce}, the account's is {sent.nonce}")
        if sent.max_fee < base_fee:
            raise RpcError(_FEE_LOW, f"max fee per gas less than block base fee: {base_fee}")
        if sent.gas > left:
            raise RpcError(_BLOCK_FULL, f"block gas limit reached: {sent.gas} of {left} left")
        needed = max(intrinsic_gas(sent), floor_gas(sent, Fork.PRAGUE))
        if sent.gas < needed:
            raise RpcError(_GAS_LOW, f"intrinsic gas too low: {sent.gas}, {needed} are needed")

    def _results(self, outcomes: list[Outcome]) -> Iterator[dict[str, Any]]:
        first, timestamp = 0, self._engine.head().timestamp
        for outcome in outcomes:
            frame = self._engine.trace_of(outcome)
            told = list(_with_transfers(frame)) if self._tells_transfers else outcome.logs
            logs = [
                wire.log_fields(outcome, log, n, timestamp) for n, log in enumerate(told, first)
            ]
            first += len(logs)
            result: dict[str, Any] = {
                "returnData": data(frame.output),
                "logs": logs,
                "gasUsed": quantity(outcome.gas_used),
                "status": quantity(int(outcome.succeeded)),
            }
            if frame.failure is not None:
                result["error"] = of_frame(frame).as_json()
                if frame.failure is not Failure.REVERT:
                    result["returnData"] = "0x"
            yield result


def _fees(fields: dict[str, Any]) -> tuple[int, int, int | None]:
    """Returns (type, fee a gas at most, priority fee), all zero where nothing is said."""
    if (price := fields.get("gasPrice")) is not None:
        kind = LEGACY if fields.get("accessList") is None else ACCESS_LIST
        return kind, read_quantity(price, "gasPrice"), None
    most = read_quantity(fields.get("maxFeePerGas") or 0, "maxFeePerGas")
    tip = read_quantity(fields.get("maxPriorityFeePerGas") or 0, "maxPriorityFeePerGas")
    return DYNAMIC_FEE, most, min(tip, most)


def _with_transfers(root: Frame) -> Iterator[Log]:
    """The logs that stayed, and one for each transfer of ether, in order."""
    waiting: list[Frame | Log] = [root]
    while waiting:
        step = waiting.pop()
        if isinstance(step, Log):
            yield step
        elif step.failure is None:
            if step.value and step.kind in ("CALL", *CREATE_KINDS):
                ends = (bytes(12) + end for end in (step.sender, step.address))
                yield Log(_NOBODY, (_TRANSFER, *ends), step.value.to_bytes(32))
            waiting += reversed(step.steps)
