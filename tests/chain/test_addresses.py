"""What serves as an address, and what does not."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical, checksum, created_address

ALICE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
RAW = bytes.fromhex(ALICE[2:])


@pytest.mark.parametrize(
    "form", [ALICE, ALICE.lower(), "0x" + ALICE[2:].upper(), RAW, bytearray(RAW)]
)
def test_an_address_is_taken_in_any_of_its_forms(form: str | bytes) -> None:
    assert canonical(form) == RAW


def test_an_account_and_a_contract_serve_as_addresses(chain: Chain, alice: Account) -> None:
    token = chain.deploy("DemoToken", 1, alice, sender=alice)
    assert canonical(alice) == RAW
    assert canonical(token) == bytes.fromhex(token.address[2:])


def test_where_a_contract_will_be_is_known_before_it_is_there(chain: Chain, alice: Account) -> None:
    before = chain.nonce(alice)
    for _ in range(2):
        expected = created_address(alice, chain.nonce(alice))
        assert chain.deploy("DemoToken", 1, alice, sender=alice).address == expected
    assert chain.nonce(alice) == before + 2


def test_where_a_contract_makes_its_first_is_known_too(chain: Chain, alice: Account) -> None:
    """EIP-161: a contract's own nonce begins at 1."""
    token = chain.deploy("PoolToken", 1, alice, sender=alice)
    terms = (1, 3_600, 0, 3_600, 1, 0, 0)
    governor = chain.deploy("Governor", "Members", token, terms, sender=alice)
    assert chain.nonce(governor) == 2
    assert governor.timelock() == created_address(governor, 1)


@pytest.mark.parametrize("raw", [bytes(20), RAW, b"\xff" * 20])
def test_reading_back_what_checksum_writes_gives_the_same_bytes(raw: bytes) -> None:
    assert canonical(checksum(raw)) == raw


# The examples of ERC-55 itself.
@pytest.mark.parametrize(
    "address",
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_checksums_are_those_of_erc_55(address: str) -> None:
    assert checksum(canonical(address)) == address


def test_a_wrong_checksum_is_refused() -> None:
    mistyped = ALICE.replace("Fd6", "fd6")
    with pytest.raises(errors.ArgumentError, match="wrong checksum") as raised:
        canonical(mistyped)
    assert mistyped in str(raised.value)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "0x",
        "alice",
        "vitalik.eth",
        ALICE[:-1],
        ALICE + "0",
        ALICE[2:],
        "0X" + ALICE[2:],
        ALICE[:-1] + "g",
        f" {ALICE}",
        ALICE[:20] + " " + ALICE[21:],
        RAW[:-1],
        RAW + b"\0",
        b"",
        0,
        int(ALICE, 16),
        None,
        3.5,
        True,
        [ALICE],
    ],
)
def test_what_is_no_address_is_refused_in_one_line(wrong: object) -> None:
    with pytest.raises(errors.ArgumentError) as raised:
        canonical(wrong)
    assert "\n" not in str(raised.value)


def test_accounts_equal_their_address_as_a_string_of_any_case(alice: Account) -> None:
    assert alice == ALICE
    assert alice == ALICE.lower()
    assert alice == ALICE
    assert alice == Account(ALICE, "the same by another name")


def test_accounts_differ_from_others_and_from_what_is_no_address(
    alice: Account, bob: Account
) -> None:
    assert alice != bob
    assert alice != bob.address
    assert alice != "alice"
    assert alice != RAW
    assert alice != 0
    assert alice is not None


def test_an_account_finds_itself_in_a_set_and_by_its_checksummed_address(alice: Account) -> None:
    assert alice in {alice}
    assert {alice: 1}[Account(ALICE)] == 1
    assert {ALICE: 1}[alice] == 1  # type: ignore[index]  # equal and of one hash


def test_a_contract_equals_a_handle_on_it_and_its_address(chain: Chain, alice: Account) -> None:
    token = chain.deploy("DemoToken", 1, alice, sender=alice)
    other = chain.deploy("DemoToken", 1, alice, sender=alice)
    assert token == chain.at("DemoToken", token.address)
    assert token == token.address
    assert token != other


def test_an_account_prints_as_its_address(alice: Account) -> None:
    assert str(alice) == ALICE
    assert f"{alice}" == ALICE
    assert repr(alice) == f"<Account alice {ALICE}>"
    assert repr(Account(ALICE)) == f"<Account {ALICE}>"
