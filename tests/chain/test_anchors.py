"""Anchors: whatever happens inside leaves no trace."""

from __future__ import annotations

import pytest

from chain.raw_code import COUNTER, STORED, ask, deploy_code, poor, send, stranger, web3
from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account
from pydemo.chain.key_derivation import derive_key


def everything(chain: Chain) -> dict[str, object]:
    """What must come back."""
    w3 = web3(chain)
    return {
        "time": chain.time,
        "number": chain.block_number,
        "hash": w3.eth.get_block("latest")["hash"],
        "balances": [chain.balance(account) for account in chain.accounts],
        "nonces": [w3.eth.get_transaction_count(account.address) for account in chain.accounts],
        "accounts": [account.address for account in chain.accounts],
        "web3's accounts": list(w3.eth.accounts),
        "names": chain.names,
        "logs": w3.eth.get_logs({"fromBlock": 0, "toBlock": "latest"}),
        "fee": w3.eth.gas_price,
    }


def havoc(chain: Chain) -> None:
    """Do everything that a test could do to a chain."""
    alice, bob = chain.accounts.alice, chain.accounts.bob
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    token.mint(bob, 7, sender=alice)
    chain.transfer(bob, units.ether(3), sender=alice)
    chain.advance(units.days(30))
    chain.mine(3)
    chain.set_balance(bob, 5)
    chain.set_balance(stranger(99), units.ether(1))
    chain.transfer(alice, 1, sender=chain.impersonate(stranger(99)))
    chain.add_account(derive_key(10), "zoe")
    web3(chain).eth.send_transaction({"from": alice.address, "to": bob.address, "value": 1})
    with errors.reverts("ERC20InsufficientBalance"):
        token.transfer(bob, 10, sender=alice)


def test_everything_comes_back_at_an_anchors_end(chain: Chain) -> None:
    before = everything(chain)
    with chain.anchor():
        havoc(chain)
        assert everything(chain) != before
    assert everything(chain) == before


def test_everything_comes_back_when_the_block_raises(chain: Chain) -> None:
    before = everything(chain)

    def havoc_and_error() -> None:
        with chain.anchor():
            havoc(chain)
            _ = 1 // 0

    with pytest.raises(ZeroDivisionError):
        havoc_and_error()
    assert everything(chain) == before


def test_everything_comes_back_when_a_transaction_fails(chain: Chain, alice: Account) -> None:
    token = chain.deploy("DemoToken", 1, alice, sender=alice)
    before = everything(chain)
    with errors.reverts("ERC20InsufficientBalance"), chain.anchor():
        token.transfer(alice, 1, sender=alice)
    assert everything(chain) == before


def test_anchors_nest(chain: Chain, bob: Account) -> None:
    outside = everything(chain)
    with chain.anchor():
        chain.set_balance(bob, 1)
        chain.mine()
        between = everything(chain)
        for _ in range(3):
            with chain.anchor():
                havoc(chain)
            assert everything(chain) == between
    assert everything(chain) == outside


def test_an_anchor_laid_before_web3_was_asked_for_brings_all_back() -> None:
    fresh = Chain()
    with fresh.anchor():
        havoc(fresh)
    assert everything(fresh) == everything(Chain())


def test_the_same_again_after_an_anchor_gives_the_same_blocks(chain: Chain) -> None:
    with chain.anchor():
        havoc(chain)
        first = everything(chain)
    with chain.anchor():
        chain.mine(5)  # another past in between
    havoc(chain)
    assert everything(chain) == first


def test_code_and_storage_come_back(chain: Chain, alice: Account) -> None:
    counter = deploy_code(chain, COUNTER)
    send(chain, counter, sender=alice)
    assert ask(chain, counter) == 2
    with chain.anchor():
        send(chain, counter, sender=alice)
        inside = deploy_code(chain, STORED)
        assert ask(chain, counter) == 3
    assert ask(chain, counter) == 2
    assert web3(chain).eth.get_code(web3(chain).to_checksum_address(inside)) == b""


def test_what_an_anchor_took_back_is_unknown(chain: Chain, alice: Account, bob: Account) -> None:
    with chain.anchor():
        receipt = chain.transfer(bob, 1, sender=alice)
        block_hash = receipt.block_hash
        assert chain.receipt(receipt.tx_hash).block_hash == block_hash
    with pytest.raises(errors.UnknownTransaction, match=receipt.tx_hash.hex()):
        chain.receipt(receipt.tx_hash)
    with pytest.raises(Exception, match="not found"):
        web3(chain).eth.get_transaction(receipt.tx_hash)
    with pytest.raises(Exception, match="not found"):
        web3(chain).eth.get_block(block_hash)
    with pytest.raises(Exception, match="not found"):
        web3(chain).eth.get_block(receipt.block_number)


def test_an_impersonation_ends_with_its_anchor(chain: Chain, bob: Account) -> None:
    chain.set_balance(stranger(5), units.ether(1))
    with chain.anchor():
        chain.impersonate(stranger(5))
        chain.transfer(bob, 1, sender=stranger(5))
    with pytest.raises(errors.TransactionRefused, match="no key"):
        chain.transfer(bob, 1, sender=stranger(5))


def test_an_impersonation_outlives_an_inner_anchor(chain: Chain, bob: Account) -> None:
    chain.set_balance(stranger(5), units.ether(1))
    chain.impersonate(stranger(5))
    with chain.anchor():
        chain.mine()
    assert chain.transfer(bob, 1, sender=stranger(5)).succeeded


def test_an_account_added_inside_is_forgotten_and_can_be_added_again(chain: Chain) -> None:
    for _ in range(2):
        with chain.anchor():
            chain.add_account(derive_key(10), "zoe")
        with pytest.raises(errors.UnknownAccount):
            _ = chain.accounts["zoe"]


def test_names_of_contracts_come_back(chain: Chain, alice: Account) -> None:
    outside = chain.deploy("DemoToken", 1, alice, sender=alice)
    with chain.anchor():
        inside = chain.deploy("DemoToken", 1, alice, sender=alice)
        assert chain.names[inside.address] == "DemoToken"
    assert inside.address not in chain.names
    assert chain.names[outside.address] == "DemoToken"


def test_another_contract_at_the_address_of_one_taken_back_goes_by_its_own_name(
    chain: Chain, alice: Account
) -> None:
    with chain.anchor():
        token = chain.deploy("DemoToken", 1, alice, sender=alice)
    other = chain.deploy("Announcer", sender=alice)
    assert other.address == token.address
    assert chain.names[other.address] == "Announcer"


def test_a_balance_set_before_an_anchor_stays(chain: Chain) -> None:
    rich = poor(chain, 123)
    with chain.anchor():
        chain.set_balance(rich, 456)
        chain.mine()
        assert chain.balance(rich) == 456
    assert chain.balance(rich) == 123
    chain.mine()
    assert chain.balance(rich) == 123


def test_the_chain_returns_to_a_snapshot_again_and_again(chain: Chain, bob: Account) -> None:
    chain.set_balance(bob, 1)
    snapshot = chain.take_snapshot()
    before = everything(chain)
    for _ in range(3):
        havoc(chain)
        chain.revert_to_snapshot(snapshot)
        assert everything(chain) == before


def test_py_evm_goes_back_and_forth_between_two_pasts() -> None:
    chain = Chain(engine="py-evm")
    alice, bob = chain.accounts.alice, chain.accounts.bob
    start = chain.take_snapshot()
    first = chain.transfer(bob, 1, sender=alice)
    one = chain.take_snapshot(), everything(chain)
    chain.revert_to_snapshot(start)
    chain.mine(2)
    second = chain.transfer(bob, 2, sender=alice)
    other = chain.take_snapshot(), everything(chain)
    for (snapshot, then), kept, gone in ((one, first, second), (other, second, first)) * 2:
        chain.revert_to_snapshot(snapshot)
        assert everything(chain) == then
        assert chain.receipt(kept.tx_hash).block_hash == kept.block_hash
        assert len(web3(chain).eth.get_block("latest", full_transactions=True)["transactions"]) == 1
        with pytest.raises(errors.UnknownTransaction):
            chain.receipt(gone.tx_hash)


def test_the_fast_engine_refuses_a_snapshot_from_an_undone_future() -> None:
    chain = Chain(engine="fast")
    alice, bob = chain.accounts.alice, chain.accounts.bob
    start = chain.take_snapshot()
    chain.transfer(bob, 1, sender=alice)
    later = chain.take_snapshot()
    chain.revert_to_snapshot(start)
    chain.transfer(bob, 2, sender=alice)
    with pytest.raises(errors.ArgumentError, match="future which was undone"):
        chain.revert_to_snapshot(later)
    chain.revert_to_snapshot(start)
    assert chain.block_number == 0


def test_mining_on_demand_ends_with_the_anchor(chain: Chain, alice: Account, bob: Account) -> None:
    tester = web3(chain).provider.ethereum_tester
    number = chain.block_number
    with chain.anchor():
        tester.disable_auto_mine_transactions()
        web3(chain).eth.send_transaction({"from": alice.address, "to": bob.address, "value": 1})
        assert chain.block_number == number
    assert tester.auto_mine_transactions
    chain.mine()
    assert web3(chain).eth.get_block("latest")["transactions"] == []


def test_what_waits_to_be_mined_still_waits_after_an_inner_anchor(
    chain: Chain, alice: Account, bob: Account
) -> None:
    web3(chain).provider.ethereum_tester.disable_auto_mine_transactions()
    sent = web3(chain).eth.send_transaction({"from": alice.address, "to": bob.address, "value": 1})
    with chain.anchor():
        chain.mine()
        assert web3(chain).eth.get_block("latest")["transactions"] == [sent]
    chain.mine()
    assert web3(chain).eth.get_block("latest")["transactions"] == [sent]
