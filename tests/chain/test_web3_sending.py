"""What web3 can send: raw transactions of every type, and transactions that wait."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account as EthAccount

from chain.raw_code import COUNTER, LOGGER, ask, creation_of, deploy_code, send, stranger, web3
from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account

GWEI = units.gwei(1)
FEES = {"maxFeePerGas": 10 * GWEI, "maxPriorityFeePerGas": GWEI}


@pytest.fixture
def w3(chain: Chain) -> Any:
    return web3(chain)


def signed(w3: Any, sender: Account, **fields: Any) -> bytes:
    """A transaction signed as a wallet would, complete but for what is given."""
    complete = {
        "chainId": 31337,
        "nonce": w3.eth.get_transaction_count(sender.address),
        "gas": 100_000,
        "value": 0,
        **fields,
    }
    if complete.get("type") == 0:
        del complete["type"]  # eth-account signs a legacy transaction when nothing is said
    raw: bytes = EthAccount.sign_transaction(complete, sender.key).raw_transaction
    return raw


@pytest.mark.parametrize(
    ("number", "fields", "gas"),
    [
        (0, {"gasPrice": 10 * GWEI}, 21_000),
        (1, {"gasPrice": 10 * GWEI, "accessList": []}, 21_000),
        (
            1,
            {
                "gasPrice": 10 * GWEI,
                "accessList": [{"address": stranger(0x505), "storageKeys": ["0x" + "00" * 32]}],
            },
            21_000 + 2_400 + 1_900,
        ),
        (2, FEES, 21_000),
    ],
)
def test_a_wallets_transaction_is_taken(
    chain: Chain, w3: Any, alice: Account, number: int, fields: dict[str, Any], gas: int
) -> None:
    raw = signed(w3, alice, type=number, to=stranger(0x505), value=7, **fields)
    receipt = chain.receipt(w3.eth.send_raw_transaction(raw))
    assert receipt.sender == alice.address
    assert receipt.gas_used == gas
    assert chain.balance(stranger(0x505)) == 7
    shown = w3.eth.get_transaction(receipt.tx_hash)
    assert shown["type"] == number
    assert shown["from"] == alice.address
    assert w3.eth.get_transaction_receipt(receipt.tx_hash)["type"] == number
    body = w3.eth.get_block(receipt.block_number, full_transactions=True)["transactions"]
    assert body == [shown]


def test_a_legacy_transaction_may_come_without_a_chain_id(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    raw = signed(w3, alice, to=bob.address, gasPrice=10 * GWEI, chainId=None)
    assert chain.receipt(w3.eth.send_raw_transaction(raw)).sender == alice.address


def test_an_account_can_run_a_contracts_code_as_its_own(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    """EIP-7702."""
    counter = deploy_code(chain, COUNTER)
    authorization = EthAccount.sign_authorization(
        {"chainId": 31337, "address": counter, "nonce": w3.eth.get_transaction_count(bob.address)},
        bob.key,
    )
    raw = signed(
        w3, alice, type=4, to=bob.address, authorizationList=[authorization], data=b"", **FEES
    )
    receipt = chain.receipt(w3.eth.send_raw_transaction(raw))
    assert receipt.succeeded
    assert w3.eth.get_code(bob.address) == bytes.fromhex("ef0100" + counter[2:])
    assert ask(chain, bob) == 2  # once already: it ran in bob's storage
    assert ask(chain, counter) == 1
    assert w3.eth.get_transaction(receipt.tx_hash)["authorizationList"][0]["address"] == counter
    body = w3.eth.get_block("latest", full_transactions=True)["transactions"]
    assert body[0]["type"] == 4
    assert chain.transfer(alice, 1, sender=bob).succeeded  # bob can still send


def test_a_transaction_for_another_chain_is_refused(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    number = chain.block_number
    for fields in ({"gasPrice": 10 * GWEI}, {"gasPrice": 10 * GWEI, "accessList": []}, FEES):
        raw = signed(w3, alice, to=bob.address, chainId=1, **fields)
        with pytest.raises(errors.TransactionRefused, match="signed for chain 1, this is chain 3"):
            w3.eth.send_raw_transaction(raw)
    assert chain.block_number == number


def test_a_transaction_is_taken_once(chain: Chain, w3: Any, alice: Account, bob: Account) -> None:
    raw = signed(w3, alice, to=bob.address, **FEES)
    w3.eth.send_raw_transaction(raw)
    with pytest.raises(errors.TransactionRefused, match="nonce"):
        w3.eth.send_raw_transaction(raw)


@pytest.mark.parametrize("nonce", [0, 10**6])
def test_a_wrong_nonce_is_refused(chain: Chain, w3: Any, alice: Account, nonce: int) -> None:
    chain.transfer(alice, 1, sender=alice)
    raw = signed(w3, alice, to=alice.address, nonce=nonce, **FEES)
    with pytest.raises(errors.TransactionRefused, match=f"nonce.*{nonce}"):
        w3.eth.send_raw_transaction(raw)


def test_a_fee_below_the_base_fee_is_refused(chain: Chain, w3: Any, alice: Account) -> None:
    raw = signed(w3, alice, to=alice.address, gasPrice=1)
    with pytest.raises(errors.TransactionRefused, match=r"max fee per gas \(1\)"):
        w3.eth.send_raw_transaction(raw)


def test_web3_fills_in_what_is_missing_also_when_fees_are_high(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    burner = deploy_code(chain, "fe")
    while w3.eth.get_block("latest")["baseFeePerGas"] <= 2 * GWEI:
        assert not send(chain, burner, sender=alice).succeeded
    for fields in ({}, {"gas": 21_000}, {"gasPrice": 2 * w3.eth.gas_price}):
        sent = w3.eth.send_transaction({"from": alice.address, "to": bob.address, **fields})
        assert chain.receipt(sent).succeeded


def test_web3_can_deploy_without_an_abi(chain: Chain, w3: Any, alice: Account) -> None:
    sent = w3.eth.send_transaction({"from": alice.address, "data": creation_of(COUNTER)})
    address = w3.eth.get_transaction_receipt(sent)["contractAddress"]
    assert w3.eth.get_code(address).hex() == COUNTER
    assert ask(chain, address) == 1


def test_the_signing_middleware_of_web3_works(chain: Chain, alice: Account, bob: Account) -> None:
    from web3.middleware import SignAndSendRawMiddlewareBuilder

    fresh = Chain()
    stranger_key = EthAccount.from_key("0x" + "5e" * 32)
    fresh.set_balance(stranger_key.address, units.ether(1))
    w3 = web3(fresh)
    w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(stranger_key), layer=0)
    sent = w3.eth.send_transaction({"from": stranger_key.address, "to": bob.address, "value": 5})
    assert fresh.receipt(sent).sender == stranger_key.address


def test_web3_cannot_send_for_a_stranger(chain: Chain, w3: Any, bob: Account) -> None:
    with pytest.raises(errors.TransactionRefused, match="no key"):
        w3.eth.send_transaction({"from": stranger(9), "to": bob.address, "gas": 21_000})


def test_with_mining_on_demand_transactions_wait_for_a_block(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    logger, tester = deploy_code(chain, LOGGER), w3.provider.ethereum_tester
    number, had = chain.block_number, chain.balance(bob)
    tester.disable_auto_mine_transactions()
    sent = [
        w3.eth.send_transaction({"from": alice.address, "to": bob.address, "value": 5}),
        w3.eth.send_transaction({"from": bob.address, "to": logger, "data": b"two"}),
    ]
    assert (chain.block_number, chain.balance(bob)) == (number, had)
    with pytest.raises(errors.UnknownTransaction):
        chain.receipt(sent[0])
    assert w3.eth.get_transaction(sent[1])["blockNumber"] is None

    chain.mine()
    receipts = [chain.receipt(tx_hash) for tx_hash in sent]
    assert chain.block_number == number + 1
    assert w3.eth.get_block("latest")["transactions"] == sent
    bodies = w3.eth.get_block("latest", full_transactions=True)["transactions"]
    assert [body["from"] for body in bodies] == [alice.address, bob.address]
    assert [receipt.gas_used for receipt in receipts] == [
        w3.eth.get_transaction_receipt(tx_hash)["gasUsed"] for tx_hash in sent
    ]
    assert sum(receipt.gas_used for receipt in receipts) == w3.eth.get_block("latest")["gasUsed"]
    assert receipts[1].events[0].args["data"] == b"two"


def test_an_impersonated_transaction_can_wait_too(chain: Chain, w3: Any, bob: Account) -> None:
    chain.set_balance(stranger(0x10D), units.ether(1))
    chain.impersonate(stranger(0x10D))
    w3.provider.ethereum_tester.disable_auto_mine_transactions()
    sent = w3.eth.send_transaction({"from": stranger(0x10D), "to": bob.address, "value": 5})
    chain.mine()
    assert chain.receipt(sent).sender == stranger(0x10D)
    assert w3.eth.get_transaction(sent)["from"] == stranger(0x10D)


def test_a_handle_mines_its_own_block_while_others_wait(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    w3.provider.ethereum_tester.disable_auto_mine_transactions()
    waiting = w3.eth.send_transaction({"from": alice.address, "to": bob.address, "value": 5})
    ours = chain.transfer(alice, 1, sender=bob)
    assert w3.eth.get_block("latest")["transactions"] == [ours.tx_hash]
    chain.mine()
    assert w3.eth.get_block("latest")["transactions"] == [waiting]
