"""Acting as an address without its key."""

from __future__ import annotations

import pytest

from chain.raw_code import LOGGER, deploy_code, send, stranger, web3
from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account

CALLER_LOGGER = "335f5260205fa000"
"""Logs CALLER."""
# Half of all numbers are no point of the curve, where a mock signature must hold one: try several.
STRANGERS = [stranger(number) for number in (0xDEAD, 1 << 159, *range(0x100, 0x10A))]


@pytest.mark.parametrize("address", STRANGERS)
def test_the_sender_is_the_impersonated_one_in_every_view(chain: Chain, address: str) -> None:
    w3 = web3(chain)
    logger = deploy_code(chain, CALLER_LOGGER)
    chain.set_balance(address, units.ether(1))
    acting = chain.impersonate(address)
    receipt = send(chain, logger, sender=acting)
    assert receipt.sender == address
    assert receipt.events[0].args["data"][12:].hex() == address[2:].lower()
    assert w3.eth.get_transaction(receipt.tx_hash)["from"] == address
    assert w3.eth.get_transaction_receipt(receipt.tx_hash)["from"] == address
    block = w3.eth.get_block(receipt.block_number, full_transactions=True)
    assert [sent["from"] for sent in block["transactions"]] == [address]
    by_hash = w3.eth.get_block(block["hash"], full_transactions=True)
    assert [sent["from"] for sent in by_hash["transactions"]] == [address]
    assert w3.eth.get_transaction_by_block(receipt.block_number, 0)["from"] == address
    assert receipt.trace().sender == address


def test_web3_can_send_as_an_impersonated_address(chain: Chain, bob: Account) -> None:
    address = stranger(0x101)
    chain.set_balance(address, units.ether(1))
    chain.impersonate(address)
    sent = web3(chain).eth.send_transaction({"from": address, "to": bob.address, "value": 5})
    assert chain.receipt(sent).sender == address
    legacy = web3(chain).eth.send_transaction(
        {"from": address, "to": bob.address, "gas": 21_000, "gasPrice": units.gwei(10)}
    )
    assert web3(chain).eth.get_transaction(legacy)["from"] == address


def test_a_contract_can_be_impersonated(chain: Chain, alice: Account, bob: Account) -> None:
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    vault = deploy_code(chain, LOGGER)
    token.mint(vault, 60, sender=alice)
    acting = chain.impersonate(vault)
    chain.set_balance(vault, units.ether(1))
    token.transfer(bob, 25, sender=acting)
    assert token.balanceOf(bob) == 25
    assert token.balanceOf(vault) == 35


def test_a_contract_handle_can_be_the_sender(chain: Chain, alice: Account, bob: Account) -> None:
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    chain.set_balance(token, units.ether(1))
    chain.impersonate(token)
    assert chain.transfer(bob, 3, sender=token).sender == token.address


def test_an_impersonated_address_can_deploy(chain: Chain, alice: Account) -> None:
    acting = chain.impersonate(stranger(0x102))
    chain.set_balance(acting, units.ether(1))
    token = chain.deploy("DemoToken", 100, alice, sender=acting)
    assert token.deploy_receipt is not None
    shown = web3(chain).eth.get_transaction_receipt(token.deploy_receipt.tx_hash)
    assert shown["contractAddress"] == token.address
    assert token.maxSupply() == 100


def test_a_known_account_stays_itself_when_impersonated(chain: Chain, alice: Account) -> None:
    assert chain.impersonate(alice.address) is alice
    assert chain.transfer(chain.accounts.bob, 1, sender=alice).sender == alice.address


def test_two_impersonated_senders_never_share_a_transaction_hash(
    chain: Chain, bob: Account
) -> None:
    hashes = set()
    for address in STRANGERS:
        chain.set_balance(address, units.ether(1))
        with chain.anchor():
            hashes.add(chain.transfer(bob, 1, sender=chain.impersonate(address)).tx_hash)
    assert len(hashes) == len(STRANGERS)


def test_nonces_of_impersonated_addresses_count(chain: Chain, bob: Account) -> None:
    acting = chain.impersonate(stranger(0x103))
    chain.set_balance(acting, units.ether(1))
    first = chain.transfer(bob, 1, sender=acting)
    second = chain.transfer(bob, 1, sender=acting)
    assert first.tx_hash != second.tx_hash
    assert web3(chain).eth.get_transaction_count(stranger(0x103)) == 2


def test_an_impersonated_address_pays_for_its_gas(chain: Chain, bob: Account) -> None:
    acting = chain.impersonate(stranger(0x104))
    chain.set_balance(acting, units.ether(1))
    receipt = chain.transfer(bob, 1, sender=acting)
    assert chain.balance(acting) == units.ether(1) - 1 - receipt.fee
    chain.set_balance(acting, 0)
    with pytest.raises(errors.TransactionRefused, match=f"{acting} has 0 wei"):
        chain.transfer(bob, 1, sender=acting)


def test_without_impersonation_the_refusal_says_what_to_do(chain: Chain, bob: Account) -> None:
    for wei in (0, units.ether(1)):
        chain.set_balance(stranger(0x105), wei)
        with pytest.raises(errors.TransactionRefused) as refused:
            chain.transfer(bob, 1, sender=stranger(0x105))
        assert str(refused.value) == (
            f"there is no key for {stranger(0x105)} here; "
            "call chain.impersonate(address) first to act as it"
        )


def test_a_refused_transaction_mines_nothing(chain: Chain, bob: Account) -> None:
    number, had = chain.block_number, chain.balance(bob)
    with pytest.raises(errors.TransactionRefused):
        chain.transfer(bob, 1, sender=stranger(0x106))
    assert (chain.block_number, chain.balance(bob)) == (number, had)


def test_what_is_no_address_cannot_be_impersonated(chain: Chain) -> None:
    with pytest.raises(errors.ArgumentError):
        chain.impersonate("nobody")
