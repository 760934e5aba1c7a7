"""What the README shows is run as it stands there."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from .run_pydemo import REPOSITORY, pydemo_environment, run_pydemo

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PYTHON_BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def run_example(example: str) -> list[str]:
    """The lines that a block of Python prints."""
    result = subprocess.run(
        [sys.executable, "-c", example],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=pydemo_environment(),
        cwd=REPOSITORY,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_the_python_example_runs_and_prints_what_its_comments_promise() -> None:
    (example,) = (block for block in PYTHON_BLOCKS if "DemoToken" in block)
    printed = run_example(example)
    gas, value = map(int, printed[0].split())
    assert 21_000 < gas < 60_000
    assert value == 5 * 10**18
    assert any("DemoToken.transfer(to=bob, value=5e18) → True" in line for line in printed)
    assert printed[-2] == str(5 * 10**18)


def test_the_example_of_a_piece_prints_its_palette() -> None:
    (example,) = (block for block in PYTHON_BLOCKS if "Piece" in block)
    (palette,) = run_example(example)
    assert palette.isalpha()


def test_the_example_of_a_lottery_prints_weight_and_prize() -> None:
    (example,) = (block for block in PYTHON_BLOCKS if "lottery.deploy(" in block)
    weight, prize = map(int, run_example(example)[0].split())
    assert 100 * 10**18 * 7 * 86_400 <= weight < 100 * 10**18 * (7 * 86_400 + 60)
    assert prize == 0


def test_the_example_of_a_replay_prints_the_last_point_of_its_plot() -> None:
    (example,) = (block for block in PYTHON_BLOCKS if "constitutiondao" in block)
    (printed,) = run_example(example)
    columns, last = ast.literal_eval(f"[{printed.replace(') (', '), (')}]")
    assert columns == ("second", "payments", "wei")
    second, payments, wei = last
    assert 92 * 3_600 < second <= 93 * 3_600
    assert payments == 110
    assert wei / 10**18 == pytest.approx(100 * 11_600 / 17_437, abs=0.001)


def test_the_example_of_a_lesson_tells_a_step_and_does_not_do_it_twice() -> None:
    (example,) = (block for block in PYTHON_BLOCKS if "pydemo.lessons" in block)
    *_, title, is_same = run_example(example)
    assert (title, is_same) == ("A transfer changes two numbers", "True")


def test_the_pytest_example_passes_in_a_project_of_its_own(tmp_path: Path) -> None:
    (example,) = (block for block in PYTHON_BLOCKS if "def test_" in block)
    (tmp_path / "test_readme.py").write_text(example, encoding="utf-8")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "MyToken.sol").write_text(
        "// SPDX-License-Identifier: MIT\n"
        "pragma solidity ^0.8.30;\n"
        "contract MyToken {\n"
        "    mapping(address => uint256) public balanceOf;\n"
        "    constructor() { balanceOf[msg.sender] = 100; }\n"
        "    function transfer(address to, uint256 value) external {\n"
        "        balanceOf[msg.sender] -= value;\n"
        "        balanceOf[to] += value;\n"
        "    }\n"
        "}\n",
        encoding="utf-8",
    )
    (tmp_path / "node_modules").symlink_to(REPOSITORY / "node_modules")
    plugin = ["-p", "pydemo.pytest_plugin"] if not _plugin_is_installed() else []
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, "--rootdir", str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        env=pydemo_environment(),
        cwd=tmp_path,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed" in result.stdout


def _plugin_is_installed() -> bool:
    from importlib.metadata import entry_points

    return any(point.name == "pydemo" for point in entry_points(group="pytest11"))


def _block_after(words: str) -> str:
    """The indented block that follows some words of the README."""
    lines = README.partition(words)[2].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("    "))
    rest = lines[first:]
    end = next(number for number, line in enumerate(rest) if line and line[0] != " ")
    return "\n".join(rest[:end])


def test_the_draw_shown_is_what_verify_draw_prints() -> None:
    shown = _block_after("(`pydemo verify-draw --draw 1`):")
    printed = run_pydemo("verify-draw", "--draw", "1", env=pydemo_environment(COLUMNS="80")).stdout
    assert "✓ winner 1: " in shown
    # But for the vault's address, the story hangs on nothing that a change of gas would change.
    assert shown.split()[3:] == printed.split()[3:]


def test_the_simulation_shown_is_what_simulate_prints(tmp_path: Path) -> None:
    """But for how fast it went. A change of gas changes block hashes, and with them who wins."""
    shown = _block_after("but for its last line, the speed):")
    arguments = ("simulate", "lottery", "--draws", "1000", "--out", str(tmp_path))
    printed = run_pydemo(*arguments, env=pydemo_environment(COLUMNS="80")).stdout
    assert "wins follow the odds" in shown
    assert shown.split() == printed.partition("1,000 draws played")[0].split()


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"`pydemo ([a-z-]+(?: token)?)[^`]*`", README)))
)
def test_every_command_named_in_the_readme_exists(command: str) -> None:
    name = shlex.split(command)[0]
    assert run_pydemo(name, "--help").returncode == 0


def test_every_option_named_in_the_readme_exists() -> None:
    for line in README.splitlines():
        match = re.match(r"\| `pydemo ([a-z-]+)", line)
        if match:
            described = run_pydemo(match[1], "--help").stdout
            for option in re.findall(r"`(--[a-z-]+)", line):
                assert option in described, (match[1], option)


def test_every_file_linked_in_the_readme_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (REPOSITORY / target).exists(), target
