"""Who has how much, before and after: values to look at and to compute with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydemo.chain.address import AddressLike, canonical, checksum
from pydemo.errors import ArgumentError, ContractError

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.contract.handle import Contract
    from pydemo.contract.receipt import Receipt

ETHER = "ETH"
_ETHER_DECIMALS = 18
_MOST_DECIMALS = 77
"""More digits than an amount can have: a token that claims more is not believed."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one thing an account has."""

    account: str
    """Checksummed address."""
    name: str
    """What the chain calls it; the address if it has no name."""
    unit: str
    """``ETH``, or what the token was called by whoever asked."""
    decimals: int
    """How many of the amount's digits are behind the point when it is shown."""
    amount: int
    """In the smallest unit."""


@dataclass(frozen=True, slots=True)
class Balances:
    """What some accounts have at one moment, of ether and of some tokens.

    ``before.to(after)`` is what has changed.
    """

    block: int
    time: int
    """Of the block, in Unix seconds."""
    holdings: tuple[Holding, ...]
    """Account by account, ether first."""

    @classmethod
    def of(
        cls,
        chain: Chain,
        accounts: Iterable[AddressLike],
        tokens: Mapping[str, Contract] | Iterable[Contract] = (),
    ) -> Balances:
        """Balances as of now.

        Args:
            tokens: contracts with ``balanceOf(address)``; a mapping says what to call each, else
                that is its symbol, or the contract's name where it tells none.

        Raises:
            errors.ArgumentError: one of the tokens has no ``balanceOf(address)``.
            errors.ContractError: one of them does not answer.
        """
        units = _units(tokens)
        names, holdings = chain.names, []
        for account in accounts:
            address = checksum(canonical(account))
            name = names.get(address, address)
            ether = chain.balance(address)
            holdings.append(Holding(address, name, ETHER, _ETHER_DECIMALS, ether))
            for unit, (token, decimals) in units.items():
                amount = token["balanceOf(address)"](address)
                holdings.append(Holding(address, name, unit, decimals, amount))
        return cls(chain.block_number, chain.time, tuple(holdings))

    def amount(self, account: AddressLike, unit: str = ETHER) -> int:
        """Raises errors.ArgumentError if that is not among what was looked at."""
        address = checksum(canonical(account))
        for holding in self.holdings:
            if (holding.account, holding.unit) == (address, unit):
                return holding.amount
        raise ArgumentError(f"nobody looked at {unit} of {address}")

    def to(self, after: Balances, fees: Mapping[str, int] | None = None) -> BalanceChanges:
        """What has changed from here to there.

        Args:
            fees: by address, the wei paid for gas in between, which are told apart.

        Raises:
            errors.ArgumentError: the two are not about the same accounts and tokens.
        """
        kinds = [[(found.account, found.unit) for found in one.holdings] for one in (self, after)]
        if kinds[0] != kinds[1]:
            raise ArgumentError(
                "balances of other accounts or tokens: both must be of the same, in the same order"
            )
        paid = fees or {}
        rows = tuple(
            Change(
                was.account,
                now.name,
                was.unit,
                was.decimals,
                was.amount,
                now.amount,
                paid.get(was.account, 0) if was.unit == ETHER else 0,
            )
            for was, now in zip(self.holdings, after.holdings, strict=True)
        )
        return BalanceChanges(self.block, after.block, rows)

    def __str__(self) -> str:
        from pydemo.display.balances import balances_text

        return balances_text(self)

    def _repr_html_(self) -> str:
        from pydemo.display.balances import balances_html

        return balances_html(self)


@dataclass(frozen=True, slots=True)
class Change:
    """How much of one thing an account had and has. Amounts are in the smallest unit."""

    account: str
    name: str
    unit: str
    decimals: int
    before: int
    after: int
    gas: int
    """Wei paid for gas meanwhile; only ether is."""

    @property
    def change(self) -> int:
        """What came or, below zero, went; what was paid for gas is not in it."""
        return self.after - self.before + self.gas


@dataclass(frozen=True, slots=True)
class BalanceChanges:
    """What has changed between two moments, account by account, ether first."""

    from_block: int
    to_block: int
    rows: tuple[Change, ...]

    def of(self, account: AddressLike, unit: str = ETHER) -> Change:
        """Raises errors.ArgumentError if that is not among what was looked at."""
        address = checksum(canonical(account))
        for row in self.rows:
            if (row.account, row.unit) == (address, unit):
                return row
        raise ArgumentError(f"nobody looked at {unit} of {address}")

    def __str__(self) -> str:
        from pydemo.display.balances import changes_text

        return changes_text(self)

    def _repr_html_(self) -> str:
        from pydemo.display.balances import changes_html

        return changes_html(self)


class Watch:
    """Balances when a with-block began; ``changes`` are up to now, or to its end once that is over.

    Attributes:
        before: what there was.
    """

    def __init__(
        self, chain: Chain, accounts: Iterable[AddressLike], tokens: Mapping[str, Contract]
    ) -> None:
        self._chain, self._accounts, self._tokens = chain, tuple(accounts), dict(tokens)
        self._fees: dict[str, int] = {}
        self._final: BalanceChanges | None = None
        self.before = self._look()

    def _look(self) -> Balances:
        return Balances.of(self._chain, self._accounts, self._tokens)

    def note(self, receipt: Receipt) -> None:
        """Take a transaction's gas into account; failed ones cost, too."""
        self._fees[receipt.sender] = self._fees.get(receipt.sender, 0) + receipt.fee

    def stop(self) -> None:
        """From here on ``changes`` stay as they are."""
        self._final = self.changes

    @property
    def changes(self) -> BalanceChanges:
        if self._final is not None:
            return self._final
        return self.before.to(self._look(), self._fees)

    def __str__(self) -> str:
        return str(self.changes)

    def _repr_html_(self) -> str:
        return self.changes._repr_html_()


@contextmanager
def watching(
    chain: Chain, accounts: Iterable[AddressLike], tokens: Mapping[str, Contract]
) -> Iterator[Watch]:
    """What `Chain.watch` does."""
    watch, observers = Watch(chain, accounts, tokens), chain._session.observers
    observers.append(watch.note)
    try:
        yield watch
    finally:
        observers.remove(watch.note)
        watch.stop()


def _units(
    tokens: Mapping[str, Contract] | Iterable[Contract],
) -> dict[str, tuple[Contract, int]]:
    """What each token is called -> the token, and its decimals."""
    if isinstance(tokens, Mapping):
        named = list(tokens.items())
    else:
        named = [(_symbol(token), token) for token in tokens]
    units: dict[str, tuple[Contract, int]] = {}
    for name, token in named:
        overloads = token._abi.functions.get("balanceOf", ())
        if not any(found.canonical == "balanceOf(address)" for found in overloads):
            raise ArgumentError(
                f"{token.contract_name} has no function balanceOf(address): it is no token"
            )
        unit, number = name, 2
        while unit in units or unit == ETHER:
            unit, number = f"{name} ({number})", number + 1
        units[unit] = token, _decimals(token)
    return units


def _symbol(token: Contract) -> str:
    try:
        return str(token["symbol()"]()) or token.contract_name
    except (ArgumentError, ContractError):
        return token.contract_name


def _decimals(token: Contract) -> int:
    """0 where a token tells none, as an ERC-721, whose pieces are whole."""
    try:
        decimals = int(token["decimals()"]())
    except (ArgumentError, ContractError):
        return 0
    return decimals if decimals <= _MOST_DECIMALS else 0
