"""Every mistake is one clear line on standard error, and exit status 2."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .run_pydemo import REPOSITORY, only_line, pydemo_environment, run_pydemo


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("demo", "tokn"), "there is no story 'tokn'; did you mean token?"),
        (("demo", "token", "--engine", "revm"), "there is no engine 'revm'; choose from: auto"),
        (("demo", "token", "--seed", "tulip"), "'tulip' is not a valid integer"),
        (("demo", "token", "--seed", "-1"), "seed = -1: a whole number from 0"),
        (("demo", "token", "--seed", str(2**256)), "a whole number from 0 to 2**256 - 1"),
        (("demo", "token", "--lang", "fr"), "'fr' is not one of 'en', 'zh'"),
        (("demo", "token", "--jsn"), "--jsn"),
        (("demo", "token", "extra"), "extra"),
        (("demo", "token", "--html", "no/such/folder/page.html"), "there is no folder"),
        (("demo", "token", "--rpc-url", "http://127.0.0.1:1"), "nothing answers at"),
        (("demo", "token", "--rpc-url", "localhost"), "'localhost' is no address of a node"),
        (("demo", "lottery", "--scale", "huge"), "scale 'huge': choose from small, full"),
        (("demo", "dao", "--ending", "maybe"), "ending 'maybe': choose from lost, won"),
        (("demo", "token", "--ending", "won"), "the story token has no --ending"),
        (("dmo",), "there is no command 'dmo'; did you mean demo?"),
        (("verify-draw", "0x12"), "say which with --rpc-url URL"),
        (("verify-draw", "--rpc-url", "http://127.0.0.1:1"), "which vault?"),
        (("verify-draw", "0x12", "--rpc-url", "http://127.0.0.1:1"), "nothing answers at"),
        (("verify-draw", "--draw", "5"), "draw 5 is not closed: there are 4 closed draws"),
        (("verify-draw", "--from-block", "5"), "--from-block is for a VAULT"),
        (("verify-draw", "0x12", "--rpc-url", "http://x:1", "--seed", "0"), "--seed is the story"),
        (("verify-draw", "--draw", "0"), "0 is not in the range"),
        (("verify-draw", "--seed", "-1"), "seed = -1: a whole number from 0"),
        (("simulate",), "Missing argument 'lottery'"),
        (("simulate", "lotery"), "there is no simulation of 'lotery'; choose from: lottery"),
        (("simulate", "lottery", "--draws", "0"), "0 is not in the range"),
        (("simulate", "lottery", "--savers", "5"), "5 is not in the range"),
        (("simulate", "lottery", "--workers", "0"), "0 is not in the range"),
        (("simulate", "lottery", "--seed", "-1"), "--seed -1: a whole number from 0 to 2**200"),
        (("simulate", "lottery", "--seed", str(2**201)), "a whole number from 0 to 2**200"),
        (("simulate", "lottery", "--workers", "1", "--scheduler", "tcp://x:1"), "choose one"),
        (("simulate", "lottery", "--scheduler", "localhost"), "tcp://host:port is expected"),
        (("simulate", "lottery", "--plot", "plot.png"), "must end in .svg"),
        (("simulate", "lottery", "--plot", "no/such/plot.svg"), "there is no folder"),
        (("simulate", "lottery", "--out", "README.md"), "README.md"),
        (("gas", "--check", "--write"), "choose one"),
        (("gas", "--curve", "token"), "'token' is not"),
        (("gas", "--plot", "curve.svg"), "--curve lottery"),
        (("gas", "--curve", "lottery", "--plot", "curve.png"), "must end in .svg"),
        (("gas", "--curve", "lottery", "--plot", "nowhere/curve.svg"), "there is no folder"),
        (("gas", "--engine", "revm"), "there is no engine 'revm'"),
        (("console", "--project", "no/such/folder"), "no/such/folder"),
    ],
)
def test_a_wrong_argument_is_one_line_and_status_2(arguments: tuple[str, ...], says: str) -> None:
    result = run_pydemo(*arguments)
    assert result.returncode == 2
    assert says in only_line(result.stderr)
    assert result.stdout == ""


@pytest.fixture
def copy_of_the_repository(tmp_path: Path) -> Path:
    """What a clone has, without its history, to break things in. With what Python has compiled."""
    for name in ("pydemo", "contracts"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_changed_source_is_refused_with_the_command_to_run(copy_of_the_repository: Path) -> None:
    source = copy_of_the_repository / "contracts" / "token" / "ERC20.sol"
    source.write_text(source.read_text(encoding="utf-8") + "\n// edited\n", encoding="utf-8")
    result = run_pydemo("demo", "token", cwd=copy_of_the_repository)
    assert result.returncode == 2
    line = only_line(result.stderr)
    assert "contracts/token/ERC20.sol" in line
    assert "pydemo compile" in line


def test_an_unchanged_copy_is_not_refused(copy_of_the_repository: Path) -> None:
    assert run_pydemo("demo", "token", cwd=copy_of_the_repository).returncode == 0


@pytest.mark.parametrize("damage", ["", "{", "null", '{"name": "DemoToken"}'])
def test_a_corrupt_artifact_is_named(copy_of_the_repository: Path, damage: str) -> None:
    (artifact,) = (copy_of_the_repository / "pydemo" / "artifacts").rglob("DemoToken.json")
    artifact.write_text(damage, encoding="utf-8")
    result = run_pydemo("demo", "token", cwd=copy_of_the_repository)
    assert result.returncode == 2
    line = only_line(result.stderr)
    assert "DemoToken.json" in line
    assert "pydemo compile" in line


def test_a_broken_source_gives_solcs_message_with_file_and_line(
    copy_of_the_repository: Path,
) -> None:
    (copy_of_the_repository / "node_modules").symlink_to(REPOSITORY / "node_modules")
    source = copy_of_the_repository / "contracts" / "token" / "DemoToken.sol"
    text = source.read_text(encoding="utf-8")
    line = text.splitlines().index("contract DemoToken is ERC20, IDemoToken {") + 1
    source.write_text(text.replace("contract DemoToken is", "contract DemoToken iz"), "utf-8")
    before = _artifacts(copy_of_the_repository)
    result = run_pydemo("compile", cwd=copy_of_the_repository)
    assert result.returncode == 2
    assert f"contracts/token/DemoToken.sol:{line}:" in result.stderr
    assert "ParserError" in result.stderr
    assert "Traceback" not in result.stderr
    assert _artifacts(copy_of_the_repository) == before


def _artifacts(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (root / "pydemo/artifacts").rglob("*.json")}


def test_without_a_compiler_everything_tried_is_listed(
    copy_of_the_repository: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = pydemo_environment(
        PATH=str(empty), SOLCX_BINARY_PATH=str(empty), HOME=str(empty), HTTPS_PROXY="http://[::1]:9"
    )
    result = run_pydemo("compile", env=environment, cwd=copy_of_the_repository)
    assert result.returncode == 2
    for place in ("$PYDEMO_SOLC", "PATH", "py-solc-x, installed", "py-solc-x, download", "npm"):
        assert place in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reader_that_goes_away_is_one_line_and_status_2() -> None:
    """`pydemo demo | head -1`, and a terminal that is closed: the pipe breaks."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pydemo", "demo", "token"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=pydemo_environment(),
        cwd=REPOSITORY,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    stderr = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 2
    assert "closed" in only_line(stderr)


def test_closed_standard_output_is_one_line_and_status_2() -> None:
    command = f'"{sys.executable}" -m pydemo demo token >&-'
    result = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        env=pydemo_environment(),
        cwd=REPOSITORY,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert "closed" in only_line(result.stderr)


def test_a_terminal_that_hangs_up_is_one_line_and_status_2() -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pydemo", "console"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=pydemo_environment(),
        cwd=REPOSITORY,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    # The command is in the middle of its work, where the signal will find it.
    process.stdin.write(b"import sys, time; print('busy', file=sys.stderr, flush=True)\n")
    process.stdin.write(b"time.sleep(60)\n")
    process.stdin.flush()
    _read_until(process.stderr, b"busy\n")
    process.send_signal(signal.SIGHUP)
    rest = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 2
    assert "closed" in only_line(rest)


def _read_until(stream: object, word: bytes) -> None:
    seen = b""
    while word not in seen:
        piece = stream.read(1)  # type: ignore[attr-defined]
        assert piece, seen
        seen += piece


def test_ctrl_c_in_the_middle_of_a_demo_is_one_line_and_status_2(tmp_path: Path) -> None:
    """The signal comes while the story is told, from within its first transaction."""
    driver = tmp_path / "driver.py"
    driver.write_text(
        "import os, signal\n"
        "from pydemo.chain.local import LocalNode\n"
        "send = LocalNode.send\n"
        "def interrupted(self, transaction):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return send(self, transaction)\n"
        "LocalNode.send = interrupted\n"
        "from pydemo.cli import main\n"
        "main(['demo', 'token'])\n",
        encoding="utf-8",
    )
    result = subprocess.run(
        [sys.executable, str(driver)],
        capture_output=True,
        text=True,
        env=pydemo_environment(PYTHONPATH=str(REPOSITORY)),
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert only_line(result.stderr) == "interrupted"


def test_a_mistake_leaves_no_half_written_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run_pydemo("demo", "nothing", "--html", str(page)).returncode == 2
    assert not page.exists()


def test_a_terminal_that_goes_away_in_the_middle_is_status_2(tmp_path: Path) -> None:
    """Its device answers with EIO from then on, which is no broken pipe."""
    import pty

    driver = tmp_path / "driver.py"
    driver.write_text(
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"  # told by its device, not by a signal
        "sys.stdin.readline()\n"
        "from pydemo.cli import main\n"
        "main(['demo', 'token'])\n",
        encoding="utf-8",
    )
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(driver)],
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=pydemo_environment(PYTHONPATH=str(REPOSITORY)),
    )
    os.close(theirs)
    os.close(ours)
    stderr = process.communicate(b"go\n", timeout=60)[1].decode()
    assert process.returncode == 2, stderr
    assert "closed" in only_line(stderr)


@pytest.mark.parametrize("arguments", [("demo", "token"), ("accounts",), ("doctor",)])
def test_a_full_disk_is_one_line_and_status_2(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        result = subprocess.run(
            [sys.executable, "-m", "pydemo", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=pydemo_environment(),
            cwd=REPOSITORY,
            timeout=60,
            check=False,
        )
    assert result.returncode == 2
    assert "No space left on device" in only_line(result.stderr)


def test_interruption_is_told_in_the_language_asked_for() -> None:
    environment = pydemo_environment(LANG="zh_CN.UTF-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "pydemo", "demo", "token"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=REPOSITORY,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    stderr = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 2
    assert only_line(stderr) == "输出还没有结束，终端就关闭了"
