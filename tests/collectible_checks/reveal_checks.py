"""Which piece shows which work: drawn once, from a block that was to come, and never stuck."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from collectible_checks.erc721_conformance import Check
from collectible_checks.scene import (
    HISTORY,
    MAX_BATCH,
    REVEAL_DELAY,
    UNLIMITED,
    Scene,
    announces,
    at,
    fails,
    told,
)
from pydemo import errors
from pydemo.chain.address import canonical
from pydemo.contract import Contract


def closed_drop(scene: Scene, pieces: int = 3, max_supply: int = 10_007) -> Contract:
    """A drop whose time is over; the block that decides has been fixed."""
    alice, bob, _ = scene.people
    drop = scene.drop(max_supply=max_supply)
    if pieces:
        scene.mint(pieces, alice, drop)
    at(scene.chain, drop.closesAt())
    drop.closeSale(sender=bob)
    return drop


def decided(scene: Scene, drop: Contract) -> int:
    """Let the block that decides be the newest; what it draws, by Python and the chain's record."""
    missing = drop.revealBlock() - scene.chain.block_number
    if missing:
        scene.chain.mine(missing)
    return offset_of(scene.chain.block_hash, drop)


def offset_of(block_hash: bytes, drop: Contract) -> int:
    digest = keccak(encode(["bytes32", "address"], [block_hash, canonical(drop)]))
    return int.from_bytes(digest, "big") % int(drop.maxSupply())


def after(scene: Scene, drop: Contract, distance: int) -> None:
    """Let the next transaction be in the block so far after the one that decides."""
    missing = drop.revealBlock() + distance - 1 - scene.chain.block_number
    assert missing >= 0
    if missing:
        scene.chain.mine(missing)
    # An engine may compute hashes when they are asked for: not anew inside of each anchor.
    assert scene.chain.block_hash


def reveal(scene: Scene, drop: Contract) -> int:
    drop.reveal(sender=scene.people[2])
    assert drop.isRevealed() is True
    return int(drop.offset())


# --- the end of the sale --------------------------------------------------------------------------


def the_sale_can_be_closed_when_its_time_is_over_by_anybody(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = scene.drop()
    scene.mint(1, alice, drop)
    at(scene.chain, drop.closesAt() - 1)
    for person in (alice, scene.chain.accounts.judy):
        with scene.chain.anchor(), fails("SaleStillOpen", drop.closesAt()):
            drop.closeSale(sender=person)
    at(scene.chain, drop.closesAt() - 1)
    scene.chain.mine()
    receipt = drop.closeSale(sender=bob)
    decides = receipt.block_number + REVEAL_DELAY
    announces(receipt, told("RevealScheduled(uint256)", decides))
    assert (drop.revealBlock(), drop.isRevealed()) == (decides, False)


def closing_again_moves_nothing(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = closed_drop(scene)
    decides = drop.revealBlock()
    for distance in (-3, 0, 1, 300):
        after(scene, drop, distance)
        announces(drop.closeSale(sender=alice))
        assert drop.revealBlock() == decides
    drop.reveal(sender=alice)
    announces(drop.closeSale(sender=alice))
    assert (drop.revealBlock(), drop.isRevealed()) == (decides, True)


def what_is_sold_out_needs_no_closing(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = scene.drop(max_supply=2)
    decides = scene.mint(2, alice, drop).block_number + REVEAL_DELAY
    announces(drop.closeSale(sender=bob))
    at(scene.chain, drop.closesAt())
    announces(drop.closeSale(sender=bob))
    assert drop.revealBlock() == decides
    after(scene, drop, 1)
    reveal(scene, drop)


def after_the_end_nothing_is_minted(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = closed_drop(scene)
    for _ in range(2):
        with fails("SaleClosed", drop.closesAt()):
            scene.mint(1, alice, drop)
        after(scene, drop, 1)
        if not drop.isRevealed():
            reveal(scene, drop)
            break
    with fails("SaleClosed", drop.closesAt()):
        scene.mint(1, alice, drop)
    assert drop.totalSupply() == 3


# --- the draw -------------------------------------------------------------------------------------


def nothing_is_drawn_before_the_block_that_decides_is_there(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = scene.drop()
    scene.mint(1, alice, drop)
    with fails("SaleStillOpen", drop.closesAt()):
        drop.reveal(sender=alice)
    at(scene.chain, drop.closesAt() + 5)
    with fails("SaleStillOpen", drop.closesAt()):
        drop.reveal(sender=alice)
    closed_in = drop.closeSale(sender=bob).block_number
    # Fixed as it is, nobody can know its hash: it is yet to come.
    assert drop.revealBlock() == closed_in + REVEAL_DELAY > scene.chain.block_number
    for _ in range(REVEAL_DELAY):
        with fails("RevealNotReady", drop.revealBlock()):
            drop.reveal(sender=alice)
    assert scene.chain.block_number == drop.revealBlock()
    reveal(scene, drop)


def the_draw_follows_from_that_blocks_hash_alone(scene: Scene) -> None:
    for pieces in (3, 0):
        with scene.chain.anchor():
            drop = closed_drop(scene, pieces)
            expected = decided(scene, drop)
            receipt = drop.reveal(sender=scene.people[2])
            events = [told("Revealed(uint256)", expected)]
            if pieces:  # ERC-4906
                events.append(told("BatchMetadataUpdate(uint256,uint256)", 1, pieces))
            announces(receipt, *events)
            assert drop.offset() == expected


def the_draw_is_the_same_whoever_calls_whenever(scene: Scene) -> None:
    """Within 256 blocks the EVM knows the hash, up to 8,191 blocks EIP-2935's contract does."""
    drop = closed_drop(scene)
    expected = decided(scene, drop)
    for distance in (1, 2, 255, 256, 257, 258, 300):
        after(scene, drop, distance)
        with scene.chain.anchor():
            assert reveal(scene, drop) == expected
    judy = scene.chain.accounts.judy
    drop.reveal(sender=judy)
    assert drop.offset() == expected


def the_draw_is_missed_after_8191_blocks_and_made_up_for(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = closed_drop(scene)
    first = drop.revealBlock()
    expected = decided(scene, drop)
    after(scene, drop, HISTORY)
    with scene.chain.anchor():
        assert reveal(scene, drop) == expected
    after(scene, drop, HISTORY + 1)
    receipt = drop.reveal(sender=alice)
    decides = receipt.block_number + REVEAL_DELAY
    announces(receipt, told("RevealScheduled(uint256)", decides))
    assert (drop.revealBlock(), drop.isRevealed(), drop.offset()) == (decides, False, 0)
    assert decides > first + HISTORY
    announces(drop.closeSale(sender=bob))
    with fails("RevealNotReady", decides):
        drop.reveal(sender=alice)
    with fails("SaleClosed", drop.closesAt()):
        scene.mint(1, alice, drop)
    second = decided(scene, drop)
    assert drop.revealBlock() == decides
    assert reveal(scene, drop) == second


def what_was_drawn_is_never_drawn_again(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = closed_drop(scene)
    after(scene, drop, 1)
    drawn = reveal(scene, drop)
    for _ in range(2):
        with fails("AlreadyRevealed", drawn):
            drop.reveal(sender=alice)
        drop.closeSale(sender=bob)
        scene.chain.mine(300)
    assert (drop.offset(), drop.isRevealed()) == (drawn, True)


def no_gas_limit_makes_it_draw_another_block(scene: Scene) -> None:
    """If the question for an old hash ran out of gas and the rest went on, one could choose."""
    alice, _, _ = scene.people
    drop = closed_drop(scene)
    decides, expected = drop.revealBlock(), decided(scene, drop)
    after(scene, drop, 257)
    with scene.chain.anchor():
        enough = drop.reveal(sender=alice).gas_used
    done = {True: 0, False: 0}
    for gas in range(enough - 40_000, enough + 8_000, 300):
        with scene.chain.anchor():
            try:
                drop.reveal(sender=alice, gas=max(gas, 22_000))
            except errors.ContractError:
                assert not drop.isRevealed()
            assert drop.revealBlock() == decides
            assert drop.offset() == (expected if drop.isRevealed() else 0)
            done[drop.isRevealed()] += 1
    assert all(done.values()), done


# --- works ----------------------------------------------------------------------------------------


def every_work_is_shown_by_one_piece(scene: Scene) -> None:
    alice, _, _ = scene.people
    seed = keccak(text="artist")
    drop = scene.drop(max_supply=23, collection_seed=seed, wallet_limit=23)
    works = [keccak(seed + index.to_bytes(32, "big")) for index in range(23)]
    assert [drop.seedAt(index) for index in range(23)] == works
    assert drop.provenance() == keccak(b"".join(works))
    assert drop.collectionSeed() == seed
    for index in (23, UNLIMITED):
        with fails("NoSuchWork", index, 23):
            drop.seedAt(index)
    scene.mint(3, alice, drop)
    for token_id in (1, 3):
        with fails("NotRevealed"):
            drop.seedOf(token_id)
    with fails("ERC721NonexistentToken", 4):
        drop.seedOf(4)
    scene.mint(MAX_BATCH, alice, drop)
    after(scene, drop, 1)
    drawn = reveal(scene, drop)
    shown = [drop.seedOf(token_id) for token_id in range(1, 24)]
    assert shown == [works[(token_id - 1 + drawn) % 23] for token_id in range(1, 24)]
    assert sorted(shown) == sorted(works)
    assert drop.provenance() == keccak(b"".join(works))


REVEAL_CHECKS: tuple[Check, ...] = (
    the_sale_can_be_closed_when_its_time_is_over_by_anybody,
    closing_again_moves_nothing,
    what_is_sold_out_needs_no_closing,
    after_the_end_nothing_is_minted,
    nothing_is_drawn_before_the_block_that_decides_is_there,
    the_draw_follows_from_that_blocks_hash_alone,
    the_draw_is_the_same_whoever_calls_whenever,
    the_draw_is_missed_after_8191_blocks_and_made_up_for,
    what_was_drawn_is_never_drawn_again,
    no_gas_limit_makes_it_draw_another_block,
    every_work_is_shown_by_one_piece,
)
