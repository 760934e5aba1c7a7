"""What a story yields: plain data, ready to be printed, rendered or compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from pydemo.display.plot import Plot
from pydemo.display.text import event_text
from pydemo.errors import ContractError, NotSupported
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.contract.piece import PieceData
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.trace import Trace


@dataclass(frozen=True, slots=True)
class Action:
    """One transaction: who sent what, what it cost, and what came of it."""

    sender: str
    call: str
    gas: int | None
    """Of the whole transaction; None for one that was never mined."""
    events: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""

    def _repr_html_(self) -> str:
        from pydemo.display.step_html import action_html

        return action_html(self)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the last row may be a sum."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from pydemo.display.step_html import table_html

        return table_html(self)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, told in a few sentences, with what can be seen of it."""

    title: str
    text: str
    actions: tuple[Action, ...] = ()
    tables: tuple[Table, ...] = ()
    trace: Trace | None = None
    pictures: tuple[PieceData, ...] = ()
    plots: tuple[Plot, ...] = ()
    more_transactions: int = 0
    """Beside the actions shown: where there are thousands."""
    more_gas: int = 0
    key: str = ""
    """Of its messages, such as ``token.deploy``: what a lesson asks for it by."""

    def to_json(self) -> dict[str, Any]:
        """The step as JSON has it; the trace becomes its text."""
        return {
            "title": self.title,
            "text": self.text,
            "actions": [asdict(action) for action in self.actions],
            "tables": [asdict(table) for table in self.tables],
            "trace": None if self.trace is None else str(self.trace),
            "pictures": [asdict(picture) for picture in self.pictures],
            "plots": [asdict(plot) for plot in self.plots],
            "more_transactions": self.more_transactions,
            "more_gas": self.more_gas,
        }

    def _repr_html_(self) -> str:
        from pydemo.display.step_html import step_html

        return step_html(self)


def mined(chain: Chain, receipt: Receipt) -> Action:
    """The action a receipt stands for."""
    names = chain.names
    return Action(
        sender=names.get(receipt.sender, receipt.sender),
        call=receipt.call,
        gas=receipt.gas_used,
        events=tuple(event_text(event, names) for event in receipt.events),
    )


def failed(chain: Chain, error: ContractError) -> Action:
    """The action an intended failure stands for."""
    receipt = error.receipt
    return Action(
        sender="" if receipt is None else chain.names.get(receipt.sender, receipt.sender),
        call=error.call,
        gas=None if receipt is None else receipt.gas_used,
        error=error.reason,
        hint=error.hint,
    )


def with_trace(step: Step, receipt: Receipt) -> Step:
    """The step, with what happened inside a transaction; without where the node does not say."""
    try:
        return replace(step, trace=receipt.trace())
    except NotSupported:
        return step


def refused(chain: Chain, attempt: Callable[[], object]) -> Action:
    """The action of a transaction that must fail.

    Raises:
        AssertionError: it did not fail, so the story would lie.
    """
    try:
        attempt()
    except ContractError as error:
        return failed(chain, error)
    raise AssertionError("something went through that must be refused")


def told(
    chain: Chain,
    key: str,
    done: Sequence[Receipt | Action],
    *tables: Table,
    pictures: tuple[PieceData, ...] = (),
    plots: tuple[Plot, ...] = (),
    **values: object,
) -> Step:
    """A step whose title and text are the messages ``KEY.title`` and ``KEY.text``."""
    actions = (item if isinstance(item, Action) else mined(chain, item) for item in done)
    return Step(
        text(f"{key}.title", **values),
        text(f"{key}.text", **values),
        tuple(actions),
        tables,
        pictures=pictures,
        plots=plots,
        key=key,
    )
