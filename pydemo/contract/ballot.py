"""Votes on a governor's proposals by signature, signed off chain with eth-account."""

from __future__ import annotations

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract

BALLOT_TYPES = {
    "Ballot": [
        {"name": "proposalId", "type": "uint256"},
        {"name": "support", "type": "uint8"},
        {"name": "voter", "type": "address"},
        {"name": "nonce", "type": "uint256"},
    ]
}
AGAINST, FOR, ABSTAIN = range(3)
"""What ``support`` can be (``IGovernor.COUNTING_MODE``: "support=bravo")."""


def sign_ballot(
    governor: Contract, chain: Chain, *, voter: Account, proposal_id: int, support: int
) -> tuple[int, int, str, bytes]:
    """Sign a vote for the voter's next nonce with this governor.

    Args:
        support: `AGAINST`, `FOR` or `ABSTAIN`.

    Returns:
        The arguments of ``castVoteBySig``: proposal, support, voter, signature (r, s, v).
    """
    domain = {
        "name": governor.name(),
        "version": governor.version(),
        "chainId": chain.chain_id,
        "verifyingContract": governor,
    }
    message = {
        "proposalId": proposal_id,
        "support": support,
        "voter": voter.address,
        "nonce": governor.nonces(voter),
    }
    signed = voter.sign_typed_data(domain, BALLOT_TYPES, message)
    signature = signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big") + bytes([signed.v])
    return proposal_id, support, voter.address, signature
