"""Failures on chain: each arrives as an exception with name, operands, hint, trace and receipt."""

from __future__ import annotations

from typing import Any

import pytest

from contract.raw_code import (
    BAD_JUMP,
    INVALID,
    UNDERFLOW,
    creation_of,
    deploy_raw,
    error_data,
    send_data,
    send_raw,
)
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.frames import Failure
from pydemo.contract import Contract

BOB = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
OFFER = (BOB, 5, "mine")

CUSTOM: list[tuple[str, tuple[Any, ...], str, tuple[Any, ...], str]] = [
    ("bare", (), "Bare", (), "Bare()"),
    (
        "simple",
        (1, -2, BOB, True, "0x01020304", b"\xff" * 32, 1),
        "Simple",
        (1, -2, BOB, True, b"\1\2\3\4", b"\xff" * 32, 1),
        "Simple(count=1, change=-2, account=bob, flag=True, tag=0x01020304, "
        "word=0xffff…ffff, step=1)",
    ),
    (
        "wordy",
        ("原因", b"\x01"),
        "Wordy",
        ("原因", b"\x01"),
        "Wordy(reason=原因, data=0x01)",
    ),
    (
        "offerTooLow",
        (OFFER, 10),
        "OfferTooLow",
        (OFFER, 10),
        "OfferTooLow(offer=(bidder=bob, amount=5, note=mine), minimum=10)",
    ),
    (
        "listed",
        ([1, 2], [OFFER]),
        "Listed",
        ([1, 2], [OFFER]),
        "Listed(numbers=[1, 2], offers=[(bidder=bob, amount=5, note=mine)])",
    ),
    ("nameless", (1, BOB), "Nameless", (1, BOB), "Nameless(1, bob)"),
    ("homeless", (3,), "Homeless", (3,), "Homeless(code=3)"),
    ("half", (3,), "Odd", (3,), "Odd(number=3)"),
]


class TestCustomErrors:
    @pytest.mark.parametrize(("function", "arguments", "name", "operands", "reason"), CUSTOM)
    def test_a_view_raises_the_error_by_name_with_its_operands(
        self,
        failures: Contract,
        function: str,
        arguments: tuple[Any, ...],
        name: str,
        operands: tuple[Any, ...],
        reason: str,
    ) -> None:
        with pytest.raises(errors.Revert) as caught:
            failures[function](*arguments)
        error = caught.value
        assert (error.name, error.operands, error.reason) == (name, operands, reason)
        assert error.receipt is None
        assert str(error).startswith(f"Failures.{function}(")
        assert f" failed: {reason}" in str(error)

    def test_operands_have_their_names(self, failures: Contract) -> None:
        with pytest.raises(errors.Revert) as caught:
            failures.offerTooLow(OFFER, 10)
        operands: Any = caught.value.operands
        assert (operands.minimum, operands.offer.bidder, operands.offer.note) == (10, BOB, "mine")

    def test_operands_without_names_are_reached_by_position(self, failures: Contract) -> None:
        with pytest.raises(errors.Revert) as caught:
            failures.nameless(1, BOB)
        assert caught.value.operands[1] == BOB

    def test_what_does_not_fail_does_not_raise(self, failures: Contract) -> None:
        assert failures.half(4) == 2
        assert failures.requireWithText(11) is None


class TestTransactions:
    @pytest.mark.parametrize("gas", [None, 200_000])
    def test_a_failing_transaction_raises_with_its_receipt_also_when_gas_is_given(
        self, chain: Chain, failures: Contract, alice: Account, gas: int | None
    ) -> None:
        before = chain.block_number
        with pytest.raises(errors.Revert) as caught:
            failures.touch(True, sender=alice, gas=gas)
        error = caught.value
        assert (error.name, error.operands, error.call) == ("Bare", (), "Failures.touch(True)")
        assert error.hint == "An error that says nothing more."
        assert error.receipt is not None
        assert (error.receipt.succeeded, error.receipt.status) == (False, 0)
        assert error.receipt.block_number == before + 1
        assert error.receipt.events == []
        assert "✗ Bare()" in str(error.trace())
        assert failures.touched() == 0

    def test_the_same_transaction_without_the_failure_succeeds(
        self, failures: Contract, alice: Account
    ) -> None:
        receipt = failures.touch(False, sender=alice)
        assert (receipt.succeeded, receipt.status, failures.touched()) == (True, 1, 1)

    def test_a_failing_transaction_costs_its_gas(
        self, chain: Chain, failures: Contract, bob: Account
    ) -> None:
        before = chain.balance(bob)
        with pytest.raises(errors.Revert) as caught:
            failures.touch(True, sender=bob)
        receipt = caught.value.receipt
        assert receipt is not None
        assert chain.balance(bob) == before - receipt.fee
        assert receipt.fee == receipt.gas_used * receipt.effective_gas_price > 0

    @pytest.mark.parametrize("way", ["call", "gas"])
    def test_calls_and_estimates_raise_the_same_error_without_a_receipt(
        self, chain: Chain, failures: Contract, alice: Account, way: str
    ) -> None:
        before = chain.block_number
        with errors.reverts("Bare") as caught:
            getattr(failures.touch, way)(True, sender=alice)
        assert caught.error.receipt is None
        assert "✗ Bare()" in str(caught.error.trace())
        assert chain.block_number == before


class TestGasAndHalts:
    def test_out_of_gas_is_told_from_a_revert(self, failures: Contract, alice: Account) -> None:
        with pytest.raises(errors.OutOfGas) as caught:
            failures.runForever(sender=alice, gas=100_000)
        error = caught.value
        assert (error.name, error.operands, error.reason) == ("OutOfGas", (), "out of gas")
        assert "raise it with gas=" in error.hint
        assert error.receipt is not None
        assert error.receipt.gas_used == 100_000
        assert error.trace().failure is Failure.OUT_OF_GAS
        assert not isinstance(error, errors.Revert)

    def test_a_view_can_run_out_of_gas_too(self, failures: Contract) -> None:
        with pytest.raises(errors.OutOfGas) as caught:
            failures.spin(1_000, gas=50_000)
        assert caught.value.receipt is None
        assert failures.spin(10, gas=50_000) == 45

    def test_a_call_that_never_began_has_no_trace(self, failures: Contract) -> None:
        with pytest.raises(errors.OutOfGas) as caught:
            failures.spin(10, gas=1_000)
        with pytest.raises(errors.NotSupported, match=r"no trace of Failures\.spin\(10\)"):
            caught.value.trace()

    def test_a_contract_may_ask_for_more_gas_than_it_is_given(self, failures: Contract) -> None:
        with errors.reverts("wants more gas"):
            failures.wantsGas(50_000, gas=60_000)
        assert failures.wantsGas(50_000, gas=80_000) >= 50_000

    def test_a_limit_below_the_base_cost_is_refused_and_not_mined(
        self, chain: Chain, failures: Contract, alice: Account
    ) -> None:
        before = chain.block_number
        with pytest.raises(errors.TransactionRefused, match="1000 is too low"):
            failures.touch(False, sender=alice, gas=1_000)
        assert chain.block_number == before

    @pytest.mark.parametrize(
        ("code", "name"),
        [(INVALID, "InvalidOpcode"), (BAD_JUMP, "InvalidJump"), (UNDERFLOW, "StackError")],
    )
    def test_a_halt_has_a_name_and_a_hint(
        self, chain: Chain, alice: Account, code: str, name: str
    ) -> None:
        broken = deploy_raw(chain, alice, code)
        with pytest.raises(errors.Halted) as caught:
            send_data(chain, alice, broken, b"")
        assert caught.value.name == name
        assert caught.value.hint
        assert caught.value.receipt is not None

    def test_code_that_may_not_be_deployed_is_rejected(self, chain: Chain, alice: Account) -> None:
        with errors.reverts("CodeRejected"):
            send_raw(chain, alice, creation_of("ef"))

    def test_ether_that_a_view_pretends_to_send_must_be_there(
        self, purse: Contract, bob: Account
    ) -> None:
        with errors.reverts("InsufficientFunds"):
            purse.deposit.call("x", sender=bob, value=2**200)
        assert purse.deposit.call("x", sender=bob, value=5) == 5


class TestUnknownErrors:
    def test_an_error_no_abi_knows_keeps_its_data(
        self, chain: Chain, parrot: str, alice: Account
    ) -> None:
        data = bytes.fromhex("deadbeef0102")
        with pytest.raises(errors.Revert) as caught:
            send_data(chain, alice, parrot, data)
        error = caught.value
        assert (error.name, error.operands) == ("Revert", (data,))
        assert error.reason == "reverted with data no ABI here explains: 0xdeadbeef0102"

    def test_an_error_known_by_selector_with_data_that_does_not_fit_keeps_its_data(
        self, chain: Chain, parrot: str, alice: Account
    ) -> None:
        selector = error_data("Homeless(uint256)", 3)[:4]
        with pytest.raises(errors.Revert) as broken:
            send_data(chain, alice, parrot, selector + b"\1\2")
        assert broken.value.operands == (selector + b"\1\2",)

    def test_fewer_bytes_than_a_selector_are_no_error(
        self, chain: Chain, parrot: str, alice: Account
    ) -> None:
        with pytest.raises(errors.Revert) as caught:
            send_data(chain, alice, parrot, b"\x01")
        assert caught.value.operands == (b"\x01",)

    def test_an_error_is_known_whichever_contract_raises_it(
        self, chain: Chain, parrot: str, alice: Account
    ) -> None:
        data = error_data("Nameless(uint256,address)", 1, BOB)
        with errors.reverts("Nameless", 1, BOB):
            send_data(chain, alice, parrot, data)

    def test_a_text_that_is_not_utf8_is_escaped(
        self, chain: Chain, parrot: str, alice: Account
    ) -> None:
        data = error_data("Error(string)", "ab").replace(b"ab", b"\xff\xfe")
        with errors.reverts("Error", "\\xff\\xfe"):
            send_data(chain, alice, parrot, data)
