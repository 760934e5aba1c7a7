"""Who plays the tasks: processes of this machine, or a Dask cluster's workers."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.resource_tracker import ensure_running
from typing import Any, TypeAlias

from pydemo.errors import ArgumentError, NotConnected, PackageNotFound, PydemoError
from pydemo.simulation.tasks import Result, Task, play

Workers: TypeAlias = Callable[[Sequence[Task]], Generator[Result, None, None]]
"""Plays tasks, and gives each result as soon as it is there, in whatever order.

Who wants no more of them closes it: then the work that is under way is stopped.
"""

_PATIENCE = 3
"""How often in a row workers may die before any has finished a task."""
_SECONDS_TO_CONNECT = 5
_SCHEDULER = re.compile(r"(\w+://)?[^\s/]+:\d+")


class WorkersDie(PydemoError):
    """Again and again, and nothing gets done."""


def in_processes(count: int) -> Workers:
    """So many processes on this machine. One that is killed costs the task it was at, once more."""

    def work(tasks: Sequence[Task]) -> Generator[Result, None, None]:
        waiting, deaths = {task.number: task for task in tasks}, 0
        while waiting:
            before = len(waiting)
            for result in _until_one_dies(count, list(waiting.values())):
                del waiting[result.number]
                yield result
            deaths = deaths + 1 if len(waiting) == before else 0
            if deaths == _PATIENCE:
                raise WorkersDie(
                    f"workers were killed {deaths} times before any had finished a task: is there "
                    "memory enough for so many (--workers)?"
                )

    return work


def _until_one_dies(count: int, tasks: Sequence[Task]) -> Generator[Result, None, None]:
    """Results until all are there, or a worker is killed, which stops the whole pool."""
    # Started afresh, not forked: the same on every system, and nothing of this process is in them.
    others = set(active_children())
    pool = ProcessPoolExecutor(
        min(count, len(tasks)), mp_context=get_context("spawn"), initializer=_begin
    )
    try:
        with _deaf_to_ctrl_c():
            futures = [pool.submit(play, task) for task in tasks]
        for future in as_completed(futures):
            try:
                result = future.result()
            except BrokenProcessPool:
                continue  # others may have been finished before
            yield result
    except BrokenProcessPool:  # already while tasks were being handed out
        return
    except BaseException:  # Ctrl-C, or nobody wants the rest
        for worker in set(active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Ctrl-C waits until the end of this, and never gets to the processes started in it.

    They would print tracebacks until `_begin`, and a pool that is half made cannot be shut down.
    """
    noted: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    if is_main:
        handler = signal.signal(signal.SIGINT, lambda number, _frame: noted.append(number))
    try:
        with _blocked_for_children():
            yield
    finally:
        if is_main:
            signal.signal(signal.SIGINT, handler)
    if noted:
        raise KeyboardInterrupt


@contextmanager
def _blocked_for_children() -> Iterator[None]:
    """Processes started in here have Ctrl-C blocked from their first moment on."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    ensure_running()  # which would let signals through again, if it were started in here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Ctrl-C is for the one who started us; should that one be gone, so are we."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def on_dask(address: str) -> Workers:
    """The workers of a Dask cluster, which need pydemo installed too.

    Args:
        address: the scheduler's, such as ``tcp://10.0.0.1:8786``.

    Raises:
        errors.ArgumentError: that is no such address.
        errors.PackageNotFound: Dask is not installed here.
        errors.NotConnected: no scheduler answers there (once work begins).
    """
    if not _SCHEDULER.fullmatch(address):
        raise ArgumentError(f"{address!r} is no scheduler's address: tcp://host:port is expected")
    distributed = _distributed()

    def work(tasks: Sequence[Task]) -> Generator[Result, None, None]:
        try:
            client = distributed.Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as problem:
            raise NotConnected(
                f"no Dask scheduler answers at {address}: {type(problem).__name__}"
            ) from None
        with client:
            futures = client.map(play, tasks, pure=False)
            try:
                for future in distributed.as_completed(futures, loop=client.loop):
                    yield future.result()
            except distributed.scheduler.KilledWorker as killed:
                raise WorkersDie(f"the cluster's workers die at their tasks: {killed}") from None
            except distributed.client.FutureCancelledError:
                raise NotConnected(
                    f"the Dask scheduler at {address} is gone; what has been played is kept"
                ) from None
            finally:
                if client.status == "running":
                    client.cancel(futures)

    return work


def _distributed() -> Any:
    """Dask's package, which carries types for half of itself."""
    try:
        import distributed
    except ImportError:
        raise PackageNotFound("a Dask cluster", "distributed", "dask") from None
    return distributed
