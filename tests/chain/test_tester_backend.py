"""An engine as eth-tester sees it: all of its methods, and its exceptions instead of ours."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from eth_tester.backends.base import BaseChainBackend
from eth_tester.exceptions import (
    BlockNotFound,
    TransactionFailed,
    TransactionNotFound,
    ValidationError,
)

from chain.raw_code import REVERTER, creation_of
from pydemo import errors
from pydemo.chain.backend import Backend
from pydemo.chain.engine import Engine, create_engine
from pydemo.chain.genesis import ENGINES
from pydemo.chain.revert import ExecutionReverted
from pydemo.chain.tester_backend import EngineBackend

NOBODY = bytes(32)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return create_engine(request.param)


def methods_of(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, callable) if not name.startswith("_")}


def test_our_interface_has_all_of_eth_testers_methods() -> None:
    assert methods_of(BaseChainBackend) <= methods_of(Backend)


def test_the_adapter_passes_on_every_method_of_our_interface() -> None:
    assert methods_of(Backend) == methods_of(EngineBackend)
    assert all(name in vars(EngineBackend) for name in methods_of(Backend))


@pytest.mark.parametrize("asked", [99, NOBODY])
def test_a_block_that_is_not_there_is_unknown_in_each_ones_words(
    engine: Engine, asked: Any
) -> None:
    named = "by_hash" if isinstance(asked, bytes) else "by_number"
    with pytest.raises(errors.UnknownBlock, match="the newest is 0"):
        getattr(engine, f"get_block_{named}")(asked)
    with pytest.raises(BlockNotFound, match="No block found for block"):
        getattr(EngineBackend(engine), f"get_block_{named}")(asked)
    with pytest.raises(BlockNotFound):
        EngineBackend(engine).get_fee_history(1, 99)


def test_a_transaction_that_is_not_there_is_unknown_in_each_ones_words(engine: Engine) -> None:
    for name in ("get_transaction_by_hash", "get_transaction_receipt"):
        with pytest.raises(errors.UnknownTransaction):
            getattr(engine, name)(NOBODY)
        with pytest.raises(TransactionNotFound):
            getattr(EngineBackend(engine), name)(NOBODY)


def test_what_is_there_is_told_alike(engine: Engine) -> None:
    backend, alice = EngineBackend(engine), engine.get_accounts()[0]
    engine.mine_blocks()
    assert backend.get_block_by_number(1) == engine.get_block_by_number(1)
    assert backend.get_balance(alice) == engine.get_balance(alice) == 10_000 * 10**18
    assert backend.get_fee_history(1) == engine.get_fee_history(1)


def test_a_call_that_fails_carries_its_revert_through_eth_testers_exception(
    engine: Engine,
) -> None:
    backend, alice = EngineBackend(engine), engine.get_accounts()[0]
    created = {"from": alice, "data": creation_of(REVERTER), "gas": 1_000_000}
    address = engine.get_transaction_receipt(engine.send_transaction(created))["contract_address"]
    call = {"from": alice, "to": address, "gas": 100_000, "data": b"what it reverts with"}
    with pytest.raises(ExecutionReverted) as ours:
        engine.call(call)
    with pytest.raises(TransactionFailed) as theirs:
        backend.call(call)
    assert theirs.value.cause.execution.output == ours.value.execution.output != b""
    with pytest.raises(TransactionFailed):
        backend.estimate_gas(call)


def test_a_count_of_blocks_that_is_none_is_invalid_and_other_refusals_stay_ours(
    engine: Engine,
) -> None:
    backend = EngineBackend(engine)
    with pytest.raises(errors.ArgumentError, match="between 1 and 1024"):
        engine.get_fee_history(0)
    with pytest.raises(ValidationError, match="between 1 and 1024"):
        backend.get_fee_history(0)
    with pytest.raises(errors.TransactionRefused):
        backend.send_raw_transaction(b"\x01")
