"""A collection with people round it, and the means to look at it from outside of its own code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo import Chain, errors
from pydemo.build.artifacts import Artifacts
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.chain.frames import Log, Transaction
from pydemo.contract import Contract, Receipt
from pydemo.contract.handle import encode_constructor
from pydemo.plans.collectible import Terms
from pydemo.units import days, ether

ROOT = Path(__file__).parents[2]
OPENZEPPELIN = ROOT / "tests" / "collectible"
NAME, SYMBOL = "Bright Field", "BRIGHT"
ZERO = "0x" + "00" * 20
LAST = 6
"""The last piece when a scene begins: alice has minted 1 to 5 at once, bob has minted 6."""
PRICE = ether("0.08")
ROYALTY = 500
DAY = days(1)
UNLIMITED = 2**256 - 1
MAX_BATCH = 20
REVEAL_DELAY = 5
HISTORY = 8_191
"""How many blocks back EIP-2935 reaches."""


class Manner(IntEnum):
    """What contracts/test/Receivers.sol can be told to do."""

    ACCEPT = 0
    REFUSE = 1
    REVERT_SILENTLY = 2
    ANSWER_WRONG = 3
    ANSWER_TOO_LITTLE = 4
    BURN_ALL_GAS = 5
    SEND_ON = 6
    MINT_AGAIN = 7
    WITHDRAW_AGAIN = 8


@dataclass(frozen=True)
class Scene:
    """A collection in which alice has the pieces 1 to 5 (one batch) and bob has 6.

    ``code`` is that of the drop under test, `drop` deploys more of them. Handles have Collectible's
    ABI, OpenZeppelin's collection too.
    """

    chain: Chain
    token: Contract
    code: bytes = b""

    @cached_property
    def people(self) -> tuple[Account, Account, Account]:
        accounts = self.chain.accounts
        return accounts.alice, accounts.bob, accounts.carol

    @property
    def soon(self) -> int:
        """The timestamp of the block that the next transaction will be in."""
        return self.chain.time + 1

    def owners(self, last: int = LAST) -> tuple[str, ...]:
        """Of the pieces 1 to ``last``; the zero address for one that does not exist."""
        found = self.helper("Census").owners(self.token, last)
        assert found[0] == ZERO, "there is no piece 0"
        return tuple(found[1:])

    def balances(self) -> tuple[int, ...]:
        return tuple(self.token.balanceOf(account) for account in self.people)

    def helper(self, name: str) -> Contract:
        """A contract of contracts/test that stands on the shared chain."""
        return self.chain.at(name, HELPERS[self.chain][name])

    def receiver(self, manner: Manner) -> Contract:
        """The one Receiver, told how to behave."""
        receiver = self.helper("Receiver")
        receiver.behave(manner, sender=self.chain.accounts.ivan)
        return receiver

    def drop(self, **terms: Any) -> Contract:
        """A drop that is open from now on for a day, with judy as beneficiary and heidi as venue.

        ``terms`` are fields of `Terms`, in place of what they are by default.
        """
        return deploy_drop(self.chain, self.code, **terms)

    def mint(self, quantity: int, sender: AddressLike, drop: Contract | None = None) -> Receipt:
        """Mint for what it costs."""
        drop = drop or self.token
        receipt: Receipt = drop.mint(quantity, sender=sender, value=quantity * PRICE)
        return receipt


HELPERS: dict[Chain, dict[str, str]] = {}
"""Addresses of the contracts of contracts/test, by chain and name."""


def deploy_helpers(chain: Chain) -> None:
    alice = chain.accounts.alice
    made = [chain.deploy(name, sender=alice) for name in ("Census", "PlainArt", "Receiver")]
    made += [chain.deploy(name, sender=alice) for name in ("Penniless", "Purse")]
    HELPERS[chain] = {contract.contract_name: contract.address for contract in made}


def deploy_drop(chain: Chain, code: bytes, **terms: Any) -> Contract:
    fields: dict[str, Any] = {
        "beneficiary": chain.accounts.judy,
        "venue": chain.accounts.heidi,
        "opens_at": chain.time,
        "closes_at": chain.time + DAY,
        "price": PRICE,
        "royalty": ROYALTY,
        **terms,
    }
    abi = chain._session.registry.abi("Collectible")
    values = (Terms(**fields).as_struct(), HELPERS[chain]["PlainArt"])
    arguments = encode_constructor(abi, "Collectible", values)
    return _stand(chain, code + arguments)


def deploy_code(chain: Chain, code: bytes) -> Scene:
    """The scene with a Collectible of this creation code."""
    return begin(Scene(chain, deploy_drop(chain, code, wallet_limit=10**6), code))


def deploy_openzeppelin(chain: Chain) -> Scene:
    code = Artifacts.project(OPENZEPPELIN)["OpenZeppelinCollectible"].bytecode
    arguments = encode(["address", "uint96"], [canonical(chain.accounts.judy), ROYALTY])
    return begin(Scene(chain, _stand(chain, code + arguments)))


def begin(scene: Scene) -> Scene:
    alice, bob, _ = scene.people
    scene.mint(5, alice)
    scene.mint(1, bob)
    return scene


def _stand(chain: Chain, code: bytes) -> Contract:
    transaction = Transaction(canonical(chain.accounts.alice), None, code)
    receipt = chain._session.send(transaction, "creation")
    assert receipt.contract_address is not None
    handle = chain.at("Collectible", receipt.contract_address)
    handle.deploy_receipt = receipt
    return handle


def at(chain: Chain, time: int) -> None:
    """Let the next transaction's block have this timestamp, which is not before the next one."""
    if time > chain.time + 1:
        chain.advance(time - 1 - chain.time)
    assert chain.time + 1 == time


def fails(name: str | None, *operands: object) -> Any:
    """As `errors.reverts`, in fewer letters: a hundred checks use it."""
    return errors.reverts(name, *operands)


# --- events ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An event as it should be: its signature, its topics and the rest, as values by type."""

    signature: str
    topics: tuple[tuple[str, Any], ...] = ()
    data: tuple[tuple[str, Any], ...] = ()

    def log(self, address: AddressLike) -> Log:
        return Log(
            canonical(address),
            (keccak(text=self.signature), *(encode([kind], [one]) for kind, one in self.topics)),
            encode([kind for kind, _ in self.data], [one for _, one in self.data]),
        )


def _account(address: AddressLike) -> tuple[str, Any]:
    return "address", canonical(address)


def moved(source: AddressLike, target: AddressLike, token_id: int) -> Told:
    topics = (_account(source), _account(target), ("uint256", token_id))
    return Told("Transfer(address,address,uint256)", topics)


def approved(owner: AddressLike, account: AddressLike, token_id: int) -> Told:
    topics = (_account(owner), _account(account), ("uint256", token_id))
    return Told("Approval(address,address,uint256)", topics)


def approved_for_all(owner: AddressLike, operator: AddressLike, is_approved: bool) -> Told:
    topics = (_account(owner), _account(operator))
    return Told("ApprovalForAll(address,address,bool)", topics, (("bool", is_approved),))


def told(signature: str, *data: int) -> Told:
    """An event all of whose parameters are plain numbers."""
    return Told(signature, (), tuple(("uint256", number) for number in data))


def paid(name: str, account: AddressLike, value: int) -> Told:
    """``ProceedsPaid`` or ``RefundOwed``."""
    return Told(f"{name}(address,uint256)", (_account(account),), (("uint256", value),))


def refunded(account: AddressLike, to: AddressLike, value: int) -> Told:
    data = (_account(to), ("uint256", value))
    return Told("RefundPaid(address,address,uint256)", (_account(account),), data)


def redeemed(holder: AddressLike, serial: int, token_id: int) -> Told:
    topics = (_account(holder), ("uint256", serial))
    return Told("VoucherRedeemed(address,uint256,uint256)", topics, (("uint256", token_id),))


def announces(receipt: Receipt, *expected: Told, by: AddressLike | None = None) -> None:
    """The transaction's logs are these of the contract called, to the byte, and no others."""
    address = by or receipt.to
    assert address is not None
    logs = [log for log in receipt._outcome.logs if by is None or log.address == canonical(by)]
    assert logs == [event.log(address) for event in expected]
