"""eth_getProof: what an account holds, proved by a block's ``stateRoot``.

The root is the real one of all accounts (a Merkle-Patricia trie). What no proof here can show is
that a block's hash commits to its root: block hashes are this suite's own. And what was set without
a block (``anvil_setBalance`` and the like) is in no root before the next block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.node.failure import invalid
from pydemo.node.quantities import data, quantity, read_address, read_block, read_slot

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_MOST_SLOTS = 1_000


def prove(served: ServedChain, address: Any, slots: Any, block: Any) -> dict[str, Any]:
    """An account and some of its slots with the nodes that lead to them (EIP-1186)."""
    account = read_address(address)
    if not isinstance(slots, list) or len(slots) > _MOST_SLOTS:
        raise invalid(f"slots: a list of {_MOST_SLOTS} at most is expected")
    found = served.state(read_block(block))
    number = found if isinstance(found, int) else served.height
    proof = served.engine.prove(account, [read_slot(slot) for slot in slots], number)
    return {
        "address": data(account),
        "balance": quantity(proof.balance),
        "nonce": quantity(proof.nonce),
        "codeHash": data(proof.code_hash),
        "storageHash": data(proof.storage_root),
        "accountProof": [data(node) for node in proof.nodes],
        "storageProof": [
            {
                "key": asked,
                "value": quantity(entry.value),
                "proof": [data(node) for node in entry.nodes],
            }
            for asked, entry in zip(slots, proof.slots, strict=True)
        ],
    }
