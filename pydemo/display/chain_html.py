"""A chain at a glance: where it stands, who has what, which contracts there are, what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydemo.display.contract_html import sent_text, short_text
from pydemo.display.html import facts, listed, safe, wrap
from pydemo.errors import PydemoError
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.contract.receipt import Receipt

_MOST_ACCOUNTS, _MOST_CONTRACTS, _MOST_TRANSACTIONS = 20, 30, 5
_MOST_BLOCKS = 20
"""How far back transactions are looked for: time may have passed in thousands of empty blocks."""


def chain_html(chain: Chain) -> str:
    head = chain._node.head()
    rows = [
        (text("display.engine"), chain.engine_name),
        (text("display.chain_id"), str(chain.chain_id)),
        (text("display.block"), f"{head.number:,}"),
        (text("display.time"), time_text(head.timestamp)),
    ]
    summary = facts((name, safe(value)) for name, value in rows)
    return wrap(summary + _accounts(chain) + _contracts(chain) + _transactions(chain))


def time_text(second: int) -> str:
    """``2026-01-01 00:00:00 UTC``; the number itself where the calendar ends."""
    try:
        return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return str(second)


def _accounts(chain: Chain) -> str:
    shown = list(chain.accounts)[:_MOST_ACCOUNTS]
    table = listed(
        (text("display.account"), text("display.address"), "ETH"),
        [
            (account.name or "-", account.address, short_text(chain.balance(account), 18))
            for account in shown
        ],
    )
    return table + _more(len(chain.accounts) - len(shown))


def _contracts(chain: Chain) -> str:
    people = {account.address for account in chain.accounts}
    found = [(name, at) for at, name in chain.names.items() if at not in people]
    if not found:
        return f'<p class="soft">{safe(text("display.no_contracts"))}</p>'
    columns = (text("display.contract"), text("display.address"))
    return listed(columns, found[:_MOST_CONTRACTS]) + _more(len(found) - _MOST_CONTRACTS)


def _transactions(chain: Chain) -> str:
    names = chain.names
    rows = [
        (
            sent_text(receipt),
            names.get(receipt.sender, receipt.sender),
            text("display.success" if receipt.succeeded else "display.failed"),
            f"{receipt.block_number:,}",
            f"{receipt.gas_used:,}",
        )
        for receipt in _newest(chain)
    ]
    if not rows:
        return ""
    words = ("newest", "from", "status", "block", "gas_used")
    return listed([text(f"display.{word}") for word in words], rows)


def _newest(chain: Chain) -> Iterator[Receipt]:
    """Some transactions, the last one first; none where the node does not list them."""
    left, number = _MOST_TRANSACTIONS, chain.block_number
    for place in range(number, max(number - _MOST_BLOCKS, -1), -1):
        try:
            hashes = chain.w3.eth.get_block(place)["transactions"]
            receipts = [chain.receipt(bytes(found)) for found in reversed(hashes[-left:])]  # type: ignore[arg-type]
        except PydemoError:
            return
        yield from receipts
        left -= len(receipts)
        if not left:
            return


def _more(count: int) -> str:
    return (
        f'<p class="soft">{safe(text("display.more", count=f"{count:,}"))}</p>' if count > 0 else ""
    )
