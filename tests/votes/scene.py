"""Tokens with votes: ours and OpenZeppelin's, named alike, for the same checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak
from token_checks.scene import SUPPLY, Scene

from pydemo import Chain
from pydemo.build.artifacts import Artifacts
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract, Event, Receipt
from pydemo.contract.delegation import DELEGATION_TYPES

PROJECT = Path(__file__).parent
ROOT = PROJECT.parents[1]
THEIRS = "OpenZeppelinVotes"
DELEGATION_TYPEHASH = keccak(text="Delegation(address delegatee,uint256 nonce,uint256 expiry)")


@cache
def shared_chain(engine: str) -> Chain:
    """Has OpenZeppelin's token beside the suite. Who uses it does so inside an anchor."""
    return Chain(engine=engine, project=PROJECT)


@cache
def our_code() -> bytes:
    """The creation code of contracts/test/VotesToken, which takes no arguments."""
    return Artifacts.project(ROOT)["VotesToken"].bytecode


def deploy_code(chain: Chain, code: bytes) -> Scene:
    """A token made of some code, of which alice holds `SUPPLY`. It has OpenZeppelin's ABI."""
    alice = chain.accounts.alice
    outcome = chain._session.send(Transaction(canonical(alice), None, code), "creation")
    assert outcome.contract_address is not None
    token = chain.at(THEIRS, outcome.contract_address)
    token.mint(alice, SUPPLY, sender=alice)
    return Scene(chain, token)


def ours(scene: Scene) -> Contract:
    """The token with the functions that OpenZeppelin's has not."""
    return scene.chain.at("PoolToken", scene.token)


def deploy_openzeppelin(chain: Chain) -> Scene:
    alice = chain.accounts.alice
    token = chain.deploy(THEIRS, sender=alice)
    token.mint(alice, SUPPLY, sender=alice)
    return Scene(chain, token)


def all_delegate(scene: Scene) -> None:
    """Let all three say that they vote for themselves, as OpenZeppelin's token wants it."""
    for person in scene.people:
        scene.token.delegate(person, sender=person)


def votes(scene: Scene) -> tuple[int, ...]:
    return tuple(scene.token.getVotes(person) for person in scene.people)


def told(receipt: Receipt | Any) -> list[tuple[Any, ...]]:
    """The events of a transaction: name and operands."""
    return [flat(event) for event in receipt.events]


def flat(event: Event) -> tuple[Any, ...]:
    return (event.name, *event.args.values())


def sign(scene: Scene, signer: Account, **changes: Any) -> tuple[Any, ...]:
    """The arguments of a delegation to bob, signed by somebody.

    ``changes`` are to what is signed: delegatee, nonce, expiry; and to the domain: name, version,
    chainId, verifyingContract.
    """
    message: dict[str, Any] = {
        "delegatee": scene.people[1],
        "nonce": scene.token.nonces(signer),
        "expiry": scene.soon + 1_000,
    }
    domain: dict[str, Any] = {"name": "Demo Token", "version": "1"}
    domain |= {"chainId": scene.chain.chain_id, "verifyingContract": scene.token}
    for name, value in changes.items():
        (message if name in message else domain)[name] = value
    signed = signer.sign_typed_data(domain, DELEGATION_TYPES, message)
    delegatee: AddressLike = message["delegatee"]
    return (
        canonical(delegatee),
        message["nonce"],
        message["expiry"],
        signed.v,
        signed.r.to_bytes(32, "big"),
        signed.s.to_bytes(32, "big"),
    )
