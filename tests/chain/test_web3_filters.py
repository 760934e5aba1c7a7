"""web3's filters hear of everything, whoever sent it."""

from __future__ import annotations

from typing import Any

import pytest

from chain.raw_code import LOGGER, TOPIC_LOGGER, deploy_code, send, web3, word
from pydemo import Chain
from pydemo.chain.accounts import Account


@pytest.fixture
def w3(chain: Chain) -> Any:
    return web3(chain)


@pytest.fixture
def logger(chain: Chain) -> str:
    return deploy_code(chain, LOGGER)


def test_a_block_filter_hears_of_every_block_once(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    blocks = w3.eth.filter("latest")
    start = chain.block_number
    chain.transfer(bob, 1, sender=alice)
    w3.eth.send_transaction({"from": alice.address, "to": bob.address})
    chain.mine(2)
    chain.advance(50)
    w3.provider.ethereum_tester.mine_block()
    heard = blocks.get_new_entries()
    assert heard == [w3.eth.get_block(start + step)["hash"] for step in range(1, 7)]
    assert blocks.get_new_entries() == []


def test_a_filter_for_pending_transactions_hears_of_every_one(
    chain: Chain, w3: Any, alice: Account, bob: Account
) -> None:
    pending = w3.eth.filter("pending")
    sent = [
        chain.transfer(bob, 1, sender=alice).tx_hash,
        w3.eth.send_transaction({"from": alice.address, "to": bob.address}),
        chain.transfer(alice, 1, sender=chain.impersonate(bob)).tx_hash,
    ]
    assert pending.get_new_entries() == sent
    assert pending.get_new_entries() == []


def test_a_log_filter_hears_of_every_log_once(
    chain: Chain, w3: Any, alice: Account, logger: str
) -> None:
    logs = w3.eth.filter({"address": logger})
    receipts = [send(chain, logger, b"by handle", sender=alice)]
    sent = w3.eth.send_transaction({"from": alice.address, "to": logger, "data": b"by web3"})
    receipts.append(chain.receipt(sent))
    heard = logs.get_new_entries()
    assert [bytes(log["data"]) for log in heard] == [b"by handle", b"by web3"]
    assert [log["transactionHash"] for log in heard] == [receipt.tx_hash for receipt in receipts]
    assert logs.get_new_entries() == []
    assert [bytes(log["data"]) for log in logs.get_all_entries()] == [b"by handle", b"by web3"]


def test_a_log_filter_keeps_to_its_address_and_topics(
    chain: Chain, w3: Any, alice: Account, logger: str
) -> None:
    topical = deploy_code(chain, TOPIC_LOGGER)
    elsewhere = w3.eth.filter({"address": alice.address})
    wanted = w3.eth.filter({"topics": ["0x" + word(2).hex()]})
    for number in (1, 2, 3):
        send(chain, topical, word(number), sender=alice)
    send(chain, logger, b"no topic", sender=alice)
    assert [bytes(log["topics"][0]) for log in wanted.get_new_entries()] == [word(2)]
    assert elsewhere.get_new_entries() == []


def test_a_log_filter_from_the_past_begins_with_what_was(
    chain: Chain, w3: Any, alice: Account, logger: str
) -> None:
    first = send(chain, logger, b"before", sender=alice).block_number
    logs = w3.eth.filter({"address": logger, "fromBlock": first})
    send(chain, logger, b"after", sender=alice)
    assert [bytes(log["data"]) for log in logs.get_all_entries()] == [b"before", b"after"]


def test_a_filter_forgets_what_an_anchor_took_back(
    chain: Chain, w3: Any, alice: Account, logger: str
) -> None:
    blocks, pending, logs = (
        w3.eth.filter("latest"),
        w3.eth.filter("pending"),
        w3.eth.filter({"address": logger}),
    )
    kept = send(chain, logger, b"kept", sender=alice)
    with chain.anchor():
        send(chain, logger, b"gone", sender=alice)
        chain.mine(2)
        assert len(blocks.get_all_entries()) == 4
    assert blocks.get_all_entries() == [kept.block_hash]
    assert pending.get_all_entries() == [kept.tx_hash]
    assert [bytes(log["data"]) for log in logs.get_all_entries()] == [b"kept"]
    later = send(chain, logger, b"later", sender=alice)
    assert blocks.get_all_entries() == [kept.block_hash, later.block_hash]
    assert [bytes(log["data"]) for log in logs.get_new_entries()] == [b"kept", b"later"]


def test_a_filter_can_be_taken_away(chain: Chain, w3: Any, alice: Account, logger: str) -> None:
    logs = w3.eth.filter({"address": logger})
    assert w3.eth.uninstall_filter(logs.filter_id)
    send(chain, logger, b"unheard", sender=alice)
    assert not w3.eth.uninstall_filter(logs.filter_id)


def test_a_filter_made_inside_an_anchor_ends_with_it(chain: Chain, w3: Any) -> None:
    with chain.anchor():
        inside = w3.eth.filter("latest")
    assert not w3.eth.uninstall_filter(inside.filter_id)


def test_nobody_pays_for_filters_who_has_none(chain: Chain) -> None:
    fresh = Chain()
    fresh.transfer(fresh.accounts.bob, 1, sender=fresh.accounts.alice)
    assert not fresh._node._has_tester  # type: ignore[attr-defined]
    assert not web3(fresh).provider.ethereum_tester.has_filters


@pytest.mark.parametrize(("blocks", "mined"), [("few", 1), ("each", 3)])
def test_filters_hear_of_a_batch(
    chain: Chain, w3: Any, alice: Account, blocks: Any, mined: int
) -> None:
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    filters = [w3.eth.filter(what) for what in ("latest", "pending", {"address": token.address})]
    start = chain.block_number
    with chain.batch(blocks) as batch:
        for amount in (1, 2, 3):
            token.mint(alice, amount, sender=alice)
    heard = [each.get_new_entries() for each in filters]
    assert heard[0] == [w3.eth.get_block(start + 1 + step)["hash"] for step in range(mined)]
    assert heard[1] == [receipt.tx_hash for receipt in batch.receipts]
    assert [int.from_bytes(log["data"]) for log in heard[2]] == [1, 2, 3]
    assert [log["blockNumber"] for log in heard[2]] == [r.block_number for r in batch.receipts]
    assert [each.get_new_entries() for each in filters] == [[], [], []]
