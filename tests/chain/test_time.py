"""Genesis, blocks and their times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chain.raw_code import NUMBER, TIMESTAMP, ask, deploy_code, web3
from pydemo import Chain, errors, units
from pydemo.chain.genesis import ENGINES

GENESIS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def test_every_chain_begins_at_the_same_time() -> None:
    assert Chain().time == Chain(seed=5).time == GENESIS
    assert Chain().block_number == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_chain_can_begin_at_another_time(engine: str) -> None:
    chain = Chain(engine=engine, genesis_time=1_000)
    assert chain.time == 1_000
    chain.transfer(chain.accounts.bob, 1, sender=chain.accounts.alice)
    assert chain.time == 1_001
    assert chain.advance(500) == 1_501


def test_engines_that_begin_at_another_time_agree_on_the_first_hash() -> None:
    hashes = {Chain(engine=engine, genesis_time=1_000).block_hash for engine in ENGINES}
    assert len(hashes) == 1
    assert hashes != {Chain().block_hash}


@pytest.mark.parametrize("time", [-1, 2**40, 1.5, True, "now"])
def test_a_time_that_no_chain_can_begin_at_is_refused(time: Any) -> None:
    with pytest.raises(errors.ArgumentError, match=r"genesis_time = .*: Unix seconds from 0"):
        Chain(genesis_time=time)


def test_it_is_chain_31337_for_handles_web3_and_contracts(chain: Chain) -> None:
    asker = deploy_code(chain, "465f5260205ff3")  # CHAINID
    assert chain.chain_id == web3(chain).eth.chain_id == ask(chain, asker) == 31337
    assert web3(chain).net.version == "31337"


def test_a_chain_says_what_it_is() -> None:
    fresh = Chain()
    assert repr(fresh) == f"<Chain {fresh.engine_name} id 31337 block 0>"
    assert web3(fresh).client_version == f"pydemo/{fresh.engine_name}"


def test_the_tests_own_chains_are_on_the_engine_of_the_run(request: pytest.FixtureRequest) -> None:
    chosen = request.config.getoption("--engine")
    assert Chain().engine_name == (ENGINES[0] if chosen == "auto" else chosen)


def test_an_engine_is_chosen_by_name() -> None:
    assert Chain(engine="py-evm").engine_name == "py-evm"
    with pytest.raises(errors.UnknownEngine, match="'revm'; choose from: auto, "):
        Chain(engine="revm")


def test_a_transaction_is_mined_at_once_a_second_after_the_last(chain: Chain) -> None:
    before, number = chain.time, chain.block_number
    for step in range(1, 4):
        receipt = chain.transfer(chain.accounts.bob, 1, sender=chain.accounts.alice)
        assert receipt.block_number == chain.block_number == number + step
        assert chain.time == before + step


@pytest.mark.parametrize("blocks", [1, 2, 10])
def test_mined_blocks_are_a_second_apart(chain: Chain, blocks: int) -> None:
    before, number = chain.time, chain.block_number
    assert chain.mine(blocks) == chain.block_number == number + blocks
    assert chain.time == before + blocks


def test_mine_without_a_number_mines_one(chain: Chain) -> None:
    number = chain.block_number
    assert chain.mine() == number + 1


@pytest.mark.parametrize("blocks", [0, -1, 1.0, "1", True, None])
def test_mine_takes_whole_numbers_above_zero(chain: Chain, blocks: Any) -> None:
    number = chain.block_number
    with pytest.raises(errors.ArgumentError, match="mine: blocks = "):
        chain.mine(blocks)
    assert chain.block_number == number


@pytest.mark.parametrize("seconds", [1, 2, 59, units.days(365), 10**9])
def test_advance_goes_exactly_so_far_in_one_block(chain: Chain, seconds: int) -> None:
    before, number = chain.time, chain.block_number
    assert chain.advance(seconds) == chain.time == before + seconds
    assert chain.block_number == number + 1


@pytest.mark.parametrize("seconds", [0, -1, -(10**9), 1.5, 60.0, "60", True, None])
def test_advance_goes_forward_by_whole_seconds_only(chain: Chain, seconds: Any) -> None:
    before, number = chain.time, chain.block_number
    with pytest.raises(errors.ArgumentError, match="advance: seconds = "):
        chain.advance(seconds)
    assert (chain.time, chain.block_number) == (before, number)


def test_the_next_transaction_follows_a_second_after_advancing(chain: Chain) -> None:
    before = chain.time
    chain.advance(1000)
    chain.transfer(chain.accounts.bob, 1, sender=chain.accounts.alice)
    assert chain.time == before + 1001


def test_contracts_see_the_time_and_number_that_the_chain_tells(chain: Chain) -> None:
    clock, counter = deploy_code(chain, TIMESTAMP), deploy_code(chain, NUMBER)
    chain.advance(12345)
    assert ask(chain, clock) == chain.time
    assert ask(chain, counter) == chain.block_number
    assert ask(chain, clock, block=chain.block_number - 1) == chain.time - 12345


def test_a_mined_transaction_sees_the_time_of_its_own_block(chain: Chain) -> None:
    clock = deploy_code(chain, "425f5260205fa000")  # logs TIMESTAMP
    chain.advance(500)
    receipt = chain.receipt(
        web3(chain).eth.send_transaction({"from": chain.accounts.alice.address, "to": clock})
    )
    logged = int.from_bytes(receipt.events[0].args["data"], "big")
    assert logged == web3(chain).eth.get_block(receipt.block_number)["timestamp"] == chain.time


def test_web3_sees_every_block_with_its_time(chain: Chain) -> None:
    start, now = chain.block_number, chain.time
    chain.mine(2)
    chain.advance(100)
    times = [web3(chain).eth.get_block(number)["timestamp"] for number in range(start, start + 4)]
    assert times == [now, now + 1, now + 2, now + 102]
    assert web3(chain).eth.block_number == chain.block_number
