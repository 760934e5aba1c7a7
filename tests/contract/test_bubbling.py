"""Failures that pass from one contract through another, and those that are caught on the way."""

from __future__ import annotations

from typing import Any

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract


class TestPassedOn:
    @pytest.mark.parametrize("way", ["view", "sent", "sent with gas", "estimated"])
    def test_an_inner_contracts_error_arrives_by_name(
        self, outer: Contract, alice: Account, way: str
    ) -> None:
        def run() -> Any:
            match way:
                case "view":
                    return outer.relay.call(101, sender=alice)
                case "sent":
                    return outer.relay(101, sender=alice)
                case "sent with gas":
                    return outer.relay(101, sender=alice, gas=200_000)
                case _:
                    return outer.relay.gas(101, sender=alice)

        with errors.reverts("TooMuch", outer, 100, 101) as caught:
            run()
        error = caught.error
        assert error.reason == "TooMuch(caller=Outer, limit=100, value=101)"
        assert error.hint == "The inner contract had enough."
        assert error.call == "Outer.relay(101)"
        assert (error.receipt is not None) == way.startswith("sent")

    def test_an_error_arrives_through_several_contracts(
        self, outer: Contract, alice: Account
    ) -> None:
        with errors.reverts("TooMuch", outer, 100, 500) as caught:
            outer.relayTwice(500, sender=alice)
        assert str(caught.error.trace()).count("✗ TooMuch(") == 3

    def test_a_value_the_inner_contract_takes_passes(self, outer: Contract, alice: Account) -> None:
        assert outer.relay(100, sender=alice).succeeded

    def test_an_inner_text_and_panic_arrive(self, outer: Contract) -> None:
        with errors.reverts("inner failure"):
            outer.relayText()
        with errors.reverts("Panic", 0x12):
            outer.relayPanic()

    def test_an_error_arrives_through_a_proxy(
        self, chain: Chain, understudy: Contract, alice: Account, bob: Account
    ) -> None:
        script = chain.at("Script", understudy)
        script.change(1, sender=alice)
        with errors.reverts("NotYours", alice, bob) as caught:
            script.change(2, sender=bob)
        assert caught.error.hint == "Only the one who set it may change it."

    def test_an_error_of_a_constructor_arrives_through_its_factory(
        self, nursery: Contract, alice: Account
    ) -> None:
        for gas in (None, 500_000):
            with errors.reverts("NameMissing") as caught:
                nursery.make("", sender=alice, gas=gas)
            assert caught.error.hint == "A child needs a name."
        assert nursery.make("Ann", sender=alice).succeeded

    def test_a_constructor_passes_on_the_error_of_a_contract_it_calls(
        self, chain: Chain, alice: Account
    ) -> None:
        with errors.reverts("NameMissing"):
            chain.deploy("Child", "", sender=alice)


class TestSilence:
    def test_a_silent_revert_of_an_inner_call_is_silent(self, outer: Contract) -> None:
        with errors.reverts("Revert") as caught:
            outer.relayNothing()
        assert caught.error.hint == "the contract gives no reason; the trace shows where it stopped"

    def test_a_silent_revert_caused_by_an_inner_out_of_gas_is_explained(
        self, outer: Contract, alice: Account
    ) -> None:
        enough = outer.relay.gas(5, sender=alice)
        with errors.reverts() as caught:
            outer.relay(5, sender=alice, gas=enough - 3_000)
        assert caught.error.name == "Revert"
        assert caught.error.hint == "the call to Inner inside it ended with: out of gas"
        assert outer.relay(5, sender=alice, gas=enough).succeeded

    def test_a_silent_revert_caused_by_a_write_in_a_view_is_explained(
        self, outer: Contract
    ) -> None:
        with errors.reverts("Revert") as caught:
            outer.storeWhileLooking(5)
        assert caught.error.hint == (
            "the call to Inner inside it ended with: state change inside a static call"
        )

    def test_a_call_of_what_is_no_contract_fails(
        self, outer: Contract, inner: Contract, alice: Account, bob: Account
    ) -> None:
        with errors.reverts("Revert"):
            outer.storeAt(bob, 5, sender=alice)
        assert outer.storeAt(inner, 5, sender=alice).succeeded


class TestCaught:
    def test_a_caught_failure_is_no_failure_but_stands_in_the_trace(
        self, outer: Contract, alice: Account
    ) -> None:
        receipt = outer.tryStore(500, sender=alice)
        assert receipt.succeeded
        (inner,) = receipt.trace().calls
        assert inner.error == "TooMuch(caller=Outer, limit=100, value=500)"
        assert receipt.trace().error == ""

    @pytest.mark.parametrize(
        ("kind", "error"),
        [
            (1, "inner failure"),
            (2, "Panic(0x12): division or modulo by zero"),
            (3, "reverted without a reason"),
        ],
    )
    def test_each_caught_kind_is_told_in_the_trace(
        self, outer: Contract, alice: Account, kind: int, error: str
    ) -> None:
        receipt = outer.tryFailure(kind, sender=alice)
        assert receipt.trace().calls[0].error == error

    def test_a_caught_out_of_gas_is_told_in_the_trace(
        self, outer: Contract, alice: Account
    ) -> None:
        receipt = outer.tryWithGas(5, 1_000, sender=alice)
        assert receipt.trace().calls[0].error == "out of gas"
        assert outer.tryWithGas(5, 100_000, sender=alice).trace().calls[0].error == ""

    def test_a_payment_that_is_refused_is_told_by_the_payer(
        self, purse: Contract, penniless: Contract, alice: Account, bob: Account
    ) -> None:
        with errors.reverts("PaymentFailed", penniless, 5):
            purse.forward(penniless, value=5, sender=alice)
        assert purse.forward(bob, value=5, sender=alice).succeeded
