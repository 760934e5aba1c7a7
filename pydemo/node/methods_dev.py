"""Methods of development nodes: time, blocks, snapshots, and a state that can be set.

The names are those of anvil and Hardhat, and where these differ both are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.evm.deadline import check
from pydemo.node import calls, wire
from pydemo.node.failure import NOT_SUPPORTED, RpcError, invalid
from pydemo.node.quantities import (
    WORD,
    data,
    quantity,
    read_address,
    read_boolean,
    read_data,
    read_quantity,
    read_slot,
)
from pydemo.node.registry import method
from pydemo.node.turns import Turns

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_LATEST = 2**40
"""Seconds; the year 36812. The EVM would take more, dates would not."""


# --- time and blocks ------------------------------------------------------------------------------


@method("evm_mine")
def evm_mine(served: ServedChain, options: Any = None) -> Turns[str]:
    """Mine a block, stamped as said: a number of seconds, or {"timestamp": ..., "blocks": ...}."""
    blocks, timestamp = 1, options
    if isinstance(options, dict):
        timestamp = options.get("timestamp")
        blocks = read_quantity(options.get("blocks", 1), "blocks")
    if timestamp is not None:
        _fix_next(served, read_quantity(timestamp, "timestamp", _LATEST))
    yield from served.mine_in_turns(blocks)
    return "0x0"


@method("evm_mine_detailed", "anvil_mine_detailed")
def mine_detailed(served: ServedChain, options: Any = None) -> Turns[list[dict[str, Any]]]:
    """As `evm_mine`, and tells the blocks in full."""
    made: list[dict[str, Any]] = []
    first = served.height + 1
    for _ in evm_mine(served, options):
        made += _told(served, first)
        yield
        first = served.height + 1  # others may have made some meanwhile
    return made + _told(served, first)


def _told(served: ServedChain, first: int) -> list[dict[str, Any]]:
    told = []
    for number in range(first, served.height + 1):
        check()  # a state root takes longer than a block
        told.append(wire.block(served, number, full=True))
    return told


@method("hardhat_intervalMine")
def interval_mine(served: ServedChain) -> None:
    """A block, as the interval would make it."""
    served.mine()


@method("anvil_mine", "hardhat_mine")
def mine(served: ServedChain, blocks: Any = 1, interval: Any = None) -> Turns[None]:
    return served.mine_in_turns(
        1 if blocks is None else read_quantity(blocks, "blocks"),
        None if interval is None else read_quantity(interval, "interval", _LATEST),
    )


def _fix_next(served: ServedChain, timestamp: int) -> None:
    newest = served.engine.head().timestamp
    if timestamp <= newest:
        raise invalid(f"timestamp {timestamp} is not later than the newest block's, {newest}")
    served.clock.fixed = timestamp
    served.save()


@method("evm_setNextBlockTimestamp", "anvil_setNextBlockTimestamp")
def set_next_block_timestamp(served: ServedChain, timestamp: Any) -> None:
    _fix_next(served, read_quantity(timestamp, "timestamp", _LATEST))


@method("evm_increaseTime", "anvil_increaseTime")
def increase_time(served: ServedChain, seconds: Any) -> int:
    newest = served.engine.head().timestamp
    served.clock.advance(read_quantity(seconds, "seconds", _LATEST), newest)
    served.save()
    return served.clock.offset + served.clock.jump


@method("evm_setTime", "anvil_setTime")
def set_time(served: ServedChain, timestamp: Any) -> int:
    """From here on the clock shows this. Returns the seconds that is ahead of the newest block."""
    import time

    wanted = read_quantity(timestamp, "timestamp", _LATEST)
    newest = served.engine.head().timestamp
    if served.clock.step is None:
        served.clock.offset = wanted - int(time.time())
    else:
        served.clock.jump = max(wanted - newest - served.clock.step, 0)
    served.save()
    return wanted - newest


@method("anvil_setBlockTimestampInterval")
def set_block_timestamp_interval(served: ServedChain, seconds: Any) -> None:
    served.clock.step = max(read_quantity(seconds, "seconds", _LATEST), 1)
    served.save()


@method("anvil_removeBlockTimestampInterval")
def remove_block_timestamp_interval(served: ServedChain) -> bool:
    had, served.clock.step = served.clock.step is not None, None
    served.save()
    return had


@method("evm_setAutomine", "anvil_setAutomine")
def set_automine(served: ServedChain, on: Any) -> bool:
    served.is_automine = read_boolean(on, "automine")
    if served.is_automine:
        served.set_block_time(None)
        served.mine_waiting()
    return True


@method("anvil_getAutomine", "hardhat_getAutomine")
def get_automine(served: ServedChain) -> bool:
    return served.is_automine


def _set_interval(served: ServedChain, seconds: float) -> None:
    served.set_block_time(seconds or None)
    if seconds:
        served.is_automine = False


@method("anvil_getIntervalMining")
def get_interval_mining(served: ServedChain) -> float | None:
    """Seconds between blocks, or null."""
    return served.block_time


@method("miner_start")
def miner_start(served: ServedChain) -> bool:
    """Ganache's name for automine."""
    return set_automine(served, on=True)


@method("miner_stop")
def miner_stop(served: ServedChain) -> bool:
    return set_automine(served, on=False)


@method("evm_setIntervalMining")
def set_interval_mining(served: ServedChain, milliseconds: Any) -> bool:
    """A block every so many milliseconds; 0 for none. Automine ends (evm_setAutomine)."""
    _set_interval(served, read_quantity(milliseconds, "interval", 2**40) / 1000)
    return True


@method("anvil_setIntervalMining")
def anvil_set_interval_mining(served: ServedChain, seconds: Any) -> None:
    """As `evm_setIntervalMining`, in seconds: that is anvil's unit."""
    _set_interval(served, float(read_quantity(seconds, "interval", 2**40)))


# --- snapshots ------------------------------------------------------------------------------------


@method("evm_snapshot", "anvil_snapshot")
def snapshot(served: ServedChain) -> str:
    return quantity(served.take_snapshot())


@method("evm_revert", "anvil_revert")
def revert(served: ServedChain, number: Any) -> bool:
    return served.revert(read_quantity(number, "snapshot"))


# --- state ----------------------------------------------------------------------------------------


@method("anvil_setBalance", "hardhat_setBalance", "evm_setAccountBalance")
def set_balance(served: ServedChain, address: Any, wei: Any) -> None:
    served.engine.set_balance(read_address(address), read_quantity(wei, "balance"))
    served.save()


@method("anvil_addBalance", "hardhat_addBalance")
def add_balance(served: ServedChain, address: Any, wei: Any) -> None:
    account = read_address(address)
    most = WORD - served.engine.get_balance(account)
    more = read_quantity(wei, "balance to add (the sum must fit 256 bits)", most)
    served.engine.set_balance(account, served.engine.get_balance(account) + more)
    served.save()


@method("anvil_setNonce", "hardhat_setNonce", "evm_setAccountNonce")
def set_nonce(served: ServedChain, address: Any, nonce: Any) -> None:
    account, wanted = read_address(address), read_quantity(nonce, "nonce", calls.MOST_NONCE)
    served.engine.set_nonce(account, wanted)
    served.save()


@method("anvil_setCode", "hardhat_setCode", "evm_setAccountCode")
def set_code(served: ServedChain, address: Any, code: Any) -> None:
    served.engine.set_code(read_address(address), read_data(code, "code"))
    served.save()


@method("anvil_setStorageAt", "hardhat_setStorageAt", "evm_setAccountStorageAt")
def set_storage_at(served: ServedChain, address: Any, slot: Any, value: Any) -> bool:
    account, place = read_address(address), read_slot(slot)
    served.engine.set_storage(account, place, read_quantity(value, "value"))
    served.save()
    return True


@method("anvil_setNextBlockBaseFeePerGas", "hardhat_setNextBlockBaseFeePerGas")
def set_next_base_fee(served: ServedChain, wei: Any) -> None:
    served.said_base_fee = read_quantity(wei, "base fee")


@method("anvil_impersonateAccount", "hardhat_impersonateAccount")
def impersonate(served: ServedChain, address: Any) -> None:
    served.engine.impersonate(read_address(address))
    served.save()


@method("anvil_stopImpersonatingAccount", "hardhat_stopImpersonatingAccount")
def stop_impersonating(served: ServedChain, address: Any) -> None:
    served.engine.stop_impersonating(read_address(address))
    served.save()


@method("anvil_autoImpersonateAccount", "hardhat_autoImpersonateAccount")
def auto_impersonate(served: ServedChain, on: Any) -> None:
    """Whoever sends is impersonated from then on. Not kept in a state file."""
    served.impersonates_all = read_boolean(on, "enabled")


@method("anvil_reset", "hardhat_reset")
def reset(served: ServedChain, options: Any = None) -> None:
    """Back to the genesis block, with everything forgotten. Forking is not for this node."""
    if options is not None and not isinstance(options, dict):
        raise invalid("options: an object is expected, or nothing")
    forking = (options or {}).get("forking") or {}
    if not isinstance(forking, dict):
        raise invalid("forking: an object is expected, or nothing")
    if any(forking.values()):  # viem names a fork without an address where it wants none
        raise RpcError(NOT_SUPPORTED, "forking is not supported: this node has a chain of its own")
    served.reset()


@method("anvil_nodeInfo")
def node_info(served: ServedChain) -> dict[str, Any]:
    head = served.engine.head()
    return {
        "currentBlockNumber": head.number,
        "currentBlockTimestamp": head.timestamp,
        "currentBlockHash": data(head.hash),
        "hardFork": "prague",
        "transactionOrder": "fees",
        "environment": {
            "baseFee": quantity(served.next_base_fee()),
            "chainId": served.engine.chain_id,
            "gasLimit": quantity(served.engine.gas_limit),
            "gasPrice": quantity(served.engine.max_fee()),
        },
        "forkConfig": {"forkUrl": None, "forkBlockNumber": None, "forkRetryBackoff": None},
    }
