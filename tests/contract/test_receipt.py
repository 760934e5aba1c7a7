"""Receipts: what a transaction cost and did."""

from __future__ import annotations

import pytest
from display.page import Page

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract, Receipt


@pytest.fixture
def receipt(purse: Contract, alice: Account) -> Receipt:
    receipt = purse.deposit("rent", sender=alice, value=7)
    assert isinstance(receipt, Receipt)
    return receipt


def test_it_says_who_sent_what_to_whom(receipt: Receipt, purse: Contract, alice: Account) -> None:
    assert receipt.sender == alice
    assert receipt.to == purse
    assert receipt.value == 7
    assert receipt.contract_address is None
    assert receipt.call == "Purse.deposit(rent)"


def test_it_says_where_it_is(chain: Chain, receipt: Receipt) -> None:
    assert receipt.block_number == chain.block_number
    assert len(receipt.tx_hash) == len(receipt.block_hash) == 32
    assert receipt.tx_hash != receipt.block_hash


def test_its_fee_is_what_the_sender_paid(chain: Chain, purse: Contract, bob: Account) -> None:
    before = chain.balance(bob)
    receipt = purse.deposit("rent", sender=bob, value=7)
    assert before - chain.balance(bob) == receipt.fee + 7
    assert receipt.fee == receipt.gas_used * receipt.effective_gas_price


def test_it_has_the_return_value_of_a_transaction(
    receipt: Receipt, shapes: Contract, alice: Account
) -> None:
    assert receipt.return_value == 7
    shapes.exchange(5, sender=alice)
    assert shapes.exchange(6, sender=alice).return_value == 5
    assert shapes.set(5, sender=alice).return_value is None


def test_a_deployment_has_an_address_and_no_receiver(chain: Chain, alice: Account) -> None:
    handle = chain.deploy("Penniless", sender=alice)
    assert handle.deploy_receipt is not None
    assert handle.deploy_receipt.to is None
    assert handle.deploy_receipt.contract_address == handle


def test_it_is_found_again_by_its_hash(chain: Chain, receipt: Receipt) -> None:
    for tx_hash in (receipt.tx_hash, receipt.tx_hash.to_0x_hex(), bytes(receipt.tx_hash)):
        found = chain.receipt(tx_hash)
        assert found.gas_used == receipt.gas_used
        assert found.events == receipt.events
        assert str(found.trace()) == str(receipt.trace())


def test_a_hash_of_no_transaction_is_unknown(chain: Chain) -> None:
    with pytest.raises(errors.UnknownTransaction):
        chain.receipt(bytes(32))


def test_it_shows_itself_on_one_line(receipt: Receipt, failures: Contract, alice: Account) -> None:
    assert repr(receipt) == f"<Receipt Purse.deposit(rent) gas {receipt.gas_used:,}>"
    with errors.reverts("Bare") as caught:
        failures.touch(True, sender=alice)
    assert "FAILED" in repr(caught.error.receipt)


def test_it_shows_itself_as_a_table(receipt: Receipt) -> None:
    lines = Page(receipt._repr_html_()).lines
    assert lines[lines.index("call") + 1] == "Purse.deposit(rent)"
    assert lines[lines.index("gas used") + 1].startswith(f"{receipt.gas_used:,} (")
    assert lines[lines.index("status") + 1] == "success"
    assert "Purse ✓ Deposited(from=alice" in "\n".join(lines)


def test_a_failed_one_shows_that_it_failed(failures: Contract, alice: Account) -> None:
    with errors.reverts("Bare") as caught:
        failures.touch(True, sender=alice)
    assert caught.error.receipt is not None
    lines = Page(caught.error.receipt._repr_html_()).lines
    assert lines[lines.index("status") + 1] == "✗ failed: Bare()"


def test_its_html_escapes_what_a_contract_says(purse: Contract, alice: Account) -> None:
    html = purse.deposit("<script>alert(1)</script>", sender=alice)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_observer_sees_failed_transactions_too(
    chain: Chain, failures: Contract, alice: Account
) -> None:
    seen: list[Receipt] = []
    chain.observe(seen.append)
    failures.touch(False, sender=alice)
    with errors.reverts("Bare"):
        failures.touch(True, sender=alice)
    chain._session.observers.remove(seen.append)
    assert [receipt.succeeded for receipt in seen] == [True, False]
