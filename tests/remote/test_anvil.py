"""What a development node can do, through the same handles."""

from __future__ import annotations

from typing import Any

import pytest
from chain.raw_code import REVERTER, deploy_code, stranger, web3

from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account
from pydemo.chain.key_derivation import derive_key
from pydemo.contract import Contract
from remote.conftest import Anvil


@pytest.fixture
def token(remote: Chain, ann: Account) -> Contract:
    deployed = remote.deploy("DemoToken", 1_000, ann, sender=ann)
    deployed.mint(ann, 500, sender=ann)
    return deployed


def test_the_personas_are_there_with_their_ether(remote: Chain) -> None:
    assert [account.name for account in remote.accounts][:3] == ["alice", "bob", "carol"]
    assert {remote.balance(account) for account in remote.accounts} == {units.ether(10_000)}


def test_a_chain_behind_json_rpc_says_so(remote: Chain, anvil: Anvil) -> None:
    assert remote.engine_name == anvil.url
    assert remote.chain_id == 31337
    assert remote.seed is None
    assert repr(remote).startswith(f"<Chain {anvil.url} id 31337 block ")


def test_views_read_and_transactions_write(
    remote: Chain, token: Contract, ann: Account, ben: Account
) -> None:
    receipt = token.transfer(ben, 7, sender=ann)
    assert token.balanceOf(ben) == 7
    assert token.balanceOf(ben, block=receipt.block_number - 1) == 0
    assert receipt.events[0].args == {"from": ann.address, "to": ben.address, "value": 7}
    assert receipt.sender == ann.address
    assert remote.receipt(receipt.tx_hash).gas_used == receipt.gas_used
    assert web3(remote).eth.get_transaction_receipt(receipt.tx_hash)["status"] == 1
    assert token.transfer.call(ben, 1, sender=ann) is True
    assert token.transfer.gas(ben, 1, sender=ann) == token.transfer(ben, 1, sender=ann).gas_used


def test_a_failing_transaction_is_mined_and_raises_what_happened(
    token: Contract, ann: Account, ben: Account
) -> None:
    with errors.reverts("ERC20InsufficientBalance", ben, 0, 5) as caught:
        token.transfer(ann, 5, sender=ben)
    error = caught.error
    assert isinstance(error, errors.Revert)
    assert error.receipt is not None
    assert (error.receipt.status, error.receipt.sender) == (0, ben.address)
    assert "bob holds 0" in error.hint
    assert "DemoToken.transfer(to=alice, value=5) ✗ ERC20InsufficientBalance" in str(error.trace())


def test_a_failing_view_raises_without_a_receipt(
    token: Contract, ann: Account, ben: Account
) -> None:
    with errors.reverts("ERC20InsufficientBalance", ben, 0, 5) as caught:
        token.transfer.call(ann, 5, sender=ben)
    assert caught.error.receipt is None
    with errors.reverts("ERC20InsufficientBalance", ben, 0, 5):
        token.transfer.gas(ann, 5, sender=ben)


def test_running_out_of_gas_is_told_apart(token: Contract, ann: Account, ben: Account) -> None:
    with pytest.raises(errors.OutOfGas) as mined:
        token.transfer(ben, 5, sender=ann, gas=30_000)
    assert mined.value.receipt is not None
    with pytest.raises(errors.OutOfGas):
        token.transfer.call(ben, 5, sender=ann, gas=30_000)


@pytest.mark.parametrize("value", [5, 0])
def test_a_contract_that_refuses_ether_says_nothing(
    remote: Chain, token: Contract, ann: Account, value: int
) -> None:
    with pytest.raises(errors.Revert, match="without a reason"):
        remote.transfer(token, value, sender=ann)


def test_an_anchor_brings_everything_back(
    remote: Chain, token: Contract, ann: Account, ben: Account
) -> None:
    def everything() -> list[Any]:
        return [
            remote.time,
            remote.block_number,
            [remote.balance(account) for account in remote.accounts],
            token.balanceOf(ben),
            remote.names,
        ]

    before = everything()
    with remote.anchor():
        with remote.anchor():
            token.transfer(ben, 5, sender=ann)
            remote.advance(units.days(3))
            remote.add_account(derive_key(10), "zoe")
            remote.deploy("DemoToken", 1, ann, sender=ann)
            assert everything() != before
        assert everything() == before
        remote.set_balance(ben, 1)
    assert everything() == before


def test_an_anchor_holds_when_the_block_raises(remote: Chain, ben: Account) -> None:
    number = remote.block_number

    def error_inside() -> None:
        with remote.anchor():
            remote.mine()
            _ = 1 // 0

    with pytest.raises(ZeroDivisionError):
        error_inside()
    assert remote.block_number == number


def test_time_goes_forward_exactly(remote: Chain) -> None:
    before, number = remote.time, remote.block_number
    assert remote.advance(units.days(30)) == before + units.days(30)
    assert remote.block_number == number + 1
    with pytest.raises(errors.ArgumentError, match="only goes forward"):
        remote.advance(-1)


def test_mined_blocks_are_a_second_apart(remote: Chain) -> None:
    before, number = remote.time, remote.block_number
    assert remote.mine(3) == number + 3
    times = [web3(remote).eth.get_block(number + each)["timestamp"] for each in (1, 2, 3)]
    assert times == [times[0], times[0] + 1, times[0] + 2]
    assert times[0] > before  # by the machine's clock, which goes on meanwhile


def test_a_balance_can_be_set(remote: Chain, ben: Account) -> None:
    remote.set_balance(ben, 123)
    assert remote.balance(ben) == web3(remote).eth.get_balance(ben.address) == 123


def test_a_poor_sender_offers_just_the_gas_that_is_needed(
    remote: Chain, ann: Account, ben: Account
) -> None:
    remote.set_balance(ben, units.ether("0.01"))
    sent = remote.transfer(ann, 1, sender=ben)
    assert web3(remote).eth.get_transaction(sent.tx_hash)["gas"] == 21_000
    remote.set_balance(ben, 5)
    with pytest.raises(errors.TransactionRefused, match="nsufficient funds"):
        remote.transfer(ann, 1, sender=ben)


def test_any_address_can_be_impersonated(
    remote: Chain, token: Contract, ann: Account, ben: Account
) -> None:
    acting = remote.impersonate(stranger(0x777))
    remote.set_balance(acting, units.ether(1))
    assert remote.transfer(ben, 1, sender=acting).sender == stranger(0x777)
    token.mint(token, 5, sender=ann)
    remote.set_balance(token, units.ether(1))
    token.transfer(ben, 5, sender=remote.impersonate(token))
    assert token.balanceOf(ben) == 5


def test_an_impersonation_ends_with_its_anchor(remote: Chain, ben: Account) -> None:
    remote.set_balance(stranger(0x778), units.ether(1))
    with remote.anchor():
        remote.impersonate(stranger(0x778))
        remote.transfer(ben, 1, sender=stranger(0x778))
    with pytest.raises(errors.TransactionRefused):
        remote.transfer(ben, 1, sender=stranger(0x778))


def test_an_account_with_a_key_signs_here(remote: Chain, ben: Account) -> None:
    zoe = remote.add_account(derive_key(10), "zoe")
    remote.set_balance(zoe, units.ether(1))
    receipt = remote.transfer(ben, 5, sender=zoe)
    assert receipt.sender == zoe.address
    assert remote.balance(zoe) == units.ether(1) - 5 - receipt.fee


@pytest.mark.parametrize("form", ["account", "bytes", "hex"])
def test_one_may_connect_with_an_account_of_ones_own(
    remote: Chain, anvil: Anvil, ben: Account, form: str
) -> None:
    own = Account.from_key(derive_key(11), "me")
    forms: dict[str, Any] = {"account": own, "bytes": own.key, "hex": own.key.hex()}
    connected = Chain.connect(anvil.url, account=forms[form])
    assert own in connected.accounts
    connected.set_balance(own, units.ether(1))
    assert connected.transfer(ben, 5, sender=own).sender == own.address


def test_what_the_chain_refuses_is_one_clear_line(remote: Chain, ben: Account) -> None:
    with pytest.raises(errors.TransactionRefused, match="intrinsic gas too low") as refused:
        remote.transfer(ben, 1, sender=ben, gas=20_000)
    assert "\n" not in str(refused.value)
    with pytest.raises(errors.TransactionRefused, match="the node refused"):
        remote.transfer(ben, 1, sender=stranger(0x779))


def test_what_is_not_there_is_not_found(remote: Chain, ben: Account) -> None:
    with pytest.raises(errors.UnknownTransaction):
        remote.receipt(bytes(32))
    with pytest.raises(errors.ArgumentError, match="no state of block 1000000"):
        remote.balance(ben, 10**6)
    with pytest.raises(errors.ArgumentError, match="there is no contract"):
        remote.at("DemoToken", ben)


def test_two_connections_see_one_chain(remote: Chain, anvil: Anvil, token: Contract) -> None:
    other = Chain.connect(anvil.url)
    assert other.block_number == remote.block_number
    assert other.at("DemoToken", token.address).totalSupply() == 500


def test_a_raw_revert_is_shown_as_it_is(remote: Chain, ann: Account) -> None:
    reverter = deploy_code(remote, REVERTER)
    with pytest.raises(errors.Revert, match="without a reason"):
        remote.transfer(reverter, 0, sender=ann)


def test_there_are_no_batches_behind_json_rpc(
    remote: Chain, token: Contract, ann: Account, ben: Account
) -> None:
    before = remote.block_number
    with pytest.raises(errors.NotSupported, match=r"batch\(\) works on the embedded chain only"):
        remote.batch().__enter__()
    token.transfer(ben, 7, sender=ann)
    assert remote.block_number == before + 1
