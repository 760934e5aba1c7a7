"""`pydemo bench` as a user runs it, with tiny sizes."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from cli.run_pydemo import only_line, pydemo_environment, run_pydemo

TINY = ("--quick", "--sizes", "5,10")


def test_the_table_has_a_row_a_workload_and_a_column_a_subject() -> None:
    result = run_pydemo("bench", *TINY, "--subjects", "stock,fast", "--workloads", "view,transfer")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["one", "operation", "fast", "stock"]
    assert lines[1].startswith("transfer ")
    assert lines[2].startswith("view ")
    assert "transfer: stock / fast" in result.stdout
    assert ">= 100" in result.stdout


def test_json_has_every_figure_every_round_and_what_is_compared() -> None:
    names = ("call", "cold", "growth")
    result = run_pydemo(
        *("bench", *TINY, "--json", "--subjects", "fast,py-evm", "--workloads", ",".join(names))
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert set(told) == {
        *("machine", "subjects", "rounds", "workloads", "growth", "comparisons", "elapsed")
    }
    assert told["subjects"]["fast"]["missing"] is None
    assert set(told["workloads"]) == {"call", "cold", "cold, translated"}
    for figures in told["workloads"].values():
        for figure in figures.values():
            assert len(figure["rounds"]) == told["rounds"]
            assert figure["seconds"] in figure["rounds"]
            assert figure["operations"] >= 1
    assert [step["transactions"] for step in told["growth"]["fast"]] == [5, 10]
    (comparison,) = told["comparisons"]
    assert comparison["what"] == "fast: translation"
    assert comparison["goal"] == 0.06


@pytest.fixture
def without_pyrevm(tmp_path: Path) -> dict[str, str]:
    """An environment in which it cannot be imported."""
    (tmp_path / "pyrevm.py").write_text("raise ImportError", encoding="utf-8")
    places = (str(tmp_path), os.environ.get("PYTHONPATH", ""))
    return pydemo_environment(PYTHONPATH=os.pathsep.join(filter(None, places)))


def test_a_missing_subject_is_named_with_how_to_install_it(without_pyrevm: dict[str, str]) -> None:
    arguments = ("bench", *TINY, "--workloads", "call", "--subjects", "fast,pyrevm")
    result = run_pydemo(*arguments, env=without_pyrevm)
    assert result.returncode == 0, result.stderr
    assert "pyrevm is not installed and left out: pip install pyrevm" in result.stdout
    told = json.loads(run_pydemo(*arguments, "--json", env=without_pyrevm).stdout)
    assert told["subjects"]["pyrevm"]["missing"].startswith("pip install pyrevm")
    assert list(told["workloads"]["call"]) == ["fast"]


def test_without_any_subject_there_is_nothing_to_do(without_pyrevm: dict[str, str]) -> None:
    result = run_pydemo("bench", *TINY, "--subjects", "pyrevm", env=without_pyrevm)
    assert result.returncode == 2
    assert "none of these is installed: pyrevm: pip install" in only_line(result.stderr)


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "growth.svg"
    arguments = ("bench", *TINY, "--subjects", "fast", "--workloads", "growth", "--lang", "zh")
    result = run_pydemo(*arguments, "--plot", str(file))
    assert result.returncode == 0, result.stderr
    assert str(file) in result.stdout.replace("\n", "")
    svg = file.read_text(encoding="utf-8")
    ET.fromstring(svg)
    assert "链上的交易数" in svg


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--subjects", "fats"), "'fats'; did you mean fast? choose from: fast, py-evm"),
        (("--subjects", ""), "''; choose from: fast"),
        (("--workloads", "transfer,veiw"), "'veiw'; did you mean view?"),
        (("--sizes", "0"), "'0': whole numbers from 1 to"),
        (("--sizes", "1000,many"), "'1000,many': whole numbers"),
        (("--plot", "growth.jpg"), "must end in .svg"),
        (("--plot", "no/such/folder/growth.svg"), "there is no folder"),
        (("--plot", "growth.svg", "--workloads", "view"), "--plot draws the growth"),
        (("fast",), "unexpected extra argument"),
    ],
)
def test_a_wrong_argument_is_one_line_and_status_2(arguments: tuple[str, ...], says: str) -> None:
    result = run_pydemo("bench", *arguments)
    assert result.returncode == 2
    assert says in only_line(result.stderr)
    assert result.stdout == ""


def test_help_is_there_in_both_languages() -> None:
    assert run_pydemo("bench", "--help").stdout.startswith("Usage: pydemo bench")
    assert "轮流" in run_pydemo("bench", "--help", "--lang", "zh").stdout
