"""Hints: the catalogue's, else what the contract's author wrote, in the language in use."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors, messages
from pydemo.chain.accounts import Account
from pydemo.contract import Contract


@pytest.fixture
def token(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("DemoToken", 10**24, alice, sender=alice)


def test_a_hint_speaks_of_people_by_name(token: Contract, alice: Account, bob: Account) -> None:
    with errors.reverts("ERC20InsufficientBalance", bob, 0, 5) as caught:
        token.transfer(alice, 5, sender=bob)
    assert caught.error.hint == (
        "bob holds 0 and would need 5, counted in the token's smallest unit"
    )
    assert str(caught.error) == (
        "DemoToken.transfer(alice, 5) failed: "
        f"ERC20InsufficientBalance(sender=bob, balance=0, needed=5) ({caught.error.hint})"
    )


def test_an_unnamed_address_is_shortened(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    stranger = chain.impersonate("0x" + "ab" * 20)
    chain.set_balance(stranger, 10**18)
    with errors.reverts("ERC20InsufficientAllowance") as caught:
        token.transferFrom(alice, bob, 5, sender=stranger)
    assert caught.error.hint.startswith("0xABaB…")


def test_hints_come_in_chinese_too(token: Contract, alice: Account, bob: Account) -> None:
    with messages.speaking("zh"), errors.reverts("ERC20InsufficientBalance") as caught:
        token.transfer(alice, 5, sender=bob)
    assert caught.error.hint == "bob 持有 0，而这次需要 5（以代币的最小单位计）"


def test_panics_and_silent_reverts_speak_chinese_too(failures: Contract) -> None:
    with messages.speaking("zh"):
        with errors.reverts("Panic", 0x12) as panic:
            failures.divide(1, 0)
        with errors.reverts("Revert") as silent:
            failures.revertWithoutText()
    assert panic.error.reason == "Panic(0x12): 除以零或对零取模"
    assert "合约没有说明原因" in silent.error.hint


def test_an_error_the_catalogue_lacks_has_its_natspec(failures: Contract) -> None:
    with errors.reverts("Wordy") as caught:
        failures.wordy("x", b"")
    assert caught.error.hint == "An error with texts."


def test_natspec_is_found_for_a_library_and_for_an_error_outside_of_contracts(
    failures: Contract,
) -> None:
    with errors.reverts("Odd") as odd:
        failures.half(3)
    with errors.reverts("Homeless") as homeless:
        failures.homeless(1)
    assert (odd.error.hint, homeless.error.hint) == (
        "The number is odd.",
        "Declared outside of any contract.",
    )


def test_natspec_is_found_for_an_error_of_another_contract(outer: Contract, alice: Account) -> None:
    with errors.reverts("TooMuch") as caught:
        outer.relay.call(101, sender=alice)
    assert caught.error.hint == "The inner contract had enough."


def test_a_plain_require_needs_no_hint(failures: Contract) -> None:
    with errors.reverts("number is not above ten") as caught:
        failures.requireWithText(1)
    assert caught.error.hint == ""
    assert str(caught.error) == "Failures.requireWithText(1) failed: number is not above ten"
