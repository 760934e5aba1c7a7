"""A token with people round it, and the means to look at it from outside of its own code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.chain.frames import Log, Transaction
from pydemo.contract import Contract, Receipt
from pydemo.contract.handle import encode_constructor

PROJECT = Path(__file__).parents[1] / "token"
CAP = 10**30
SUPPLY = 1_000
"""What alice holds when a scene begins: all there is."""
UNLIMITED = 2**256 - 1
ZERO = "0x" + "00" * 20
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

# From the texts of the ERCs.
PERMIT_TYPEHASH = bytes.fromhex("6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9")
DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
PERMIT_TYPES = {
    "Permit": [
        {"name": "owner", "type": "address"},
        {"name": "spender", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
    ]
}


OF_VOTES = (
    keccak(text="DelegateChanged(address,address,address)"),
    keccak(text="DelegateVotesChanged(address,uint256,uint256)"),
)


@dataclass(frozen=True)
class Scene:
    """A token that is named "Demo Token", of which alice holds `SUPPLY` and may make more."""

    chain: Chain
    token: Contract

    @cached_property
    def people(self) -> tuple[Account, Account, Account]:
        accounts = self.chain.accounts
        return accounts.alice, accounts.bob, accounts.carol

    @property
    def soon(self) -> int:
        """The timestamp of the block that the next transaction will be in."""
        return self.chain.time + 1

    def balances(self) -> tuple[int, ...]:
        return tuple(self.token.balanceOf(account) for account in self.people)

    def sign(self, signer: Account, **changes: Any) -> tuple[Any, ...]:
        """The arguments of a permit of alice's for bob, signed by somebody.

        ``changes`` are to what is signed: owner, spender, value, nonce, deadline; and to the
        domain: name, version, chainId, verifyingContract. What is sent has the same owner,
        spender, value and deadline.
        """
        alice, bob, _ = self.people
        owner = changes.get("owner", alice)
        message: dict[str, Any] = {
            "owner": owner,
            "spender": bob,
            "value": 70,
            "deadline": self.soon + 1_000,
        }
        message["nonce"] = self.token.nonces(owner)
        domain: dict[str, Any] = {"name": "Demo Token", "version": "1"}
        domain |= {"chainId": self.chain.chain_id, "verifyingContract": self.token}
        for name, value in changes.items():
            (message if name in message else domain)[name] = value
        signed = signer.sign_typed_data(domain, PERMIT_TYPES, message)
        return (
            canonical(message["owner"]),
            canonical(message["spender"]),
            message["value"],
            message["deadline"],
            signed.v,
            signed.r.to_bytes(32, "big"),
            signed.s.to_bytes(32, "big"),
        )


def deploy_ours(chain: Chain) -> Scene:
    alice = chain.accounts.alice
    return _begin(chain, chain.deploy("DemoToken", CAP, alice, sender=alice))


def deploy_openzeppelin(chain: Chain) -> Scene:
    return _begin(chain, chain.deploy("OpenZeppelinToken", sender=chain.accounts.alice))


def deploy_code(chain: Chain, creation_code: bytes) -> Scene:
    """A DemoToken made of other code than the suite's."""
    abi = chain._session.registry.abi("DemoToken")
    arguments = encode_constructor(abi, "DemoToken", (CAP, chain.accounts.alice))
    return _begin(chain, chain.at("DemoToken", _create(chain, creation_code + arguments)))


def deploy_proxy(chain: Chain, target: Contract) -> Contract:
    """A handle on a minimal proxy (ERC-1167) that runs a token's code by delegatecall."""
    code = f"363d3d373d3d3d363d73{target.address[2:]}5af43d82803e903d91602b57fd5bf3"
    creation = bytes.fromhex(f"602d80600a5f395ff3fe{code}")
    return chain.at(target.contract_name, _create(chain, creation))


def _create(chain: Chain, code: bytes) -> str:
    transaction = Transaction(canonical(chain.accounts.alice), None, code)
    address = chain._session.send(transaction, "creation").contract_address
    assert address is not None
    return address


def _begin(chain: Chain, token: Contract) -> Scene:
    token.mint(chain.accounts.alice, SUPPLY, sender=chain.accounts.alice)
    return Scene(chain, token)


@contextmanager
def forked(chain: Chain, chain_id: int) -> Iterator[None]:
    """Inside, the chain goes by another id, as after a split; what happened inside is undone."""
    node: Any = chain._node
    parts = (node, node.engine)
    before = node.chain_id
    with chain.anchor():
        for part in parts:
            part.chain_id = chain_id
        chain.mine()  # the next block was begun under the old id
        try:
            yield
        finally:
            for part in parts:
                part.chain_id = before


def domain_separator(
    name: str, version: str, chain_id: int, verifying_contract: AddressLike
) -> bytes:
    """After EIP-712, by hand."""
    hashes = (keccak(text=DOMAIN), keccak(text=name), keccak(text=version))
    types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    return keccak(encode(types, [*hashes, chain_id, canonical(verifying_contract)]))


def announces(receipt: Receipt, *expected: tuple[str, AddressLike, AddressLike, int]) -> None:
    """The transaction's logs are these ``Transfer`` or ``Approval`` events, to the byte.

    What a token with votes tells of votes is passed over.
    """
    assert receipt.to is not None
    logs = tuple(
        Log(
            canonical(receipt.to),
            (
                keccak(text=f"{name}(address,address,uint256)"),
                encode(["address"], [canonical(first)]),
                encode(["address"], [canonical(second)]),
            ),
            value.to_bytes(32, "big"),
        )
        for name, first, second, value in expected
    )
    assert tuple(log for log in receipt._outcome.logs if log.topics[0] not in OF_VOTES) == logs
