"""The personas, accounts added to them, and their keys."""

from __future__ import annotations

import traceback

import pytest
from eth_account import Account as EthAccount
from eth_account.messages import encode_defunct

from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.key_derivation import derive_key
from pydemo.contract import Contract

# What anvil and Hardhat print when they start.
ANVIL = {
    "alice": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "bob": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "carol": "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
    "dave": "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
    "erin": "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
    "frank": "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc",
    "grace": "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
    "heidi": "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
    "ivan": "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
    "judy": "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
}
FIRST_KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
ELEVENTH = "0xBcd4042DE499D14e55001CcbB24a551F3b954096"


def test_the_personas_have_anvils_addresses(chain: Chain) -> None:
    assert {account.name: account.address for account in chain.accounts} == ANVIL


def test_the_personas_have_anvils_keys(alice: Account) -> None:
    assert alice.key.hex() == FIRST_KEY


def test_each_persona_starts_with_ten_thousand_ether() -> None:
    fresh = Chain()
    assert {fresh.balance(account) for account in fresh.accounts} == {units.ether(10_000)}


def test_derived_keys_go_on_where_the_personas_end() -> None:
    assert Account.from_key(derive_key(10)).address == ELEVENTH
    assert derive_key(0).hex() == FIRST_KEY
    assert derive_key(11) != derive_key(10)


def test_an_account_is_found_by_name_position_and_address(chain: Chain, bob: Account) -> None:
    accounts = chain.accounts
    assert accounts.bob is bob
    assert accounts["bob"] is bob
    assert accounts[1] is bob
    assert accounts[-9] is bob
    assert accounts[bob.address.lower()] is bob
    assert bob in accounts
    assert bob.address in accounts
    assert len(accounts) == 10
    assert "bob" in dir(accounts)
    assert accounts.label(bob) == accounts.label(bob.address) == "bob"


@pytest.mark.parametrize("key", ["zoe", "", ELEVENTH, 10, -11])
def test_an_unknown_account_is_refused_by_name(chain: Chain, key: str | int) -> None:
    with pytest.raises(errors.UnknownAccount) as raised:
        chain.accounts[key]
    assert str(key) in str(raised.value)


def test_an_unknown_account_is_no_attribute(chain: Chain) -> None:
    with pytest.raises(AttributeError, match="alice, bob"):
        _ = chain.accounts.zoe
    assert not hasattr(chain.accounts, "_zoe")
    assert ELEVENTH not in chain.accounts
    assert chain.accounts.label(ELEVENTH) == ""


@pytest.mark.parametrize("form", ["bytes", "hex", "0x"])
def test_an_account_added_by_its_key_can_send(chain: Chain, alice: Account, form: str) -> None:
    key = derive_key(10)
    forms: dict[str, bytes | str] = {"bytes": key, "hex": key.hex(), "0x": "0x" + key.hex()}
    zoe = chain.add_account(forms[form], "zoe")
    assert zoe == ELEVENTH
    assert chain.accounts.zoe is zoe
    assert chain.balance(zoe) == 0
    chain.set_balance(zoe, units.ether(1))
    assert chain.transfer(alice, 5, sender=zoe).sender == ELEVENTH


def test_an_account_may_be_added_without_a_name(chain: Chain) -> None:
    added = chain.add_account(derive_key(10))
    assert chain.accounts[10] is added
    assert repr(chain.accounts).endswith(f"judy, {ELEVENTH}>")


def test_a_name_is_given_once(chain: Chain) -> None:
    with pytest.raises(errors.ArgumentError, match="'alice' already"):
        chain.add_account(derive_key(10), "alice")
    assert len(chain.accounts) == 10


# 2**256 - 1 is above the order of secp256k1, so is the order itself.
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
NO_KEYS = [
    b"",
    b"secret",
    bytes(32),
    b"\xff" * 32,
    ORDER.to_bytes(32, "big"),
    b"\x5e" * 31,
    b"\x5e" * 33,
    "0x" + "5e" * 31,
    "correct horse battery staple",
]


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_is_refused_without_quoting_it(chain: Chain, key: bytes | str) -> None:
    with pytest.raises(errors.ArgumentError) as raised:
        chain.add_account(key)
    told = "".join(traceback.format_exception(raised.value))
    secret = key if isinstance(key, str) else key.hex()
    assert "no private key" in str(raised.value)
    assert len(secret) < 5 or secret.removeprefix("0x") not in told.replace("\\x", "")
    assert len(chain.accounts) == 10


def test_a_key_never_shows(alice: Account, chain: Chain) -> None:
    shown = [repr(alice), str(alice), f"{alice}", repr(chain.accounts), repr(chain)]
    shown += [repr([alice]), repr({"who": alice})]
    with pytest.raises(errors.TransactionRefused) as refused:
        chain.transfer(alice, units.ether(100_000), sender=alice)
    shown.append("".join(traceback.format_exception(refused.value)))
    for text in shown:
        assert FIRST_KEY not in text
        assert repr(alice.key) not in text


def test_an_impersonated_address_has_no_key(chain: Chain) -> None:
    nobody = chain.impersonate(ELEVENTH)
    assert not nobody.has_key
    with pytest.raises(errors.UnknownAccount, match=ELEVENTH):
        _ = nobody.key
    with pytest.raises(errors.UnknownAccount, match=ELEVENTH):
        nobody.sign_message("hello")


def test_a_signed_text_recovers_to_its_signer(alice: Account, bob: Account) -> None:
    signed = alice.sign_message("pay bob")
    message = encode_defunct(text="pay bob")
    assert EthAccount.recover_message(message, signature=signed.signature) == alice.address
    other = encode_defunct(text="pay carol")
    assert EthAccount.recover_message(other, signature=signed.signature) != alice.address
    assert bob.sign_message("pay bob").signature != signed.signature


def test_typed_data_takes_accounts_and_contracts_as_addresses(
    chain: Chain, alice: Account, bob: Account
) -> None:
    token: Contract = chain.deploy("DemoToken", 1, alice, sender=alice)
    types = {"Order": [{"name": "buyer", "type": "address"}, {"name": "paid", "type": "address[]"}]}
    with_objects = alice.sign_typed_data(
        {"verifyingContract": token}, types, {"buyer": bob, "paid": [alice, token]}
    )
    with_strings = alice.sign_typed_data(
        {"verifyingContract": token.address},
        types,
        {"buyer": bob.address, "paid": [alice.address, token.address]},
    )
    assert with_objects.signature == with_strings.signature
    assert with_objects.v in (27, 28)
    assert len(with_objects.signature) == 65


def test_two_chains_do_not_share_their_accounts() -> None:
    one, other = Chain(), Chain()
    one.add_account(derive_key(10), "zoe")
    assert "zoe" in dir(one.accounts)
    assert "zoe" not in dir(other.accounts)
    assert len(Accounts.personas()) == 10
