"""How traces look: as text and as HTML, for people and against hostile contracts."""

from __future__ import annotations

import re

import pytest
from display.page import Page

from contract.raw_code import SELF_CALLER, deploy_raw, send_data
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract

HOSTILE = "<script>alert('x')</script>\n└─ Bank.rob() \x1b[31m & \"quotes\" \u202e"


CALL_TAGS = {"style", "div", "span", "details", "summary"}


def lines_of(text: str) -> list[str]:
    """The lines of a drawn tree, without its branches."""
    return [line.lstrip("│├└─ ") for line in text.splitlines()]


def test_the_text_is_a_tree_with_gas_at_the_end_of_each_call(
    outer: Contract, alice: Account
) -> None:
    text = str(outer.relay(5, sender=alice, value=2).trace())
    assert re.sub(r"[\d,]+ gas", "N gas", text).splitlines() == [
        "transaction: N gas",
        "Outer.relay(value=5) with 2 wei → 0 (N gas)",
        "├─ Inner.store(value=5) with 2 wei → 0 (N gas)",
        "│  └─ emits Stored(by=Outer, value=5)",
        "└─ emits Relayed(value=5, previous=0)",
    ]


def test_a_failure_stands_in_the_text(outer: Contract, alice: Account) -> None:
    text = str(outer.tryStore(500, sender=alice).trace())
    assert re.sub(r"[\d,]+ gas", "N gas", text).splitlines()[1:] == [
        "Outer.tryStore(value=500) → False (N gas)",
        "├─ Inner.store(value=500) ✗ TooMuch(caller=Outer, limit=100, value=500) (N gas)",
        "└─ emits Caught(kind=3, text=, code=0, data=0x6c6923cc00000000… (100 bytes))",
    ]


def test_people_are_named_wherever_their_address_stands(
    shapes: Contract, alice: Account, bob: Account
) -> None:
    line = ((0, 0), (0, 0), "")
    text = str(shapes.fill(bob, 1, bytes(32), bob.address, line, sender=alice).trace())
    assert text.count("bob") == 2
    assert bob.address not in text


def test_html_has_the_same_words_as_the_text(outer: Contract, alice: Account) -> None:
    for receipt in (outer.relay(5, sender=alice), outer.tryStore(500, sender=alice)):
        page = Page(receipt.trace()._repr_html_())
        assert page.lines == lines_of(str(receipt.trace()))
        assert page.tags == CALL_TAGS


def test_html_marks_failures_and_events(outer: Contract, alice: Account) -> None:
    html = outer.tryStore(500, sender=alice).trace()._repr_html_()
    assert '<span class="error">✗ TooMuch(' in html
    assert '<div class="event">emits Caught(' in html


@pytest.mark.parametrize("where", ["argument", "event", "error", "require"])
def test_what_a_contract_says_is_escaped_in_html_and_text(
    failures: Contract, purse: Contract, shapes: Contract, alice: Account, where: str
) -> None:
    if where == "argument":
        trace = shapes["set(string)"](HOSTILE, sender=alice).trace()
    elif where == "event":
        trace = purse.deposit(HOSTILE, sender=alice).trace()
    else:
        with errors.reverts() as caught:
            if where == "error":
                failures.wordy(HOSTILE, b"")
            else:
                failures.revertWithText(HOSTILE)
        trace = caught.error.trace()
    page = Page(trace._repr_html_())
    assert page.tags <= CALL_TAGS
    assert page.lines == lines_of(str(trace))
    assert "<script>alert('x')</script>\\n└─ Bank.rob() \\x1b[31m" in str(trace)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", str(trace))
    assert len(str(trace).splitlines()) <= 3


def test_a_long_text_is_cut_and_its_length_told(shapes: Contract, alice: Account) -> None:
    text = str(shapes["set(string)"]("x" * 1_000, sender=alice).trace())
    assert "xxx… (1000 characters)" in text
    assert len(text) < 400


def test_a_few_hundred_nested_calls_are_drawn(outer: Contract, alice: Account) -> None:
    trace = outer.dive(350, sender=alice).trace()
    assert len(list(trace.walk())) == 351
    lines = str(trace).splitlines()
    assert lines[-1].endswith("emits Depth(left=0)")
    assert len(lines) == 1 + 2 * 351
    assert lines_of(Page(trace._repr_html_()).text) == lines_of(str(trace))


def test_calls_as_deep_as_gas_allows_are_read_and_drawn(chain: Chain, alice: Account) -> None:
    receipt = send_data(chain, alice, deploy_raw(chain, alice, SELF_CALLER), b"")
    frames = list(receipt.trace().walk())
    assert len(frames) > 500
    assert frames[-1].error == "out of gas"
    assert len(str(receipt.trace()).splitlines()) == 1 + len(frames)
    assert "out of gas" in receipt.trace()._repr_html_()
    assert receipt.trace().created == []


def test_a_failure_deep_inside_is_explained(outer: Contract, alice: Account) -> None:
    with errors.reverts("Revert") as caught:
        outer.dive(500, sender=alice)
    assert caught.error.hint == "the call to Outer inside it ended with: out of gas"
    assert "✗ out of gas" in str(caught.error.trace())


def test_the_handle_lists_its_functions_as_html(shapes: Contract) -> None:
    lines = Page(shapes._repr_html_()).lines
    sends, views = (
        next(n for n, line in enumerate(lines) if line.startswith(head))
        for head in ("transactions (", "views (")
    )
    assert (
        sends
        < next(n for n, line in enumerate(lines) if line.startswith("exchange(uint256 value)"))
        < views
    )
    echo = next(n for n, line in enumerate(lines) if line.startswith("echoPoint(Point point)"))
    assert views < echo
    assert lines[echo].endswith("pure")


def test_the_receipts_table_names_people(outer: Contract, alice: Account) -> None:
    assert "Stored(by=Outer, value=5)" in Page(outer.relay(5, sender=alice)._repr_html_()).text
