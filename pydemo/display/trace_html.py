"""A call tree as HTML: each call that has something in it folds, and a bar shows its gas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.display.html import safe, wrap
from pydemo.display.text import call_text, event_text, is_call, outcome_text, trace_lines
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.events import Event
    from pydemo.contract.trace import Trace

_DEEPEST = 40
"""Levels that fold; what is further inside stands as plain text (calls nest 1,024 deep)."""
_LONGEST = 400
"""Lines up to which a tree is shown open."""


def trace_html(root: Trace) -> str:
    return wrap(trace_body(root))


def trace_body(root: Trace) -> str:
    """The call tree, without style."""
    whole = root.transaction_gas
    head = ""
    if whole is not None:
        word, gas = text("display.transaction"), text("ui.gas", gas=f"{whole:,}")
        head = f'<div>{safe(word)}: <span class="gas">{safe(gas)}</span></div>'
    is_open = sum(1 for _ in trace_lines(root)) <= _LONGEST
    # Of the transaction, base cost included: the root's bar tells what calldata and 21,000 are.
    drawing = _Drawing(root.names, max(whole or 0, root.gas_used, 1), is_open)
    return f'<div class="call">{head}{drawing.item(root, 0)}</div>'


class _Drawing:
    """One tree; its calls refer to the same names and the same whole."""

    def __init__(self, names: dict[str, str], whole: int, is_open: bool) -> None:
        self._names, self._whole = names, whole
        self._open = " open" if is_open else ""

    def item(self, item: Trace | Event, level: int) -> str:
        """One line with all that is below it."""
        if not is_call(item):
            emits = text("display.emits", event=event_text(item, self._names))
            return f'<div class="event">{safe(emits)}</div>'
        line = self._line(item)
        if not item.steps:
            return f"<div>{line}</div>"
        if level == _DEEPEST:
            return f"<div>{line}</div><pre>{self._plain(item)}</pre>"
        inner = "".join(self.item(step, level + 1) for step in item.steps)
        return f"<details{self._open}><summary>{line}</summary><div>{inner}</div></details>"

    def _line(self, call: Trace) -> str:
        percent = round(100 * min(call.gas_used / self._whole, 1), 1)
        bar = f'<span class="bar" style="background-size:{percent}% 100%"></span>'
        return bar + self._words(call)

    def _words(self, call: Trace) -> str:
        kind = "" if call.kind in ("CALL", "CREATE") else f" [{call.kind.lower()}]"
        parts = [safe(call_text(call, self._names))]
        if kind:
            parts[0] += f'<span class="kind">{safe(kind)}</span>'
        if outcome := safe(outcome_text(call, self._names)):
            parts.append(f'<span class="error">{outcome}</span>' if call.error else outcome)
        gas = text("ui.gas", gas=f"{call.gas_used:,}")
        return f'{" ".join(parts)} <span class="gas">({safe(gas)})</span>'

    def _plain(self, root: Trace) -> str:
        """What is below a call, with drawn branches and no recursion."""
        lines = []
        for branch, item in trace_lines(root)[1:]:
            if is_call(item):
                lines.append(branch + self._words(item))
            else:
                emits = text("display.emits", event=event_text(item, self._names))
                lines.append(f'{branch}<span class="event">{safe(emits)}</span>')
        return "\n".join(lines)
