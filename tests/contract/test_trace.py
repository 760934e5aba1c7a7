"""Traces: the call tree of a transaction, with names, arguments, results, events and failures."""

from __future__ import annotations

from typing import Any

import pytest
from eth_utils.crypto import keccak

from contract.raw_code import THEN_REVERT, call, deploy_raw, log, send_data
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract, Event, Trace


class TestNames:
    def test_a_call_names_contract_function_arguments_and_result(
        self, outer: Contract, inner: Contract, alice: Account
    ) -> None:
        outer.relay(4, sender=alice)
        trace = outer.relay(5, sender=alice, value=3).trace()
        assert (trace.kind, trace.contract, trace.function) == ("CALL", "Outer", "relay")
        assert trace.arguments == (5,)
        arguments: Any = trace.arguments
        assert arguments._asdict() == {"value": 5}
        assert (trace.result, trace.value, trace.error, trace.failure) == (4, 3, "", None)
        assert trace.sender == alice
        assert trace.address == outer
        (below,) = trace.calls
        assert (below.contract, below.function, below.result) == ("Inner", "store", 4)
        assert below.sender == outer
        assert below.address == inner

    def test_overloads_are_told_apart(self, shapes: Contract, alice: Account) -> None:
        assert shapes.set("x", sender=alice).trace().arguments == ("x",)
        assert shapes.set(5, "x", sender=alice).trace().arguments == (5, "x")

    def test_several_results_have_their_names(self, chain: Chain, shapes: Contract) -> None:
        result = send_data(chain, chain.accounts.alice, shapes, shapes.divide.data(7, 2))
        assert result.return_value.remainder == 1

    def test_receive_and_fallback_are_named(
        self, purse: Contract, understudy: Contract, alice: Account
    ) -> None:
        assert purse(sender=alice).trace().function == "receive"
        trace = purse(b"\x01", sender=alice).trace()
        assert (trace.function, trace.arguments) == ("fallback", (b"\x01",))

    def test_a_precompile_is_named(self, chain: Chain, alice: Account) -> None:
        caller = deploy_raw(chain, alice, call("0x" + "04".zfill(40)))
        (below,) = send_data(chain, alice, caller, b"").trace().calls
        assert (below.contract, below.function) == ("precompile", "identity")

    def test_a_payment_to_an_account_names_the_account(
        self, purse: Contract, alice: Account, bob: Account
    ) -> None:
        trace = purse.forward(bob, sender=alice, value=5).trace()
        assert (trace.calls[0].contract, trace.calls[0].function) == ("bob", "")
        assert "└─ bob with 5 wei (0 gas)" in str(trace)

    def test_a_stranger_has_an_address_only(self, chain: Chain, alice: Account) -> None:
        stranger = deploy_raw(chain, alice, "00")
        trace = send_data(chain, alice, stranger, bytes.fromhex("deadbeef01")).trace()
        assert (trace.contract, trace.function) == ("", "0xdeadbeef")
        assert str(trace).splitlines()[1].startswith(f"{stranger[:6]}…{stranger[-4:]}.0xdeadbeef(")

    def test_calldata_that_does_not_fit_its_function_is_shown_raw(
        self, chain: Chain, alice: Account
    ) -> None:
        stranger = deploy_raw(chain, alice, "00")
        data = keccak(text="transfer(address,uint256)")[:4] + b"\xff" * 5
        trace = send_data(chain, alice, stranger, data).trace()
        assert (trace.function, trace.arguments) == ("transfer", (b"\xff" * 5,))


class TestOrder:
    def test_logs_and_calls_are_in_the_order_they_happened(
        self, outer: Contract, alice: Account
    ) -> None:
        trace = outer.relayTwice(5, sender=alice).trace()
        relay = trace.calls[0]
        assert trace.steps == [relay]
        call, event = relay.steps
        assert isinstance(call, Trace)
        assert isinstance(event, Event)
        assert (call.function, event.name) == ("store", "Relayed")
        assert [event.name for event in call.events] == ["Stored"]

    def test_an_event_before_a_call_stands_before_it(self, outer: Contract, alice: Account) -> None:
        trace = outer.dive(2, sender=alice).trace()
        event, call = trace.steps
        assert isinstance(event, Event)
        assert isinstance(call, Trace)

    def test_walk_goes_through_all_calls_in_order(self, outer: Contract, alice: Account) -> None:
        trace = outer.dive(3, sender=alice).trace()
        assert [call.arguments[0] for call in trace.walk()] == [3, 2, 1, 0]

    def test_the_events_of_the_tree_are_those_of_the_receipt(
        self, outer: Contract, alice: Account
    ) -> None:
        receipt = outer.relayTwice(5, sender=alice)
        found = [event for call in receipt.trace().walk() for event in call.events]
        assert sorted(map(str, found)) == sorted(map(str, receipt.events))


class TestGas:
    def test_the_root_knows_the_whole_transactions_gas(
        self, outer: Contract, alice: Account
    ) -> None:
        receipt = outer.relay(5, sender=alice)
        trace = receipt.trace()
        assert trace.transaction_gas == receipt.gas_used
        assert trace.gas_used == receipt.gas_used - 21_000 - _calldata_gas(outer.relay.data(5))

    def test_a_frames_gas_includes_what_is_inside_it(self, outer: Contract, alice: Account) -> None:
        frames = list(outer.dive(5, sender=alice).trace().walk())
        gas = [frame.gas_used for frame in frames]
        assert gas == sorted(gas, reverse=True)
        assert gas[-1] > 0


class TestCreations:
    def test_a_deployment_is_a_creation_with_the_constructors_arguments(
        self, chain: Chain, alice: Account
    ) -> None:
        child = chain.deploy("Child", "Ann", sender=alice, value=9)
        assert child.deploy_receipt is not None
        trace = child.deploy_receipt.trace()
        assert (trace.kind, trace.contract, trace.function) == ("CREATE", "Child", "constructor")
        assert (trace.arguments, trace.value, trace.result) == (("Ann",), 9, None)
        assert trace.created == [child.address]
        assert "new Child(name_=Ann) with 9 wei → 0x" in str(trace)

    @pytest.mark.parametrize("kind", ["CREATE", "CREATE2"])
    def test_a_contract_made_by_a_factory_has_its_name(
        self, chain: Chain, nursery: Contract, alice: Account, kind: str
    ) -> None:
        arguments = ("Ann",) if kind == "CREATE" else ("Ann", b"s" * 32)
        make = nursery.make if kind == "CREATE" else nursery.makeAt
        receipt = make(*arguments, sender=alice, value=5)
        (made,) = receipt.trace().calls
        assert (made.kind, made.contract, made.arguments) == (kind, "Child", ("Ann",))
        assert receipt.trace().created == [made.address] == [receipt.return_value]
        assert chain.names[made.address] == "Child"
        assert chain.at("Child", made.address).name() == "Ann"

    def test_a_contract_made_by_a_factory_is_recognised_without_a_trace(
        self, chain: Chain, nursery: Contract, alice: Account
    ) -> None:
        nursery.make("Ann", sender=alice)
        child = nursery.children(0)
        receipt = send_data(chain, alice, child, keccak(text="name()")[:4])
        assert (receipt.trace().contract, receipt.trace().result) == ("Child", "Ann")

    def test_what_a_failed_call_made_did_not_stay(
        self, chain: Chain, nursery: Contract, alice: Account
    ) -> None:
        enough = nursery.make.gas("Ann", sender=alice)
        with errors.reverts("OutOfGas") as caught:
            nursery.make("Ann", sender=alice, gas=enough - 100)
        trace = caught.error.trace()
        (made,) = trace.calls
        assert (made.contract, made.failure) == ("Child", None)
        assert trace.created == []
        assert [call.events for call in trace.walk()] == [[], []]
        assert made.address not in chain.names
        assert nursery.make("Ann", sender=alice).trace().created == [made.address]

    def test_a_failed_creation_is_named_and_did_not_stay(
        self, chain: Chain, nursery: Contract, alice: Account
    ) -> None:
        with errors.reverts("NameMissing") as caught:
            nursery.make("", sender=alice)
        (made,) = caught.error.trace().calls
        assert (made.contract, made.error) == ("Child", "NameMissing()")
        assert caught.error.trace().created == []
        assert made.address not in chain.names

    def test_a_creation_that_was_only_simulated_leaves_no_name(
        self, chain: Chain, nursery: Contract, alice: Account
    ) -> None:
        address = nursery.make.call("Ann", sender=alice)
        assert address not in chain.names


class TestDelegateCalls:
    def test_a_delegatecall_shows_proxy_and_script(
        self, chain: Chain, understudy: Contract, alice: Account
    ) -> None:
        trace = chain.at("Script", understudy).change(5, sender=alice, value=7).trace()
        (below,) = trace.calls
        assert (below.kind, below.contract, below.function) == ("DELEGATECALL", "Script", "change")
        assert below.address == understudy
        assert below.arguments == (5,)
        assert (trace.value, below.value) == (7, 0)
        assert "[delegatecall]" in str(trace)

    def test_what_a_proxy_passes_on_is_decoded(
        self, chain: Chain, understudy: Contract, script: Contract, alice: Account
    ) -> None:
        data = script.whoAmI.data()
        trace = send_data(chain, alice, understudy, data).trace()
        assert trace.function == "whoAmI"
        assert trace.result == (understudy, alice)


class TestFailures:
    def test_a_failed_frame_has_its_error_and_no_result(
        self, outer: Contract, alice: Account
    ) -> None:
        with errors.reverts("TooMuch") as caught:
            outer.relay(101, sender=alice)
        trace = caught.error.trace()
        assert (trace.result, trace.calls[0].result) == (None, None)
        assert trace.calls[0].error == "TooMuch(caller=Outer, limit=100, value=101)"
        assert str(trace).count("✗") == 2

    def test_a_view_that_fails_has_a_trace_too(self, outer: Contract) -> None:
        with errors.reverts("Panic") as caught:
            outer.relayPanic()
        (below,) = caught.error.trace().calls
        assert (below.kind, below.function) == ("STATICCALL", "failWithPanic")
        assert "✗ Panic(0x12)" in str(caught.error.trace())
        assert caught.error.trace().transaction_gas is None

    def test_what_a_reverted_call_logged_is_no_event(self, chain: Chain, alice: Account) -> None:
        logger = deploy_raw(chain, alice, log([], b"x", then=THEN_REVERT))
        receipt = send_data(chain, alice, deploy_raw(chain, alice, call(logger)), b"")
        assert receipt.events == []
        assert receipt.trace().calls[0].error == "reverted without a reason"
        assert receipt.trace().calls[0].events == []

    def test_what_was_logged_inside_a_reverted_call_is_no_event_either(
        self, chain: Chain, alice: Account
    ) -> None:
        logger = deploy_raw(chain, alice, log([], b"x"))
        reverting = deploy_raw(chain, alice, call(logger, then=THEN_REVERT))
        receipt = send_data(chain, alice, deploy_raw(chain, alice, call(reverting)), b"")
        innermost = receipt.trace().calls[0].calls[0]
        assert (innermost.failure, innermost.events) == (None, [])
        assert receipt.events == []

    def test_the_same_calls_without_the_revert_do_log(self, chain: Chain, alice: Account) -> None:
        logger = deploy_raw(chain, alice, log([], b"x"))
        receipt = send_data(chain, alice, deploy_raw(chain, alice, call(logger)), b"")
        assert receipt.trace().calls[0].events == receipt.events
        assert len(receipt.events) == 1


def _calldata_gas(data: bytes) -> int:
    return sum(16 if byte else 4 for byte in data)
