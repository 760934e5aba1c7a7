"""`pydemo deploy` and `pydemo accounts` in this process, as one types them."""

from __future__ import annotations

from collections.abc import Callable

from pydemo.chain.key_derivation import derive_key

PASSWORD = "correct horse"
KEY = derive_key(31)
Run = Callable[..., tuple[int, str, str]]
"""Runs a command; secrets go in by a pipe. Returns status and both outputs."""


def deploy(run_command: Run, *options: str, secrets: str = "") -> tuple[int, str, str]:
    """Deploy the token to the network anvil, as the account main."""
    return run_command(
        "deploy", "token", "--network", "anvil", "--account", "main", *options, secrets=secrets
    )
