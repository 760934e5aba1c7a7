"""The drop at the size of the real ones: 10,000 pieces to 5,000 wallets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.piece import Piece, PieceData
from pydemo.evm.hashing import keccak
from pydemo.messages import text
from pydemo.plans import collectible as plan
from pydemo.stories.progress import track
from pydemo.stories.step import Action, Step, Table, mined
from pydemo.units import decimal, ether, gwei

PIECES, WALLETS, LIMIT = 10_000, 5_000, 20
SHOWN = 8
MINT_GAS = 200_000
"""Limit of a transaction: more than 20 pieces take."""


def tell(chain: Chain) -> Iterator[Step]:
    """Steps of the drop at full scale. Wallets and their appetites follow from the chain's seed."""
    alice = chain.accounts.alice
    drop = plan.deploy(
        chain, deployer=alice, beneficiary=alice, max_supply=PIECES, wallet_limit=LIMIT
    ).collection
    price = drop.price()
    quantities = _quantities(Random(chain.seed))
    gas = _mint_all(chain, drop, quantities, price)
    yield _step(
        "mint",
        minted=(len(quantities), gas),
        wallets=f"{WALLETS:,}",
        count=f"{PIECES:,}",
        transactions=f"{len(quantities):,}",
        smallest=min(quantities),
        largest=max(quantities),
        gas=f"{gas:,}",
        each=f"{gas // PIECES:,}",
        fees=decimal(gas * gwei(1)),
    )

    chain.mine(drop.revealBlock() - chain.block_number)
    revealed = drop.reveal(sender=chain.accounts.bob)
    yield _step(
        "reveal",
        actions=(mined(chain, revealed),),
        pictures=tuple(Piece(drop, token_id).read() for token_id in range(1, SHOWN + 1)),
        gas=f"{revealed.gas_used:,}",
        count=f"{PIECES:,}",
        offset=f"{drop.offset():,}",
    )

    yield _step("rarity", tables=(_rarity(chain, drop),), count=f"{PIECES:,}")

    held, before = chain.balance(drop), chain.balance(alice)
    paid = drop.withdrawProceeds(sender=chain.accounts.bob)
    got = chain.balance(alice) - before
    is_right = PIECES * price == held == got
    yield _step(
        "revenue",
        actions=(mined(chain, paid),),
        count=f"{PIECES:,}",
        price=decimal(price),
        expected=f"{PIECES * price:,}",
        held=f"{held:,}",
        paid=f"{got:,}",
        verdict=text(f"collectible.full.revenue.{'equal' if is_right else 'unequal'}"),
    )


def _quantities(random: Random) -> list[int]:
    """How many each wallet mints: most a few, some as many as they may, together all there are."""
    quantities = [1] * WALLETS
    left = PIECES - WALLETS
    while left:
        wallet = random.randrange(WALLETS)
        more = min(left, LIMIT - quantities[wallet], int(random.paretovariate(1.2)))
        quantities[wallet] += more
        left -= more
    return quantities


def _mint_all(chain: Chain, drop: Contract, quantities: list[int], price: int) -> int:
    """Mint out, a transaction a wallet. Returns the gas of all of them."""
    wallets = [keccak(b"wallet %d" % number)[12:] for number in range(WALLETS)]
    for wallet, quantity in zip(wallets, quantities, strict=True):
        chain.set_balance(wallet, quantity * price + ether(1))
        chain.impersonate(wallet)
    orders = list(zip(wallets, quantities, strict=True))
    with chain.batch() as batch:
        for wallet, quantity in track(orders, text("collectible.full.minting")):
            drop.mint(quantity, sender=wallet, value=quantity * price, gas=MINT_GAS)
    return sum(receipt.gas_used for receipt in batch.receipts)


def _rarity(chain: Chain, drop: Contract) -> Table:
    art = chain.at("CollectibleArt", drop.art())
    seed = drop.collectionSeed()
    counts: Counter[tuple[str, str]] = Counter()
    for index in track(range(PIECES), text("collectible.full.drawing")):
        work = keccak(seed + index.to_bytes(32))
        counts.update((trait.kind, trait.value) for trait in art.traitsOf(work))
    rows = sorted(counts.items(), key=lambda entry: (entry[0][0], -entry[1]))
    return Table(
        (
            text("collectible.full.trait"),
            text("collectible.full.value"),
            text("collectible.pieces"),
            text("collectible.full.share"),
        ),
        tuple(
            (kind, value, f"{count:,}", f"{100 * count / PIECES:.1f}%")
            for (kind, value), count in rows
        ),
    )


def _step(
    key: str,
    *,
    actions: tuple[Action, ...] = (),
    tables: tuple[Table, ...] = (),
    pictures: tuple[PieceData, ...] = (),
    minted: tuple[int, int] = (0, 0),
    **values: object,
) -> Step:
    return Step(
        text(f"collectible.full.{key}.title", **values),
        text(f"collectible.full.{key}.text", **values),
        actions,
        tables,
        pictures=pictures,
        more_transactions=minted[0],
        more_gas=minted[1],
        key=f"collectible.full.{key}",
    )
