"""Functions on a handle: choosing, reading, sending, and what is refused before it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract, Receipt


class TestOverloads:
    def test_the_arguments_choose_the_overload(self, shapes: Contract, alice: Account) -> None:
        shapes.set(5, sender=alice)
        shapes.set("five", sender=alice)
        assert (shapes.number(), shapes.text()) == (5, "five")
        shapes.set(6, "six", sender=alice)
        assert (shapes.number(), shapes.text()) == (6, "six")

    def test_a_value_that_fits_one_overload_only_chooses_it(self, shapes: Contract) -> None:
        assert shapes.kind(-1) == "int256"
        assert shapes.kind(2**255) == "uint256"

    def test_a_value_that_fits_several_asks_for_the_full_name(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.kind(5)
        message = str(caught.value)
        assert message.startswith("Shapes.kind: several overloads take these arguments; name one")
        assert 'contract["kind(' in message
        assert all(f"kind({kind})" in message for kind in ("uint256", "int256", "uint8"))

    def test_only_the_overloads_that_fit_are_offered(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.kind(300)
        assert "kind(uint8)" not in str(caught.value)

    @pytest.mark.parametrize("kind", ["uint256", "int256", "uint8"])
    def test_a_full_name_chooses_among_ambiguous_ones(self, shapes: Contract, kind: str) -> None:
        assert shapes[f"kind({kind})"](5) == kind
        assert shapes[f"kind( {kind} )"](5) == kind

    def test_a_full_name_checks_its_own_range(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError, match="does not fit uint8"):
            shapes["kind(uint8)"](300)

    def test_a_full_name_that_does_not_exist_lists_those_that_do(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            shapes["kind(uint)"]
        assert str(caught.value).startswith("Shapes has no function kind(uint); there is kind(")

    def test_no_fitting_overload_lists_all(self, shapes: Contract, alice: Account) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.set(b"bytes", sender=alice)
        assert str(caught.value).startswith("Shapes.set: no overload takes these arguments: ")
        assert "set(uint256,string)" in str(caught.value)

    def test_a_plain_name_as_item_works_as_the_attribute(self, shapes: Contract) -> None:
        assert shapes["ANSWER"]() == shapes.ANSWER()


class TestUnknownFunctions:
    def test_a_mistyped_function_suggests_the_nearest(self, shapes: Contract) -> None:
        with pytest.raises(AttributeError) as caught:
            _ = shapes.exchnge
        assert str(caught.value) == "Shapes has no function 'exchnge'; did you mean exchange?"
        with pytest.raises(errors.ArgumentError, match="did you mean exchange"):
            shapes["exchnge(uint256)"]

    def test_a_name_like_nothing_there_suggests_nothing(self, shapes: Contract) -> None:
        with pytest.raises(AttributeError) as caught:
            _ = shapes.withdraw
        assert str(caught.value) == "Shapes has no function 'withdraw'"

    def test_hasattr_tells_whether_a_function_exists(self, shapes: Contract) -> None:
        assert hasattr(shapes, "exchange")
        assert not hasattr(shapes, "withdraw")

    def test_dir_lists_the_functions_for_completion(self, shapes: Contract) -> None:
        assert {"exchange", "set", "address"} <= set(dir(shapes))

    def test_a_trailing_underscore_escapes_a_python_keyword(self, shapes: Contract) -> None:
        assert shapes.nothing_() is None


class TestReadingAndSending:
    def test_a_view_returns_its_value_and_mines_nothing(
        self, chain: Chain, shapes: Contract
    ) -> None:
        before = chain.block_number
        assert shapes.number() == 0
        assert chain.block_number == before

    def test_a_transaction_returns_its_receipt(self, shapes: Contract, alice: Account) -> None:
        receipt = shapes.exchange(5, sender=alice)
        assert isinstance(receipt, Receipt)
        assert receipt.succeeded

    def test_call_returns_the_result_and_changes_nothing(self, shapes: Contract) -> None:
        assert shapes.exchange.call(5) == 0
        assert shapes.number() == 0

    def test_call_sees_its_sender(self, surroundings: Contract, bob: Account) -> None:
        assert surroundings.sender(sender=bob) == bob
        assert surroundings.look.call(sender=bob, value=7)[-3:] == (bob, bob, 7)

    def test_a_view_without_a_sender_is_asked_by_nobody(self, surroundings: Contract) -> None:
        assert surroundings.sender() == "0x" + "00" * 20

    def test_gas_is_just_enough(self, shapes: Contract, alice: Account) -> None:
        needed = shapes.exchange.gas(5, sender=alice)
        with errors.reverts("OutOfGas"), _undone(shapes):
            shapes.exchange(5, sender=alice, gas=needed - 1)
        assert shapes.exchange(5, sender=alice, gas=needed).succeeded

    def test_gas_does_not_send(self, chain: Chain, shapes: Contract, alice: Account) -> None:
        before = chain.block_number
        shapes.exchange.gas(5, sender=alice)
        assert (chain.block_number, shapes.number()) == (before, 0)

    def test_data_is_selector_and_arguments(self, shapes: Contract) -> None:
        # keccak256("exchange(uint256)") begins so; the argument follows in 32 bytes.
        assert shapes.exchange.data(5)[4:] == (5).to_bytes(32, "big")
        assert shapes["set(uint256)"].data(5)[:4] != shapes["set(string)"].data("5")[:4]

    def test_a_view_reads_the_past(self, chain: Chain, shapes: Contract, alice: Account) -> None:
        then = shapes.exchange(5, sender=alice).block_number
        shapes.exchange(6, sender=alice)
        assert [shapes.number(block=block) for block in (then - 1, then, "latest")] == [0, 5, 6]

    def test_the_future_cannot_be_read(self, chain: Chain, shapes: Contract) -> None:
        with pytest.raises(errors.PydemoError, match="no block"):
            shapes.number(block=chain.block_number + 1)

    def test_a_transaction_takes_no_block(
        self, chain: Chain, shapes: Contract, alice: Account
    ) -> None:
        before = chain.block_number
        with pytest.raises(errors.ArgumentError, match=r"exchange\(uint256 value\) is no view"):
            shapes.exchange(5, sender=alice, block=before)
        assert chain.block_number == before

    def test_a_function_describes_itself_for_help(self, shapes: Contract) -> None:
        assert "exchange(uint256 value) nonpayable" in str(shapes.exchange.__doc__)
        assert "Changes something and returns" in str(shapes.exchange.__doc__)
        assert repr(shapes.exchange) == "<function Shapes.exchange(uint256 value)>"


class TestOptions:
    def test_a_transaction_without_sender_is_one_line(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.exchange(1)
        assert str(caught.value) == (
            "Shapes.exchange(1): sender= is missing: who sends this transaction?"
        )

    def test_a_sender_that_is_no_address_is_named(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError, match="sender: 'bob' is no address"):
            shapes.exchange(1, sender="bob")

    def test_a_sender_without_key_is_told_how_to_get_on(
        self, shapes: Contract, chain: Chain
    ) -> None:
        with pytest.raises(errors.TransactionRefused, match="impersonate"):
            shapes.exchange(1, sender=shapes)

    @pytest.mark.parametrize("value", [-1, "1", None, True, 2**256])
    def test_a_value_that_is_no_amount_is_refused(
        self, purse: Contract, alice: Account, value: Any
    ) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            purse.deposit("x", sender=alice, value=value)
        assert str(caught.value) == (
            f"Purse.deposit(x): value = {value!r}: a whole number is expected"
        )

    def test_a_float_of_wei_is_refused(self, purse: Contract, alice: Account) -> None:
        not_an_int: Any = 1.5
        with pytest.raises(errors.ArgumentError, match=r"value = 1.5 is a float"):
            purse.deposit("x", sender=alice, value=not_an_int)

    @pytest.mark.parametrize("gas", [-1, 1.5, "1", True])
    def test_a_gas_limit_that_is_no_amount_is_refused(
        self, purse: Contract, alice: Account, gas: Any
    ) -> None:
        with pytest.raises(errors.ArgumentError, match=r"Purse.deposit\(x\): gas = "):
            purse.deposit("x", sender=alice, gas=gas)

    def test_arguments_by_name_are_refused_with_the_signature(
        self, shapes: Contract, alice: Account
    ) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.exchange(amount=5, sender=alice)
        assert str(caught.value).startswith(
            "Shapes.exchange(uint256 value) takes its arguments by position; amount= is no option"
        )


class TestEther:
    def test_a_payable_function_takes_ether(
        self, chain: Chain, purse: Contract, alice: Account
    ) -> None:
        receipt = purse.deposit("rent", sender=alice, value=7)
        assert receipt.return_value == 7
        assert chain.balance(purse) == 7

    def test_a_function_that_is_not_payable_takes_none(
        self, chain: Chain, shapes: Contract, alice: Account
    ) -> None:
        before = chain.block_number
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.exchange(1, sender=alice, value=1)
        assert str(caught.value) == (
            "Shapes.exchange(uint256 value) is not payable: value must be 0"
        )
        with pytest.raises(errors.ArgumentError, match="not payable"):
            shapes.number(value=1)
        assert chain.block_number == before

    def test_plain_ether_goes_to_receive(self, purse: Contract, alice: Account) -> None:
        receipt = purse(value=5, sender=alice)
        assert receipt.call == "Purse.receive()"
        assert [event.name for event in receipt.events] == ["Received"]

    @pytest.mark.parametrize("data", [b"\x12\x34", "0x1234"])
    def test_data_goes_to_fallback(self, purse: Contract, alice: Account, data: Any) -> None:
        receipt = purse(data, value=5, sender=alice)
        assert receipt.call == "Purse.fallback()"
        (event,) = receipt.events
        assert event.args == {"from": alice, "value": 5, "data": b"\x12\x34"}

    def test_data_that_is_none_is_refused(self, purse: Contract, alice: Account) -> None:
        with pytest.raises(errors.ArgumentError, match=r"Purse.fallback\(bytes data\): data"):
            purse("1234", sender=alice)

    def test_plain_ether_goes_to_fallback_where_there_is_no_receive(
        self, chain: Chain, understudy: Contract, purse: Contract, alice: Account
    ) -> None:
        proxy = chain.deploy("Understudy", purse, sender=alice)
        assert understudy(value=1, sender=alice).call == "Understudy.receive()"
        assert proxy(b"\x01", value=1, sender=alice).call == "Understudy.fallback()"

    def test_a_contract_that_takes_no_ether_refuses_before_sending(
        self, chain: Chain, penniless: Contract, alice: Account
    ) -> None:
        before = chain.block_number
        with pytest.raises(errors.ArgumentError, match="Penniless has no receive or fallback"):
            penniless(value=1, sender=alice)
        with pytest.raises(errors.ArgumentError, match="Penniless has no fallback function"):
            penniless(b"\x01", sender=alice)
        assert chain.block_number == before

    def test_plain_ether_needs_a_sender_too(self, purse: Contract) -> None:
        with pytest.raises(errors.ArgumentError, match=r"Purse.receive\(\): sender= is missing"):
            purse(value=1)

    def test_a_transfer_to_a_contract_that_refuses_raises(
        self, chain: Chain, penniless: Contract, alice: Account
    ) -> None:
        with errors.reverts("Revert"):
            chain.transfer(penniless, 1, sender=alice)


class _undone:  # noqa: N801
    """Checks that nothing of a failed transaction stays."""

    def __init__(self, shapes: Contract) -> None:
        self.shapes, self.number = shapes, shapes.number()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        assert self.shapes.number() == self.number
