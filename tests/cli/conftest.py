"""Commands run as from a terminal, also where whatever started the tests ignores signals."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

_USUAL = {signal.SIGINT: signal.default_int_handler}
if hasattr(signal, "SIGHUP"):
    _USUAL[signal.SIGHUP] = signal.SIG_DFL  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def signals_as_in_a_terminal() -> Iterator[None]:
    """Ignored signals stay ignored in the processes one starts: nohup and CI leave them so."""
    before = {number: signal.getsignal(number) for number in _USUAL}
    for number, handler in _USUAL.items():
        signal.signal(number, handler)
    yield
    for number, handler in before.items():  # type: ignore[assignment]
        signal.signal(number, handler)
