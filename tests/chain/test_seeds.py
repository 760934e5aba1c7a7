"""Where randomness comes from: the seed, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hexbytes import HexBytes

from chain.raw_code import (
    BLOCK_HASH,
    COUNTER,
    LOGGER,
    PARENT_HASH,
    PREVRANDAO,
    ask,
    deploy_code,
    send,
    web3,
    word,
)
from pydemo import Chain, errors, units
from pydemo.chain.genesis import MAX_SEED

HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"
"""The contract of EIP-2935, which keeps the hashes of the last 8,191 blocks."""


def told(chain: Chain) -> list[Any]:
    """Everything that could differ between two runs of the same thing."""
    alice, bob = chain.accounts.alice, chain.accounts.bob
    counter = deploy_code(chain, COUNTER)
    logger = deploy_code(chain, LOGGER)
    receipts = [
        send(chain, counter, sender=alice),
        chain.transfer(bob, units.ether(1), sender=alice),
        send(chain, logger, b"hello", sender=bob),
        send(chain, counter, sender=chain.impersonate(bob)),
    ]
    chain.advance(units.days(3))
    chain.mine(2)
    blocks = [dict(web3(chain).eth.get_block(n)) for n in range(chain.block_number + 1)]
    return [
        [(receipt.tx_hash, receipt.block_hash, receipt.gas_used) for receipt in receipts],
        blocks,
        [str(receipt.trace()) for receipt in receipts],
    ]


def test_one_seed_gives_one_chain_to_the_letter() -> None:
    assert told(Chain(seed=7)) == told(Chain(seed=7))


def test_another_seed_gives_other_blocks_and_randomness() -> None:
    one, other = Chain(seed=7), Chain(seed=8)
    told(one)
    told(other)
    assert one.block_number == other.block_number > 5
    for number in range(one.block_number + 1):
        ours, theirs = web3(one).eth.get_block(number), web3(other).eth.get_block(number)
        assert ours["hash"] != theirs["hash"]
        assert ours["mixHash"] != theirs["mixHash"]
        assert ours["timestamp"] == theirs["timestamp"]


def test_the_seed_does_not_change_transactions_or_gas() -> None:
    ours, theirs = told(Chain(seed=7)), told(Chain(seed=8))
    assert [(tx_hash, gas) for tx_hash, _, gas in ours[0]] == [
        (tx_hash, gas) for tx_hash, _, gas in theirs[0]
    ]
    assert ours[2] == theirs[2]


def test_without_a_seed_it_is_the_same_each_time() -> None:
    assert Chain().seed == 0
    assert told(Chain()) == told(Chain(seed=0))


def test_a_chain_knows_its_seed() -> None:
    assert Chain(seed=MAX_SEED).seed == 2**256 - 1


@pytest.mark.parametrize("seed", [-1, 2**256, 1.0, "7", None, True, b"7"])
def test_a_seed_that_is_none_is_refused(seed: Any) -> None:
    with pytest.raises(errors.ArgumentError, match="seed = "):
        Chain(seed=seed)


def test_a_contract_reads_a_prevrandao_of_its_own_in_each_block(chain: Chain) -> None:
    dice = deploy_code(chain, PREVRANDAO)
    chain.mine(20)
    first = chain.block_number - 20
    seen = [ask(chain, dice, block=number) for number in range(first, chain.block_number + 1)]
    assert len(set(seen)) == 21
    assert 0 not in seen
    assert min(seen) < 2**255 < max(seen)  # all bits of the word take part


def test_a_contract_reads_the_prevrandao_that_web3_shows(chain: Chain) -> None:
    dice = deploy_code(chain, PREVRANDAO)
    mined = web3(chain).eth.get_block("latest")
    assert ask(chain, dice) == int.from_bytes(mined["mixHash"], "big")


def test_a_transaction_reads_the_prevrandao_of_the_block_it_is_mined_in(chain: Chain) -> None:
    # PREVRANDAO, stored at 0, logged
    logger = deploy_code(chain, "445f5260205fa000")
    receipt = send(chain, logger, sender=chain.accounts.alice)
    block = web3(chain).eth.get_block(receipt.block_number)
    assert receipt.events[0].args["data"] == bytes(block["mixHash"])


def test_a_contract_reads_the_block_hash_that_web3_shows(chain: Chain) -> None:
    parent = deploy_code(chain, PARENT_HASH)
    chain.mine(3)
    for number in range(1, chain.block_number + 1):
        shown = web3(chain).eth.get_block(number - 1)["hash"]
        if number >= chain.block_number - 3:
            assert ask(chain, parent, block=number) == int.from_bytes(shown, "big")


def test_block_hashes_are_chained_and_as_receipts_have_them(chain: Chain) -> None:
    receipt = chain.transfer(chain.accounts.bob, 1, sender=chain.accounts.alice)
    chain.mine()
    mined = web3(chain).eth.get_block(receipt.block_number)
    assert receipt.block_hash == mined["hash"]
    assert web3(chain).eth.get_block("latest")["parentHash"] == mined["hash"]
    assert web3(chain).eth.get_block(mined["hash"])["number"] == receipt.block_number


@pytest.fixture(scope="module")
def long_chain() -> Chain:
    """A chain that is longer than block hashes reach back."""
    made = Chain()
    made.mine(260)
    return made


def test_block_hashes_reach_256_blocks_back_and_no_further(long_chain: Chain) -> None:
    asker = deploy_code(long_chain, BLOCK_HASH)
    now = long_chain.block_number

    def hash_of(number: int) -> int:
        return ask(long_chain, asker, word(number))

    shown = web3(long_chain).eth.get_block(now - 256)["hash"]
    assert hash_of(now - 256) == int.from_bytes(shown, "big")
    assert hash_of(now - 257) == 0
    assert hash_of(now) == 0
    assert hash_of(now + 1) == 0


def test_the_history_contract_serves_older_hashes_too(long_chain: Chain) -> None:
    now = long_chain.block_number
    for number in (0, 1, now - 257, now - 1):
        kept = ask(long_chain, HISTORY, word(number))
        shown = web3(long_chain).eth.get_block(number)["hash"]
        assert HexBytes(kept.to_bytes(32, "big")) == shown


def test_the_history_contract_refuses_blocks_to_come(chain: Chain) -> None:
    chain.mine()
    with pytest.raises(Exception, match="execution reverted"):
        web3(chain).eth.call(
            {"to": web3(chain).to_checksum_address(HISTORY), "data": word(chain.block_number + 1)}
        )
