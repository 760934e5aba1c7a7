"""Deploying by name, attaching by address, and handles as values."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract


class TestDeploying:
    def test_constructor_arguments_are_as_in_the_abi(self, chain: Chain, alice: Account) -> None:
        assert chain.deploy("Picky", 7, sender=alice).number() == 7

    def test_a_handle_knows_its_receipt_and_abi(self, chain: Chain, alice: Account) -> None:
        picky = chain.deploy("Picky", 7, sender=alice)
        assert picky.deploy_receipt is not None
        assert picky.deploy_receipt.contract_address == picky.address
        assert picky.deploy_receipt.call == "Picky(7)"
        assert {entry["type"] for entry in picky.abi} == {"constructor", "error", "function"}

    @pytest.mark.parametrize("gas", [None, 500_000])
    @pytest.mark.parametrize(
        ("number", "name", "operands"),
        [(13, "Displeased", (13,)), (0, "Error", ("zero does not please",))],
    )
    def test_a_failing_constructor_raises_its_error(
        self,
        chain: Chain,
        alice: Account,
        number: int,
        name: str,
        operands: tuple[object, ...],
        gas: int | None,
    ) -> None:
        with errors.reverts(name, *operands) as caught:
            chain.deploy("Picky", number, sender=alice, gas=gas)
        error = caught.error
        assert error.call == f"Picky({number})"
        assert error.receipt is not None
        assert not error.receipt.succeeded
        assert str(error.trace()).startswith(
            f"transaction: {error.receipt.gas_used:,} gas\nnew Picky("
        )

    def test_deploying_counts_the_nonce_also_when_it_fails(
        self, chain: Chain, alice: Account
    ) -> None:
        first = chain.deploy("Picky", 1, sender=alice)
        with errors.reverts("Displeased"):
            chain.deploy("Picky", 13, sender=alice)
        assert chain.deploy("Picky", 1, sender=alice) != first

    def test_missing_constructor_arguments_are_named(self, chain: Chain, alice: Account) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            chain.deploy("Picky", sender=alice)
        assert str(caught.value) == (
            "Picky.constructor(uint256 number_): missing argument: number_"
        )

    def test_a_wrong_constructor_argument_is_refused_before_sending(
        self, chain: Chain, alice: Account
    ) -> None:
        before = chain.block_number
        with pytest.raises(errors.ArgumentError, match=r"number_ = 1.5 is a float"):
            chain.deploy("Picky", 1.5, sender=alice)
        assert chain.block_number == before

    def test_a_deployment_without_sender_is_one_line(self, chain: Chain) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            chain.deploy("Picky", 7)  # type: ignore[call-overload]
        assert str(caught.value) == "Picky(7): sender= is missing: who sends this transaction?"

    def test_a_constructor_that_is_not_payable_takes_no_ether(
        self, chain: Chain, alice: Account
    ) -> None:
        with pytest.raises(errors.ArgumentError, match="Picky's constructor is not payable"):
            chain.deploy("Picky", 7, sender=alice, value=1)

    def test_a_payable_constructor_takes_ether(self, chain: Chain, alice: Account) -> None:
        child = chain.deploy("Child", "Ann", sender=alice, value=9)
        assert chain.balance(child) == 9

    @pytest.mark.parametrize("name", ["ERC20", "IERC20"])
    def test_what_has_no_code_is_not_deployed(
        self, chain: Chain, alice: Account, name: str
    ) -> None:
        with pytest.raises(errors.ArgumentError, match=f"{name} is an interface or abstract"):
            chain.deploy(name, sender=alice)

    def test_an_unknown_contract_suggests_the_nearest(self, chain: Chain, alice: Account) -> None:
        with pytest.raises(errors.UnknownContract, match="Did you mean Shapes"):
            chain.deploy("Shape", sender=alice)

    def test_a_contract_can_be_named_with_its_file(self, chain: Chain, alice: Account) -> None:
        picky = chain.deploy("contracts/test/Failures.sol:Picky", 7, sender=alice)
        assert picky.number() == 7


class TestAttaching:
    def test_a_handle_by_address_is_the_same_contract(
        self, chain: Chain, inner: Contract, alice: Account
    ) -> None:
        attached = chain.at("Inner", inner.address)
        attached.store(7, sender=alice)
        assert inner.stored() == 7
        assert attached == inner
        assert attached.deploy_receipt is None

    def test_nothing_is_at_an_account(self, chain: Chain, bob: Account) -> None:
        with pytest.raises(errors.ArgumentError) as caught:
            chain.at("Inner", bob)
        assert str(caught.value) == f"there is no contract at {bob.address}"

    def test_what_is_no_address_is_refused(self, chain: Chain) -> None:
        with pytest.raises(errors.ArgumentError, match="is no address"):
            chain.at("Inner", "0x12")

    def test_an_unknown_name_is_refused(self, chain: Chain, inner: Contract) -> None:
        with pytest.raises(errors.UnknownContract, match="Did you mean"):
            chain.at("Inne", inner)

    def test_an_interface_is_a_view_and_does_not_rename_the_contract(
        self, chain: Chain, inner: Contract, alice: Account
    ) -> None:
        view = chain.at("InnerToLookAt", inner)
        assert view.store.call(5) == 0
        assert chain.names[inner.address] == "Inner"
        receipt = inner.store(1, sender=alice)
        assert receipt.trace().contract == "Inner"

    def test_a_call_that_returns_what_its_abi_cannot_is_explained(
        self, chain: Chain, purse: Contract
    ) -> None:
        mistaken = chain.at("IERC20", purse)
        with errors.reverts("BadReturnData") as caught:
            mistaken.totalSupply()
        assert f"{purse.address} returned what totalSupply() cannot: 0x18160ddd" in str(
            caught.error
        )

    def test_a_contract_that_is_no_more_is_missed(self, chain: Chain, alice: Account) -> None:
        with chain.anchor():
            gone = chain.deploy("Inner", sender=alice)
        with errors.reverts("BadReturnData") as caught:
            gone.stored()
        assert f"there is no contract at {gone.address}" in str(caught.error)


class TestHandlesAsValues:
    def test_a_handle_equals_its_address_in_any_case(self, inner: Contract) -> None:
        assert inner == inner.address
        assert inner == inner.address.lower()
        assert str(inner) == inner.address

    def test_two_contracts_are_not_equal(self, inner: Contract, outer: Contract) -> None:
        assert inner != outer
        assert inner != outer.address
        assert inner != 5

    def test_handles_serve_as_keys(self, chain: Chain, inner: Contract, outer: Contract) -> None:
        found = {inner: "inner", outer: "outer"}
        assert found[chain.at("Inner", inner.address)] == "inner"

    def test_a_handle_serves_wherever_an_address_does(
        self, chain: Chain, inner: Contract, outer: Contract, alice: Account
    ) -> None:
        assert outer.inner() == inner
        assert chain.balance(inner) == 0
        assert chain.deploy("Outer", inner, sender=alice).inner() == inner.address

    def test_a_contract_can_send_when_impersonated(
        self, chain: Chain, inner: Contract, surroundings: Contract
    ) -> None:
        chain.impersonate(inner)
        chain.set_balance(inner, 10**18)
        receipt = surroundings.record(sender=inner)
        assert receipt.sender == inner

    def test_a_handle_shows_its_name_and_address(self, inner: Contract) -> None:
        assert repr(inner) == f"<Inner {inner.address}>"
        html = inner._repr_html_()
        assert "store(uint256 value)" in html
        assert inner.address in html
