"""What a drop promises beside the ERCs: terms, payment, limits, refunds, proceeds."""

from __future__ import annotations

from collectible_checks.erc721_conformance import Check
from collectible_checks.safe_transfer_conformance import send
from collectible_checks.scene import (
    DAY,
    LAST,
    MAX_BATCH,
    NAME,
    PRICE,
    REVEAL_DELAY,
    UNLIMITED,
    ZERO,
    Manner,
    Scene,
    announces,
    at,
    fails,
    moved,
    paid,
    refunded,
    told,
)
from pydemo.chain.address import AddressLike
from pydemo.contract import Contract, Receipt

# --- terms ----------------------------------------------------------------------------------------


def the_terms_are_those_it_was_deployed_with(scene: Scene) -> None:
    accounts, now = scene.chain.accounts, scene.chain.time
    drop = scene.drop(max_supply=7, price=3, wallet_limit=2, opens_at=now + 5, closes_at=now + 9)
    found = (drop.maxSupply(), drop.price(), drop.walletLimit(), drop.opensAt(), drop.closesAt())
    assert found == (7, 3, 2, now + 5, now + 9)
    assert (drop.beneficiary(), drop.venue()) == (accounts.judy, accounts.heidi)
    assert (drop.royalty(), drop.totalSupply(), drop.name()) == (500, 0, NAME)
    assert (drop.revealBlock(), drop.isRevealed(), drop.proceeds()) == (0, False, 0)


def terms_that_no_drop_can_have_are_refused(scene: Scene) -> None:
    now = scene.chain.time
    for supply in (0, 1_000_001, UNLIMITED):
        with fails("InvalidMaxSupply", supply, 1_000_000):
            scene.drop(max_supply=supply)
    for price in (2**96, UNLIMITED):
        with fails("InvalidPrice", price):
            scene.drop(price=price)
    for closes_at in (now, now - 1):
        with fails("InvalidPeriod", now, closes_at):
            scene.drop(opens_at=now, closes_at=closes_at)
    with fails("InvalidBeneficiary", ZERO):
        scene.drop(beneficiary=ZERO)
    for royalty in (1_001, UNLIMITED):
        with fails("RoyaltyTooHigh", royalty, 1_000):
            scene.drop(royalty=royalty)


def terms_at_the_edge_are_possible(scene: Scene) -> None:
    now = scene.chain.time
    assert scene.drop(max_supply=1_000_000, price=2**96 - 1, royalty=1_000).royalty() == 1_000
    drop = scene.drop(max_supply=1, price=0, royalty=0, opens_at=now, closes_at=now + 1)
    assert drop.royaltyInfo(1, 10**18)[1] == 0


def nothing_in_it_serves_an_owner_or_takes_plain_ether(scene: Scene) -> None:
    functions = {entry["name"]: entry for entry in scene.token.abi if entry["type"] == "function"}
    changing = {
        name
        for name, entry in functions.items()
        if entry["stateMutability"] not in ("view", "pure")
    }
    standard = {"transferFrom", "safeTransferFrom", "approve", "setApprovalForAll"}
    sale = {"mint", "mintWithVoucher", "revokeVouchers", "closeSale", "reveal"}
    assert changing == standard | sale | {"withdrawProceeds", "withdrawRefund"}
    with fails(None):
        scene.chain.transfer(scene.token, 1, sender=scene.people[0])


def no_royalty_overflows(scene: Scene) -> None:
    for price in (UNLIMITED, UNLIMITED - 1, 2**255):
        assert scene.token.royaltyInfo(1, price)[1] == price * 500 // 10_000


def it_tells_of_descriptions_that_change(scene: Scene) -> None:
    assert scene.token.supportsInterface(bytes.fromhex("49064906")) is True


def a_collection_announces_its_description_and_has_one(scene: Scene) -> None:
    """ERC-7572."""
    drop = scene.drop(description='Say "hello"')
    assert drop.contractURI() == f'collection|{NAME}|Say "hello"'
    assert drop.deploy_receipt is not None
    announces(drop.deploy_receipt, told("ContractURIUpdated()"), by=drop)


# --- when, how many, for how much -----------------------------------------------------------------


def the_sale_opens_and_closes_to_the_second(scene: Scene) -> None:
    alice, _, _ = scene.people
    chain, opens_at = scene.chain, scene.soon + 100
    closes_at = opens_at + 50
    drop = scene.drop(opens_at=opens_at, closes_at=closes_at)
    at(chain, opens_at - 1)
    with fails("SaleNotOpen", opens_at):
        scene.mint(1, alice, drop)
    scene.mint(1, alice, drop)
    assert chain.time == opens_at
    at(chain, closes_at - 1)
    scene.mint(1, alice, drop)
    for _ in range(2):
        with fails("SaleClosed", closes_at):
            scene.mint(1, alice, drop)
    assert (chain.time, drop.totalSupply()) == (closes_at + 1, 2)


def too_little_is_refused_to_the_wei(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = scene.drop()
    for quantity in (1, 3):
        needed = quantity * PRICE
        for wei in (0, 1, needed - 1):
            with fails("InsufficientPayment", wei, needed):
                drop.mint(quantity, sender=alice, value=wei)
    assert (drop.totalSupply(), scene.chain.balance(drop)) == (0, 0)
    drop.mint(3, sender=alice, value=3 * PRICE)
    assert (drop.totalSupply(), drop.proceeds(), drop.mintedBy(alice)) == (3, 3 * PRICE, 3)


def a_batch_has_1_to_20_pieces(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = scene.drop(wallet_limit=UNLIMITED, price=2**96 - 1)
    scene.chain.set_balance(alice, 2**128)
    for minted in (0, 1):
        for quantity in (0, MAX_BATCH + 1, 2**160, 2**255, UNLIMITED - minted):
            with fails("InvalidQuantity", quantity, MAX_BATCH):
                drop.mint(quantity, sender=alice, value=2**96 - 1)
        assert drop.totalSupply() == minted
        drop.mint(1, sender=alice, value=2**96 - 1)


def nobody_mints_above_the_limit_whatever_became_of_their_pieces(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = scene.drop(wallet_limit=3)
    for quantity in (4, 21, UNLIMITED):
        with fails("WalletLimitExceeded", alice, quantity, 0, 3):
            drop.mint(quantity, sender=alice)
    scene.mint(2, alice, drop)
    for quantity in (2, 20, UNLIMITED, UNLIMITED - 1):
        with fails("WalletLimitExceeded", alice, quantity, 2, 3):
            drop.mint(quantity, sender=alice)
    drop.transferFrom(alice, bob, 1, sender=alice)
    with fails("WalletLimitExceeded", alice, 2, 2, 3):
        scene.mint(2, alice, drop)
    scene.mint(1, alice, drop)
    scene.mint(3, bob, drop)  # what he was given does not count
    for person in (alice, bob):
        with fails("WalletLimitExceeded", person, 1, 3, 3):
            scene.mint(1, person, drop)
    assert (drop.balanceOf(alice), drop.balanceOf(bob)) == (2, 4)
    assert (drop.mintedBy(alice), drop.mintedBy(bob)) == (3, 3)


def with_a_limit_of_none_nobody_mints(scene: Scene) -> None:
    alice, _, _ = scene.people
    with fails("WalletLimitExceeded", alice, 1, 0, 0):
        scene.mint(1, alice, scene.drop(wallet_limit=0))


def the_last_piece_ends_the_sale_and_no_other(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = scene.drop(max_supply=4)
    scene.mint(3, alice, drop)
    assert drop.revealBlock() == 0
    with fails("SoldOut", 2, 1):
        scene.mint(2, bob, drop)
    receipt = scene.mint(1, bob, drop)
    decides = receipt.block_number + REVEAL_DELAY
    announces(receipt, moved(ZERO, bob, 4), told("RevealScheduled(uint256)", decides))
    for quantity in (1, 3):
        with fails("SoldOut", quantity, 0):
            scene.mint(quantity, bob, drop)
    with fails("InvalidQuantity", 0, MAX_BATCH):
        scene.mint(0, bob, drop)
    assert (drop.totalSupply(), drop.revealBlock()) == (4, decides)


def a_drop_can_be_for_nothing(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = scene.drop(price=0)
    announces(drop.mint(1, sender=alice), moved(ZERO, alice, 1))
    assert drop.proceeds() == 0


# --- what was paid too much -----------------------------------------------------------------------


def what_is_paid_too_much_comes_back_at_once(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = scene.drop()
    before = scene.chain.balance(alice)
    receipt = drop.mint(2, sender=alice, value=5 * PRICE + 1)
    announces(receipt, moved(ZERO, alice, 1), moved(ZERO, alice, 2))
    assert before - scene.chain.balance(alice) == 2 * PRICE + receipt.fee
    assert (drop.proceeds(), scene.chain.balance(drop)) == (2 * PRICE, 2 * PRICE)
    assert drop.refundOwed(alice) == 0


def a_contract_that_takes_ether_gets_it_back_at_once(scene: Scene) -> None:
    drop = scene.drop()
    for manner in (Manner.ACCEPT, Manner.ANSWER_TOO_LITTLE, Manner.WITHDRAW_AGAIN):
        with scene.chain.anchor():
            receiver = scene.receiver(manner)
            buy(scene, drop, receiver, 7)
            assert (scene.chain.balance(receiver), drop.refundOwed(receiver)) == (7, 0)
            # One that takes ether may send out what it has no claim to: to whom it belongs.
            assert scene.chain.balance(drop) == drop.proceeds()


def a_wallet_that_refuses_ether_mints_all_the_same(scene: Scene) -> None:
    drop = scene.drop()
    refusals = (
        Manner.REFUSE,
        Manner.REVERT_SILENTLY,
        Manner.BURN_ALL_GAS,
        Manner.MINT_AGAIN,
    )
    for manner in refusals:
        with scene.chain.anchor():
            receiver = scene.receiver(manner)
            receipt = buy(scene, drop, receiver, 7)
            announces(receipt, moved(ZERO, receiver, 1), paid("RefundOwed", receiver, 7), by=drop)
            assert (drop.ownerOf(1), drop.totalSupply()) == (receiver, 1)
            assert (drop.refundOwed(receiver), drop.proceeds()) == (7, PRICE)
            assert (scene.chain.balance(drop), scene.chain.balance(receiver)) == (PRICE + 7, 0)


def a_wallet_that_burns_all_gas_burns_no_more_than_a_refund_may_cost(scene: Scene) -> None:
    drop, receiver = scene.drop(), scene.receiver(Manner.REFUSE)
    with scene.chain.anchor():
        refusing = buy(scene, drop, receiver, 7).gas_used
    scene.receiver(Manner.BURN_ALL_GAS)
    burning = buy(scene, drop, receiver, 7).gas_used
    assert refusing < burning <= refusing + 33_000
    assert drop.refundOwed(receiver) == 7


def refunds_add_up_and_are_paid_where_they_are_wanted(scene: Scene) -> None:
    drop, nora = scene.drop(), "0x" + "12" * 20
    receiver = scene.receiver(Manner.REFUSE)
    buy(scene, drop, receiver, 7)
    buy(scene, drop, receiver, 5)
    assert (drop.refundOwed(receiver), drop.proceeds()) == (12, 2 * PRICE)
    receipt = withdraw(scene, drop, receiver, nora)
    announces(receipt, refunded(receiver, nora, 12), by=drop)
    assert (scene.chain.balance(nora), drop.refundOwed(receiver)) == (12, 0)
    with fails("NothingOwed", receiver):
        withdraw(scene, drop, receiver, nora)
    assert (scene.chain.balance(drop), drop.proceeds()) == (2 * PRICE, 2 * PRICE)


def a_refund_that_is_not_taken_stays_owed(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop, receiver = scene.drop(), scene.receiver(Manner.REFUSE)
    buy(scene, drop, receiver, 7)
    for to in (receiver, scene.helper("Penniless"), drop, ZERO):
        with fails("PaymentRefused", to, 7):
            withdraw(scene, drop, receiver, to)
    with fails("NothingOwed", alice):
        drop.withdrawRefund(alice, sender=alice)
    assert (drop.refundOwed(receiver), scene.chain.balance(drop)) == (7, PRICE + 7)


def a_refund_is_paid_once_to_one_who_asks_again_meanwhile(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop, receiver = scene.drop(), scene.receiver(Manner.REFUSE)
    buy(scene, drop, receiver, 7)
    scene.mint(3, alice, drop)
    judy = scene.chain.accounts.judy
    before = scene.chain.balance(judy)
    scene.receiver(Manner.WITHDRAW_AGAIN)
    withdraw(scene, drop, receiver, receiver)
    assert (scene.chain.balance(receiver), drop.refundOwed(receiver)) == (7, 0)
    # It sent the proceeds out too, to whom they belong.
    assert (scene.chain.balance(judy) - before, scene.chain.balance(drop)) == (4 * PRICE, 0)


def one_may_mint_while_a_refund_comes(scene: Scene) -> None:
    drop = scene.drop(price=0, wallet_limit=2)
    receiver = scene.receiver(Manner.REFUSE)
    buy(scene, drop, receiver, 7, price=0)
    scene.receiver(Manner.MINT_AGAIN)
    withdraw(scene, drop, receiver, receiver)
    assert (drop.balanceOf(receiver), drop.mintedBy(receiver), drop.totalSupply()) == (2, 2, 2)
    assert (drop.ownerOf(1), drop.ownerOf(2)) == (receiver, receiver)
    assert (scene.chain.balance(drop), scene.chain.balance(receiver)) == (0, 7)


# --- proceeds -------------------------------------------------------------------------------------


def the_proceeds_go_to_the_beneficiary_whoever_asks(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop, judy = scene.drop(), scene.chain.accounts.judy
    with fails("NothingOwed", judy):
        drop.withdrawProceeds(sender=bob)
    scene.mint(3, alice, drop)
    before = scene.chain.balance(judy)
    receipt = drop.withdrawProceeds(sender=bob)
    announces(receipt, paid("ProceedsPaid", judy, 3 * PRICE))
    assert (scene.chain.balance(judy) - before, drop.proceeds()) == (3 * PRICE, 0)
    with fails("NothingOwed", judy):
        drop.withdrawProceeds(sender=judy)
    scene.mint(1, alice, drop)
    assert drop.proceeds() == PRICE


def refunds_that_are_owed_are_no_proceeds(scene: Scene) -> None:
    bob = scene.people[1]
    drop, receiver = scene.drop(), scene.receiver(Manner.REFUSE)
    buy(scene, drop, receiver, 7)
    announces(
        drop.withdrawProceeds(sender=bob), paid("ProceedsPaid", scene.chain.accounts.judy, PRICE)
    )
    with fails("NothingOwed", scene.chain.accounts.judy):
        drop.withdrawProceeds(sender=bob)
    withdraw(scene, drop, receiver, bob)
    assert scene.chain.balance(drop) == 0


def proceeds_that_are_not_taken_stay(scene: Scene) -> None:
    alice, bob, _ = scene.people
    receiver = scene.receiver(Manner.REFUSE)
    drop = scene.drop(beneficiary=receiver)
    scene.mint(3, alice, drop)
    with fails("PaymentRefused", receiver, 3 * PRICE):
        drop.withdrawProceeds(sender=bob)
    assert drop.proceeds() == 3 * PRICE
    scene.receiver(Manner.WITHDRAW_AGAIN)
    drop.withdrawProceeds(sender=bob)
    assert (scene.chain.balance(receiver), scene.chain.balance(drop)) == (3 * PRICE, 0)


def ether_that_comes_by_force_goes_to_the_beneficiary(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop, receiver = scene.drop(), scene.receiver(Manner.REFUSE)
    buy(scene, drop, receiver, 7)
    scene.chain.set_balance(drop, scene.chain.balance(drop) + 11)
    assert (drop.proceeds(), drop.refundOwed(receiver)) == (PRICE + 11, 7)
    drop.withdrawProceeds(sender=bob)
    scene.mint(1, alice, drop)
    assert scene.chain.balance(drop) == PRICE + 7


# --- beyond what the texts ask --------------------------------------------------------------------


def being_nobody_is_no_approval(scene: Scene) -> None:
    """Asked without a sender, a node answers as if the zero address had sent it."""
    alice, bob, _ = scene.people
    with fails("ERC721InsufficientApproval", ZERO, 3):
        scene.token.transferFrom.call(alice, bob, 3, sender=ZERO)
    with fails("ERC721InvalidApprover", ZERO):
        scene.token.approve.call(bob, 3, sender=ZERO)
    scene.token.transferFrom.call(alice, bob, 3, sender=alice)


def an_answer_of_the_wrong_size_is_named_as_what_it_is(scene: Scene) -> None:
    for receiver in (scene.receiver(Manner.ANSWER_TOO_LITTLE), scene.helper("Purse")):
        with fails("ERC721InvalidReceiver", receiver):
            send(scene, receiver)


def a_description_is_a_sealed_cover_until_the_reveal(scene: Scene) -> None:
    alice, _, _ = scene.people
    drop = scene.drop(max_supply=2)
    scene.mint(2, alice, drop)
    for token_id in (1, 2):
        assert drop.tokenURI(token_id) == f"cover|{NAME}|{token_id:064x}"
    scene.chain.mine(drop.revealBlock() - scene.chain.block_number)
    drop.reveal(sender=alice)
    for token_id in (1, 2):
        expected = f"piece|{NAME}|{token_id:064x}|{drop.seedOf(token_id).hex()}"
        assert drop.tokenURI(token_id) == expected


def a_piece_that_does_not_exist_has_no_description(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop = scene.drop(max_supply=3, closes_at=scene.chain.time + DAY)
    scene.mint(2, alice, drop)
    for token_id in (0, 3, UNLIMITED):
        with fails("ERC721NonexistentToken", token_id):
            drop.tokenURI(token_id)
    at(scene.chain, drop.closesAt())
    drop.closeSale(sender=bob)
    scene.chain.mine(REVEAL_DELAY)
    drop.reveal(sender=bob)
    for token_id in (0, 3, UNLIMITED):
        for view in (drop.tokenURI, drop.seedOf):
            with fails("ERC721NonexistentToken", token_id):
                view(token_id)


def a_mint_does_not_ask_the_contract_that_mints(scene: Scene) -> None:
    receiver = scene.receiver(Manner.REFUSE)
    receipt = buy(scene, scene.token, receiver, 0)
    announces(receipt, moved(ZERO, receiver, LAST + 1), by=scene.token)


# --- contracts that buy ---------------------------------------------------------------------------


def buy(
    scene: Scene, drop: Contract, receiver: Contract, too_much: int, *, price: int = PRICE
) -> Receipt:
    """Have a contract mint one piece."""
    alice = scene.people[0]
    data = drop.mint.data(1)
    receipt: Receipt = receiver.run(drop, data, sender=alice, value=price + too_much)
    return receipt


def withdraw(scene: Scene, drop: Contract, receiver: Contract, to: AddressLike) -> Receipt:
    alice = scene.people[0]
    receipt: Receipt = receiver.run(drop, drop.withdrawRefund.data(to), sender=alice)
    return receipt


DROP_CHECKS: tuple[Check, ...] = (
    the_terms_are_those_it_was_deployed_with,
    terms_that_no_drop_can_have_are_refused,
    terms_at_the_edge_are_possible,
    nothing_in_it_serves_an_owner_or_takes_plain_ether,
    no_royalty_overflows,
    it_tells_of_descriptions_that_change,
    a_collection_announces_its_description_and_has_one,
    the_sale_opens_and_closes_to_the_second,
    too_little_is_refused_to_the_wei,
    a_batch_has_1_to_20_pieces,
    nobody_mints_above_the_limit_whatever_became_of_their_pieces,
    with_a_limit_of_none_nobody_mints,
    the_last_piece_ends_the_sale_and_no_other,
    a_drop_can_be_for_nothing,
    what_is_paid_too_much_comes_back_at_once,
    a_contract_that_takes_ether_gets_it_back_at_once,
    a_wallet_that_refuses_ether_mints_all_the_same,
    a_wallet_that_burns_all_gas_burns_no_more_than_a_refund_may_cost,
    refunds_add_up_and_are_paid_where_they_are_wanted,
    a_refund_that_is_not_taken_stays_owed,
    a_refund_is_paid_once_to_one_who_asks_again_meanwhile,
    one_may_mint_while_a_refund_comes,
    the_proceeds_go_to_the_beneficiary_whoever_asks,
    refunds_that_are_owed_are_no_proceeds,
    proceeds_that_are_not_taken_stay,
    ether_that_comes_by_force_goes_to_the_beneficiary,
    being_nobody_is_no_approval,
    an_answer_of_the_wrong_size_is_named_as_what_it_is,
    a_description_is_a_sealed_cover_until_the_reveal,
    a_piece_that_does_not_exist_has_no_description,
    a_mint_does_not_ask_the_contract_that_mints,
)
