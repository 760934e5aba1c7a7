"""A prize vault with a source, a token to save, and people who have some of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical, checksum
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract, Receipt
from pydemo.contract.handle import encode_constructor
from pydemo.units import days, ether

PROJECT = Path(__file__).parent
PERIOD = days(7)
BUFFER = 1_000
WEALTH = 10**30
UNLIMITED = 2**256 - 1
ETHER_PRICE = 2_000 * 10**8
WAD = 10**18
PLAIN = {"plain": "OpenZeppelinVault", "shutting": "ShuttingVault", "fee": "FeeVault"}


@cache
def shared_chain(engine: str) -> Chain:
    """The suite's contracts and those of this folder. Who uses it does so inside an anchor."""
    return Chain(engine=engine, project=PROJECT)


@dataclass(frozen=True)
class Scene:
    """``owner`` owns the vault and sets the numbers; ``people`` are rich and have approved."""

    chain: Chain
    asset: Contract
    source: Contract
    rng: Contract
    vault: Contract
    owner: Account
    people: tuple[Account, ...]

    @property
    def worth(self) -> int:
        """What the source would pay for all that the vault has there."""
        return int(self.source.previewRedeem(self.source.balanceOf(self.vault)))

    @property
    def surplus(self) -> int:
        return self.worth - int(self.vault.totalSupply())

    def earn(self, assets: int) -> None:
        """Let the source, which must count what it has, earn something."""
        self.asset.transfer(self.source, assets, sender=self.owner)

    def wait(self, seconds: int = PERIOD) -> None:
        self.chain.advance(seconds)
        self.chain.mine()

    def close(self) -> Receipt:
        self.wait()
        receipt: Receipt = self.vault.closeDraw(sender=self.owner)
        return receipt

    def award(self, number: int = 7) -> Receipt:
        """Set the random number of the closed draw, and award it."""
        self.rng.set(self.vault.closedDraw().requestId, number, sender=self.owner)
        receipt: Receipt = self.vault.awardDraw(sender=self.owner)
        return receipt

    def point(self, number: int, draw_id: int, winner: int, weight: int) -> int:
        """The point that decides, by the rules of the interface, in Python."""
        words = encode(
            ["uint256", "address", "uint256", "uint256"],
            [number, self.vault.address, draw_id, winner],
        )
        word = int.from_bytes(keccak(words))
        while word < 2**256 % weight:
            word = int.from_bytes(keccak(word.to_bytes(32, "big")))
        return word % weight

    def fund(self, account: AddressLike) -> None:
        """Make somebody rich and let the vault take it all."""
        self.asset.transfer(account, WEALTH // 1_000, sender=self.owner)
        self.chain.set_balance(account, ether(100))
        self.asset.approve(self.vault, UNLIMITED, sender=self.chain.impersonate(account))


def someone(number: int) -> str:
    """The address of one of many."""
    return checksum(keccak(number.to_bytes(32, "big"))[:20])


def deploy(
    chain: Chain,
    *,
    source: str = "plain",
    token: str = "DemoToken",
    winners: int = 1,
    reserve: int = 0,
    seed: int = BUFFER,
    rng: str = "SettableRng",
) -> Scene:
    """A vault over OpenZeppelin's (see `PLAIN`) or the suite's lending pool ("pool")."""
    owner = chain.accounts.judy
    people = tuple(chain.accounts[index] for index in range(6))
    asset = _token(chain, token, owner)
    made: Any = (
        _pool(chain, asset, owner)
        if source == "pool"
        else chain.deploy(PLAIN[source], asset, sender=owner)
    )
    numbers = chain.deploy(rng, *([owner] if rng == "SettableRng" else []), sender=owner)
    terms = (PERIOD, winners, reserve, canonical(owner))
    vault = deploy_with_code(chain, "PrizeVault", asset, made, numbers, terms, sender=owner)
    scene = Scene(chain, asset, made, numbers, vault, owner, people)
    if seed:
        asset.approve(made, seed, sender=owner)
        made.deposit(seed, vault, sender=owner)
    for person in people:
        scene.fund(person)
    return scene


_codes: dict[str, bytes] = {}


@contextmanager
def other_code(contract: str, code: bytes) -> Iterator[None]:
    """Inside, scenes have this creation code in place of the suite's."""
    _codes[contract] = code
    try:
        yield
    finally:
        del _codes[contract]


def deploy_with_code(chain: Chain, contract: str, *arguments: Any, sender: Account) -> Contract:
    """Deploy a contract of the suite, or what `other_code` says instead."""
    if contract not in _codes:
        return chain.deploy(contract, *arguments, sender=sender)
    encoded = encode_constructor(chain._session.registry.abi(contract), contract, arguments)
    creation = Transaction(canonical(sender), None, _codes[contract] + encoded)
    address = chain._session.send(creation, "creation").contract_address
    assert address is not None
    return chain.at(contract, address)


def _token(chain: Chain, name: str, owner: Account) -> Contract:
    arguments = (WEALTH, owner) if name == "DemoToken" else ()
    asset: Contract = chain.deploy(name, *arguments, sender=owner)
    asset["mint" if arguments else "make"](owner, WEALTH, sender=owner)
    return asset


def _pool(chain: Chain, asset: Contract, owner: Account) -> Contract:
    model = chain.deploy("KinkedRateModel", *RATES, sender=owner)
    oracle = chain.deploy("SettablePriceOracle", owner, ETHER_PRICE, sender=owner)
    limits = (7_500, 8_000, 500, 5_000, days(36_500))
    pool = chain.deploy("LendingPool", asset, model, oracle, limits, sender=owner)
    # Somebody lends, and somebody has borrowed.
    asset.approve(pool, UNLIMITED, sender=owner)
    pool.deposit(ether(1_000_000), owner, sender=owner)
    pool.depositCollateral(owner, sender=owner, value=ether(2_000))
    pool.borrow(ether(800_000), owner, sender=owner)
    return pool


RATES = (0, 4 * WAD // 100, 60 * WAD // 100, 80 * WAD // 100)
"""0 to 4% a year up to 80% utilisation, 64% at full."""
