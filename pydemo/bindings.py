"""Typed names for the suite's contracts, for annotations: ``def run(token: DemoToken) -> None``.

An editor and mypy read the generated ``bindings.pyi`` beside this file, with each contract's
functions and their documentation. At run time every handle is a plain ``Contract``, and so is
every name here. What only types need (structs, for one) is imported under ``if TYPE_CHECKING:``.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if not name.startswith("_"):
        from pydemo.build import Artifacts

        if name in Artifacts.suite():
            from pydemo.contract import Contract

            return Contract
    raise AttributeError(f"module {__name__!r} has no contract {name!r}")
