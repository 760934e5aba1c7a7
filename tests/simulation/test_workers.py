"""Whoever plays a simulation, and whatever happens to them, its results are the same."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from importlib import import_module
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from cli.run_pydemo import REPOSITORY, only_line, pydemo_environment, run_pydemo

from pydemo import errors
from pydemo.simulation import tasks as tasks_module
from pydemo.simulation import workers as workers_module
from pydemo.simulation.game import Game
from pydemo.simulation.results import OtherResults, Results
from pydemo.simulation.run import run
from pydemo.simulation.tasks import Result, Simulation, Task, play
from pydemo.simulation.workers import Workers, WorkersDie, in_processes, on_dask

SMALL = Simulation(draws=60, savers=6, seed=5)
"""One task."""
EACH = 20
"""Draws on a chain: fewer than otherwise, as nothing here hangs on how many there are."""
SEVERAL = Simulation(draws=5 * EACH + 10, savers=6, seed=5)
TASKS = 6


def in_this_process(tasks: Sequence[Task]) -> Generator[Result, None, None]:
    """Backwards, as results may come in any order."""
    yield from map(play, reversed(tasks))


def ignore(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def played(simulation: Simulation, folder: Path, by: Workers = in_this_process) -> list[Result]:
    with Results(folder, simulation) as results:
        return run(simulation, results, by, ignore)


@pytest.fixture(scope="module", autouse=True)
def short_tasks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks_module, "DRAWS_EACH", EACH)
        yield


def command(*arguments: str) -> list[str]:
    """`pydemo`, with tasks as short as those here."""
    code = (
        "import sys\n"
        "from pydemo.cli import main\n"
        "from pydemo.simulation import tasks\n"
        f"tasks.DRAWS_EACH = {EACH}\n"
        "main(sys.argv[1:])\n"
    )
    return [sys.executable, "-c", code, *arguments]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """What several tasks come to, played here one by one."""
    return played(SEVERAL, tmp_path_factory.mktemp("truth"))


def test_tasks_are_all_draws_once() -> None:
    tasks = list(SEVERAL.tasks())
    assert [task.number for task in tasks] == list(range(TASKS))
    assert sum(task.draws for task in tasks) == SEVERAL.draws
    assert max(task.draws for task in tasks) == EACH


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
    assert sorted(json.loads(line)["number"] for line in lines) == list(range(TASKS))


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


class TestFingerprint:
    def test_it_has_all_contracts_of_the_chain(self) -> None:
        from pydemo import Chain

        chain = Chain(engine="fast", seed=1)
        deployed = []
        deploy = chain.deploy

        def note(name: str, *arguments: Any, **options: Any) -> Any:
            deployed.append(name)
            return deploy(name, *arguments, **options)

        chain.deploy = note  # type: ignore[method-assign]
        Game(chain, SMALL.make_savers())
        assert {*deployed} == {*tasks_module.CONTRACTS}

    def test_it_has_all_modules_of_the_game(self) -> None:
        """Whatever playing has loaded, but for what does not play: errors, artifacts and so on."""
        code = (
            "import sys; from pathlib import Path; from pydemo.simulation import tasks\n"
            "tasks.play(tasks.Task(0, 1, 6, 0))\n"
            "files = {m.__file__ for n, m in sys.modules.items() if n.startswith('pydemo.')}\n"
            "print(*sorted(files - {str(path) for path in tasks.sources()}))\n"
        )
        printed = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        package = Path(tasks_module.__file__).parents[1]
        others = {Path(file).relative_to(package).parts[0] for file in printed.split()}
        assert others <= {"build", "errors.py", "messages", "simulation", "artifacts", "display"}


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
            assert [task.number for task in tasks] == list(range(3, TASKS))
            yield from (truth[task.number] for task in tasks)

        assert played(SEVERAL, tmp_path, the_rest) == truth

    def test_more_draws_are_added_to_those_there_are(
        self, truth: list[Result], tmp_path: Path
    ) -> None:
        fewer = Simulation(2 * EACH, SEVERAL.savers, SEVERAL.seed)
        assert played(fewer, tmp_path) == truth[:2]

        def the_rest(tasks: Sequence[Task]) -> Generator[Result, None, None]:
            assert [task.number for task in tasks] == list(range(2, TASKS))
            yield from truth[2:]

        assert played(SEVERAL, tmp_path, the_rest) == truth

    @pytest.mark.parametrize(
        "cut", ['{"number": 1, "draws": 20, "sha', "rubbish\n", "[]\n", "{}\n"]
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

    @pytest.mark.parametrize(
        "fields",
        [
            {"shares": [20.0]},
            {"wins": [20]},
            {"wins": [-1, 1, 0, 0, 0, 20]},
            {"wins": [1, 0, 0, 0, 0, 0]},
            {"wins": [float("inf"), 0, 0, 0, 0, 0]},
            {"shares": [float("nan"), 0, 0, 0, 0, 20]},
            {"shares": [float("inf"), 0, 0, 0, 0, 20]},
            {"shares": [-1, 1, 0, 0, 0, 20]},
            {"shares": [1, 0, 0, 0, 0, 0]},
        ],
    )
    def test_a_line_that_no_task_can_have_come_to_is_dropped(
        self, truth: list[Result], tmp_path: Path, fields: dict[str, Any]
    ) -> None:
        with Results(tmp_path, SEVERAL) as results:
            results.add(truth[0])
        with (tmp_path / "results.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(one.to_json() | fields) + "\n" for one in truth[:2])
        results = Results(tmp_path, SEVERAL)
        first, second, *_ = SEVERAL.tasks()
        assert results.find(first) == truth[0]
        assert results.find(second) is None
        assert results.dropped == 2

    def test_a_folder_whose_first_file_was_left_empty_is_not_locked(self, tmp_path: Path) -> None:
        (tmp_path / "simulation.json").touch()
        Results(tmp_path, SMALL)
        assert SMALL.name in (tmp_path / "simulation.json").read_text(encoding="utf-8")
        assert [file.name for file in tmp_path.iterdir()] == ["simulation.json"]

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

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=pydemo_environment(),
            cwd=REPOSITORY,
            start_new_session=True,
        )

    def test_ctrl_c_says_how_to_go_on_and_the_same_command_goes_on(
        self, truth: list[Result], tmp_path: Path
    ) -> None:
        for attempt in range(5):
            folder = tmp_path / str(attempt)
            arguments = self.arguments(folder, "--draws", "390", "--workers", "2")
            process = self.start(*arguments)
            file = folder / "results.jsonl"
            wait_until(lambda file=file: file.exists() and bool(file.read_bytes()))  # type: ignore[misc]
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
            _, stderr = process.communicate(timeout=60)
            if process.returncode != 0:
                break
            # A busy machine has kept us from pressing it before all was played: once more.
        assert process.returncode == 2
        line = only_line(stderr)
        assert line.startswith("interrupted: ")
        assert f"of 390 draws are kept in {folder}; the same command goes on" in line
        kept = file.read_text(encoding="utf-8").splitlines()
        assert 0 < len(kept) < 20

        result = subprocess.run(
            command(*arguments, "--json"), capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr
        printed = json.loads(result.stdout)
        assert 390 - EACH * len(kept) <= printed["played"] < 390
        assert sum(row["wins"] for row in printed["fairness"]["rows"]) == 390
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[: len(kept)] == kept
        results = sorted(map(Result.from_json, map(json.loads, lines)), key=lambda one: one.number)
        assert len(results) == 20
        assert results[:5] == truth[:5]

    @pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts processes in /proc")
    @pytest.mark.parametrize("moment", [0, 0.1, 0.3])
    def test_ctrl_c_while_workers_start_is_one_line_too(
        self, tmp_path: Path, moment: float
    ) -> None:
        process = self.start(*self.arguments(tmp_path, "--draws", "5000", "--workers", "2"))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        # Two workers, and the one that Python has to clean up behind them.
        wait_until(lambda: len(children.read_text(encoding="ascii").split()) == 3)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 2
        assert only_line(stderr).startswith("interrupted: ")

    def test_workers_do_not_outlive_the_command_even_when_it_is_killed(
        self, tmp_path: Path
    ) -> None:
        arguments = self.arguments(tmp_path, "--draws", "100000", "--workers", "2")
        process = subprocess.Popen(
            command(*arguments),
            env=pydemo_environment(),
            cwd=REPOSITORY,
            start_new_session=True,
        )
        file = tmp_path / "results.jsonl"
        wait_until(lambda: file.exists() and bool(file.read_bytes()))
        process.kill()
        process.wait(60)
        wait_until(lambda: not _group_lives(process.pid))


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


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

    def test_where_no_scheduler_answers_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workers_module, "_SECONDS_TO_CONNECT", 0.5)
        with pytest.raises(errors.NotConnected, match="no Dask scheduler answers at tcp:"):
            played(SMALL, tmp_path, on_dask("tcp://127.0.0.1:1"))

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
