"""What deciding costs: a proposal of one call, from proposing it to its execution.

"first" and "later" tell whether somebody else voted the same on the proposal before; "new" and
"known" voters, whether they voted on another proposal before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eth_utils.crypto import keccak

from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.units import days, ether

DELAY, PERIOD, EXTENSION, TIMELOCK_DELAY = days(1), days(3), days(1), days(2)
TERMS = (DELAY, PERIOD, EXTENSION, TIMELOCK_DELAY, 20, ether(5), ether(100))
BALLOT_TYPES = {
    "Ballot": [
        {"name": "proposalId", "type": "uint256"},
        {"name": "support", "type": "uint8"},
        {"name": "voter", "type": "address"},
        {"name": "nonce", "type": "uint256"},
    ]
}


def measure(chain: Chain) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas). What is called is a transfer of the treasury's tokens."""
    alice, bob, carol, dave = (chain.accounts[index] for index in range(4))
    token = chain.deploy("PoolToken", ether(1_000), alice, sender=alice)
    governor = chain.deploy("Governor", "The Members", token, TERMS, sender=alice)
    assert governor.deploy_receipt is not None
    yield "deploy, with its timelock", governor.deploy_receipt.gas_used
    for account in (bob, carol, dave, chain.accounts[4], governor.timelock()):
        token.transfer(account, ether(100), sender=alice)

    first, call = _calls(token, bob, 1)
    yield "propose, to call a contract for the first time", _propose(governor, first, chain)
    chain.advance(DELAY)
    number = governor.getProposalId(*call)
    yield "vote, new voter, first", int(governor.castVote(number, 1, sender=alice).gas_used)
    yield "vote, new voter, later", int(governor.castVote(number, 1, sender=bob).gas_used)
    yield (
        "vote, new voter, first abstention",
        int(governor.castVote(number, 2, sender=dave).gas_used),
    )
    signature = _sign(governor, chain, number, carol)
    by_signature = governor.castVoteBySig(number, 1, carol, signature, sender=dave)
    yield "vote by signature, new voter, later", int(by_signature.gas_used)
    chain.advance(PERIOD + 1)
    yield "queue", int(governor.queue(*call, sender=dave).gas_used)
    chain.advance(TIMELOCK_DELAY)
    yield "execute, a token transfer", int(governor.execute(*call, sender=dave).gas_used)

    second, call = _calls(token, bob, 2)
    yield "propose", _propose(governor, second, chain)
    chain.advance(DELAY)
    number = governor.getProposalId(*call)
    yield "vote, known voter, first", int(governor.castVote(number, 1, sender=alice).gas_used)
    yield "vote, known voter, later", int(governor.castVote(number, 1, sender=bob).gas_used)
    signature = _sign(governor, chain, number, carol)
    by_signature = governor.castVoteBySig(number, 1, carol, signature, sender=dave)
    yield "vote by signature, known voter, later", int(by_signature.gas_used)
    third, call = _calls(token, bob, 3)
    _propose(governor, third, chain)
    yield "cancel", int(governor.cancel(*call, sender=alice).gas_used)

    chain.set_balance(governor.timelock(), ether(1))
    what, text = ([dave], [ether(1)], [b""]), "Pay dave"
    _propose(governor, (*what, text), chain)
    call = (*what, keccak(text=text))
    chain.advance(DELAY)
    governor.castVote(governor.getProposalId(*call), 1, sender=alice)
    chain.advance(PERIOD + 1)
    governor.queue(*call, sender=dave)
    chain.advance(TIMELOCK_DELAY)
    yield "execute, a payment of ether", int(governor.execute(*call, sender=dave).gas_used)

    fourth, call = _calls(token, bob, 4)
    _propose(governor, fourth, chain)
    number = governor.getProposalId(*call)
    chain.advance(DELAY)
    chain.advance(PERIOD - 10)
    yield (
        "vote, known voter, first, late and reaching the quorum",
        int(governor.castVote(number, 1, sender=alice).gas_used),
    )

    yield from _exits(chain, token, governor, governor.getProposalId(*call))


def _exits(
    chain: Chain, token: Contract, governor: Contract, number: int
) -> Iterator[tuple[str, int]]:
    """Two leave who did not vote yes on the proposal; alice did."""
    alice, bob, _, dave, erin = (chain.accounts[index] for index in range(5))
    for account in (dave, erin):
        token.approve(governor, ether(100), sender=account)
    chain.set_balance(governor.timelock(), ether(9))
    yield (
        "leave while something is decided, with ether and a token",
        int(governor.ragequit(ether(1), [token], dave, sender=dave).gas_used),
    )
    chain.advance(governor.executableUntil() - chain.time)
    yield "release a vote", int(governor.release(alice, [number], sender=bob).gas_used)
    yield (
        "leave when nothing is decided, with ether",
        int(governor.ragequit(ether(1), [], erin, sender=erin).gas_used),
    )


def _calls(token: Contract, to: Any, value: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The arguments of ``propose``, and those of what comes after."""
    what = ([token], [0], [token.transfer.data(to, value)])
    text = f"Give bob {value}, for what he did"
    return (*what, text), (*what, keccak(text=text))


def _propose(governor: Contract, proposal: tuple[Any, ...], chain: Chain) -> int:
    return int(governor.propose(*proposal, sender=chain.accounts[0]).gas_used)


def _sign(governor: Contract, chain: Chain, number: int, voter: Any) -> bytes:
    domain = {"name": "The Members", "version": "1", "chainId": chain.chain_id}
    domain |= {"verifyingContract": governor}
    message = {"proposalId": number, "support": 1, "voter": voter.address}
    message |= {"nonce": governor.nonces(voter)}
    signed = voter.sign_typed_data(domain, BALLOT_TYPES, message)
    return bytes(signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big") + bytes([signed.v]))
