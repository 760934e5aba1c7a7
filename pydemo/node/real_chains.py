"""Chains with money on them: what is signed for one here could be sent there."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def real_chain(chain_id: int) -> str | None:
    """The name of the chain that has an id, if there is money on it."""
    return real_chains().get(chain_id)


@cache
def real_chains() -> dict[int, str]:
    """Chain id -> name, as ``real_chains.toml`` has them."""
    listed = tomllib.loads(files(__package__).joinpath("real_chains.toml").read_text("utf-8"))
    return {int(chain_id): name for chain_id, name in listed.items()}
