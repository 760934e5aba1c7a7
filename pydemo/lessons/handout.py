"""One sheet of paper a system: facts, the lesson's drawing, what to call, what it costs, words.

The texts are messages, the calls are looked up in the contracts, the gas is measured when the page
is made, and the drawing is the lesson's ``idea()``, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib import import_module
from importlib.util import find_spec
from itertools import count

from pydemo import messages
from pydemo.build.artifacts import Artifacts
from pydemo.errors import LessonError
from pydemo.messages import text
from pydemo.stories import STORIES as TOLD

GAS: dict[str, tuple[tuple[str, str], ...]] = {
    "token": (
        ("token", "transfer, holder"),
        ("token", "transfer, new holder"),
        ("token", "approve, from zero"),
        ("token", "transferFrom, finite allowance, holder"),
        ("token", "permit, first"),
    ),
    "collectible": (
        ("collectible", "mint 1, new holder"),
        ("collectible", "mint 5, new holder"),
        ("collectible", "mint 1 by voucher, new holder"),
        ("collectible", "transfer, holder"),
        ("collectible", "reveal"),
    ),
    "lending": (
        ("lending", "supply, new"),
        ("lending", "collateral in, new"),
        ("lending", "borrow, more"),
        ("lending", "repay a part"),
        ("lending", "liquidate a part"),
    ),
    "lottery": (
        ("lottery", "deposit, new saver"),
        ("lottery", "withdraw a part"),
        ("lottery", "closeDraw"),
        ("lottery", "awardDraw, 1 winner"),
        ("lottery", "become a sponsor"),
    ),
    "dao": (
        ("crowdfund", "contribute, new"),
        ("crowdfund", "refund"),
        ("dao", "propose"),
        ("dao", "vote, new voter, later"),
        ("dao", "queue"),
    ),
    "constitutiondao": (
        ("crowdfund", "contribute, new"),
        ("crowdfund", "crowdfund bids, over a rival without credit"),
        ("crowdfund", "refund"),
        ("crowdfund", "refund many, each of 50"),
        ("crowdfund", "claim"),
    ),
}
"""System -> what its page tells the gas of: a system of `pydemo.gas` and an operation there. Their
words are the messages gas_1, gas_2 and so on."""
SYSTEMS = tuple(GAS)
STORIES = {"lending": "lottery"}
"""The story that shows a system which has none of its own."""


def handout(system: str) -> str:
    """The page, as HTML that fetches nothing, in the language in use.

    Raises:
        errors.LessonError: there is no such handout.
    """
    if system not in SYSTEMS:
        known = ", ".join(SYSTEMS)
        raise LessonError(text("handouts.unknown", name=repr(system), known=known))

    def said(key: str) -> str:
        return escape(text(f"handouts.{system}.{key}"))

    facts = "".join(f"<li>{said(key)}</li>" for key in _numbered(system, "fact"))
    words = "".join(_word(said(key)) for key in _numbered(system, "word"))
    calls = "".join(
        f"<tr><td><code>{escape(call)}</code></td><td>{escape(what)}</td></tr>"
        for call, what in calls_of(system)
    )
    gas = "".join(
        f"<tr><td>{said(key)}</td><td>{used:,}</td></tr>"
        for key, used in zip(_numbered(system, "gas"), measure(system), strict=True)
    )
    story = system if system in TOLD else STORIES[system]
    return _PAGE.format(
        language=messages.language(),
        style=_STYLE,
        title=said("title"),
        line=said("line"),
        drawing=drawing_of(system),
        facts=facts,
        calls=calls,
        gas=gas,
        words=words,
        facts_title=escape(text("handouts.facts")),
        calls_title=escape(text("handouts.calls")),
        gas_title=escape(text("handouts.gas")),
        words_title=escape(text("handouts.words")),
        operation=escape(text("handouts.operation")),
        used=escape(text("handouts.used")),
        measured=escape(text("handouts.measured")),
        open=escape(text("handouts.open", story=story, lesson=system)),
    )


def drawing_of(system: str) -> str:
    """The lesson's drawing as SVG; "" for a lesson that has none."""
    name = f"pydemo.lessons.diagrams.{system}"
    if find_spec(name) is None:
        return ""
    svg: str = import_module(name).idea().svg
    return f"<figure>{svg}</figure>"


def calls_of(system: str) -> Iterator[tuple[str, str]]:
    """Yield ("transfer(to, value)", what it is for), in the order of the messages."""
    artifacts = Artifacts.suite()
    prefix = f"handouts.{system}.calls."
    for key in messages.catalogue(messages.FALLBACK):
        if key.startswith(prefix):
            contract, _, function = key.removeprefix(prefix).partition(".")
            entry = next(e for e in artifacts[contract].abi if e.get("name") == function)
            names = ", ".join(value["name"] for value in entry["inputs"])
            yield f"{function}({names})", text(key)


def measure(system: str) -> Sequence[int]:
    """The gas of each operation in `GAS`, measured now, each system on a chain of its own."""
    from pydemo.contract.chain import Chain

    found: dict[tuple[str, str], int] = {}
    for measured in dict.fromkeys(room for room, _ in GAS[system]):
        wanted = {operation for room, operation in GAS[system] if room == measured}
        # It is a generator: what comes after the last that is wanted is never done.
        for operation, used in import_module(f"pydemo.gas.{measured}").measure(Chain()):
            if operation in wanted:
                found[measured, operation] = used
                wanted.discard(operation)
            if not wanted:
                break
    return [found[place] for place in GAS[system]]


def _numbered(system: str, kind: str) -> Iterator[str]:
    """fact_1, fact_2 and so on, as many as there are messages."""
    for number in count(1):
        if messages.find(f"handouts.{system}.{kind}_{number}") is None:
            return
        yield f"{kind}_{number}"


def _word(sentence: str) -> str:
    """The word itself, up to the colon, is bold."""
    colon = "：" if "：" in sentence else ":"
    word, _, meaning = sentence.partition(colon)
    return f"<li><b>{word}{colon}</b>{meaning}</li>"


_STYLE = """
@page{size:A4;margin:13mm 14mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:182mm;font:10.2pt/1.42 system-ui,"Noto Sans CJK SC","PingFang SC",
"Microsoft YaHei",sans-serif;color:#111;background:#fff}
h1{font-size:20pt;line-height:1.15;margin:0 0 1mm}h2{font-size:11.5pt;margin:0 0 1mm;color:#00634a}
.line{font-size:11.5pt;margin:0 0 4mm;color:#333}
figure{margin:0 0 4mm;text-align:center}
figure svg{max-width:100%!important;width:auto!important;height:58mm!important}
section{break-inside:avoid;margin:0 0 4mm}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 8mm}
ol,ul{margin:0;padding-left:5mm}li{margin-bottom:.8mm}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;
padding:.7mm 2mm .7mm 0;border-bottom:.2mm solid #bbb}
.gas td:last-child,.gas th:last-child{text-align:right;font-variant-numeric:tabular-nums}
code{font:9pt ui-monospace,monospace;overflow-wrap:anywhere}
.calls td:first-child{width:52%}.small{font-size:8.5pt;color:#444;margin:1mm 0 0}
footer{font-size:8.5pt;color:#444;border-top:.2mm solid #bbb;padding-top:1mm}
@media screen{body{padding:10mm}}
"""
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body>
<h1>{title}</h1>
<p class="line">{line}</p>
{drawing}
<section><h2>{facts_title}</h2><ol>{facts}</ol></section>
<section><h2>{calls_title}</h2><table class="calls">{calls}</table></section>
<div class="two">
<section><h2>{gas_title}</h2>
<table class="gas"><tr><th>{operation}</th><th>{used}</th></tr>{gas}</table>
<p class="small">{measured}</p></section>
<section><h2>{words_title}</h2><ul>{words}</ul></section>
</div>
<footer>pydemo. {open}</footer>
</body>
</html>
"""
