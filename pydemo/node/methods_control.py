"""Methods about the chain as a whole: how blocks are made, going back, state in and out."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydemo import __version__
from pydemo.node import calls, dumps, methods_run, tokens
from pydemo.node.failure import invalid
from pydemo.node.quantities import (
    data,
    read_address,
    read_boolean,
    read_data,
    read_hash,
    read_quantity,
)
from pydemo.node.registry import method

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_LEAST_GAS = 21_000
_MOST_GAS = 2**63 - 1
"""Of a block, as geth has it."""


# --- how blocks are made --------------------------------------------------------------------------


@method("anvil_setCoinbase", "hardhat_setCoinbase")
def set_coinbase(served: ServedChain, address: Any) -> None:
    """Who gets the tips, from the next block on."""
    served.set_production(replace(served.production, coinbase=read_address(address)))


@method("evm_setBlockGasLimit", "anvil_setBlockGasLimit")
def set_block_gas_limit(served: ServedChain, gas: Any) -> bool:
    limit = read_quantity(gas, "gas limit", _MOST_GAS + 1)
    if limit < _LEAST_GAS:
        raise invalid(f"gas limit: {limit} is too little for any transaction ({_LEAST_GAS})")
    served.set_production(replace(served.production, gas_limit=limit))
    return True


@method("hardhat_setPrevRandao", "anvil_setPrevRandao")
def set_prevrandao(served: ServedChain, value: Any) -> None:
    """Of the next block."""
    randomness = int.from_bytes(read_hash(value, "prevRandao"))
    served.set_production(replace(served.production, prevrandao=randomness))


@method("anvil_setLoggingEnabled", "hardhat_setLoggingEnabled")
def set_logging_enabled(_served: ServedChain, on: Any) -> None:
    """Whether the node writes what goes wrong inside it. It never writes requests."""
    logging.getLogger("pydemo.node").disabled = not read_boolean(on, "enabled")


@method("anvil_metadata", "hardhat_metadata")
def metadata(served: ServedChain) -> dict[str, Any]:
    head = served.engine.head()
    return {
        "clientVersion": f"pydemo/{__version__}/{served.engine.name}",
        "clientSemver": __version__,
        "chainId": served.engine.chain_id,
        "instanceId": data(served.instance),
        "latestBlockNumber": head.number,
        "latestBlockHash": data(head.hash),
        "forkedNetwork": None,
        "snapshots": {},
    }


@method("anvil_getGenesisTime")
def genesis_time(served: ServedChain) -> int:
    return int(served.engine.blocks[0].timestamp)


# --- going back -----------------------------------------------------------------------------------


def _read_depth(served: ServedChain, value: Any) -> int:
    depth = read_quantity(value, "depth")
    if depth > served.height:
        raise invalid(f"depth: {depth} is more than the chain's height, {served.height}")
    return depth


@method("anvil_rollback")
def rollback(served: ServedChain, depth: Any = 1) -> None:
    """Undo the newest blocks, with what was set since; their transactions are gone."""
    served.go_back_to(served.height - _read_depth(served, 1 if depth is None else depth))


@method("anvil_reorg")
def reorg(served: ServedChain, depth: Any, pairs: Any = None) -> None:
    """Put other blocks in the place of the newest ones.

    Args:
        depth: how many.
        pairs: [transaction, block] each: raw, or as eth_sendTransaction takes it, and which of the
            new blocks it is for, from 0.
    """
    count, entries = _read_depth(served, depth), pairs or []
    is_list = isinstance(entries, list)
    if not is_list or not all(isinstance(e, list) and len(e) == 2 for e in entries):
        raise invalid("a list of [transaction, block] is expected")
    by_block: list[list[Any]] = [[] for _ in range(count)]
    for transaction, block in entries:
        number = read_quantity(block, "block")
        if number >= count:
            raise invalid(f"block: {number} is none of the {count} new blocks, from 0")
        if not isinstance(transaction, dict):
            read_data(transaction, "raw transaction")
        by_block[number].append(transaction)
    served.go_back_to(served.height - count)
    for transactions in by_block:
        for transaction in transactions:
            if isinstance(transaction, dict):
                served.submit(methods_run.signed(served, transaction), waits=True)
            else:
                served.submit(calls.read_raw(served, transaction), waits=True)
        served.mine()


# --- state ----------------------------------------------------------------------------------------


@method("anvil_dumpState", "hardhat_dumpState")
def dump_state(served: ServedChain, _history: Any = None) -> str:
    """All accounts as they are now, gzipped JSON in anvil's form; blocks are not in it."""
    return data(dumps.dump(served))


@method("anvil_loadState", "hardhat_loadState")
def load_state(served: ServedChain, dumped: Any) -> bool:
    """Set the accounts of a dump, this node's or anvil's; other accounts stay as they are."""
    dumps.load(served, read_data(dumped, "state"))
    return True


@method("anvil_dealERC20", "hardhat_dealERC20")
def deal_erc20(served: ServedChain, address: Any, token: Any, balance: Any) -> None:
    """Give somebody a balance of a token."""
    held = tokens.balance_of(read_address(address))
    tokens.set_answer(served, read_address(token), held, read_quantity(balance, "balance"))


@method("anvil_setERC20Allowance")
def set_erc20_allowance(
    served: ServedChain, owner: Any, spender: Any, token: Any, amount: Any
) -> None:
    allowed = tokens.allowance(read_address(owner), read_address(spender))
    tokens.set_answer(served, read_address(token), allowed, read_quantity(amount, "amount"))
