"""Balances before and after: what came and went, with gas told apart."""

from __future__ import annotations

import pytest

from display.page import Page
from pydemo import Chain, errors, messages
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.balances import Balances
from pydemo.plans import token as plan
from pydemo.units import ether


@pytest.fixture
def token(chain: Chain, alice: Account) -> Contract:
    token = plan.deploy(chain, deployer=alice, minter=alice).token
    token.mint(alice, ether(100), sender=alice)
    return token


def test_a_transfer_of_ether_is_what_came_and_went_whatever_gas_was(
    chain: Chain, alice: Account, bob: Account
) -> None:
    with chain.watch(alice, bob) as seen:
        receipt = chain.transfer(bob, ether(3), sender=alice)
    assert seen.changes.of(alice).change == -ether(3)
    assert seen.changes.of(alice).gas == receipt.fee
    assert seen.changes.of(alice).after == seen.changes.of(alice).before - ether(3) - receipt.fee
    assert seen.changes.of(bob).change == ether(3)
    assert seen.changes.of(bob).gas == 0


def test_tokens_are_watched_by_the_name_they_are_given(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.watch(alice, bob, gold=token) as seen:
        token.transfer(bob, ether(5), sender=alice)
    assert [row.unit for row in seen.changes.rows] == ["ETH", "gold"] * 2
    assert (seen.changes.of(alice, "gold").change, seen.changes.of(bob, "gold").change) == (
        -ether(5),
        ether(5),
    )
    assert seen.changes.of(alice, "gold").gas == 0, "only ether pays for gas"


def test_a_failed_transaction_costs_gas_and_changes_nothing_else(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.watch(bob, gold=token) as seen, errors.reverts("ERC20InsufficientBalance"):
        token.transfer(alice, 1, sender=bob)
    assert seen.changes.of(bob).gas > 21_000
    assert seen.changes.of(bob).change == seen.changes.of(bob, "gold").change == 0


def test_what_happens_after_the_block_is_not_in_it_and_nobody_listens_any_more(
    chain: Chain, alice: Account, bob: Account
) -> None:
    listening = len(chain._session.observers)
    with chain.watch(bob) as seen:
        chain.transfer(bob, 1, sender=alice)
        assert seen.changes.of(bob).change == 1, "it can be looked at on the way"
    chain.transfer(bob, 1, sender=alice)
    assert seen.changes.of(bob).change == 1
    assert len(chain._session.observers) == listening


def test_a_block_that_fails_is_watched_to_where_it_failed(
    chain: Chain, alice: Account, bob: Account
) -> None:
    def give_then_fail() -> None:
        chain.transfer(bob, 7, sender=alice)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), chain.watch(bob) as seen:
        give_then_fail()
    assert seen.changes.of(bob).change == 7


def test_two_moments_compare_by_hand(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    before = Balances.of(chain, [alice, bob], [token])
    token.transfer(bob, 9, sender=alice)
    after = Balances.of(chain, [alice, bob], [token])
    changes = before.to(after)
    assert changes.of(bob, "DEMO").change == 9 == after.amount(bob, "DEMO")
    assert (changes.from_block, changes.to_block) == (before.block, after.block)
    assert changes.of(alice).change < 0, "without fees told, gas is part of the change"


def test_moments_of_other_accounts_do_not_compare(
    chain: Chain, alice: Account, bob: Account
) -> None:
    with pytest.raises(errors.ArgumentError, match="other accounts"):
        Balances.of(chain, [alice]).to(Balances.of(chain, [bob]))


def test_what_was_not_looked_at_is_not_guessed(chain: Chain, alice: Account, bob: Account) -> None:
    seen = Balances.of(chain, [alice])
    with pytest.raises(errors.ArgumentError, match="nobody looked at ETH"):
        seen.amount(bob)
    with pytest.raises(errors.ArgumentError, match="nobody looked at gold"):
        seen.to(seen).of(alice, "gold")


def test_a_contract_without_balances_is_no_token(chain: Chain, alice: Account) -> None:
    purse = chain.deploy("Purse", sender=alice)
    with pytest.raises(errors.ArgumentError, match="Purse has no function balanceOf"):
        Balances.of(chain, [alice], [purse])


def test_two_tokens_of_one_symbol_are_told_apart(
    chain: Chain, token: Contract, alice: Account
) -> None:
    other = plan.deploy(chain, deployer=alice, minter=alice).token
    seen = Balances.of(chain, [alice], [token, other])
    assert [held.unit for held in seen.holdings] == ["ETH", "DEMO", "DEMO (2)"]
    assert (seen.amount(alice, "DEMO"), seen.amount(alice, "DEMO (2)")) == (ether(100), 0)


def test_the_page_and_the_text_say_the_same(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.watch(alice, bob, DEMO=token) as seen:
        token.transfer(bob, ether("12.5"), sender=alice)
    lines = Page(seen._repr_html_()).lines
    assert lines[:6] == ["account", "unit", "before", "after", "change", "paid for gas"]
    assert {"−12.5", "+12.5", "87.5", "·"} <= set(lines)
    text = str(seen)
    assert [line.split()[-1] for line in text.splitlines()[2:]] == ["−12.5", "·", "+12.5"]
    assert all(cell in lines for line in text.splitlines()[1:] for cell in line.split())
    with messages.speaking("zh"):
        assert Page(seen._repr_html_()).lines[0] == "账户"


def test_small_and_odd_amounts_are_cut_and_say_so(chain: Chain, alice: Account) -> None:
    chain.set_balance(alice, 10**18 + 1)
    assert "1.000000…" in str(Balances.of(chain, [alice]))
    chain.set_balance(alice, 1_234_567)
    assert "0.00000000000123…" in str(Balances.of(chain, [alice]))
    chain.set_balance(alice, 10**18)
    assert "…" not in str(Balances.of(chain, [alice]))
