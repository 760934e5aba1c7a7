"""Gas that ends somewhere: at every limit, both engines stop in the same place and take as much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eth_abi.abi import encode
from rounds import FACTOR

from differential.assembler import assemble, creation_of
from differential.pair import Pair
from differential.puppet import CREATION, act, constructor
from differential.stage import ALICE, BOB, ETHER, NOBODY, PUPPETS, TOKEN, raw, shared_pair
from pydemo.chain.frames import Failure, Transaction
from pydemo.evm.hashing import keccak

_ALL = 2**64
_COARSE = 256
"""Between two limits so far apart that do the same, nothing else is looked for."""

SMALL_CONTRACTS = {
    "memory, hashes and logs": "7 300 MSTORE8 320 PUSH0 KECCAK256 PUSH0 MSTORE 1 40 PUSH0 LOG1",
    "a loop": "9 more: 1 SWAP1 SUB DUP1 @more JUMPI",
    "copies, powers and transient storage": "100 3 7 CODECOPY 64 1 90 MCOPY 999 3 EXP 5 TSTORE",
    "calls that get 63/64 of what is left": """
        64 PUSH0 96 PUSH0 PUSH0 4 30 CALL POP
        64 PUSH0 96 PUSH0 2 GAS STATICCALL POP
        PUSH0 PUSH0 PUSH0 PUSH0 ADDRESS 20 DELEGATECALL""",
    "a revert": "33 PUSH0 REVERT",
}


@pytest.mark.parametrize("name", SMALL_CONTRACTS)
def test_a_small_contract_does_the_same_at_every_gas_limit(name: str) -> None:
    pair = shared_pair()
    start = pair.take_snapshot()
    code, _ = assemble(SMALL_CONTRACTS[name])
    contract = pair.deploy(Transaction(raw(ALICE), None, creation_of(code)))
    called = Transaction(raw(BOB), contract)
    enough = _enough(pair, called)
    for gas in range(20_999, enough + 3):
        pair.simulate(called._replace(gas=gas))
    _check_bounds(pair, called, enough)
    pair.revert_to_snapshot(start)


def _script(*acts: bytes) -> Transaction:
    return Transaction(raw(BOB), raw(PUPPETS[0]), b"".join(acts))


def _token(signature: str, types: list[str], arguments: list[Any]) -> Transaction:
    selector = keccak(f"{signature}({','.join(types)})".encode())[:4]
    return Transaction(raw(ALICE), raw(TOKEN), selector + encode(types, arguments))


_STORE = act("sstore", 2, 1) + act("sstore", 2, 0) + act("sstore", 0, 0) + act("sload", 3)
_INNER = act("log2", 1, 2, data=b"a") + act("sstore", 1, 5) + act("call", 5000, PUPPETS[0], 1, 32)
_PRECOMPILES = " ".join(
    f"64 PUSH0 {size} PUSH0 {number} {gas} STATICCALL POP"
    for number in (1, 2, 3, 4, 5, 6, 9)
    for size, gas in ((96, 60), (213, _ALL))
)
LARGE_TRANSACTIONS = {
    "storage set, cleared and read": _script(_STORE, act("tstore", 1, 1)),
    "calls within calls": _script(
        act("log0", data=b"before"),
        act("call", _ALL, PUPPETS[1], 1, 32, _INNER + act("revert", data=b"why")),
        act("delegatecall", 9000, PUPPETS[1], 0, 0, _INNER),
        act("staticcall", _ALL, PUPPETS[1], 0, 64, _INNER),
        act("callcode", _ALL, PUPPETS[2], 1, 0, act("environment")),
        act("log0", data=b"after"),
    ),
    "precompiles": Transaction(raw(BOB), None, assemble(_PRECOMPILES)[0]),
    "creations": _script(
        act("create", 1, data=constructor(PUPPETS[0], _STORE + act("return", data=bytes(100)))),
        act("create2", 0, 1, data=constructor(PUPPETS[0], act("revert", data=b"no"))),
        act("check"),
    ),
    "an end in favour of nobody": _script(
        act("call", _ALL, PUPPETS[1], 1, 0, act("selfdestruct", NOBODY)), act("account", NOBODY)
    ),
    "a deployment": Transaction(raw(BOB), None, CREATION, 1),
    "a token's transfer": _token(
        "transfer", ["address", "uint256"], ["0x" + raw(NOBODY).hex(), ETHER]
    ),
    "a token's failing transfer": _token(
        "transferFrom", ["address", "address", "uint256"], ["0x" + raw(BOB).hex()] * 2 + [ETHER]
    ),
}


@pytest.mark.parametrize("name", LARGE_TRANSACTIONS)
def test_a_large_transaction_does_the_same_where_its_gas_ends(name: str) -> None:
    """At each limit from which on it goes further, found by halving, and at others in between."""
    pair = shared_pair()
    sent = LARGE_TRANSACTIONS[name]
    enough = _enough(pair, sent)
    start = pair.take_snapshot()
    ends = set()
    for gas in _limits(pair, sent, enough):
        outcome = pair.execute(sent._replace(gas=gas))
        if outcome is not None:
            ends.add(outcome.gas_used)
        pair.revert_to_snapshot(start)
    assert len(ends) > 5
    _check_bounds(pair, sent, enough)


def _enough(pair: Pair, sent: Transaction) -> int:
    """The least gas with which a transaction does all it would do with any amount."""
    whole = _ending(pair, sent, 30_000_000)
    low, high = 20_999, 5_000_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _ending(pair, sent, middle) == whole else (middle, high)
    return high


def _ending(pair: Pair, sent: Transaction, gas: int) -> Any:
    """How far a transaction comes with some gas: what each frame did and how it ended."""
    execution = pair.mirror.simulate(sent._replace(gas=gas))
    if execution.frame is None:
        return execution.failure
    frames = execution.frame.walk()
    return [(frame.kind, frame.failure, len(frame.steps)) for frame in frames]


def _limits(pair: Pair, sent: Transaction, enough: int) -> list[int]:
    turns = _turns(lambda gas: _ending(pair, sent, gas), 20_999, enough + 1)
    near = {gas + offset for gas in turns for offset in (-1, 0)}
    between = range(21_000, enough, max((enough - 21_000) // (10 * FACTOR), 1))
    return sorted(near | set(between))


def _turns(ending: Callable[[int], Any], low: int, high: int) -> Iterator[int]:
    """Limits at which a transaction comes further than with one unit less."""
    waiting = [(low, ending(low), high, ending(high))]
    while waiting:
        low, below, high, above = waiting.pop()
        if high - low == 1:
            if below != above:
                yield high
        elif below != above or high - low > _COARSE:
            middle = (low + high) // 2
            between = ending(middle)
            waiting += [(middle, between, high, above), (low, below, middle, between)]


def _check_bounds(pair: Pair, sent: Transaction, enough: int) -> None:
    """The search itself began below the least there may be, and ended where nothing changes."""
    assert pair.simulate(sent._replace(gas=20_999)).failure is Failure.OUT_OF_GAS
    assert _ending(pair, sent, enough - 1) != _ending(pair, sent, enough)
