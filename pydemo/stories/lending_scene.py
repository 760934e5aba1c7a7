"""What the lending story is played on: a pool, its suppliers, its borrowers, what can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.display.plot import Plot
from pydemo.lending.curve import interest_curve
from pydemo.lending.loan import loan_of
from pydemo.messages import text
from pydemo.plans import lending, token
from pydemo.stories.step import Table
from pydemo.units import UNLIMITED, days, ether, rounded

WEALTH = ether(10_000)
"""Units of DEMO that each persona has at first."""
SUPPLIED = {"bob": ether(6_000), "carol": ether(4_000)}
COLLATERAL = {"heidi": ether(2), "grace": ether(1)}
BORROWED = {"heidi": ether(4_000), "grace": ether(2_900)}
ROUNDINGS = 1_000
"""Units that may be lost or gained by rounding: the pool rounds in its own favour."""


@dataclass(frozen=True, slots=True)
class Scene:
    chain: Chain
    asset: Contract
    rate_model: Contract
    oracle: Contract
    pool: Contract

    @property
    def suppliers(self) -> list[Account]:
        return [self.chain.accounts[name] for name in SUPPLIED]

    @property
    def borrowers(self) -> list[Account]:
        return [self.chain.accounts[name] for name in COLLATERAL]

    def worth(self, supplier: Account) -> int:
        """What a supplier's shares would be paid with."""
        amount: int = self.pool.convertToAssets(self.pool.balanceOf(supplier))
        return amount

    def set_price(self, price: int) -> Receipt:
        done: Receipt = self.oracle.setPrice(price * 10**8, sender=self.chain.accounts.alice)
        return done

    def plot(self) -> Plot:
        from pydemo.display.plot_interest import interest_plot

        return interest_plot(interest_curve(self.pool, self.rate_model))

    def loans(self) -> Table:
        rows = []
        for borrower in self.borrowers:
            loan = loan_of(self.pool, borrower)
            amounts = (loan.value, loan.debt, loan.limit)
            rows.append(
                (
                    borrower.name,
                    rounded(loan.collateral, 4),
                    *(rounded(amount, 1) for amount in amounts),
                    "" if loan.health is None else f"{loan.health:.2f}",
                )
            )
        return table(("borrower", "collateral", "worth", "debt", "limit", "health"), rows)

    def standing(self) -> Table:
        """Where the pool's money is, and what borrowing costs a year."""
        present = interest_curve(self.pool, self.rate_model, steps=1).present
        rows = [
            (text("lending.supplied"), rounded(self.pool.totalAssets(), 1)),
            (text("lending.lent"), rounded(self.pool.totalDebt(), 1)),
            (text("lending.at_hand"), rounded(self.pool.cash(), 1)),
            (text("lending.utilisation"), f"{present.utilisation:.1%}"),
            (text("lending.borrow_rate"), f"{present.borrow:.2%}"),
            (text("lending.supply_rate"), f"{present.supply:.2%}"),
        ]
        return Table((text("lending.pool"), ""), tuple(rows))


def deploy(chain: Chain) -> Scene:
    """Deploy all there is. Alice sets the price; those who are told of have approved the pool."""
    alice = chain.accounts.alice
    asset = token.deploy(chain, deployer=alice, minter=alice).token
    for number in range(10):
        asset.mint(chain.accounts[number], WEALTH, sender=alice)
    # The story spans months, and nobody sets a price daily.
    limits = lending.Limits(max_price_age=days(365))
    system = lending.deploy(chain, asset, deployer=alice, price_setter=alice, limits=limits)
    for name in ("bob", "carol", "heidi", "grace", "ivan"):
        asset.approve(system.pool, UNLIMITED, sender=chain.accounts[name])
    return Scene(chain, asset, system.rate_model, system.oracle, system.pool)


def table(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    """Rows under headings that are messages of the story's."""
    return Table(heads(columns), tuple(rows))


def heads(heads: Sequence[str]) -> tuple[str, ...]:
    return tuple(text(f"lending.{head}") for head in heads)


def percent(basis_points: int) -> str:
    return f"{basis_points / 100:g}%"


def signed(amount: int) -> str:
    return ("+" if amount > 0 else "") + rounded(amount, 1)
