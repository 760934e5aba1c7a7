"""HTML for notebooks and report files: traces, receipts, handles. All text is escaped.

The style works on light and dark pages, needs no network and no script.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pydemo.display.text import call_text, event_text, is_call, outcome_text, trace_lines

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.trace import Trace

STYLE = """<style>
.pydemo{font:14px/1.5 system-ui,sans-serif;color-scheme:light dark;overflow-x:auto}
.pydemo table{border-collapse:collapse}.pydemo td,.pydemo th{padding:.15em .8em .15em 0;
text-align:left;vertical-align:top}.pydemo td.number{text-align:right;
font-variant-numeric:tabular-nums}.pydemo code,.pydemo pre{font:13px/1.5 ui-monospace,monospace}
.pydemo .gas{opacity:.65}.pydemo .event{color:#0a7f5a}.pydemo .error{color:#c4302b;font-weight:600}
@media (prefers-color-scheme:dark){.pydemo .event{color:#4fd1a5}.pydemo .error{color:#ff8a80}}
</style>"""


def wrap(body: str) -> str:
    """A fragment that brings its own style, for a notebook's output cell."""
    return f'{STYLE}<div class="pydemo">{body}</div>'


def rows_html(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows
    )
    return f"<table>{cells}</table>"


def trace_body(root: Trace) -> str:
    """The call tree, without style."""
    lines = []
    if root.transaction_gas is not None:
        lines.append(f'transaction: <span class="gas">{root.transaction_gas:,} gas</span>')
    for branch, item in trace_lines(root):
        if is_call(item):
            kind = "" if item.kind in ("CALL", "CREATE") else f" [{item.kind.lower()}]"
            parts = [escape(call_text(item, root.names) + kind)]
            if outcome := escape(outcome_text(item, root.names)):
                parts.append(f'<span class="error">{outcome}</span>' if item.error else outcome)
            parts.append(f'<span class="gas">({item.gas_used:,} gas)</span>')
            lines.append(branch + " ".join(parts))
        else:
            text = escape(event_text(item, root.names))
            lines.append(f'{branch}<span class="event">emits {text}</span>')
    return "<pre>" + "\n".join(lines) + "</pre>"


def trace_html(root: Trace) -> str:
    return wrap(trace_body(root))


def receipt_html(receipt: Receipt) -> str:
    rows = [
        ("call", receipt.call or "-"),
        ("status", "success" if receipt.succeeded else "failed"),
        ("gas used", f"{receipt.gas_used:,}"),
        ("block", f"{receipt.block_number:,}"),
        ("transaction", receipt.tx_hash.to_0x_hex()),
    ]
    names = receipt._session.registry.names()
    rows += [("event", event_text(event, names)) for event in receipt.events]
    return wrap(rows_html(rows))


def contract_html(contract: Contract) -> str:
    entries = [
        (function.mutability, function.shown)
        for overloads in contract._abi.functions.values()
        for function in overloads
    ]
    head = f"<b>{escape(contract.contract_name)}</b> <code>{escape(contract.address)}</code>"
    return wrap(head + rows_html(sorted(entries)))
