"""pydemo: a local Ethereum suite for learning, demonstrating and testing DeFi, NFTs and DAOs.

    from pydemo import Chain, errors, units

    chain = Chain()
    alice, bob = chain.accounts.alice, chain.accounts.bob
    token = chain.deploy("DemoToken", ..., sender=alice)
    receipt = token.transfer(bob, 5, sender=alice)

Names load when first used, so that ``import pydemo`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydemo import errors, units
    from pydemo.chain.accounts import Account
    from pydemo.contract.chain import Chain
    from pydemo.contract.events import Event
    from pydemo.contract.handle import Contract
    from pydemo.contract.piece import Piece
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.trace import Trace

__version__ = "0.1.0"

_HOMES = {
    "Account": "pydemo.chain.accounts",
    "Chain": "pydemo.contract.chain",
    "Contract": "pydemo.contract.handle",
    "Event": "pydemo.contract.events",
    "Piece": "pydemo.contract.piece",
    "Receipt": "pydemo.contract.receipt",
    "Trace": "pydemo.contract.trace",
}
_MODULES = ("errors", "units")

__all__ = ["Account", "Chain", "Contract", "Event", "Piece", "Receipt", "Trace", "errors", "units"]


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext pydemo``: ``%%solidity``, ``%chain``, and errors as one clear block."""
    from pydemo.lessons.extension import load

    load(shell)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"pydemo.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'pydemo' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
