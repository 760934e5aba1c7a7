"""Whoever plays a simulation, and whatever happens to them, its results are the same."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from importlib import import_module
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from cli.run_pydemo import REPOSITORY, only_line, pydemo_environment, run_pydemo

from pydemo import errors
from pydemo.simulation import workers as workers_module
from pydemo.simulation.results import OtherResults, Results
from pydemo.simulation.run import run
from pydemo.simulation.tasks import DRAWS_EACH, Result, Simulation, Task, play
from pydemo.simulation.workers import Workers, WorkersDie, in_processes, on_dask

SMALL = Simulation(draws=60, savers=6, seed=5)
"""One task."""
SEVERAL = Simulation(draws=4 * DRAWS_EACH + 10, savers=6, seed=5)


def in_this_process(tasks: Sequence[Task]) -> Generator[Result, None, None]:
    """Backwards, as results may come in any order."""
    yield from map(play, reversed(tasks))


def ignore(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def played(simulation: Simulation, folder: Path, by: Workers = in_this_process) -> list[Result]:
    with Results(folder, simulation) as results:
        return run(simulation, results, by, ignore)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """What several tasks come to, played here one by one."""
    return played(SEVERAL, tmp_path_factory.mktemp("truth"))


def test_tasks_are_all_draws_once() -> None:
    tasks = list(SEVERAL.tasks())
    assert [task.number for task in tasks] == list(range(5))
    assert sum(task.draws for task in tasks) == SEVERAL.draws
    assert max(task.draws for task in tasks) == DRAWS_EACH


@pytest.mark.parametrize("count", [1, 2])
def test_results_are_the_same_however_many_play(
    truth: list[Result], tmp_path: Path, count: int
) -> None:
    assert played(SEVERAL, tmp_path, in_processes(count)) == truth


def test_a_worker_that_is_killed_loses_nothing(truth: list[Result], tmp_path: Path) -> None:
    """kill -9, once a task is done and others are under way."""
    killed: list[int] = []

    def report(done: int, _total: int) -> None:
        if done and not killed:
            victim = active_children()[0]
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(victim.pid)

    with Results(tmp_path, SEVERAL) as results:
        assert run(SEVERAL, results, in_processes(2), report) == truth
    assert killed
    assert not active_children()
    # Nothing was played twice that had been finished.
    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["number"] for line in lines) == list(range(5))


def test_workers_that_die_again_and_again_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "play", die)
    with pytest.raises(WorkersDie, match="killed 3 times before any had finished"):
        list(in_processes(1)(list(SMALL.tasks())))


def die(_task: Task) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_task_that_fails_is_told_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "play", fail)
    with pytest.raises(errors.ArgumentError, match="for the test"):
        list(in_processes(1)(list(SMALL.tasks())))


def fail(_task: Task) -> None:
    raise errors.ArgumentError("for the test")


class TestResults:
    def test_what_has_been_played_is_not_played_again(
        self, truth: list[Result], tmp_path: Path
    ) -> None:
        asked: list[int] = []

        def until_the_third(tasks: Sequence[Task]) -> Generator[Result, None, None]:
            for task in tasks:
                if len(asked) == 3:
                    raise KeyboardInterrupt
                asked.append(task.number)
                yield truth[task.number]

        with pytest.raises(KeyboardInterrupt):
            played(SEVERAL, tmp_path, until_the_third)

        def the_rest(tasks: Sequence[Task]) -> Generator[Result, None, None]:
            assert [task.number for task in tasks] == [3, 4]
            yield from (truth[task.number] for task in tasks)

        assert played(SEVERAL, tmp_path, the_rest) == truth

    def test_more_draws_are_added_to_those_there_are(
        self, truth: list[Result], tmp_path: Path
    ) -> None:
        fewer = Simulation(2 * DRAWS_EACH, SEVERAL.savers, SEVERAL.seed)
        assert played(fewer, tmp_path) == truth[:2]

        def the_rest(tasks: Sequence[Task]) -> Generator[Result, None, None]:
            assert [task.number for task in tasks] == [2, 3, 4]
            yield from truth[2:]

        assert played(SEVERAL, tmp_path, the_rest) == truth

    @pytest.mark.parametrize(
        "cut", ['{"number": 1, "draws": 250, "sha', "rubbish\n", "[]\n", "{}\n"]
    )
    def test_a_line_that_was_cut_short_counts_as_none(
        self, truth: list[Result], tmp_path: Path, cut: str
    ) -> None:
        with Results(tmp_path, SEVERAL) as results:
            results.add(truth[0])
        with (tmp_path / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(cut)
        for _ in range(2):

            def the_rest(tasks: Sequence[Task]) -> Generator[Result, None, None]:
                yield from (truth[task.number] for task in tasks)

            assert played(SEVERAL, tmp_path, the_rest) == truth

    def test_results_of_another_simulation_are_not_mixed_in(self, tmp_path: Path) -> None:
        Results(tmp_path, SMALL)
        with pytest.raises(OtherResults, match="not of lottery-6-savers-seed-6-"):
            Results(tmp_path, Simulation(60, 6, 6))
        (tmp_path / "simulation.json").write_text("rubbish", encoding="utf-8")
        with pytest.raises(OtherResults, match="something else"):
            Results(tmp_path, SMALL)


class TestCommand:
    def arguments(self, folder: Path, *more: str) -> list[str]:
        return ["simulate", "lottery", "--savers", "6", "--seed", "5", "--out", str(folder), *more]

    def test_ctrl_c_says_how_to_go_on_and_the_same_command_goes_on(
        self, truth: list[Result], tmp_path: Path
    ) -> None:
        arguments = self.arguments(tmp_path, "--draws", str(SEVERAL.draws), "--workers", "2")
        process = subprocess.Popen(
            [sys.executable, "-m", "pydemo", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=pydemo_environment(),
            cwd=REPOSITORY,
            start_new_session=True,
        )
        file = tmp_path / "results.jsonl"
        deadline = time.monotonic() + 120
        while not (file.exists() and file.read_bytes()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 2
        line = only_line(stderr)
        assert line.startswith("interrupted: ")
        assert f"of 1,010 draws are kept in {tmp_path}; the same command goes on" in line
        kept = len(file.read_text(encoding="utf-8").splitlines())
        assert 0 < kept < len(truth)

        result = run_pydemo(*arguments, "--json")
        assert result.returncode == 0, result.stderr
        printed = json.loads(result.stdout)
        assert printed["played"] < SEVERAL.draws
        wins = [row["wins"] for row in printed["fairness"]["rows"]]
        assert wins == [sum(column) for column in zip(*(one.wins for one in truth), strict=True)]

    def test_workers_do_not_outlive_the_command_even_when_it_is_killed(
        self, tmp_path: Path
    ) -> None:
        arguments = self.arguments(tmp_path, "--draws", "100000", "--workers", "2")
        process = subprocess.Popen(
            [sys.executable, "-m", "pydemo", *arguments],
            env=pydemo_environment(),
            cwd=REPOSITORY,
            start_new_session=True,
        )
        file = tmp_path / "results.jsonl"
        deadline = time.monotonic() + 120
        while not (file.exists() and file.read_bytes()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
        process.wait(60)
        while _group_lives(process.pid):
            assert time.monotonic() < deadline, "a worker is still there"
            time.sleep(0.05)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a real scheduler, with two workers on this machine."""
    distributed: Any = import_module("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_port=0
    ) as cluster:
        yield cluster.scheduler_address


def _dask(part: str) -> list[str]:
    """The command that starts a scheduler or a worker of Dask's."""
    return [sys.executable, "-m", "distributed.cli.dask_" + part, "--no-dashboard"]


class TestDask:
    def test_a_cluster_gives_the_same_results(
        self, scheduler: str, truth: list[Result], tmp_path: Path
    ) -> None:
        assert played(SEVERAL, tmp_path, on_dask(scheduler)) == truth

    def test_a_clusters_worker_that_is_killed_loses_nothing(
        self, scheduler: str, truth: list[Result], tmp_path: Path
    ) -> None:
        distributed: Any = import_module("distributed")
        with distributed.Client(scheduler, set_as_default=False) as client:
            victim, *_ = client.run(os.getpid).values()
        killed: list[int] = []

        def report(done: int, _total: int) -> None:
            if done and not killed:
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        with Results(tmp_path, SEVERAL) as results:
            assert run(SEVERAL, results, on_dask(scheduler), report) == truth
        assert killed

    def test_the_same_command_plays_on_a_cluster(self, scheduler: str, tmp_path: Path) -> None:
        arguments = ["simulate", "lottery", "--draws", "60", "--savers", "6", "--json"]
        there = run_pydemo(*arguments, "--scheduler", scheduler, "--out", str(tmp_path / "a"))
        here = run_pydemo(*arguments, "--workers", "1", "--out", str(tmp_path / "b"))
        assert there.returncode == here.returncode == 0, there.stderr + here.stderr
        assert json.loads(there.stdout)["fairness"] == json.loads(here.stdout)["fairness"]

    def test_where_no_scheduler_answers_one_line_says_so(self, tmp_path: Path) -> None:
        result = run_pydemo(
            "simulate", "lottery", "--scheduler", "tcp://127.0.0.1:1", "--out", str(tmp_path)
        )
        assert result.returncode == 2
        assert "no Dask scheduler answers at tcp://127.0.0.1:1" in only_line(result.stderr)

    def test_a_scheduler_that_is_killed_is_told_and_results_are_kept(self, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        address = f"tcp://127.0.0.1:{port}"
        quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        scheduler = subprocess.Popen(
            [*_dask("scheduler"), "--host", "127.0.0.1", "--port", str(port)], **quiet
        )
        worker = subprocess.Popen([*_dask("worker"), address, "--nthreads", "1"], **quiet)
        killed: list[int] = []

        def report(done: int, _total: int) -> None:
            if done and not killed:
                scheduler.kill()
                killed.append(scheduler.pid)

        try:
            with (
                Results(tmp_path, SEVERAL) as results,
                pytest.raises(errors.NotConnected, match="is gone; what has been played is kept"),
            ):
                run(SEVERAL, results, on_dask(address), report)
        finally:
            for process in (scheduler, worker):
                process.kill()
                process.wait(60)
        assert (tmp_path / "results.jsonl").read_bytes()

    def test_a_wrong_address_is_one_line(self, tmp_path: Path) -> None:
        result = run_pydemo("simulate", "lottery", "--scheduler", "rubbish", "--out", str(tmp_path))
        assert result.returncode == 2
        assert "rubbish" in only_line(result.stderr)
