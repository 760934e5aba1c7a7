"""Receipts, events, failures, handles and accounts as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from pydemo.display.html import facts, folded, safe, wrap
from pydemo.display.text import call_text, event_text, value_text
from pydemo.display.trace_html import trace_body
from pydemo.errors import PydemoError
from pydemo.messages import text
from pydemo.units import UNLIMITED

if TYPE_CHECKING:
    from pydemo.chain.accounts import Account
    from pydemo.contract.abi import FunctionAbi, Signature
    from pydemo.contract.events import Event
    from pydemo.contract.handle import Contract
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.trace import Trace
    from pydemo.errors import ContractError

_MOST_DIGITS = 6

S = TypeVar("S", bound="Signature")


def ether_text(wei: int) -> str:
    """``1.5 ETH``: to the wei, without zeros at the end."""
    return f"{decimal_text(wei, 18)} ETH"


def short_text(amount: int, decimals: int) -> str:
    """An amount in whole units, with six decimals at most: ``1,234.567891…`` if there are more."""
    shown = decimal_text(amount, decimals)
    whole, point, digits = shown.partition(".")
    if len(digits) <= _MOST_DIGITS:
        return shown
    # Where there is nothing else, the first digits that are not zero say how little it is.
    zeros = len(digits) - len(digits.lstrip("0")) if whole in ("0", "-0") else 0
    kept = max(_MOST_DIGITS, zeros + 3)
    return shown if len(digits) <= kept else f"{whole}{point}{digits[:kept]}…"


def decimal_text(amount: int, decimals: int) -> str:
    """An amount in whole units, all digits that count: ``1,234.5``."""
    if amount == UNLIMITED:
        return "type(uint256).max"
    whole, part = divmod(abs(amount), 10**decimals)
    digits = f"{part:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{'-' if amount < 0 else ''}{whole:,}{'.' + digits if digits else ''}"


# --- receipts and events --------------------------------------------------------------------------


def receipt_html(receipt: Receipt) -> str:
    names = receipt._session.registry.names()
    rows = [
        (text("display.call"), f"<code>{safe(sent_text(receipt))}</code>"),
        (text("display.from"), _named(receipt.sender, names)),
        (text("display.to"), _receiver(receipt, names)),
    ]
    if receipt.value:
        rows.append((text("display.value"), safe(ether_text(receipt.value))))
    rows += [
        (text("display.status"), _status(receipt)),
        (text("display.gas_used"), _gas(receipt)),
        (text("display.block"), f"{receipt.block_number:,}"),
        (text("display.transaction"), f"<code>{receipt.tx_hash.to_0x_hex()}</code>"),
    ]
    return wrap(facts(rows) + events_body(receipt.events, names))


def sent_text(receipt: Receipt) -> str:
    """What was called, from the trace where the receipt was only looked up; else the hash."""
    if receipt.call:
        return receipt.call
    try:
        trace = receipt.trace()
    except PydemoError:
        return receipt.tx_hash.to_0x_hex()
    return call_text(trace, trace.names)


def _receiver(receipt: Receipt, names: dict[str, str]) -> str:
    if receipt.to is not None:
        return _named(receipt.to, names)
    made = receipt.contract_address
    new = safe(text("display.new_contract"))
    return new if made is None else f"{new} {_named(made, names)}"


def _status(receipt: Receipt) -> str:
    if receipt.succeeded:
        return safe(text("display.success"))
    failed = safe(text("display.failed"))
    return f'<span class="error">✗ {failed}</span>{_why(receipt)}'


def _why(receipt: Receipt) -> str:
    """What a trace says of a failure, where there is one to be had."""
    try:
        error = receipt.trace().error
    except PydemoError:
        return ""
    return f': <span class="error">{safe(error)}</span>' if error else ""


def _gas(receipt: Receipt) -> str:
    price = decimal_text(receipt.effective_gas_price, 9)
    fee = text("display.fee", fee=ether_text(receipt.fee), price=price)
    return f'{receipt.gas_used:,} <span class="gas">({safe(fee)})</span>'


def _named(address: str, names: dict[str, str]) -> str:
    name = names.get(address)
    code = f"<code>{safe(address)}</code>"
    return f"<b>{safe(name)}</b> {code}" if name else code


def events_body(events: Iterable[Event], names: dict[str, str] | None = None) -> str:
    """Events in order, each behind the contract that emitted it."""
    lines = "".join(
        f'<li><span class="soft">{safe(_emitter(event))}</span> '
        f'<span class="event">✓ {safe(event_text(event, names))}</span></li>'
        for event in events
    )
    if not lines:
        return f'<p class="soft">{safe(text("display.no_events"))}</p>'
    return f"<div>{safe(text('display.events'))}</div><ul>{lines}</ul>"


def _emitter(event: Event) -> str:
    return event.contract or value_text(event.address)


def event_html(event: Event) -> str:
    name = event.name or text("display.unknown_event")
    head = f'<span class="event">✓ <b>{safe(name)}</b></span>'
    place = f'<span class="soft">{safe(event.contract)} <code>{safe(event.address)}</code></span>'
    names = event.names() if event.names else {}
    rows = [(key, _value(value, names)) for key, value in event.args.items()]
    return wrap(f"{head} {place}{facts(rows)}")


def _value(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, str) and value in names:
        return _named(value, names)
    return f"<code>{safe(value_text(value, names))}</code>"


# --- failures -------------------------------------------------------------------------------------


def error_html(error: ContractError) -> str:
    return wrap(error_body(error))


def error_body(error: ContractError) -> str:
    """A failure: what it is called, with which operands, what it means, and where it happened."""
    trace: Trace | None = None
    with suppress(PydemoError):  # what a node cannot tell is left out
        trace = error.trace()
    names = trace.names if trace else {}
    call = f" <code>{safe(error.call)}</code>" if error.call else ""
    parts = [f'<div><span class="error">✗ {safe(error.reason)}</span>{call}</div>']
    if fields := getattr(error.operands, "_fields", None):
        operands = zip(fields, error.operands, strict=True)
        parts.append(facts((name, _value(value, names)) for name, value in operands))
    if error.hint:
        parts.append(f'<p class="hint">{safe(text("ui.hint"))}: {safe(error.hint)}</p>')
    for failure in getattr(error, "failures", ())[1:]:
        parts.append(f'<div class="error">✗ {safe(failure)}</div>')
    if trace:
        parts.append(folded(safe(text("display.trace")), trace_body(trace)))
    return "".join(parts)


# --- handles and accounts -------------------------------------------------------------------------


def contract_html(contract: Contract) -> str:
    abi = contract._abi
    functions = [found for overloads in abi.functions.values() for found in overloads]
    views = [found for found in functions if found.is_view]
    others = [found for found in functions if not found.is_view]
    head = f"<div><b>{safe(contract.contract_name)}</b> <code>{safe(contract.address)}</code></div>"
    plain = [name for name, there in _plain_takers(contract) if there]
    groups = [
        _group(text("display.transactions"), [*map(_function, _sorted(others)), *plain], True),
        _group(text("display.views"), [*map(_function, _sorted(views))], True),
        _group(text("display.events"), [safe(found.shown) for found in _sorted(abi.events)]),
        _group(text("display.errors"), [safe(found.shown) for found in _sorted(abi.errors)]),
    ]
    return wrap(head + "".join(groups))


def _plain_takers(contract: Contract) -> Iterator[tuple[str, bool]]:
    payable = f'<span class="kind">{safe(text("display.payable"))}</span>'
    yield f"receive() {payable}", contract._abi.has_receive
    fallback = contract._abi.fallback
    yield (
        f"fallback(bytes data) {payable if fallback and fallback.is_payable else ''}",
        fallback is not None,
    )


def _sorted(entries: Iterable[S]) -> list[S]:
    return sorted(entries, key=lambda entry: entry.shown.lower())


def _function(found: FunctionAbi) -> str:
    returns = ", ".join(parameter.shown for parameter in found.outputs)
    line = safe(found.shown) + (f' <span class="soft">→ {safe(returns)}</span>' if returns else "")
    marks = {"payable": text("display.payable"), "pure": text("display.pure")}
    if mark := marks.get(found.mutability):
        line += f' <span class="kind">{safe(mark)}</span>'
    return line


def _group(title: str, lines: list[str], is_open: bool = False) -> str:
    if not lines:
        return ""
    items = "".join(f"<li><code>{line}</code></li>" for line in lines)
    head = f'{safe(title)} <span class="soft">({len(lines)})</span>'
    return folded(head, f"<ul>{items}</ul>", is_open=is_open)


def account_html(account: Account) -> str:
    key = text("display.has_key" if account.has_key else "display.no_key")
    name = f"<b>{safe(account.name)}</b> " if account.name else ""
    return wrap(f'{name}<code>{safe(account.address)}</code> <span class="soft">{safe(key)}</span>')
