"""Files that cannot be a node's state: each is told in a line, and left as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from cli.run_pydemo import only_line, run_pydemo

from node.client import Rpc
from node.process import running_node
from node.state_file import Open, make_history
from pydemo.node.serve import Settings, open_chain
from pydemo.node.store import StateFileError


def refused(path: Path) -> str:
    with pytest.raises(StateFileError) as raised:
        open_chain(Settings(state=path))
    told = str(raised.value)
    assert "\n" not in told
    assert str(path) in told
    return told


def test_a_file_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("these are my notes\n" * 500)
    before = path.read_bytes()
    assert "no state of a node" in refused(path)
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (text TEXT)")
    db.close()
    before = path.read_bytes()
    assert "a database of something else" in refused(path)
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_refused(path: Path, opened: Open) -> None:
    opened().served.store.close()  # type: ignore[union-attr]
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    assert "is of version 99" in refused(path)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entries WHERE number = 2",
        "UPDATE entries SET text = substr(text, 1, 50) WHERE number = 2",
        "UPDATE entries SET text = '[null,[[9,1,1]]]' WHERE number = 2",
        "UPDATE entries SET text = '{}' WHERE number = 2",
        "DROP TABLE waiting",
    ],
)
def test_a_damaged_file_is_told(path: Path, opened: Open, damage: str) -> None:
    rpc = opened()
    make_history(rpc)
    rpc.served.store.close()  # type: ignore[union-attr]
    db = sqlite3.connect(path)
    db.execute(damage)
    db.commit()
    db.close()
    assert refused(path)


def test_a_file_cut_short_is_told(path: Path, opened: Open) -> None:
    rpc = opened()
    make_history(rpc)
    rpc.served.store.close()  # type: ignore[union-attr]
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    assert refused(path)


def test_a_file_in_no_folder_is_told_and_none_is_made(path: Path) -> None:
    lost = path.parent / "nowhere" / path.name
    assert "there must be a folder for it" in refused(lost)
    assert not lost.parent.exists()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    told = run_pydemo("node", "--port", "0", "--state", str(tmp_path))
    assert "is a directory" in only_line(told.stderr)


def test_two_nodes_cannot_share_a_file(path: Path) -> None:
    with running_node("--state", str(path)) as node:
        second = run_pydemo("node", "--port", "0", "--state", str(path))
        assert second.returncode == 2
        assert only_line(second.stderr) == f"{path} is in use: another node has it open"
        assert Rpc(node.url)("eth_chainId") == "0x7a69"


def test_a_state_file_is_for_the_fast_engine(path: Path) -> None:
    told = run_pydemo("node", "--port", "0", "--engine", "py-evm", "--state", str(path))
    assert "fast engine only" in only_line(told.stderr)
