"""Whatever a contract, a token or a person calls itself: on a page it is text, and nothing else."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from display.page import Page
from pydemo import Chain, errors
from pydemo.contract.balances import Balances
from pydemo.contract.checkpoints import Checkpoint, VoteHistory
from pydemo.contract.events import Event
from pydemo.contract.piece import Piece
from pydemo.contract.pieces import Pieces
from pydemo.display.plot import Plot
from pydemo.display.report import report_html
from pydemo.gas.peers import Peer, Peers
from pydemo.lottery.replay import ClosedDraw, Entrant
from pydemo.lottery.weight_tree import WeightTree
from pydemo.simulation.fairness import judge
from pydemo.stories.step import Action, Step, Table, mined

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\u202e\n"
RAW = re.compile(r"<script|<img src=x|onerror=alert\(2\)>|\u202e")
Show = Callable[[Chain], Any]


def evil_account(chain: Chain) -> Any:
    return chain.add_account(b"\x07" * 32, EVIL)


def event(chain: Chain) -> Event:
    return Event(EVIL, {EVIL: EVIL, "raw": EVIL.encode()}, chain.accounts.alice.address, EVIL)


def receipt(chain: Chain) -> Any:
    evil, purse = evil_account(chain), chain.deploy("Purse", sender=chain.accounts.alice)
    chain.set_balance(evil, 10**18)
    return purse.deposit(EVIL, sender=evil)


def failure(chain: Chain) -> errors.ContractError:
    failures = chain.deploy("Failures", sender=chain.accounts.alice)
    with errors.reverts() as caught:
        failures.wordy(EVIL, EVIL.encode())
    return caught.error


def batch_failure(chain: Chain) -> errors.ContractError:
    return errors.BatchFailed([failure(chain), failure(chain)], [0, 1], 2)


def chain_with_evil_names(chain: Chain) -> Chain:
    receipt(chain)
    chain._session.registry.note(chain.accounts.bob.address[:-1] + "0", EVIL)
    return chain


def evil_token(chain: Chain) -> Any:
    return chain.deploy("PoolToken", 10**24, chain.accounts.alice, sender=chain.accounts.alice)


def watched(chain: Chain) -> Any:
    evil, alice = evil_account(chain), chain.accounts.alice
    with chain.watch(evil, alice, **{EVIL: evil_token(chain)}) as seen:
        chain.transfer(evil, 5, sender=alice)
    return seen


def balances(chain: Chain) -> Balances:
    return Balances.of(chain, [evil_account(chain)], {EVIL: evil_token(chain)})


def piece(chain: Chain) -> Piece:
    alice = chain.accounts.alice
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{EVIL[:24]}</svg>"
    document = {
        "name": EVIL,
        "description": EVIL,
        "image": f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}",
        "attributes": [{"trait_type": EVIL, "value": EVIL}],
    }
    trickster = chain.deploy("Trickster", sender=alice)
    trickster.tell(f"data:application/json,{json.dumps(document)}", sender=alice)
    return Piece(trickster, 1)


def action(_: Chain) -> Action:
    return Action(EVIL, EVIL, 5, (EVIL,), EVIL, EVIL)


def table(_: Chain) -> Table:
    return Table((EVIL, EVIL), ((EVIL, EVIL),), (EVIL, EVIL))


def plot(_: Chain) -> Plot:
    return Plot(EVIL, f"<svg>{EVIL}</svg>", (EVIL,), ((1,),))


def step(chain: Chain) -> Step:
    return Step(
        EVIL,
        EVIL,
        (action(chain),),
        (table(chain),),
        receipt(chain).trace(),
        (piece(chain).read(),),
        (plot(chain),),
    )


def votes(chain: Chain) -> VoteHistory:
    points = (Checkpoint(1_800_000_000, 5), Checkpoint(1_800_000_009, 7))
    return VoteHistory(EVIL, chain.accounts.alice.address, EVIL, 0, points, 1_800_000_100)


def tree(chain: Chain) -> WeightTree:
    address = chain.accounts.alice.address
    draw = ClosedDraw(1, 0, 1, (Entrant(address, 1, 100, 1),))
    return WeightTree.of(draw, {address: EVIL}, (50,))


SHOWN: dict[str, Show] = {
    "account": evil_account,
    "event": event,
    "receipt": receipt,
    "trace": lambda chain: receipt(chain).trace(),
    "error": failure,
    "failed batch": batch_failure,
    "error's trace": lambda chain: failure(chain).trace(),
    "chain": chain_with_evil_names,
    "watched balances": watched,
    "balances": balances,
    "piece": piece,
    "piece's data": lambda chain: piece(chain).read(),
    "pieces": lambda chain: Pieces([piece(chain)]),
    "action": action,
    "table": table,
    "plot": plot,
    "step": step,
    "votes": votes,
    "tree of weights": tree,
    "peers": lambda _: Peers((Peer("transfer", EVIL, 5, 6, 7, EVIL),)),
    "odds": lambda _: judge([EVIL, "fair"], [10, 10], [9, 11]),
}


@pytest.mark.parametrize("what", SHOWN)
def test_no_name_or_text_is_ever_a_tag(chain: Chain, what: str) -> None:
    html = SHOWN[what](chain)._repr_html_()
    assert not RAW.search(html)
    page = Page(html)  # well-formed, and nothing on it that runs or loads
    # What was hostile is told all the same, as text: in letters, or in a drawing's letters.
    drawings = "".join(_source(image) for image in page.images)
    assert "script>" in page.text + unescape(drawings)


@pytest.mark.parametrize("what", ["votes", "tree of weights", "peers", "odds"])
def test_drawings_of_ours_escape_too(chain: Chain, what: str) -> None:
    (image,) = Page(SHOWN[what](chain)._repr_html_()).images
    source = _source(image)
    assert not RAW.search(source)
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(source).iter()}
    assert tags <= {"svg", "style", "rect", "g", "path", "text", "title", "defs", "pattern"}


def test_a_contracts_drawing_is_an_image_and_no_part_of_the_page(chain: Chain) -> None:
    page = Page(piece(chain)._repr_html_())
    (image,) = page.images
    assert "onload" in _source(image)  # in an image a browser runs nothing
    assert "svg" not in page.tags


def test_a_page_of_stories_is_as_safe(chain: Chain) -> None:
    html = report_html([{"story": "token", "engine": EVIL, "steps": [step(chain)]}])
    assert not RAW.search(html)
    Page(html)


def test_a_storys_action_has_what_people_call_themselves(chain: Chain) -> None:
    html = mined(chain, receipt(chain))._repr_html_()
    assert not RAW.search(html)
    assert "&lt;script&gt;" in html


def test_the_check_finds_what_it_looks_for() -> None:
    assert RAW.search(f"<p>{EVIL}</p>")
    for bad in ("<script>x</script>", "<p>", "</p>", "<p><b></p></b>", "<a href='x'>y</a>"):
        with pytest.raises(AssertionError):
            Page(bad)
    for bad in (
        "<p onclick='x'></p>",
        "<img src='https://example.org/x.png'>",
        "<style>@import x</style>",
    ):
        with pytest.raises(AssertionError):
            Page(bad)


def _source(image: str) -> str:
    return b64decode(image.partition("base64,")[2]).decode()
