"""What ERC-2612, EIP-712 and ERC-5267 ask of a token, as checks that run against any handle."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_keys import keys
from eth_utils.crypto import keccak

from pydemo import errors
from pydemo.chain.address import canonical
from token_checks.conformance import Check
from token_checks.scene import (
    CURVE_ORDER,
    PERMIT_TYPEHASH,
    UNLIMITED,
    ZERO,
    Scene,
    announces,
    deploy_proxy,
    domain_separator,
    forked,
)

# --- what a permit does ---------------------------------------------------------------------------


def a_permit_sets_the_allowance_raises_the_nonce_and_announces(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for nonce, value in enumerate((70, 30, UNLIMITED, 0)):
        assert scene.token.nonces(alice) == nonce
        receipt = scene.token.permit(*scene.sign(alice, value=value), sender=carol)
        announces(receipt, ("Approval", alice, bob, value))
        assert scene.token.allowance(alice, bob) == value
    assert (scene.token.nonces(alice), scene.token.nonces(carol)) == (4, 0)


def a_permit_is_what_the_texts_hash(scene: Scene) -> None:
    """Everything by hand, without a library that knows EIP-712."""
    alice, bob, carol = scene.people
    deadline = scene.soon + 100
    fields = (canonical(alice), canonical(bob), 70, 0, deadline)
    struct = encode(
        ["bytes32", "address", "address", "uint256", "uint256", "uint256"],
        [PERMIT_TYPEHASH, *fields],
    )
    separator = domain_separator("Demo Token", "1", scene.chain.chain_id, scene.token)
    digest = keccak(b"\x19\x01" + separator + keccak(struct))
    signature = keys.PrivateKey(alice.key).sign_msg_hash(digest)
    r, s = signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big")
    scene.token.permit(alice, bob, 70, deadline, signature.v + 27, r, s, sender=carol)
    assert scene.token.allowance(alice, bob) == 70


def what_a_permit_allows_can_be_spent(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.permit(*scene.sign(alice), sender=carol)
    scene.token.transferFrom(alice, carol, 70, sender=bob)
    assert (scene.balances(), scene.token.allowance(alice, bob)) == ((930, 0, 70), 0)


def a_permit_is_good_to_the_second_of_its_deadline(scene: Scene) -> None:
    alice, _, carol = scene.people
    scene.token.permit(*scene.sign(alice, deadline=scene.soon), sender=carol)
    assert scene.token.nonces(alice) == 1


def a_permit_is_void_a_second_after_its_deadline(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for deadline in (scene.soon - 1, 0):
        with errors.reverts("ERC2612ExpiredSignature", deadline):
            scene.token.permit(*scene.sign(alice, deadline=deadline), sender=carol)
    assert (scene.token.allowance(alice, bob), scene.token.nonces(alice)) == (0, 0)


# --- what no permit does --------------------------------------------------------------------------


def a_permit_cannot_be_used_twice(scene: Scene) -> None:
    alice, bob, carol = scene.people
    permit = scene.sign(alice)
    scene.token.permit(*permit, sender=carol)
    scene.token.approve(bob, 0, sender=alice)
    with errors.reverts("ERC2612InvalidSigner"):
        scene.token.permit(*permit, sender=carol)
    assert (scene.token.allowance(alice, bob), scene.token.nonces(alice)) == (0, 1)


def a_permit_of_another_signer_fails(scene: Scene) -> None:
    alice, bob, carol = scene.people
    with errors.reverts("ERC2612InvalidSigner", bob, alice):
        scene.token.permit(*scene.sign(bob), sender=carol)
    assert (scene.token.allowance(alice, bob), scene.token.nonces(alice)) == (0, 0)


def a_permit_for_another_nonce_fails(scene: Scene) -> None:
    alice, bob, _ = scene.people
    _fails(scene, scene.sign(alice, nonce=1))
    scene.token.permit(*scene.sign(alice), sender=bob)
    _fails(scene, scene.sign(alice, nonce=0))
    _fails(scene, scene.sign(alice, nonce=2))


def a_permit_for_another_domain_fails(scene: Scene) -> None:
    alice, bob, _ = scene.people
    others: tuple[dict[str, Any], ...] = (
        {"chainId": 1},
        {"verifyingContract": bob},
        {"name": "Demo"},
        {"version": "2"},
    )
    for other in others:
        _fails(scene, scene.sign(alice, **other))


def a_permit_sent_with_other_values_than_signed_fails(scene: Scene) -> None:
    alice, bob, carol = scene.people
    owner, spender, value, deadline, *signature = scene.sign(alice)
    assert (owner, spender) == (canonical(alice), canonical(bob))
    _fails(scene, (carol, spender, value, deadline, *signature))
    _fails(scene, (owner, carol, value, deadline, *signature))
    _fails(scene, (owner, spender, value + 1, deadline, *signature))
    _fails(scene, (owner, spender, value, deadline + 1, *signature))
    scene.token.permit(owner, spender, value, deadline, *signature, sender=carol)


def a_permit_of_the_zero_address_fails_whatever_the_signature(scene: Scene) -> None:
    _, bob, carol = scene.people
    # Signatures from which ecrecover finds nobody, which it tells by the zero address.
    for v, r, s in ((27, 0, 0), (0, 1, 1), (27, CURVE_ORDER, 1), (28, 5, 1)):
        with errors.reverts("ECDSAInvalidSignature"):
            _permit(scene, (ZERO, bob, 70, UNLIMITED), v, r, s)
    assert (scene.token.allowance(ZERO, bob), scene.token.nonces(ZERO)) == (0, 0)
    with errors.reverts("ERC2612InvalidSigner", carol, ZERO):
        scene.token.permit(*scene.sign(carol, owner=ZERO), sender=carol)


def a_signature_of_nobody_fails(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for v, r, s in ((27, 0, 0), (28, 0, 1), (27, 1, 0), (27, CURVE_ORDER, 1), (28, 5, 1)):
        with errors.reverts("ECDSAInvalidSignature"):
            _permit(scene, (alice, bob, 70, UNLIMITED), v, r, s)
    assert (scene.token.allowance(alice, bob), scene.token.nonces(alice)) == (0, 0)


def a_signature_with_another_v_than_27_or_28_fails(scene: Scene) -> None:
    alice, _, carol = scene.people
    *values, v, r, s = scene.sign(alice)
    for other in (0, 1, 26, 29, 255):
        with errors.reverts("ECDSAInvalidSignature"):
            scene.token.permit(*values, other, r, s, sender=carol)
    with errors.reverts("ERC2612InvalidSigner"):
        scene.token.permit(*values, 55 - v, r, s, sender=carol)
    scene.token.permit(*values, v, r, s, sender=carol)


def the_mirror_image_of_a_signature_fails(scene: Scene) -> None:
    alice, bob, carol = scene.people
    *values, v, r, s = scene.sign(alice)
    mirrored = (CURVE_ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
    with errors.reverts("ECDSAInvalidSignatureS", mirrored):
        scene.token.permit(*values, 55 - v, r, mirrored, sender=carol)
    assert (scene.token.allowance(alice, bob), scene.token.nonces(alice)) == (0, 0)


def a_permit_for_the_zero_address_fails(scene: Scene) -> None:
    alice, _, carol = scene.people
    with errors.reverts("ERC20InvalidSpender", ZERO):
        scene.token.permit(*scene.sign(alice, spender=ZERO), sender=carol)
    assert (scene.token.allowance(alice, ZERO), scene.token.nonces(alice)) == (0, 0)


# --- the domain -----------------------------------------------------------------------------------


def the_domain_is_told_and_is_what_the_separator_hashes(scene: Scene) -> None:
    assert scene.token.eip712Domain() == (
        b"\x0f",
        "Demo Token",
        "1",
        scene.chain.chain_id,
        scene.token,
        bytes(32),
        [],
    )
    separator = domain_separator("Demo Token", "1", scene.chain.chain_id, scene.token)
    assert scene.token.DOMAIN_SEPARATOR() == separator


def after_a_split_the_domain_is_that_of_the_new_chain(scene: Scene) -> None:
    before = scene.token.DOMAIN_SEPARATOR()
    with forked(scene.chain, 777):
        assert scene.token.DOMAIN_SEPARATOR() == domain_separator(
            "Demo Token", "1", 777, scene.token
        )
        assert scene.token.eip712Domain()[3] == 777
    assert scene.token.DOMAIN_SEPARATOR() == before


def after_a_split_a_permit_is_good_on_its_own_chain_only(scene: Scene) -> None:
    alice, bob, carol = scene.people
    old = scene.sign(alice)
    with forked(scene.chain, 777):
        _fails(scene, old)
        scene.token.permit(*scene.sign(alice), sender=carol)
        assert scene.token.allowance(alice, bob) == 70
        new = scene.sign(alice, nonce=0)
    _fails(scene, new)
    scene.token.permit(*old, sender=carol)


def code_that_runs_for_another_address_has_that_addresss_domain(scene: Scene) -> None:
    alice, _, carol = scene.people
    proxy = deploy_proxy(scene.chain, scene.token)
    _, name, version, chain_id, contract, _, _ = proxy.eip712Domain()
    assert contract == proxy
    assert proxy.DOMAIN_SEPARATOR() == domain_separator(name, version, chain_id, proxy)
    with errors.reverts("ERC2612InvalidSigner"):
        proxy.permit(*scene.sign(alice), sender=carol)
    permit = scene.sign(alice, name=name, verifyingContract=proxy, nonce=0)
    proxy.permit(*permit, sender=carol)
    _fails(scene, permit)


def _permit(scene: Scene, values: tuple[Any, ...], v: int, r: int, s: int) -> None:
    signature = (v, r.to_bytes(32, "big"), s.to_bytes(32, "big"))
    scene.token.permit(*values, *signature, sender=scene.people[2])


def _fails(scene: Scene, permit: tuple[Any, ...]) -> None:
    """The permit is refused for its signer, and changes nothing."""
    owner, spender = permit[:2]
    before = scene.token.allowance(owner, spender), scene.token.nonces(owner)
    with errors.reverts("ERC2612InvalidSigner"):
        scene.token.permit(*permit, sender=scene.people[2])
    assert (scene.token.allowance(owner, spender), scene.token.nonces(owner)) == before


PERMIT_CHECKS: tuple[Check, ...] = (
    a_permit_sets_the_allowance_raises_the_nonce_and_announces,
    a_permit_is_what_the_texts_hash,
    what_a_permit_allows_can_be_spent,
    a_permit_is_good_to_the_second_of_its_deadline,
    a_permit_is_void_a_second_after_its_deadline,
    a_permit_cannot_be_used_twice,
    a_permit_of_another_signer_fails,
    a_permit_for_another_nonce_fails,
    a_permit_for_another_domain_fails,
    a_permit_sent_with_other_values_than_signed_fails,
    a_permit_of_the_zero_address_fails_whatever_the_signature,
    a_signature_of_nobody_fails,
    a_signature_with_another_v_than_27_or_28_fails,
    the_mirror_image_of_a_signature_fails,
    a_permit_for_the_zero_address_fails,
    the_domain_is_told_and_is_what_the_separator_hashes,
    after_a_split_the_domain_is_that_of_the_new_chain,
    after_a_split_a_permit_is_good_on_its_own_chain_only,
    code_that_runs_for_another_address_has_that_addresss_domain,
)
