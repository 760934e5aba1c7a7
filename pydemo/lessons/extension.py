"""What ``%load_ext pydemo`` puts into a notebook."""

from __future__ import annotations

import traceback
from difflib import get_close_matches
from types import TracebackType
from typing import Any

from pydemo.errors import ContractError, PydemoError
from pydemo.messages import text


def load(shell: Any) -> None:
    """Give an IPython shell the magics, and errors as one clear block."""
    from pydemo.lessons.magics import LessonMagics

    shell.register_magics(LessonMagics)
    shell.set_custom_exc((PydemoError, NameError, AttributeError), show_error)


def show_error(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    found_in: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    """Show an error of pydemo's, or a name that is not there: what it says, and the cell's line.

    An attribute that something of pydemo's does not have is told alike; others are shown as ever.
    Returns the plain text, line by line, as IPython wants it of a handler.
    """
    from IPython.display import publish_display_data

    from pydemo.display.verdict import contract_error_html, error_html

    if isinstance(error, AttributeError) and not _is_from_pydemo(error, found_in):
        shell.showtraceback((kind, error, found_in), tb_offset=tb_offset)
        return []
    title = error.name if isinstance(error, ContractError) else kind.__name__
    said = str(error)
    if isinstance(error, NameError):  # most often, a cell above was not run
        known = [name for name in shell.user_ns if not name.startswith("_")]
        close = get_close_matches(error.name or "", known, n=1)
        key = "lessons.mistyped" if close else "lessons.undefined"
        said = text(key, said=said, close=", ".join(close))
    place = _line_of_cell(shell, found_in)
    plain = "\n".join(part for part in (f"{title}: {said}", place) if part)
    if isinstance(error, ContractError):
        html = contract_error_html(error, place)
    else:
        html = error_html(title, said, place)
    data = {"text/plain": plain, "text/html": html}
    publish_display_data(data, metadata={})  # type: ignore[no-untyped-call]
    return plain.splitlines()


def _is_from_pydemo(error: BaseException, found_in: TracebackType | None) -> bool:
    """Whether it is an error of ours, or one that our code raised."""
    modules = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(found_in)]
    return isinstance(error, PydemoError) or bool(modules and modules[-1].startswith("pydemo."))


def _line_of_cell(shell: Any, found_in: TracebackType | None) -> str:
    """The last line in the notebook's own code, or nothing if it is not known."""
    place = ""
    for frame, number in traceback.walk_tb(found_in):
        if frame.f_globals is shell.user_ns:
            name = frame.f_code.co_filename
            (summary,) = traceback.StackSummary.extract([(frame, number)])
            # Behind a magic there is a line that nobody has written.
            if name and summary.line and not summary.line.startswith("get_ipython()."):
                place = text("lessons.line", number=number, line=summary.line)
    return place
