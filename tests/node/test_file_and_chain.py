"""Ways in which a state file and the chain in memory could part, and do not."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from cli.run_pydemo import only_line, run_pydemo

from node.client import Direct, RpcFailure
from node.people import BOB, STRANGER
from node.state_file import everything
from node.test_unwritable import TRANSFER, close, opened
from pydemo.node.serve import Settings, open_chain
from pydemo.node.store import StateFileError


def test_going_back_to_between_two_writings_keeps_what_was_before(path: Path) -> None:
    """A refused sender has been impersonated, which nothing has written yet; then a snapshot."""
    rpc = opened(path)
    rpc("anvil_autoImpersonateAccount", True)
    with pytest.raises(RpcFailure, match="insufficient funds"):
        rpc("eth_sendTransaction", {"from": STRANGER, "to": BOB, "value": "0x1", "gas": "0x5208"})
    snapshot = rpc("evm_snapshot")
    rpc("anvil_setBalance", BOB, "0x1")
    rpc("evm_revert", snapshot)
    rpc("evm_mine")
    before = everything(rpc)
    close(rpc)
    rpc = opened(path)
    assert everything(rpc) == before
    close(rpc)


def test_a_suite_that_was_not_finished_is_begun_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its blocks and its addresses are in the file together, or neither: killed in between."""
    from pydemo.node.store import Store

    class Killed(BaseException):
        pass

    save = Store.save

    def save_and_die(*arguments: Any, **facts: Any) -> None:
        save(*arguments, **facts)
        raise Killed

    settings = Settings(engine="fast", state=path, suite=True)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save", save_and_die)
        with pytest.raises(Killed):
            open_chain(settings)
    served, contracts = open_chain(settings)
    assert served.engine.get_code(bytes.fromhex(contracts["DemoToken"][2:]))
    close(Direct(served))


def test_a_file_may_have_any_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite takes this one for a chain that is kept nowhere."""
    monkeypatch.chdir(path.parent)
    rpc = opened(Path(":memory:"))
    rpc("evm_mine")
    close(rpc)
    assert (path.parent / ":memory:").is_file()
    rpc = opened(Path(":memory:"))
    assert rpc("eth_blockNumber") == "0x1"
    close(rpc)


def test_an_end_of_the_log_that_was_half_written_is_left_out(path: Path) -> None:
    """What a machine leaves behind that lost its power. The file is whole, up to some block."""
    rpc, seen = opened(path), []
    for _ in range(5):
        rpc("eth_sendTransaction", TRANSFER)
        seen.append(everything(rpc))
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    log = path.with_name(path.name + "-wal").read_bytes()
    close(rpc)
    for left in (len(log) - 1, len(log) - 5_000):
        copy.with_name("copy.db-wal").write_bytes(log[:left])
        rpc = opened(copy)
        assert everything(rpc) in seen[:-1]
        close(rpc)


def test_a_file_that_was_never_begun_is_begun(path: Path) -> None:
    path.touch()
    rpc = opened(path)
    rpc("evm_mine")
    close(rpc)
    rpc = opened(path)
    assert rpc("eth_blockNumber") == "0x1"
    close(rpc)


def test_a_file_with_the_id_of_a_chain_with_money_on_it_is_refused(path: Path) -> None:
    close(opened(path))
    db = sqlite3.connect(path)
    kept = '{"seed": "1", "chain_id": 61}'
    db.execute("UPDATE facts SET text = ? WHERE name = 'chain'", (kept,))
    db.commit()
    db.close()
    with pytest.raises(StateFileError, match="has the id 61, which is Ethereum Classic's"):
        opened(path)
    told = run_pydemo("node", "--port", "0", "--state", str(path))
    assert told.returncode == 2
    assert "Ethereum Classic" in only_line(told.stderr)
