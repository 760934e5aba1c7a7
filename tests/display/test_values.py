"""What a notebook shows of chains, accounts, handles, events, failures and pieces."""

from __future__ import annotations

import pytest

from display.page import Page
from pydemo import Chain, errors, messages
from pydemo.chain.accounts import Account
from pydemo.contract.pieces import Pieces
from pydemo.plans import token as plan
from pydemo.stories import tell
from pydemo.units import ether


def after(lines: list[str], name: str) -> str:
    return lines[lines.index(name) + 1]


def test_a_chain_shows_where_it_stands_and_what_is_on_it(chain: Chain, alice: Account) -> None:
    token = plan.deploy(chain, deployer=alice, minter=alice).token
    token.mint(alice, ether(5), sender=alice)
    with errors.reverts():
        token.transfer(chain.accounts.bob, ether(6), sender=alice)
    lines = Page(chain._repr_html_()).lines
    assert after(lines, "engine") == chain.engine_name
    assert after(lines, "chain id") == "31337"
    assert after(lines, "block") == f"{chain.block_number:,}"
    assert after(lines, "DemoToken") == token.address
    assert after(lines, "bob") == chain.accounts.bob.address
    newest = lines[lines.index("newest transactions") :]
    assert newest[5].startswith("DemoToken.transfer(to=bob")
    assert newest[7] == "failed"
    assert newest[10].startswith("DemoToken.mint(to=alice")
    assert newest[12] == "success"


def test_an_empty_chain_shows_no_contracts_and_no_transactions() -> None:
    lines = Page(Chain()._repr_html_()).lines
    assert "no contracts yet" in lines
    assert "newest transactions" not in lines


def test_an_account_shows_whether_it_can_sign_and_never_its_key(
    chain: Chain, alice: Account
) -> None:
    html = alice._repr_html_()
    assert "can sign" in html
    assert alice.key.hex() not in html
    assert "no key here" in Account(alice.address)._repr_html_()


def test_a_handle_tells_transactions_from_views_and_folds_the_rest(
    chain: Chain, alice: Account
) -> None:
    token = plan.deploy(chain, deployer=alice, minter=alice).token
    html = token._repr_html_()
    lines = Page(html).lines
    heads = [
        next(line for line in lines if line.startswith(f"{word} ("))
        for word in ("transactions", "views", "events", "errors")
    ]
    places = [lines.index(head) for head in heads]
    assert places == sorted(places)
    assert heads[0] == f"transactions ({places[1] - places[0] - 1})"
    transfer = next(n for n, line in enumerate(lines) if line.startswith("transfer("))
    balance = next(n for n, line in enumerate(lines) if line.startswith("balanceOf("))
    assert places[0] < transfer < places[1] < balance < places[2]
    assert html.count("<details open>") == 2
    assert html.count("<details>") == 2


def test_a_payable_function_says_so(chain: Chain, alice: Account) -> None:
    purse = chain.deploy("Purse", sender=alice)
    lines = Page(purse._repr_html_()).lines
    deposit = next(line for line in lines if line.startswith("deposit("))
    assert deposit.endswith("payable")
    assert any(line.startswith("receive()") for line in lines) == purse._abi.has_receive


def test_an_event_shows_its_arguments(chain: Chain, alice: Account) -> None:
    purse = chain.deploy("Purse", sender=alice)
    (event,) = purse.deposit("rent", sender=alice, value=7).events
    lines = Page(event._repr_html_()).lines
    assert lines[0].startswith("✓ Deposited Purse")
    assert "rent" in lines


def test_an_event_shows_who_an_address_is_where_that_is_known(chain: Chain, alice: Account) -> None:
    token = plan.deploy(chain, deployer=alice, minter=alice).token
    stranger = "0x" + "12" * 20
    (known,) = token.mint(chain.accounts.bob, 5, sender=alice).events
    (unknown,) = token.mint(stranger, 5, sender=alice).events
    lines = Page(known._repr_html_()).lines
    assert lines[lines.index("to") + 1].startswith("bob")
    assert chain.accounts.bob.address in "".join(lines)
    assert after(Page(unknown._repr_html_()).lines, "to") == "0x1212…1212"


def test_a_failure_shows_its_operands_what_it_means_and_where(chain: Chain, alice: Account) -> None:
    token = plan.deploy(chain, deployer=alice, minter=alice).token
    with errors.reverts("ERC20InsufficientBalance") as caught:
        token.transfer(chain.accounts.bob, 5, sender=alice)
    lines = Page(caught.error._repr_html_()).lines
    assert lines[0].startswith("✗ ERC20InsufficientBalance(sender=alice")
    assert (after(lines, "balance"), after(lines, "needed")) == ("0", "5")
    assert after(lines, "sender").startswith("alice")
    assert any(line.startswith("hint: ") for line in lines)
    assert any(line.startswith("DemoToken.transfer(to=bob, value=5) ✗") for line in lines)


def test_a_failure_of_which_there_is_no_trace_is_shown_without() -> None:
    lines = Page(errors.Revert("Bare", (), call="Purse.rob()")._repr_html_()).lines
    assert lines == ["✗ Bare Purse.rob()"]


def test_a_receipt_that_was_looked_up_names_the_call_too(chain: Chain, alice: Account) -> None:
    purse = chain.deploy("Purse", sender=alice)
    sent = purse.deposit("rent", sender=alice)
    lines = Page(chain.receipt(sent.tx_hash)._repr_html_()).lines
    assert after(lines, "call").startswith("Purse.deposit(")


def test_gas_of_a_call_is_a_bar_as_long_as_its_part(chain: Chain, alice: Account) -> None:
    purse = chain.deploy("Purse", sender=alice)
    trace = purse.deposit("rent", sender=alice).trace()
    share = round(100 * trace.gas_used / (trace.transaction_gas or 1), 1)
    assert 0 < share < 100
    assert f"background-size:{share}% 100%" in trace._repr_html_()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_story_shows_each_step_with_its_pictures(language: str) -> None:
    with messages.speaking(language):
        steps = list(tell("collectible", Chain()))
        pages = [Page(step._repr_html_()) for step in steps]
    for step, page in zip(steps, pages, strict=True):
        assert page.lines[0] == step.title
        assert len(page.images) == len(step.pictures) + len(step.plots)
        for action in step.actions:
            assert any(action.call in line for line in page.lines)
    assert sum(len(page.images) for page in pages) > 0


def test_pieces_are_cards_and_one_that_is_not_there_says_why() -> None:
    chain = Chain()
    for step in tell("collectible", chain):
        if step.pictures:
            break
    address = next(at for at, name in chain.names.items() if name == "Collectible")
    pieces = Pieces.of(chain.at("Collectible", address), [1, 999])
    page = Page(pieces._repr_html_())
    assert len(page.images) == 1
    assert "ERC721NonexistentToken" in page.text
    assert page.images == Page(step.pictures[0]._repr_html_()).images
