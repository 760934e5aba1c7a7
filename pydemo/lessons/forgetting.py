"""What a notebook still has of a lesson that was begun anew: names of a chain that is gone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain


def forget(chains: list[Chain]) -> None:
    """Take from the notebook all names of these chains, and of what is on them.

    Or else a cell that is run before the one which names the new chain would act on the old one,
    where no check looks. So it says that a name is missing, and which cells to run.
    """
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive else None
    if shell is None:
        return
    names: dict[str, Any] = shell.user_ns
    own = [name for name in names if not name.startswith("_") and name not in ("In", "Out")]
    for name in own:
        if _is_of(names[name], chains):
            del names[name]


def _is_of(value: Any, chains: list[Chain]) -> bool:
    """Whether it is one of the chains, or has one: a story, a contract, a receipt, a scene."""
    try:
        its = [value, getattr(value, "chain", None)]
        session = getattr(value, "_session", None)
    except Exception:  # a learner's own object may answer as it likes
        return False
    known = [(chain, chain._session) for chain in chains]
    return any(one is chain or session is s for one in its for chain, s in known)
