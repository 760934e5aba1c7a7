"""The story of a drop: minted, revealed, passed on, and refused by somebody who cannot hold it."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.piece import Piece, PieceData
from pydemo.contract.voucher import sign_voucher
from pydemo.errors import ArgumentError
from pydemo.messages import text
from pydemo.plans import collectible as plan
from pydemo.stories import collectible_full
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import decimal, ether

OPTIONS = ("scale",)
SCALES = ("small", "full")
SUPPLY, LIMIT = 16, 5
TOO_MUCH = ether(1)
SALE = ether(1)
SHOWN = 4
"""Pictures in the story; the gallery has more."""


def tell(chain: Chain, scale: str = "small") -> Iterator[Step]:
    """Steps on a chain with the personas.

    Args:
        scale: ``small`` for 16 pieces among friends, ``full`` for 10,000 among strangers.

    Raises:
        errors.ArgumentError: no such scale.
    """
    if scale not in SCALES:
        raise ArgumentError(f"scale {scale!r}: choose from {', '.join(SCALES)}")
    return _small(chain) if scale == "small" else collectible_full.tell(chain)


def _small(chain: Chain) -> Iterator[Step]:
    alice, bob, carol, dave, erin, frank, grace, heidi, ivan, judy = (
        chain.accounts[number] for number in range(10)
    )
    system = plan.deploy(
        chain,
        deployer=alice,
        beneficiary=alice,
        venue=ivan,
        max_supply=SUPPLY,
        wallet_limit=LIMIT,
    )
    drop = system.collection
    price = drop.price()
    made = [contract.deploy_receipt for contract in (system.art, drop)]
    yield told(
        chain,
        "collectible.deploy",
        [receipt for receipt in made if receipt is not None],
        name=drop.name(),
        count=SUPPLY,
        price=decimal(price),
        limit=LIMIT,
        provenance=f"0x{drop.provenance().hex()[:8]}…",
    )

    first = drop.mint(1, sender=bob, value=price)
    cover = (Piece(drop, 1).read(),)
    yield told(chain, "collectible.mint", [first], pictures=cover, price=decimal(price))

    alone = drop.mint.gas(1, sender=carol, value=price)
    five = drop.mint(5, sender=carol, value=5 * price)
    gas = (text("collectible.gas"), text("collectible.gas_each"))
    rows = tuple(
        (f"{count}", f"{used:,}", f"{used // count:,}")
        for count, used in ((1, alone), (5, five.gas_used))
    )
    yield told(
        chain,
        "collectible.batch",
        [five],
        Table((text("collectible.pieces"), *gas), rows),
        more=f"{(five.gas_used - alone) // 4:,}",
        alone=f"{alone:,}",
    )

    yield told(
        chain,
        "collectible.limit",
        [refused(chain, lambda: drop.mint(6, sender=dave, value=TOO_MUCH))],
    )

    voucher = sign_voucher(drop, chain, venue=ivan, holder=erin, serial=1)
    minted = drop.mintWithVoucher(*voucher, sender=erin)
    again = refused(chain, lambda: drop.mintWithVoucher(*voucher, sender=erin))
    yield told(chain, "collectible.voucher", [minted, again], price=decimal(price))

    more = drop.mint(5, sender=dave, value=TOO_MUCH)
    last = drop.mint(4, sender=frank, value=4 * price)
    deciding = drop.revealBlock()
    yield told(chain, "collectible.sellout", [more, last], block=deciding)

    early = refused(chain, lambda: drop.reveal(sender=grace))
    chain.mine(deciding - chain.block_number)
    revealed = drop.reveal(sender=judy)
    offset = drop.offset()
    yield told(chain, "collectible.reveal", [early, revealed], offset=offset, first=offset % SUPPLY)

    pictures = tuple(Piece(drop, token_id).read() for token_id in range(1, SUPPLY + 1))
    yield told(chain, "collectible.pictures", [], _works(pictures), pictures=pictures[:SHOWN])

    simple = drop.transferFrom(bob, grace, 1, sender=bob)
    split = drop.transferFrom(carol, heidi, 4, sender=carol)
    yield told(chain, "collectible.transfer", [simple, split])

    send = drop["safeTransferFrom(address,address,uint256)"]
    lost = refused(chain, lambda: send(carol, system.art, 2, sender=carol))
    yield told(chain, "collectible.refused", [lost])

    receiver, royalty = drop.royaltyInfo(1, SALE)
    yield told(
        chain,
        "collectible.royalty",
        [],
        sale=decimal(SALE),
        royalty=decimal(royalty),
        receiver=chain.names.get(receiver, receiver),
    )

    yield _ending(chain, drop, price)


def _ending(chain: Chain, drop: Contract, price: int) -> Step:
    owners = [drop.ownerOf(token_id) for token_id in range(1, SUPPLY + 1)]
    names = [chain.names.get(owner, owner) for owner in owners]
    owned = {name: names.count(name) for name in dict.fromkeys(names)}
    balances = sum(drop.balanceOf(owner) for owner in dict.fromkeys(owners))
    proceeds = drop.proceeds()
    paid = drop.withdrawProceeds(sender=chain.accounts.judy)
    is_right = balances == SUPPLY == drop.totalSupply() and proceeds == (SUPPLY - 1) * price
    is_right = is_right and chain.balance(drop) == 0
    return told(
        chain,
        "collectible.owners",
        [paid],
        Table(
            (text("collectible.owner"), text("collectible.owned")),
            tuple((name, f"{count}") for name, count in owned.items()),
            (text("collectible.sum"), f"{sum(owned.values())}"),
        ),
        count=SUPPLY,
        proceeds=decimal(proceeds),
        verdict=text(f"collectible.owners.{'equal' if is_right else 'unequal'}"),
    )


def _works(pictures: tuple[PieceData, ...]) -> Table:
    kinds = ("Palette", "Motif", "Symmetry")
    heads = tuple(text(f"collectible.{kind.lower()}") for kind in kinds)
    rows = tuple(
        (f"#{picture.token_id}", *(picture.traits.get(kind, "") for kind in kinds))
        for picture in pictures
    )
    return Table((text("collectible.piece"), *heads), rows)
