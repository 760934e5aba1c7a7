"""What blocks of the past have cost: `eth_feeHistory`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.evm.deadline import check
from pydemo.node.failure import REFUSED, RpcError, invalid
from pydemo.node.quantities import quantity, read_block, read_quantity

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_MOST_BLOCKS, _MOST_PERCENTILES = 1_024, 100
_MAX_BLOB_GAS = 9 * 2**17
"""Of a block since Prague (EIP-7691)."""


def history(served: ServedChain, count: Any, newest: Any, percentiles: Any) -> dict[str, Any]:
    """Base fees, how full the blocks were, and tips by percentile of gas.

    There is one base fee more than blocks: the next block's. Rewards are there if percentiles are
    asked for.

    Raises:
        RpcError: no such block, or percentiles that do not rise from 0 to 100.
    """
    wanted = _read_percentiles(percentiles)
    blocks = min(read_quantity(count, "blockCount"), _MOST_BLOCKS)
    if not blocks:  # what geth says of none: no base fees, no rewards
        return {"oldestBlock": quantity(0), "gasUsedRatio": None}
    found = served.find(read_block(newest))
    if found is None:
        raise RpcError(REFUSED, "request beyond head block")
    last = served.height if found == "pending" else int(found)
    numbers = range(max(0, last - blocks + 1), last + 1)
    shown = served.engine.blocks[numbers.start : numbers.stop]  # no block in full: it has roots
    is_newest = last == served.height
    next_fee = served.next_base_fee() if is_newest else served.engine.get_base_fee(last + 1)
    blob_fees = [served.engine.blob_base_fee(number) for number in numbers]
    next_blob_fee = served.engine.blob_base_fee("pending" if is_newest else last + 1)
    told: dict[str, Any] = {
        "oldestBlock": quantity(numbers.start),
        "baseFeePerGas": [
            *(quantity(served.engine.get_base_fee(number)) for number in numbers),
            quantity(next_fee),
        ],
        "gasUsedRatio": [block.gas_used / block.gas_limit for block in shown],
        "baseFeePerBlobGas": [quantity(fee) for fee in (*blob_fees, next_blob_fee)],
        "blobGasUsedRatio": [block.blob_gas_used / _MAX_BLOB_GAS for block in shown],
    }
    if wanted:
        told["reward"] = [
            [quantity(tip) for tip in _tips(served, number, wanted)] for number in numbers
        ]
    return told


def _read_percentiles(value: Any) -> list[float]:
    if value is None:
        return []
    is_list = isinstance(value, list) and all(
        isinstance(entry, int | float) and not isinstance(entry, bool) for entry in value
    )
    if not is_list or value != sorted(value) or any(not 0 <= entry <= 100 for entry in value):
        raise invalid("rewardPercentiles: numbers from 0 to 100 are expected, the smaller first")
    if len(value) > _MOST_PERCENTILES:
        raise invalid(f"rewardPercentiles: {_MOST_PERCENTILES} are the most")
    return [float(entry) for entry in value]


def _tips(served: ServedChain, number: int, percentiles: list[float]) -> list[int]:
    """What was paid above the base fee, at each percentile of the block's gas."""
    check()
    block = served.engine.blocks[number]
    base_fee = served.engine.get_base_fee(number)
    paid = sorted(
        (mined.effective_gas_price - base_fee, mined.gas_used) for mined in block.transactions
    )
    if not paid:
        return [0] * len(percentiles)
    tips, place, gas = [], 0, paid[0][1]
    for percentile in percentiles:
        while gas < block.gas_used * percentile / 100 and place < len(paid) - 1:
            place += 1
            gas += paid[place][1]
        tips.append(paid[place][0])
    return tips
