"""Delegations by signature: what is accepted and what is not, on any token with votes."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_keys import keys
from eth_utils.crypto import keccak
from token_checks.conformance import Check
from token_checks.scene import CURVE_ORDER, SUPPLY, Scene, domain_separator, forked

from pydemo import errors
from pydemo.chain.address import canonical
from votes.scene import DELEGATION_TYPEHASH, all_delegate, sign, told, votes


def a_signature_delegates_and_uses_a_nonce_up(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    assert told(scene.token.delegateBySig(*sign(scene, alice), sender=carol)) == [
        ("DelegateChanged", alice, alice, bob),
        ("DelegateVotesChanged", alice, SUPPLY, 0),
        ("DelegateVotesChanged", bob, 0, SUPPLY),
    ]
    assert [scene.token.nonces(person) for person in scene.people] == [1, 0, 0]
    scene.token.delegateBySig(*sign(scene, alice, delegatee=carol), sender=bob)
    assert (votes(scene), scene.token.nonces(alice)) == ((0, 0, SUPPLY), 2)


def what_is_signed_is_what_the_texts_hash(scene: Scene) -> None:
    """Everything by hand, without a library that knows EIP-712."""
    alice, bob, carol = scene.people
    assert DELEGATION_TYPEHASH.hex().startswith("e4832905")
    assert DELEGATION_TYPEHASH.hex().endswith("5adf")
    expiry = scene.soon + 100
    struct = encode(
        ["bytes32", "address", "uint256", "uint256"],
        [DELEGATION_TYPEHASH, canonical(bob), 0, expiry],
    )
    separator = domain_separator("Demo Token", "1", scene.chain.chain_id, scene.token)
    digest = keccak(b"\x19\x01" + separator + keccak(struct))
    signature = keys.PrivateKey(alice.key).sign_msg_hash(digest)
    r, s = signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big")
    scene.token.delegateBySig(bob, 0, expiry, signature.v + 27, r, s, sender=carol)
    assert scene.token.delegates(alice) == bob


def delegations_and_permits_use_the_same_nonces_up(scene: Scene) -> None:
    alice, bob, carol = scene.people
    early = sign(scene, alice)
    scene.token.permit(*scene.sign(alice), sender=carol)
    with errors.reverts("InvalidAccountNonce", alice, 1):
        scene.token.delegateBySig(*early, sender=carol)
    permit = scene.sign(alice)
    scene.token.delegateBySig(*sign(scene, alice), sender=carol)
    with errors.reverts("ERC2612InvalidSigner"):
        scene.token.permit(*permit, sender=carol)
    assert (scene.token.delegates(alice), scene.token.nonces(alice)) == (bob, 2)


def a_delegation_cannot_be_used_twice(scene: Scene) -> None:
    alice, _, carol = scene.people
    all_delegate(scene)
    delegation = sign(scene, alice)
    scene.token.delegateBySig(*delegation, sender=carol)
    scene.token.delegate(alice, sender=alice)
    with errors.reverts("InvalidAccountNonce", alice, 1):
        scene.token.delegateBySig(*delegation, sender=carol)
    assert votes(scene) == (SUPPLY, 0, 0)


def a_delegation_for_a_later_nonce_fails(scene: Scene) -> None:
    alice, _, carol = scene.people
    with errors.reverts("InvalidAccountNonce", alice, 0):
        scene.token.delegateBySig(*sign(scene, alice, nonce=1), sender=carol)


def a_delegation_is_good_to_the_second_of_its_expiry(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.delegateBySig(*sign(scene, alice, expiry=scene.soon), sender=carol)
    assert scene.token.delegates(alice) == bob


def a_delegation_is_void_a_second_after_its_expiry(scene: Scene) -> None:
    alice, _, carol = scene.people
    all_delegate(scene)
    for expiry in (scene.soon - 1, 0):
        with errors.reverts("VotesExpiredSignature", expiry):
            scene.token.delegateBySig(*sign(scene, alice, expiry=expiry), sender=carol)
    assert (scene.token.delegates(alice), scene.token.nonces(alice)) == (alice, 0)


def a_signature_delegates_for_its_signer_alone(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    scene.token.delegateBySig(*sign(scene, carol), sender=alice)
    assert (scene.token.delegates(carol), scene.token.nonces(carol)) == (bob, 1)
    assert votes(scene) == (SUPPLY, 0, 0)


def a_delegation_for_another_domain_does_nothing_for_the_signer(scene: Scene) -> None:
    alice, bob, _ = scene.people
    all_delegate(scene)
    others: tuple[dict[str, Any], ...] = (
        {"chainId": 1},
        {"verifyingContract": bob},
        {"name": "Demo"},
        {"version": "2"},
    )
    for other in others:
        _is_not_of(scene, sign(scene, alice, **other))


def a_delegation_sent_with_other_values_than_signed_does_nothing_for_the_signer(
    scene: Scene,
) -> None:
    alice, _, carol = scene.people
    all_delegate(scene)
    delegatee, nonce, expiry, *signature = sign(scene, alice)
    _is_not_of(scene, (carol, nonce, expiry, *signature))
    _is_not_of(scene, (delegatee, nonce, expiry + 1, *signature))


def after_a_split_a_delegation_is_good_on_its_own_chain_only(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    old = sign(scene, alice)
    with forked(scene.chain, 777):
        _is_not_of(scene, old)
        scene.token.delegateBySig(*sign(scene, alice), sender=carol)
        assert scene.token.delegates(alice) == bob
    scene.token.delegateBySig(*old, sender=carol)
    assert scene.token.delegates(alice) == bob


def a_delegation_of_nobody_fails(scene: Scene) -> None:
    _, bob, carol = scene.people
    for v, r, s in ((27, 0, 0), (28, 0, 1), (27, CURVE_ORDER, 1), (28, 5, 1), (0, 1, 1)):
        words = (r.to_bytes(32, "big"), s.to_bytes(32, "big"))
        with errors.reverts("ECDSAInvalidSignature"):
            scene.token.delegateBySig(bob, 0, scene.soon + 100, v, *words, sender=carol)


def the_mirror_image_of_a_delegation_fails(scene: Scene) -> None:
    alice, _, carol = scene.people
    *values, v, r, s = sign(scene, alice)
    mirrored = (CURVE_ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
    with errors.reverts("ECDSAInvalidSignatureS", mirrored):
        scene.token.delegateBySig(*values, 55 - v, r, mirrored, sender=carol)


def _is_not_of(scene: Scene, delegation: tuple[Any, ...]) -> None:
    """The signature points at somebody else, who has nothing: for alice nothing changes.

    That somebody is as good as random, and their first delegation may well be accepted.
    """
    alice, _, carol = scene.people
    before = scene.token.delegates(alice), scene.token.nonces(alice), votes(scene)
    receipt = scene.token.delegateBySig(*delegation, sender=carol)
    assert [event[0] for event in told(receipt)] == ["DelegateChanged"]
    assert told(receipt)[0][1] != alice
    after = scene.token.delegates(alice), scene.token.nonces(alice), votes(scene)
    assert after == before


SIGNATURE_CHECKS: tuple[Check, ...] = (
    a_signature_delegates_and_uses_a_nonce_up,
    what_is_signed_is_what_the_texts_hash,
    delegations_and_permits_use_the_same_nonces_up,
    a_delegation_cannot_be_used_twice,
    a_delegation_for_a_later_nonce_fails,
    a_delegation_is_good_to_the_second_of_its_expiry,
    a_delegation_is_void_a_second_after_its_expiry,
    a_signature_delegates_for_its_signer_alone,
    a_delegation_for_another_domain_does_nothing_for_the_signer,
    a_delegation_sent_with_other_values_than_signed_does_nothing_for_the_signer,
    after_a_split_a_delegation_is_good_on_its_own_chain_only,
    a_delegation_of_nobody_fails,
    the_mirror_image_of_a_delegation_fails,
)
