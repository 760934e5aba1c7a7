"""What votes cost: POOL's operations, in an order that gives each the state its name says.

Two changes of an account's votes share a word, and the first of them pays for it: "odd" and "even"
tell which of the two it is for the accounts whose votes change.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.chain import Chain
from pydemo.contract.delegation import sign_delegation
from pydemo.contract.handle import Contract
from pydemo.units import ether

ONE = ether(1)
CHECKPOINTS = (1, 16, 1_024)


def measure(chain: Chain) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas). Nobody needs to delegate: all hold votes from the start."""
    alice = chain.accounts.alice
    token = chain.deploy("PoolToken", ether(10_000_000), alice, sender=alice)
    assert token.deploy_receipt is not None
    yield "deploy", token.deploy_receipt.gas_used
    yield from measure_votes(token, chain)
    yield from measure_lookups(token, chain)
    yield measure_noting(token, chain)


def measure_noting(token: Contract, chain: Chain) -> tuple[str, int]:
    """Grace's votes change until there is a group of which nothing can change any more."""
    alice, grace, size = chain.accounts.alice, chain.accounts.grace, token.changesPerGroup()
    while token.numCheckpoints(grace) <= size:
        token.transfer(grace, ONE, sender=alice)
    noted = token.noteFewest(grace, [0], sender=alice)
    return f"note the fewest of {size:,} changes", int(noted.gas_used)


def measure_votes(token: Contract, chain: Chain) -> Iterator[tuple[str, int]]:
    """Needs a token of which alice holds all, and whose holders vote for themselves."""
    accounts = chain.accounts
    alice, bob, carol, dave, erin, frank = (accounts[index] for index in range(6))

    def transfer(name: str) -> tuple[str, int]:
        return name, int(token.transfer(bob, ONE, sender=alice).gas_used)

    yield transfer("transfer, new holder")  # alice 2, bob 1
    token.transfer(carol, ONE, sender=alice)  # alice 3
    yield transfer("transfer, holder, both even")  # alice 4, bob 2
    yield transfer("transfer, holder, both odd")  # alice 5, bob 3
    yield "delegate, to a holder, both even", int(token.delegate(carol, sender=bob).gas_used)
    yield "delegate, to another holder, one odd", int(token.delegate(alice, sender=bob).gas_used)
    yield "delegate, back to oneself, both odd", int(token.delegate(bob, sender=bob).gas_used)
    yield "delegate, to nobody", int(token.delegate("0x" + "00" * 20, sender=bob).gas_used)
    yield "transfer, holder, one delegates to nobody", transfer("")[1]
    token.transfer(dave, ONE, sender=alice)
    yield "delegate, to a newcomer", int(token.delegate(erin, sender=dave).gas_used)
    yield "delegate, without tokens", int(token.delegate(alice, sender=frank).gas_used)
    signed = sign_delegation(token, chain, delegator=carol, delegatee=dave)
    yield "delegateBySig, first", int(token.delegateBySig(*signed, sender=frank).gas_used)


def measure_lookups(token: Contract, chain: Chain) -> Iterator[tuple[str, int]]:
    """What a view of the past costs from outside, without the 21,000 of a transaction.

    ``getPastVotes`` for the oldest checkpoint and for the last, of grace's.
    """
    alice, grace = chain.accounts.alice, chain.accounts.grace
    oldest = chain.time + 1
    for made in range(1, CHECKPOINTS[-1] + 1):
        token.transfer(grace, ONE, sender=alice)
        if made in CHECKPOINTS:
            for name, time in (("oldest", oldest), ("last", chain.time)):
                with chain.anchor():
                    chain.mine()
                    gas = int(token.getPastVotes.gas(grace, time, sender=alice))
                yield f"getPastVotes, {made:,} checkpoints, {name}", gas - _intrinsic(token, time)


def _intrinsic(token: Contract, time: int) -> int:
    """What a transaction with this calldata costs before anything runs."""
    data = token.getPastVotes.data(token, time)
    return 21_000 + sum(16 if byte else 4 for byte in data)
