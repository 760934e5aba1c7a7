"""What the lottery's story is played on: a pool with borrowers, a vault with savers who govern it,
and the course of a draw from its close to its winners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.permit import sign_permit
from pydemo.contract.receipt import Receipt
from pydemo.evm.hashing import keccak
from pydemo.messages import text
from pydemo.plans import dao, lending, lottery, token
from pydemo.stories.dao_proposal import Proposal, propose
from pydemo.stories.step import Table
from pydemo.units import UNLIMITED, days, ether, rounded

PERIOD = days(30)
WEALTH = ether(20_000)
"""Units of DEMO that each persona has at first."""
POOL = ether(13_000)
"""All votes there are: one for each DEMO that is saved when they are handed out."""
SAVERS = ("alice", "bob", "carol", "dave", "erin", "frank")
"""In the order in which they are told of; Frank is the sponsor."""

Odds = dict[Account, int]
"""What each saver weighs in a draw: tickets times seconds."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The contracts of the story, and its savers with what each has won so far."""

    chain: Chain
    pool: Contract
    oracle: Contract
    rate_model: Contract
    asset: Contract
    rng: Contract
    vault: Contract
    government: dao.DaoSystem
    won: dict[Account, int]

    @property
    def savers(self) -> tuple[Account, ...]:
        return tuple(self.won)

    def deposit_with_permit(self, amount: int, saver: Account) -> Receipt:
        """Pay in with a signature in place of an approval sent before."""
        permit = sign_permit(self.asset, self.chain, owner=saver, spender=self.vault, value=amount)
        receipt: Receipt = self.vault.depositWithPermit(amount, saver, *permit[3:], sender=saver)
        return receipt

    # --- the course of a draw --------------------------------------------------------------------

    def wait_for_close(self) -> None:
        """Let time pass until the open draw can be closed."""
        _, _, ends_at = self.vault.openDraw()
        self.chain.advance(max(ends_at - self.chain.time, 1))

    def close(self, sender: Account) -> Receipt:
        """Wait, and close the open draw."""
        self.wait_for_close()
        receipt: Receipt = self.vault.closeDraw(sender=sender)
        return receipt

    def commit(self, committers: Sequence[Account]) -> list[Receipt]:
        """Have secrets committed to, with their bonds; then let the time for that pass."""
        request, bond = self.vault.closedDraw().requestId, self.rng.bond()
        done = []
        for account in committers:
            commitment = self.rng.commitmentOf(request, account, self.secret(account, request))
            done.append(self.rng.commit(request, commitment, sender=account, value=bond))
        self.chain.advance(self.rng.commitPeriod())
        return done

    def reveal(self, committers: Sequence[Account]) -> list[Receipt]:
        """Have the secrets revealed."""
        request = self.vault.closedDraw().requestId
        return [
            self.rng.reveal(request, self.secret(account, request), sender=account)
            for account in committers
        ]

    def secret(self, account: Account, request: int) -> bytes:
        """A secret that follows from the chain's seed, so that the story can be told again."""
        return keccak(f"{self.chain.seed or 0} {account.name} {request}".encode())

    def award(self, sender: Account) -> Receipt:
        """Award the closed draw, and note who has won what."""
        receipt: Receipt = self.vault.awardDraw(sender=sender)
        by_address = {saver.address: saver for saver in self.won}
        for event in receipt.events:
            if event.name == "PrizeAwarded":
                self.won[by_address[event.args["winner"]]] += event.args["prize"]
        return receipt

    def winners(self, award: Receipt) -> str:
        """The names of a draw's winners, in the order in which they were picked."""
        picked = (event.args["winner"] for event in award.events if event.name == "PrizeAwarded")
        return ", ".join(self.chain.names[winner] for winner in picked)

    # --- what savers decide ----------------------------------------------------------------------

    def propose(self, proposer: Account, data: bytes, description: str) -> Proposal:
        """Propose a call of the vault."""
        calls = [(self.vault, 0, data)]
        return propose(
            self.chain,
            self.government.governor,
            calls,
            description,
            proposer=proposer,
            shown=lambda votes: rounded(votes, 0),
        )

    # --- what can be seen ------------------------------------------------------------------------

    def odds(self) -> Odds:
        """Of the closed draw."""
        return {saver: self.vault.closedWeightOf(saver) for saver in self.savers}

    def draw_table(self, odds: Odds, won_before: dict[Account, int]) -> Table:
        """An awarded draw: who had which odds, who won, what each has and could take out now."""
        total = sum(odds.values())
        rows = []
        for saver, weight in odds.items():
            prize = self.won[saver] - won_before[saver]
            has, free = self.vault.balanceOf(saver), self.vault.maxWithdraw(saver)
            shown = rounded(prize) if prize else ""
            rows.append((saver.name, percent(weight, total), shown, rounded(has), rounded(free)))
        return Table(
            (
                text("lottery.saver"),
                text("lottery.odds"),
                text("lottery.prize"),
                text("lottery.tickets"),
                text("lottery.withdrawable"),
            ),
            tuple(rows),
        )

    def pool_table(self) -> Table:
        """Where the pool's money is, and what borrowing costs a year."""
        utilisation = self.pool.utilisation()
        rows = (
            ("supplied", rounded(self.pool.totalAssets())),
            ("lent", rounded(self.pool.totalDebt())),
            ("at_hand", rounded(self.pool.cash())),
            ("utilisation", percent(utilisation, lending.WAD)),
            ("rate", percent(self.rate_model.yearlyRate(utilisation), lending.WAD)),
        )
        return Table(
            (text("lottery.pool"), ""),
            tuple((text(f"lottery.{key}"), value) for key, value in rows),
        )


def percent(part: int, whole: int) -> str:
    """A share, with two digits."""
    return f"{100 * part / whole:.2f}%"


def deploy(chain: Chain) -> Scene:
    """Deploy all there is: the vault is owned by a timelock, and Alice has all POOL to hand out.

    Alice also sets ether's price. Everybody has `WEALTH` units of DEMO, and lets vault and pool
    take them; only Erin will sign permits for the vault.
    """
    alice = chain.accounts.alice
    people = [chain.accounts[number] for number in range(10)]
    asset = token.deploy(chain, deployer=alice, minter=alice).token
    for person in people:
        asset.mint(person, WEALTH + (lottery.SEED if person == alice else 0), sender=alice)
    government = lottery.deploy_government(chain, deployer=alice, supply=POOL)
    bank, system = lottery.deploy_over_pool(
        chain,
        asset=asset,
        rng="commit-reveal",
        deployer=alice,
        owner=government.timelock,
        price_setter=alice,
        # The story spans months, and nobody sets a price daily.
        limits=lending.Limits(max_price_age=days(365)),
        terms=lottery.Terms(period=PERIOD),
    )
    for person in people:
        asset.approve(bank.pool, UNLIMITED, sender=person)
        if person != chain.accounts.erin:
            asset.approve(system.vault, UNLIMITED, sender=person)
    won = {chain.accounts[name]: 0 for name in SAVERS}
    return Scene(
        chain,
        bank.pool,
        bank.oracle,
        bank.rate_model,
        asset,
        system.rng,
        system.vault,
        government,
        won,
    )
