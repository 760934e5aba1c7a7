"""What a voucher is good for, and all that it is not good for."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_account import Account as EthAccount
from eth_account.messages import encode_typed_data
from eth_keys import keys
from eth_utils.crypto import keccak
from token_checks.scene import CURVE_ORDER, domain_separator, forked

from collectible_checks.erc721_conformance import Check
from collectible_checks.scene import (
    NAME,
    REVEAL_DELAY,
    UNLIMITED,
    ZERO,
    Manner,
    Scene,
    Told,
    announces,
    at,
    fails,
    moved,
    redeemed,
    told,
)
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical, checksum
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract
from pydemo.contract.voucher import VOUCHER_TYPES, sign_voucher

UNUSED, USED, REVOKED = range(3)
FAR = 2**40
ECHO = bytes.fromhex("365f5f37365ff3")
"""The code of a contract that answers with what it was asked."""
TYPE = "Voucher(address holder,uint256 serial,uint256 expiresAt)"


def voucher(
    scene: Scene, drop: Contract, signer: Account, **changes: Any
) -> tuple[tuple[bytes, int, int], bytes]:
    """A voucher of serial number 1 for bob; ``changes`` are to what is signed, domain included."""
    message: dict[str, Any] = {"holder": scene.people[1].address, "serial": 1, "expiresAt": FAR}
    domain: dict[str, Any] = {"name": NAME, "version": "1", "chainId": scene.chain.chain_id}
    domain["verifyingContract"] = drop.address
    for name, value in changes.items():
        (message if name in message else domain)[name] = value
    signed = signer.sign_typed_data(domain, VOUCHER_TYPES, message)
    values = (canonical(message["holder"]), message["serial"], message["expiresAt"])
    return values, bytes(signed.signature)


def withdrawn(serial: int) -> Told:
    return Told("VoucherWithdrawn(uint256)", (("uint256", serial),))


# --- what it does ---------------------------------------------------------------------------------


def a_voucher_mints_one_piece_for_nothing_and_is_used_up(scene: Scene) -> None:
    _, bob, _ = scene.people
    heidi, drop = scene.chain.accounts.heidi, scene.drop()
    for token_id, serial in ((1, 1), (2, 0), (3, UNLIMITED)):
        assert drop.voucherState(serial) == UNUSED
        made = voucher(scene, drop, heidi, serial=serial)
        receipt = drop.mintWithVoucher(*made, sender=bob)
        announces(receipt, moved(ZERO, bob, token_id), redeemed(bob, serial, token_id))
        assert (drop.ownerOf(token_id), drop.voucherState(serial)) == (bob, USED)
    assert (drop.balanceOf(bob), drop.mintedBy(bob), drop.proceeds()) == (3, 3, 0)


def a_voucher_is_what_eip_712_hashes(scene: Scene) -> None:
    """Everything by hand, without a library that knows EIP-712."""
    _, bob, _ = scene.people
    drop = scene.drop()
    struct = encode(
        ["bytes32", "address", "uint256", "uint256"], [keccak(text=TYPE), canonical(bob), 5, FAR]
    )
    separator = domain_separator(NAME, "1", scene.chain.chain_id, drop)
    digest = keccak(b"\x19\x01" + separator + keccak(struct))
    signature = keys.PrivateKey(scene.chain.accounts.heidi.key).sign_msg_hash(digest)
    raw = signature.to_bytes()[:64] + bytes([signature.v + 27])
    drop.mintWithVoucher((canonical(bob), 5, FAR), raw, sender=bob)
    assert drop.ownerOf(1) == bob


def the_librarys_voucher_is_good(scene: Scene) -> None:
    _, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    made = sign_voucher(drop, scene.chain, venue=heidi, holder=bob, serial=3)
    drop.mintWithVoucher(*made, sender=bob)
    assert drop.voucherState(3) == USED


def a_voucher_is_good_before_the_sale_opens_and_not_after_it_closes(scene: Scene) -> None:
    _, bob, _ = scene.people
    closes_at = scene.soon + 100
    drop = scene.drop(opens_at=closes_at - 1, closes_at=closes_at)
    heidi = scene.chain.accounts.heidi
    drop.mintWithVoucher(*voucher(scene, drop, heidi), sender=bob)
    late = voucher(scene, drop, heidi, serial=2)
    at(scene.chain, closes_at - 1)
    with scene.chain.anchor():
        drop.mintWithVoucher(*late, sender=bob)
    at(scene.chain, closes_at)
    with fails("SaleClosed", closes_at):
        drop.mintWithVoucher(*late, sender=bob)
    assert (drop.totalSupply(), drop.voucherState(2)) == (1, UNUSED)


def a_voucher_is_good_to_the_second_of_its_expiry(scene: Scene) -> None:
    _, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    made = voucher(scene, drop, heidi, expiresAt=scene.soon)
    with scene.chain.anchor():
        drop.mintWithVoucher(*made, sender=bob)
    expires_at = scene.soon
    scene.chain.mine()
    for time in (expires_at, 0):
        with fails("VoucherExpired", time):
            late = voucher(scene, drop, heidi, expiresAt=time)
            drop.mintWithVoucher(*late, sender=bob)
    assert drop.totalSupply() == 0


def a_piece_by_voucher_counts_towards_the_limit_but_is_not_held_up(scene: Scene) -> None:
    _, bob, _ = scene.people
    drop, heidi = scene.drop(wallet_limit=2), scene.chain.accounts.heidi
    scene.mint(1, bob, drop)
    drop.mintWithVoucher(*voucher(scene, drop, heidi), sender=bob)
    for minted in (2, 3):
        with fails("WalletLimitExceeded", bob, 1, minted, 2):
            scene.mint(1, bob, drop)
        drop.mintWithVoucher(*voucher(scene, drop, heidi, serial=minted), sender=bob)
    assert drop.balanceOf(bob) == 4


def the_last_piece_may_go_by_voucher_and_then_no_other(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop, heidi = scene.drop(max_supply=2), scene.chain.accounts.heidi
    scene.mint(1, alice, drop)
    receipt = drop.mintWithVoucher(*voucher(scene, drop, heidi), sender=bob)
    decides = receipt.block_number + REVEAL_DELAY
    ending = told("RevealScheduled(uint256)", decides)
    announces(receipt, moved(ZERO, bob, 2), ending, redeemed(bob, 1, 2))
    with fails("SoldOut", 1, 0):
        drop.mintWithVoucher(*voucher(scene, drop, heidi, serial=2), sender=bob)
    assert (drop.voucherState(2), drop.revealBlock()) == (UNUSED, decides)


# --- whom it is for -------------------------------------------------------------------------------


def a_voucher_is_good_once(scene: Scene) -> None:
    _, bob, carol = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    made = voucher(scene, drop, heidi)
    drop.mintWithVoucher(*made, sender=bob)
    with fails("VoucherUsed", 1):
        drop.mintWithVoucher(*made, sender=bob)
    with fails("VoucherUsed", 1):  # nor is another one of the same number
        drop.mintWithVoucher(*voucher(scene, drop, heidi, holder=carol.address), sender=carol)
    with fails("VoucherUsed", 1):
        drop.mintWithVoucher(*voucher(scene, drop, heidi, expiresAt=FAR + 1), sender=bob)
    assert drop.totalSupply() == 1


def a_voucher_is_good_for_its_holder_only(scene: Scene) -> None:
    alice, bob, carol = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    made = voucher(scene, drop, heidi)
    for person in (alice, carol, heidi):
        with fails("NotVoucherHolder", person, bob):
            drop.mintWithVoucher(*made, sender=person)
    drop.mintWithVoucher(*made, sender=bob)


def a_voucher_that_was_taken_back_is_void(scene: Scene) -> None:
    _, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    made = voucher(scene, drop, heidi)
    receipt = drop.revokeVouchers([1, 5, 1], sender=heidi)
    announces(receipt, withdrawn(1), withdrawn(5))
    assert [drop.voucherState(serial) for serial in (1, 2, 5)] == [REVOKED, UNUSED, REVOKED]
    for _ in range(2):
        with fails("VoucherRevoked", 1):
            drop.mintWithVoucher(*made, sender=bob)
        announces(drop.revokeVouchers([1], sender=heidi))
    drop.mintWithVoucher(*voucher(scene, drop, heidi, serial=2), sender=bob)


def what_was_used_stays_used(scene: Scene) -> None:
    _, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    drop.mintWithVoucher(*voucher(scene, drop, heidi), sender=bob)
    announces(drop.revokeVouchers([1, 2], sender=heidi), withdrawn(2))
    assert drop.voucherState(1) == USED
    with fails("VoucherUsed", 1):
        drop.mintWithVoucher(*voucher(scene, drop, heidi), sender=bob)


def only_the_venue_takes_vouchers_back(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    for person in (alice, bob, scene.chain.accounts.judy):
        with fails("NotVenue", person, heidi):
            drop.revokeVouchers([1], sender=person)
        with fails("NotVenue", person, ZERO):
            scene.drop(venue=ZERO).revokeVouchers([1], sender=person)
    announces(drop.revokeVouchers([], sender=heidi))
    assert drop.voucherState(1) == UNUSED


# --- signatures that are none ---------------------------------------------------------------------


def a_voucher_that_was_changed_or_is_for_elsewhere_is_void(scene: Scene) -> None:
    alice, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    sent = voucher(scene, drop, heidi)[0]
    changes: tuple[dict[str, Any], ...] = (
        {"serial": 2},
        {"expiresAt": FAR - 1},
        {"holder": alice.address},
        {"verifyingContract": scene.token.address},
        {"chainId": 1},
        {"version": "2"},
        {"name": "Bright"},
    )
    for change in changes:
        signature = voucher(scene, drop, heidi, **change)[1]
        with fails("InvalidVoucherSignature", heidi):
            drop.mintWithVoucher(sent, signature, sender=bob)
    for stranger in (alice, bob, scene.chain.accounts.judy):
        with fails("InvalidVoucherSignature", heidi):
            drop.mintWithVoucher(*voucher(scene, drop, stranger), sender=bob)
    assert (drop.totalSupply(), drop.voucherState(1)) == (0, UNUSED)


def after_a_split_a_voucher_is_good_on_its_own_chain_only(scene: Scene) -> None:
    _, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    made = voucher(scene, drop, heidi)
    with forked(scene.chain, 61):
        with fails("InvalidVoucherSignature", heidi):
            drop.mintWithVoucher(*made, sender=bob)
        drop.mintWithVoucher(*voucher(scene, drop, heidi, chainId=61), sender=bob)
    drop.mintWithVoucher(*made, sender=bob)


def there_is_one_signature_to_a_voucher(scene: Scene) -> None:
    """No mirror image, no compact form, nothing shorter, longer or with another v."""
    _, bob, _ = scene.people
    drop, heidi = scene.drop(), scene.chain.accounts.heidi
    sent, good = voucher(scene, drop, heidi)
    r, s, v = good[:32], int.from_bytes(good[32:64], "big"), good[64]
    mirrored = r + (CURVE_ORDER - s).to_bytes(32, "big") + bytes([55 - v])
    assert recovered(scene, drop, mirrored) == heidi.address
    compact = r + (s | (v - 27) << 255).to_bytes(32, "big")
    other_v = [good[:64] + bytes([wrong]) for wrong in (0, 1, v - 27, 55 - v, 29, 255)]
    sizes = [b"", good[:64], good + b"\0", good * 2, bytes(65), bytes(32)]
    for signature in (mirrored, compact, *other_v, *sizes):
        with fails("InvalidVoucherSignature", heidi):
            drop.mintWithVoucher(sent, signature, sender=bob)
    drop.mintWithVoucher(sent, good, sender=bob)


def without_a_venue_no_signature_is_good(scene: Scene) -> None:
    """The zero address is what ecrecover gives for nonsense."""
    _, bob, _ = scene.people
    drop = scene.drop(venue=ZERO)
    sent, good = voucher(scene, drop, scene.chain.accounts.heidi)
    for signature in (good, b"", bytes(65), good[:64] + b"\0", bytes(64) + b"\x1b"):
        with fails("InvalidVoucherSignature", ZERO):
            drop.mintWithVoucher(sent, signature, sender=bob)
    assert drop.totalSupply() == 0


# --- venues that are contracts --------------------------------------------------------------------


def a_contract_signs_by_saying_so(scene: Scene) -> None:
    """ERC-1271."""
    _, bob, _ = scene.people
    venue = scene.receiver(Manner.ACCEPT)
    drop = scene.drop(venue=venue)
    sent, other = voucher(scene, drop, scene.chain.accounts.heidi)
    for signature in (other, b"", b"anything"):
        with fails("InvalidVoucherSignature", venue):
            drop.mintWithVoucher(sent, signature, sender=bob)
    venue.sign(digest_of(scene, drop), sender=bob)
    with scene.chain.anchor():
        drop.mintWithVoucher(sent, other, sender=bob)
    drop.mintWithVoucher(sent, b"", sender=bob)
    with fails("VoucherUsed", 1):
        drop.mintWithVoucher(sent, b"", sender=bob)
    # As the venue it can take vouchers back, too.
    data = drop.revokeVouchers.data([2])
    announces(venue.run(drop, data, sender=bob), withdrawn(2), by=drop)


def a_contract_that_does_not_know_the_question_signs_nothing(scene: Scene) -> None:
    """One reverts; the other echoes the question, whose first four bytes are the right answer."""
    _, bob, _ = scene.people
    for venue in (scene.helper("Penniless"), scene.helper("Census"), deploy_raw(scene, ECHO)):
        drop = scene.drop(venue=venue)
        sent, other = voucher(scene, drop, scene.chain.accounts.heidi)
        for signature in (other, b""):
            with fails("InvalidVoucherSignature", venue):
                drop.mintWithVoucher(sent, signature, sender=bob)


def a_key_that_has_lent_itself_code_still_signs(scene: Scene) -> None:
    """EIP-7702: and what the code accepts is accepted too."""
    _, bob, _ = scene.people
    heidi, drop = scene.chain.accounts.heidi, scene.drop()
    delegate(scene, heidi, scene.helper("Receiver"))
    drop.mintWithVoucher(*voucher(scene, drop, heidi), sender=bob)
    sent, _ = voucher(scene, drop, heidi, serial=2)
    with fails("InvalidVoucherSignature", heidi):
        drop.mintWithVoucher(sent, b"", sender=bob)
    scene.chain.at("Receiver", heidi).sign(digest_of(scene, drop, serial=2), sender=bob)
    drop.mintWithVoucher(sent, b"", sender=bob)
    assert drop.balanceOf(bob) == 2


# --- signing --------------------------------------------------------------------------------------


def recovered(scene: Scene, drop: Contract, signature: bytes) -> str:
    """Whose key signed the voucher number 1, as the precompile sees it: mirrored or not."""
    v, r, s = signature[64], signature[:32], signature[32:64]
    data = digest_of(scene, drop) + bytes(31) + bytes([v]) + r + s
    call = Transaction(bytes(20), (1).to_bytes(20, "big"), data)
    return checksum(scene.chain._node.call(call).output[12:])


def digest_of(scene: Scene, drop: Contract, serial: int = 1) -> bytes:
    message = {"holder": scene.people[1].address, "serial": serial, "expiresAt": FAR}
    domain = {
        "name": NAME,
        "version": "1",
        "chainId": scene.chain.chain_id,
        "verifyingContract": drop.address,
    }
    encoded = encode_typed_data(domain, VOUCHER_TYPES, message)
    return keccak(b"\x19" + encoded.version + encoded.header + encoded.body)


def deploy_raw(scene: Scene, code: bytes) -> str:
    creation = bytes([0x5F + len(code)]) + code + bytes([0x5F, 0x52, 0x60, len(code), 0x60])
    creation += bytes([32 - len(code), 0xF3])
    transaction = Transaction(canonical(scene.people[0]), None, creation)
    address = scene.chain._session.send(transaction, "creation").contract_address
    assert address is not None
    return address


def delegate(scene: Scene, account: Account, code: AddressLike) -> None:
    """Have an account run a contract's code as its own (EIP-7702)."""
    node: Any = scene.chain._node
    engine = node.engine
    sender = scene.people[0]
    signed = EthAccount.from_key(account.key).sign_authorization(
        {
            "chainId": scene.chain.chain_id,
            "address": canonical(code),
            "nonce": engine.get_nonce(canonical(account)),
        }
    )
    authorization = {
        "chain_id": scene.chain.chain_id,
        "address": canonical(code),
        "nonce": engine.get_nonce(canonical(account)),
        "y_parity": signed.y_parity,
        "r": signed.r,
        "s": signed.s,
    }
    engine.send_transaction(
        {
            "from": canonical(sender),
            "to": canonical(sender),
            "gas": 100_000,
            "max_fee_per_gas": 10**10,
            "max_priority_fee_per_gas": 1,
            "authorization_list": [authorization],
        }
    )
    engine.mine_blocks(1)
    assert engine.get_code(canonical(account)) == bytes.fromhex("ef0100") + canonical(code)


VOUCHER_CHECKS: tuple[Check, ...] = (
    a_voucher_mints_one_piece_for_nothing_and_is_used_up,
    a_voucher_is_what_eip_712_hashes,
    the_librarys_voucher_is_good,
    a_voucher_is_good_before_the_sale_opens_and_not_after_it_closes,
    a_voucher_is_good_to_the_second_of_its_expiry,
    a_piece_by_voucher_counts_towards_the_limit_but_is_not_held_up,
    the_last_piece_may_go_by_voucher_and_then_no_other,
    a_voucher_is_good_once,
    a_voucher_is_good_for_its_holder_only,
    a_voucher_that_was_taken_back_is_void,
    what_was_used_stays_used,
    only_the_venue_takes_vouchers_back,
    a_voucher_that_was_changed_or_is_for_elsewhere_is_void,
    after_a_split_a_voucher_is_good_on_its_own_chain_only,
    there_is_one_signature_to_a_voucher,
    without_a_venue_no_signature_is_good,
    a_contract_signs_by_saying_so,
    a_contract_that_does_not_know_the_question_signs_nothing,
    a_key_that_has_lent_itself_code_still_signs,
)
