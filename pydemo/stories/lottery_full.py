"""The lottery at the size of a bank: 100,000 savers, ten draws, and everybody paid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from pydemo.chain.address import canonical
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.evm.hashing import keccak
from pydemo.messages import text
from pydemo.plans import lending, lottery, token
from pydemo.stories.progress import track
from pydemo.stories.step import Step, Table, told
from pydemo.units import UNLIMITED, days, ether, rounded

SAVERS, DRAWS = 100_000, 10
MOVES = 1_000
"""Savers a draw who pay in more, and as many who take some out."""
MEDIAN, SIGMA = 100, 1.5
"""DEMO a saver pays in, lognormally distributed: some a few, some thousands."""
PERIOD = days(7)
STOPS = 2
"""Times within a period at which they do."""
PART = 2_000
"""Transactions whose receipts are kept at a time."""
GAS = 400_000
"""Limit of a transaction: more than any of a saver's takes."""


@dataclass(frozen=True, slots=True)
class Town:
    """A vault with all its savers."""

    chain: Chain
    asset: Contract
    pool: Contract
    vault: Contract
    owed: dict[bytes, int]
    """Of each saver, by address: what the vault, or the vault earlier, owes them in all."""
    random: Random


def tell(chain: Chain) -> Iterator[Step]:
    """Steps at full scale. Who saves, moves and wins follows from the chain's seed.

    Raises:
        errors.NotSupported: the chain has no batches.
    """
    with chain.batch():
        pass  # refused at once, rather than in minutes, where there are no batches
    random = Random(chain.seed)
    owed = {
        keccak(b"saver %d" % number)[12:]: ether(f"{random.lognormvariate(0, SIGMA) * MEDIAN:.2f}")
        for number in range(SAVERS)
    }
    town = _deploy(chain, owed, random)
    yield _saved(town)
    yield _drawn(town)
    yield _paid_out(town)


def _deploy(chain: Chain, owed: dict[bytes, int], random: Random) -> Town:
    """A pool, a vault over it, and Alice's bank, which has all the money."""
    total = sum(owed.values())
    alice, ivan, judy = (chain.accounts[name] for name in ("alice", "ivan", "judy"))
    asset = token.deploy(chain, deployer=alice, minter=alice, cap=10 * total).token
    asset.mint(alice, 4 * total, sender=alice)
    bank, system = lottery.deploy_over_pool(
        chain,
        asset=asset,
        rng="future-block",
        deployer=alice,
        owner=judy,
        price_setter=ivan,
        limits=lending.Limits(max_price_age=days(365)),
        terms=lottery.Terms(period=PERIOD),
    )
    for spender in (bank.pool, system.vault):
        asset.approve(spender, UNLIMITED, sender=alice)
    chain.set_balance(alice, ether(100_000))  # for gas
    for saver in owed:
        chain.set_balance(saver, ether(1))
        chain.impersonate(saver)
    return Town(chain, asset, bank.pool, system.vault, owed, random)


def _saved(town: Town) -> Step:
    """The bank moves its customers over, one deposit each, and Heidi borrows of it."""
    alice, heidi = town.chain.accounts.alice, town.chain.accounts.heidi
    gas = _each(
        town,
        list(town.owed.items()),
        "saving",
        lambda saver, amount: town.vault.deposit(amount, saver, sender=alice, gas=GAS),
    )
    total = sum(town.owed.values())
    # Half of the pool is the bank's own, so that savers can leave although three fifths are lent.
    town.pool.deposit(total, alice, sender=alice)
    town.chain.set_balance(heidi, total)
    town.pool.depositCollateral(heidi, sender=heidi, value=total // 1_000)
    borrowed = town.pool.borrow(town.pool.totalAssets() * 3 // 5, heidi, sender=heidi)
    step = told(
        town.chain,
        "lottery.full.save",
        [borrowed],
        count=f"{SAVERS:,}",
        total=rounded(total, 0),
        median=rounded(sorted(town.owed.values())[SAVERS // 2]),
        largest=rounded(max(town.owed.values())),
        each=f"{gas // SAVERS:,}",
    )
    return replace(step, more_transactions=SAVERS, more_gas=gas)


def _drawn(town: Town) -> Step:
    """All draws, each after a period in which some pay in more and some take some out."""
    bob, vault = town.chain.accounts.bob, town.vault
    rows, gas = [], 0
    wait = town.chain.at("FutureBlockRng", vault.rng()).DELAY() + 1
    for _ in track(range(DRAWS), text("lottery.full.drawing")):
        gas += _move(town)
        _, _, ends_at = vault.openDraw()
        town.chain.advance(max(ends_at - town.chain.time, 1))
        closed = vault.closeDraw(sender=bob)
        draw_id = vault.closedDraw().drawId
        town.chain.mine(wait)
        award = vault.awardDraw(sender=bob)
        (won,) = (event.args for event in award.events if event.name == "PrizeAwarded")
        tickets = vault.balanceOf(won["winner"]) - won["prize"]
        town.owed[canonical(won["winner"])] += won["prize"]
        winner = f"{won['winner'][:10]}…"
        cost = f"{closed.gas_used + award.gas_used:,}"
        rows.append((f"{draw_id}", rounded(won["prize"]), winner, rounded(tickets), cost))
    heads = ("draw", "prize", "winner", "tickets", "gas")
    step = told(
        town.chain,
        "lottery.full.draw",
        [],
        Table(tuple(text(f"lottery.{head}") for head in heads), tuple(rows)),
        draws=DRAWS,
        moves=f"{MOVES:,}",
        count=f"{SAVERS:,}",
        depth=(SAVERS.bit_length() + 3) // 4,  # each level has sixteen times the places
    )
    return replace(step, more_transactions=DRAWS * (2 * MOVES + 2), more_gas=gas)


def _move(town: Town) -> int:
    """Let a period pass, with some who pay in or take out on the way. Returns their gas."""
    alice, vault = town.chain.accounts.alice, town.vault
    savers = list(town.owed)
    gas = 0
    for _ in range(STOPS):
        town.chain.advance(PERIOD // (STOPS + 1))
        with town.chain.batch() as batch:
            for saver in town.random.sample(savers, MOVES // STOPS):
                amount = ether(town.random.randrange(1, MEDIAN))
                vault.deposit(amount, saver, sender=alice, gas=GAS)
                town.owed[saver] += amount
            for saver in town.random.sample(savers, MOVES // STOPS):
                part = vault.balanceOf(saver) // 2
                vault.withdraw(part, saver, saver, sender=saver, gas=GAS)
        gas += sum(receipt.gas_used for receipt in batch.receipts)
    return gas


def _paid_out(town: Town) -> Step:
    """Heidi repays, and all savers take everything out."""
    alice, heidi, vault = town.chain.accounts.alice, town.chain.accounts.heidi, town.vault
    interest = town.pool.debtOf(heidi) - town.asset.balanceOf(heidi)
    town.asset.transfer(heidi, 2 * interest, sender=alice)
    town.asset.approve(town.pool, UNLIMITED, sender=heidi)
    repaid = town.pool.repay(UNLIMITED, heidi, sender=heidi)
    left = [(saver, tickets) for saver in town.owed if (tickets := vault.balanceOf(saver))]
    gas = _each(
        town,
        left,
        "paying_out",
        lambda saver, tickets: vault.redeem(tickets, saver, saver, sender=saver, gas=GAS),
    )
    is_right = vault.totalSupply() == 0 and all(
        town.asset.balanceOf(saver) == owed
        for saver, owed in track(list(town.owed.items()), text("lottery.full.counting"))
    )
    step = told(
        town.chain,
        "lottery.full.ending",
        [repaid],
        count=f"{len(left):,}",
        each=f"{gas // len(left):,}",
        total=rounded(sum(tickets for _, tickets in left), 0),
        verdict=text(f"lottery.full.ending.{'equal' if is_right else 'unequal'}"),
    )
    return replace(step, more_transactions=len(left), more_gas=gas)


def _each(
    town: Town, orders: list[tuple[bytes, int]], what: str, send: Callable[[bytes, int], Receipt]
) -> int:
    """Send a transaction for each order, and let go of the receipts. Returns their gas."""
    gas = 0
    starts = range(0, len(orders), PART)
    for start in track(starts, text(f"lottery.full.{what}")):
        with town.chain.batch() as batch:
            for saver, amount in orders[start : start + PART]:
                send(saver, amount)
        gas += sum(receipt.gas_used for receipt in batch.receipts)
    return gas
