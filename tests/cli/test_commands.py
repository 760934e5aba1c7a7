"""What each command prints when all is well."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pydemo.stories import STORIES

from .run_pydemo import REPOSITORY, pydemo_environment, run_pydemo

COMMANDS = (
    "demo",
    "gallery",
    "verify-draw",
    "simulate",
    "compile",
    "accounts",
    "console",
    "gas",
    "bench",
    "node",
    "lessons",
    "doctor",
)
ESCAPE = "\x1b"


def test_help_lists_every_command_in_a_line() -> None:
    result = run_pydemo("--help")
    assert result.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command} " in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    result = run_pydemo(command, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith(f"Usage: pydemo {command}")


def test_help_loads_none_of_the_heavy_packages() -> None:
    code = (
        "import sys\n"
        "from pydemo.cli.main import run\n"
        "run(['--help'])\n"
        "heavy = {'web3', 'eth', 'eth_tester', 'eth_account', 'eth_abi', 'rich', 'solcx'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert result.stderr.strip() == "[]"


def test_a_demo_needs_neither_web3_nor_a_compiler() -> None:
    code = (
        "import sys\n"
        "from pydemo.cli.main import run\n"
        "assert run(['demo', 'token']) == 0\n"
        "print(sorted({'web3', 'solcx'} & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert result.stderr.strip() == "[]"


def test_all_demos_open_no_connection_and_their_json_is_a_list() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = refuse\n"
        "socket.create_connection = refuse\n"
        "from pydemo.cli.main import run\n"
        "sys.exit(run(['demo', 'all', '--json']))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=False
    )
    assert result.returncode == 0, result.stderr
    assert [story["story"] for story in json.loads(result.stdout)] == list(STORIES)


def test_two_runs_print_the_same_to_the_letter_and_another_seed_another_chain() -> None:
    def told(seed: str) -> list[str]:
        return run_pydemo("demo", "token", "--seed", seed).stdout.splitlines()

    seventh, eighth = told("7"), told("8")
    assert told("7") == seventh
    # The story is the same; the chain it was told on is another one.
    assert eighth[:-1] == seventh[:-1]
    assert eighth[-1] != seventh[-1]
    assert "block 9 is 0x" in seventh[-1]


def test_json_has_the_documented_fields_and_nothing_else_is_printed() -> None:
    printed = json.loads(run_pydemo("demo", "token", "--json").stdout)
    assert list(printed) == ["story", "engine", "seed", "steps", "elapsed"]
    assert printed["story"] == "token"
    assert printed["engine"] == "fast"
    assert printed["seed"] == 0
    assert {"title", "text"} <= set(printed["steps"][0])


def test_output_to_a_pipe_has_no_colour_and_no_spinner() -> None:
    result = run_pydemo("demo", "token")
    assert result.returncode == 0
    assert ESCAPE not in result.stdout
    assert result.stderr == ""


@cache
def _in_a_terminal(arguments: str, **environment: str) -> str:
    """Run in a pseudo-terminal of 80 columns and return what it shows."""
    command = f"stty cols 80; '{sys.executable}' -m pydemo {arguments}"
    result = subprocess.run(
        ["script", "--quiet", "--return", "--command", command, "/dev/null"],
        capture_output=True,
        env=pydemo_environment(TERM="xterm-256color", **environment),
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )
    return result.stdout.decode()


def test_a_terminal_gets_colours_and_no_color_takes_them_away() -> None:
    assert f"{ESCAPE}[1;36m" in _in_a_terminal("demo token")
    assert f"{ESCAPE}[1;36m" not in _in_a_terminal("demo token", NO_COLOR="1")
    assert f"{ESCAPE}[32m" not in _in_a_terminal("demo token", NO_COLOR="1")


def test_no_line_is_longer_than_a_terminal_of_80_columns() -> None:
    from rich.text import Text

    shown = Text.from_ansi(_in_a_terminal("demo token")).plain
    assert max(len(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize(
    ("encoding", "arguments"),
    [
        *((encoding, ("demo", "token")) for encoding in ("ascii", "cp1252", "cp850", "gbk")),
        ("ascii", ("demo", "token", "--json")),
        ("ascii", ("doctor",)),
    ],
)
def test_a_pipe_of_a_narrow_encoding_gets_similar_characters(
    encoding: str, arguments: tuple[str, ...]
) -> None:
    environment = pydemo_environment(PYTHONIOENCODING=encoding)
    del environment["PYTHONUTF8"]
    result = subprocess.run(
        [sys.executable, "-m", "pydemo", *arguments],
        capture_output=True,
        env=environment,
        cwd=REPOSITORY,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    printed = result.stdout.decode(encoding)
    if "--json" in arguments:
        assert "Bob" in json.loads(printed)["steps"][3]["text"]
    elif "demo" in arguments:
        assert "Transfer(from=alice, to=bob, value=100e18)" in printed


def test_the_html_page_is_complete_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    page = tmp_path / "story.html"
    result = run_pydemo("demo", "token", "--html", str(page))
    assert result.returncode == 0
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "ERC20InsufficientBalance" in html
    assert html.rstrip().endswith("</html>")
    for asking in ("<script", "src=", "href=", "http://", "https://", "@import"):
        assert asking not in html


def test_accounts_are_those_of_anvil_and_keys_show_only_when_asked_for() -> None:
    first_key = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
    plain = run_pydemo("accounts")
    assert "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" in plain.stdout
    assert first_key not in plain.stdout
    assert first_key in run_pydemo("accounts", "--keys").stdout
    assert "private_key" not in json.loads(run_pydemo("accounts", "--json").stdout)[0]


def test_gas_that_differs_is_named_and_status_1() -> None:
    """Of the token's figures; `make gas` compares all."""
    driver = (
        "import pydemo.gas\n"
        "committed = {'token': pydemo.gas.read_committed()['token']}\n"
        "committed['token']['transfer, holder'] += 1\n"
        "pydemo.gas.SYSTEMS = ('token',)\n"
        "pydemo.gas.read_committed = lambda: committed\n"
        "from pydemo.cli import main\n"
        "main(['gas', '--check'])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", driver],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=pydemo_environment(),
        check=False,
    )
    assert result.returncode == 1
    assert "token: transfer, holder" in result.stderr
    assert result.stderr.endswith(": token: transfer, holder\n")


def test_doctor_names_what_is_found() -> None:
    result = run_pydemo("doctor")
    assert result.returncode == 0
    for subject in ("Python", "fast: ok", "py-evm: ok", "artifacts", "solc"):
        assert subject in result.stdout


def test_doctor_says_what_to_do_about_a_missing_compiler(tmp_path: Path) -> None:
    environment = pydemo_environment(
        PATH=str(tmp_path), SOLCX_BINARY_PATH=str(tmp_path), HOME=str(tmp_path)
    )
    result = run_pydemo("doctor", env=environment)
    assert result.returncode == 0
    assert "✗ npm" in result.stdout
    assert "install Node.js" in result.stdout


def test_the_console_has_the_chain_the_accounts_and_the_token() -> None:
    lines = (
        "token.transfer(bob, ether(5), sender=alice)\n"
        "token.balanceOf(bob)\n"
        "chain.accounts.judy == judy\n"
        "token.transfer(bob, ether(5000), sender=carol)\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "pydemo", "console"],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=pydemo_environment(),
        cwd=REPOSITORY,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0
    assert "5000000000000000000\n" in result.stdout
    assert "True" in result.stdout
    assert "ERC20InsufficientBalance(sender=carol, balance=0, needed=5000e18)" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "environment", [{"LANG": "zh_CN.UTF-8"}, {"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}]
)
def test_the_locale_chooses_the_language(environment: dict[str, str]) -> None:
    result = run_pydemo("demo", "--help", env=pydemo_environment(**environment))
    assert "在内置链上" in result.stdout


def test_lang_overrides_the_locale_wherever_it_stands() -> None:
    environment = pydemo_environment(LANG="zh_CN.UTF-8")
    assert "Tell a story" in run_pydemo("--lang", "en", "demo", "--help", env=environment).stdout
    assert "在内置链上" in run_pydemo("demo", "--lang=zh", "--help").stdout
