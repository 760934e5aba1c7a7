"""Starting a node, and letting it run until it is told to end."""

from __future__ import annotations

import asyncio
import errno
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from pydemo.chain.genesis import CHAIN_ID, DEFAULT_SEED
from pydemo.chain.local import LocalNode
from pydemo.errors import ArgumentError, PydemoError
from pydemo.evm import deadline
from pydemo.messages import text
from pydemo.node.clock import Clock
from pydemo.node.guard import Guard, Limits
from pydemo.node.production import Production
from pydemo.node.real_chains import real_chain
from pydemo.node.served import ServedChain
from pydemo.node.server import RpcServer
from pydemo.node.store import StateFileError, Store
from pydemo.node.ticker import Ticker

_SUITE_TAKES = 120
"""Seconds by which the suite's first block is stamped before now: its blocks are a second apart."""


class NodeError(PydemoError):
    """The node cannot start: its address is taken, or not this machine's."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a node is. None leaves the choice to the state file, or else to the default."""

    engine: str = "auto"
    seed: int | None = None
    chain_id: int | None = None
    state: Path | None = None
    suite: bool = False
    block_time: float | None = None
    has_steps: bool = False
    """Whether blocks are a second apart from genesis on, instead of following the wall's clock."""


def open_chain(settings: Settings) -> tuple[ServedChain, dict[str, str]]:
    """Make the chain, or take it up from its file.

    Returns:
        The chain, and name -> address of the suite's contracts, if it has them.

    Raises:
        errors.ArgumentError: the id of a chain with money on it, or another than the file's; a
            state file with an engine other than the fast one.
        StateFileError: the file cannot be used, or its chain has such an id.
    """
    if settings.chain_id is not None and (name := real_chain(settings.chain_id)) is not None:
        raise ArgumentError(text("cli.node.real_chain", chain=settings.chain_id, name=name))
    if settings.state is not None and settings.engine == "py-evm":
        raise ArgumentError(text("cli.node.state_needs_fast"))
    store = None if settings.state is None else Store(settings.state)
    try:
        return _open(settings, store)
    except BaseException:
        if store is not None:
            store.close()
        raise


def _open(settings: Settings, store: Store | None) -> tuple[ServedChain, dict[str, str]]:
    seed, chain_id = _identity(settings, store)
    local = LocalNode(engine=settings.engine, seed=seed, chain_id=chain_id)
    served = ServedChain(local, Clock(step=1 if settings.has_steps else None), store)
    contracts: dict[str, str] | None = None
    if store is not None:
        store.load(served)
        contracts = store.fact("suite")
        if (production := store.fact("production")) is not None:
            served.set_production(Production.of_json(production))
    if settings.suite and contracts is None:
        if served.height:
            raise StateFileError(text("cli.node.no_suite_in_file", file=settings.state))
        from pydemo.node import suite

        if not settings.has_steps:
            local.engine.set_next_timestamp(int(time.time()) - _SUITE_TAKES)
        contracts = suite.deploy(local)
        if store is not None:
            store.save(served, suite=contracts)
    if settings.block_time is not None:
        served.is_automine, served.block_time = False, settings.block_time
    return served, contracts or {}


def _identity(settings: Settings, store: Store | None) -> tuple[int, int]:
    """Seed and chain id. A chain has had them from its beginning: a file's cannot be changed."""
    kept = None if store is None else store.fact("chain")
    if kept is None:
        seed = DEFAULT_SEED if settings.seed is None else settings.seed
        chain_id = CHAIN_ID if settings.chain_id is None else settings.chain_id
        if store is not None:
            store.keep("chain", {"seed": str(seed), "chain_id": chain_id})
        return seed, chain_id
    seed, chain_id = int(kept["seed"]), int(kept["chain_id"])
    if (name := real_chain(chain_id)) is not None:  # which an earlier version may have let pass
        raise StateFileError(
            text("cli.node.real_chain_in_file", file=settings.state, chain=chain_id, name=name)
        )
    if settings.seed not in (None, seed):
        raise ArgumentError(text("cli.node.other_seed", file=settings.state, seed=seed))
    if settings.chain_id not in (None, chain_id):
        raise ArgumentError(text("cli.node.other_chain", file=settings.state, chain=chain_id))
    return seed, chain_id


async def serve(
    served: ServedChain,
    guard: Guard,
    host: str,
    port: int,
    on_ready: Callable[[int], None],
    limits: Limits = Limits(),  # noqa: B008  (immutable)
) -> None:
    """Serve until SIGINT or SIGTERM comes.

    Args:
        on_ready: told of the port, once requests are answered.

    Raises:
        NodeError: nobody can listen there.
        NotSaved: the state file could not be written. Nothing has been answered since.
    """
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    server = RpcServer(served, guard, limits)
    try:
        found = await server.start(host, port)
    except OSError as problem:
        raise NodeError(_why_not(problem, host, port)) from None
    served.on_failure = end.set
    ticker = Ticker(served)
    with _told_to_end(lambda: loop.call_soon_threadsafe(end.set)):
        try:
            on_ready(found)
            await end.wait()
        finally:
            ticker.stop()
            await server.close()
            if served.store is not None:
                served.store.close()
    if served.store is not None and served.store.failure is not None:
        raise served.store.failure


@contextmanager
def _told_to_end(tell: Callable[[], object]) -> Iterator[None]:
    """Hear SIGINT and SIGTERM while code runs too, and stop it: the loop would only hear later."""

    def end(_number: int, _frame: FrameType | None) -> None:
        deadline.end_all()
        tell()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        deadline.end_all(is_ending=False)


def _why_not(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use: end what uses it, or choose another with --port"
    if problem.errno == errno.EACCES:
        return f"port {port} needs rights that this user has not: choose one above 1023"
    return f"cannot listen on {host}:{port}: {problem.strerror or problem}"
