"""The contracts that a block writes to before its first transaction: EIP-2935 and EIP-4788."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydemo.chain.fast_block import Block
    from pydemo.chain.fast_history import History

HISTORY_ADDRESS = 0x0000F90827F1C53A10CB7A02335B175320002935
HISTORY_WINDOW = 8191
BEACON_ROOTS_ADDRESS = 0x000F3DF6D732807EF1319FB7B8BB8522D0BEAC02
BEACON_ROOTS_WINDOW = 8191

SYSTEM_CONTRACTS = {
    HISTORY_ADDRESS: bytes.fromhex(
        "3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257"
        "611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500"
    ),
    BEACON_ROOTS_ADDRESS: bytes.fromhex(
        "3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f358015604957"
        "62001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f"
        "359062001fff015500"
    ),
}
"""Address -> code, as the EIPs give it."""
_PLACES = tuple(range(max(HISTORY_WINDOW, BEACON_ROOTS_WINDOW)))
"""The slots. The record of changes names two with each block: the same objects again and again."""


def at_block_start(changes: History, block: Block) -> None:
    """Record the parent's hash and the time. There is no beacon chain here: its root is zero."""
    slots = changes.state.slots
    parent = int.from_bytes(block.parent_hash)
    place = _PLACES[(block.number - 1) % HISTORY_WINDOW]
    changes.put(slots(HISTORY_ADDRESS), place, parent or None)
    place = _PLACES[block.timestamp % BEACON_ROOTS_WINDOW]
    changes.put(slots(BEACON_ROOTS_ADDRESS), place, block.timestamp)
