"""What ERC-721 asks of transfers that ask the receiver, with receivers of every manner."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode

from collectible_checks.erc721_conformance import Check
from collectible_checks.scene import ZERO, Manner, Scene, Told, announces, fails, moved
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.contract import Contract

GAS = 2_000_000
"""Enough that a 64th of it, which is left when a receiver has burned the rest, is enough."""


def send(scene: Scene, to: AddressLike, data: bytes | None = None, **options: Any) -> Any:
    """Send alice's piece 3 safely."""
    alice = scene.people[0]
    options = {"sender": alice, "gas": GAS, **options}
    if data is None:
        plain = scene.token["safeTransferFrom(address,address,uint256)"]
        return plain(alice, to, 3, **options)
    full = scene.token["safeTransferFrom(address,address,uint256,bytes)"]
    return full(alice, to, 3, data, **options)


def asked(operator: Account, source: Account, owner_then: Contract, data: bytes) -> Told:
    """The receiver's own event."""
    values = (canonical(operator), canonical(source), 3, data, canonical(owner_then))
    kinds = ["address", "address", "uint256", "bytes", "address"]
    return Raw("Asked(address,address,uint256,bytes,address)", encode(kinds, values))


class Raw(Told):
    """An event with its data encoded already."""

    def __init__(self, signature: str, data: bytes) -> None:
        super().__init__(signature)
        object.__setattr__(self, "raw", data)

    def log(self, address: AddressLike) -> Any:
        plain = super().log(address)
        return type(plain)(plain.address, plain.topics, self.raw)  # type: ignore[attr-defined]


def a_safe_transfer_to_a_person_is_a_transfer(scene: Scene) -> None:
    _, bob, _ = scene.people
    for data in (None, b"", b"hello"):
        with scene.chain.anchor():
            announces(send(scene, bob, data), moved(scene.people[0], bob, 3))
            assert scene.token.ownerOf(3) == bob


def a_contract_is_asked_after_the_transfer_and_told_everything(scene: Scene) -> None:
    alice, _, carol = scene.people
    receiver = scene.receiver(Manner.ACCEPT)
    scene.token.approve(carol, 3, sender=alice)
    for data in (None, b"", b"hello" * 50):
        for sender in (alice, carol):
            with scene.chain.anchor():
                receipt = send(scene, receiver, data, sender=sender)
                announces(receipt, moved(alice, receiver, 3), by=scene.token)
                announces(receipt, asked(sender, alice, receiver, data or b""), by=receiver)
                assert scene.token.ownerOf(3) == receiver


def a_contract_that_refuses_gets_nothing_and_its_reason_comes_through(scene: Scene) -> None:
    receiver = scene.receiver(Manner.REFUSE)
    for data in (None, b"hello"):
        with fails("NoThanks", 3):
            send(scene, receiver, data)
    nothing_moved(scene, receiver)


def a_contract_that_refuses_without_a_reason_gets_nothing(scene: Scene) -> None:
    for receiver in (scene.receiver(Manner.REVERT_SILENTLY), scene.helper("Penniless")):
        for data in (None, b"hello"):
            with fails("ERC721InvalidReceiver", receiver):
                send(scene, receiver, data)
        nothing_moved(scene, receiver)


def a_contract_that_answers_wrong_gets_nothing(scene: Scene) -> None:
    receiver = scene.receiver(Manner.ANSWER_WRONG)
    for data in (None, b"hello"):
        with fails("ERC721InvalidReceiver", receiver):
            send(scene, receiver, data)
    nothing_moved(scene, receiver)


def a_contract_that_answers_too_little_gets_nothing(scene: Scene) -> None:
    receiver = scene.receiver(Manner.ANSWER_TOO_LITTLE)
    with fails(None):
        send(scene, receiver)
    nothing_moved(scene, receiver)


def an_echo_is_no_answer(scene: Scene) -> None:
    """What it says back begins with the right four bytes: those of the question."""
    purse = scene.helper("Purse")
    for data in (None, b"hello"):
        with fails(None):
            send(scene, purse, data)
    nothing_moved(scene, purse)


def a_contract_that_burns_all_gas_gets_nothing(scene: Scene) -> None:
    receiver = scene.receiver(Manner.BURN_ALL_GAS)
    with fails("ERC721InvalidReceiver", receiver):
        send(scene, receiver, gas=3_000_000)
    nothing_moved(scene, receiver)


def a_contract_may_send_the_piece_on_at_once(scene: Scene) -> None:
    alice, _, _ = scene.people
    receiver = scene.receiver(Manner.SEND_ON)
    receipt = send(scene, receiver)
    announces(receipt, moved(alice, receiver, 3), moved(receiver, alice, 3), by=scene.token)
    nothing_moved(scene, receiver)


def a_safe_transfer_needs_the_same_rights(scene: Scene) -> None:
    alice, bob, carol = scene.people
    receiver = scene.receiver(Manner.ACCEPT)
    safe = scene.token["safeTransferFrom(address,address,uint256,bytes)"]
    for to in (bob, receiver):
        with fails("ERC721InsufficientApproval", carol, 3):
            safe(alice, to, 3, b"", sender=carol)
        with fails("ERC721IncorrectOwner", bob, 3, alice):
            safe(bob, to, 3, b"", sender=alice)
        with fails("ERC721NonexistentToken", 7):
            safe(alice, to, 7, b"", sender=alice)
    with fails("ERC721InvalidReceiver", ZERO):
        safe(alice, ZERO, 3, b"", sender=alice)
    nothing_moved(scene, receiver)


def a_safe_transfer_ends_the_approval_before_it_asks(scene: Scene) -> None:
    alice, _, carol = scene.people
    receiver = scene.receiver(Manner.ACCEPT)
    scene.token.approve(carol, 3, sender=alice)
    send(scene, receiver, sender=carol)
    assert scene.token.getApproved(3) == ZERO
    with fails("ERC721InsufficientApproval", carol, 3):
        scene.token.transferFrom(receiver, carol, 3, sender=carol)


def nothing_moved(scene: Scene, receiver: AddressLike) -> None:
    alice, bob, _ = scene.people
    assert scene.owners() == (*(alice.address,) * 5, bob.address)
    assert (scene.balances(), scene.token.balanceOf(receiver)) == ((5, 1, 0), 0)


SAFE_TRANSFER_CHECKS: tuple[Check, ...] = (
    a_safe_transfer_to_a_person_is_a_transfer,
    a_contract_is_asked_after_the_transfer_and_told_everything,
    a_contract_that_refuses_gets_nothing_and_its_reason_comes_through,
    a_contract_that_refuses_without_a_reason_gets_nothing,
    a_contract_that_answers_wrong_gets_nothing,
    a_contract_that_answers_too_little_gets_nothing,
    an_echo_is_no_answer,
    a_contract_that_burns_all_gas_gets_nothing,
    a_contract_may_send_the_piece_on_at_once,
    a_safe_transfer_needs_the_same_rights,
    a_safe_transfer_ends_the_approval_before_it_asks,
)
