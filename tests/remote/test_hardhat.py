"""Hardhat's node: what it does otherwise than anvil, and that the stories are told there too."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from hexbytes import HexBytes
from web3.exceptions import ContractLogicError

from pydemo import Chain, errors, units
from pydemo.chain.address import checksum
from pydemo.chain.key_derivation import derive_key
from pydemo.chain.system_contracts import HISTORY_ADDRESS
from pydemo.contract import Contract
from pydemo.stories import tell

from .hardhat import running_hardhat
from .test_same_story import OF_ITS_OWN, outline


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with running_hardhat(tmp_path_factory.mktemp("hardhat")) as url:
        yield Chain.connect(url)


@pytest.fixture
def remote(connection: Chain) -> Iterator[Chain]:
    with connection.anchor():
        yield connection


@pytest.fixture
def token(remote: Chain) -> Contract:
    alice = remote.accounts.alice
    deployed = remote.deploy("DemoToken", 1_000, alice, sender=alice)
    deployed.mint(alice, 500, sender=alice)
    return deployed


TOLD: dict[str, dict[str, str]] = {
    "token": {},
    "collectible": {},
    "lending": {},
    "lottery": {},
    "dao": {"ending": "won"},
}
"""The four systems' stories; anvil is told all there are, with each ending."""
HERE_OF_ITS_OWN: dict[str, Collection[int]] = {"token": (), **OF_ITS_OWN, "dao": (1, *range(7, 14))}
"""Without the lost ending, the DAO's steps have other numbers."""
TRACED = {"token": (6,)}
"""Steps that show a call tree, of which Hardhat has none."""


@pytest.mark.parametrize("name", TOLD)
def test_a_story_is_the_same_to_the_letter(remote: Chain, name: str) -> None:
    options = TOLD[name]
    ours = [step.to_json() for step in tell(name, Chain(), **options)]
    theirs = [step.to_json() for step in tell(name, remote, **options)]
    assert [number for number, step in enumerate(ours) if step["trace"]] == [*TRACED.get(name, ())]
    assert any(action["error"] for step in ours for action in step["actions"])
    assert len(theirs) == len(ours)
    for number, (one, other) in enumerate(zip(theirs, ours, strict=True)):
        if number in TRACED.get(name, ()):
            assert one["trace"] is None
            assert one["text"].endswith("this node gives no call trees.")
        elif number in HERE_OF_ITS_OWN[name]:
            assert outline(one) == outline(other)
        else:
            assert one == other


def test_it_keeps_no_hashes_of_old_blocks(remote: Chain) -> None:
    """Of EIP-2935, which the last attack of break_it waits for; the newest 256 are there."""
    with pytest.raises(ContractLogicError, match="EIP2935 is not supported in Hardhat yet"):
        remote.w3.eth.call(
            {"to": checksum(HISTORY_ADDRESS.to_bytes(20)), "data": HexBytes(bytes(32))}
        )


def test_a_failed_transaction_is_mined_and_has_its_receipt_and_its_error(
    remote: Chain, token: Contract
) -> None:
    """It answers with an error, though the transaction is in a block."""
    alice, bob = remote.accounts.alice, remote.accounts.bob
    before = remote.nonce(bob)
    with errors.reverts("ERC20InsufficientBalance", bob, 0, 5) as caught:
        token.transfer(alice, 5, sender=bob)
    assert isinstance(caught.error, errors.Revert)
    assert caught.error.receipt is not None
    assert caught.error.receipt.status == 0
    assert remote.nonce(bob) == before + 1


def test_a_failed_transaction_that_is_signed_here_has_them_too(
    remote: Chain, token: Contract
) -> None:
    nora = remote.add_account(derive_key(25), "nora")
    remote.set_balance(nora, units.ether(1))
    with errors.reverts("ERC20InsufficientBalance", nora, 0, 5) as caught:
        token.transfer(remote.accounts.alice, 5, sender=nora)
    assert isinstance(caught.error, errors.Revert)
    assert caught.error.receipt is not None
    assert remote.nonce(nora) == 1


def test_calls_and_estimates_fail_by_name(remote: Chain, token: Contract) -> None:
    bob = remote.accounts.bob
    for function in (token.transfer.call, token.transfer.gas):
        with errors.reverts("ERC20InsufficientBalance", bob, 0, 5):
            function(remote.accounts.alice, 5, sender=bob)


def test_running_out_of_gas_is_told_apart(remote: Chain, token: Contract) -> None:
    with pytest.raises(errors.OutOfGas):
        token.transfer(remote.accounts.bob, 5, sender=remote.accounts.alice, gas=30_000)
    with pytest.raises(errors.OutOfGas):
        token.transfer.call(remote.accounts.bob, 5, sender=remote.accounts.alice, gas=30_000)


def test_it_has_no_call_trees_and_that_is_a_clear_error(remote: Chain, token: Contract) -> None:
    receipt = token.transfer(remote.accounts.bob, 5, sender=remote.accounts.alice)
    with pytest.raises(errors.NotSupported, match=r"gives no call tree .*\(callTracer\)") as told:
        receipt.trace()
    assert "\n" not in str(told.value)


def test_what_it_refuses_is_not_taken_for_mined(remote: Chain) -> None:
    bob = remote.accounts.bob
    before = remote.nonce(bob)
    with pytest.raises(errors.TransactionRefused, match="requires at least 21000 gas") as refused:
        remote.transfer(bob, 1, sender=bob, gas=20_000)
    assert "\n" not in str(refused.value)
    remote.set_balance(bob, 5)
    with pytest.raises(errors.TransactionRefused, match="enough funds"):
        remote.transfer(remote.accounts.alice, 1, sender=bob)
    assert remote.nonce(bob) == before


def test_an_anchor_brings_everything_back(remote: Chain, token: Contract) -> None:
    def everything() -> list[object]:
        balances = [remote.balance(account) for account in remote.accounts]
        return [remote.time, remote.block_number, balances, token.totalSupply()]

    before = everything()
    with remote.anchor():
        token.transfer(remote.accounts.bob, 5, sender=remote.accounts.alice)
        remote.advance(units.days(3))
        remote.mine(3)
        remote.set_balance(remote.accounts.bob, 1)
        assert everything() != before
    assert everything() == before


def test_any_address_can_be_impersonated_until_the_anchor(remote: Chain) -> None:
    stranger = "0x" + "07" * 20
    remote.set_balance(stranger, units.ether(1))
    with remote.anchor():
        sent = remote.transfer(remote.accounts.bob, 1, sender=remote.impersonate(stranger))
        assert sent.sender.lower() == stranger
    with pytest.raises(errors.TransactionRefused, match="Unknown account"):
        remote.transfer(remote.accounts.bob, 1, sender=stranger)


def test_the_past_is_there_and_the_future_is_not(remote: Chain, token: Contract) -> None:
    assert token.balanceOf(remote.accounts.alice, block=remote.block_number - 1) == 0
    with pytest.raises(errors.ArgumentError, match="no state of block 1000000"):
        remote.balance(remote.accounts.alice, 10**6)
    with pytest.raises(errors.ArgumentError, match="no state of block 1000000"):
        token.balanceOf(remote.accounts.alice, block=10**6)
    with pytest.raises(errors.UnknownTransaction):
        remote.receipt(bytes(32))
