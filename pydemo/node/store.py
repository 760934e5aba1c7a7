"""The file of a node: SQLite in WAL mode, with every block and all that waits.

What has been answered is in the file: a commit is with the operating system before the answer goes
out, so a node that is killed loses nothing. (If the machine itself loses power, the last moments
may be missing, for the file is forced to the disk only now and then; it stays whole.) Snapshots
live as long as the process.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydemo.chain.fast import FastEngine
from pydemo.chain.fast_record import Recorder, message_fields, read_message, take_up
from pydemo.errors import PydemoError
from pydemo.node.clock import Clock
from pydemo.node.pool import Waiting

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_APPLICATION = 0x7079646D
"""``pydm``: what SQLite's header says the file is for."""
_VERSION = 1
_SCHEMA = """
CREATE TABLE entries (id INTEGER PRIMARY KEY, number INTEGER, changes INTEGER NOT NULL,
                      text TEXT NOT NULL);
CREATE INDEX entries_by_number ON entries (number);
CREATE TABLE waiting (hash BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""


class StateFileError(PydemoError):
    """The file of a node cannot be used: it is another's, damaged, or in use."""


class Store:
    """An open file.

    Args:
        path: the file; it is made if there is none.

    Raises:
        StateFileError: it is no file of a node's, damaged, of another version, or another node has
            it open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._recorder: Recorder | None = None
        self._waiting: set[bytes] = set()
        self._clock = ""
        with self._trouble_told():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=0)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        db = self._db
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # until it is closed, or the process is gone
        db.execute("BEGIN EXCLUSIVE")
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0 and application == 0:
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {_APPLICATION}")
            db.execute(f"PRAGMA user_version = {_VERSION}")
        elif application != _APPLICATION:
            raise StateFileError(f"{self._path} is a database of something else: name another file")
        elif version != _VERSION:
            raise StateFileError(
                f"{self._path} is of version {version}, this pydemo reads version {_VERSION}"
            )
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")

    # --- facts ------------------------------------------------------------------------------------

    def fact(self, name: str) -> Any:
        """What was kept under a name, or None."""
        with self._trouble_told():
            row = self._db.execute("SELECT text FROM facts WHERE name = ?", (name,)).fetchone()
            return None if row is None else json.loads(row[0])

    def keep(self, name: str, value: Any) -> None:
        with self._trouble_told():
            self._db.execute("REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    # --- the chain --------------------------------------------------------------------------------

    def load(self, served: ServedChain) -> None:
        """Let a chain that has just begun have all that is in the file; later it is kept there.

        Raises:
            StateFileError: it is damaged.
        """
        engine = served.engine
        assert isinstance(engine, FastEngine)
        gc_was_on = gc.isenabled()
        gc.disable()  # hundreds of thousands of objects are made, and none is garbage
        try:
            with self._trouble_told():
                take_up(engine, self._texts())
                for tx_hash, text in self._db.execute("SELECT hash, text FROM waiting"):
                    served.pool.add(Waiting(*read_message(json.loads(text)), bytes(tx_hash)))
                    self._waiting.add(bytes(tx_hash))
        finally:
            if gc_was_on:
                gc.enable()
        if (clock := self.fact("clock")) is not None:
            served.clock = Clock(*clock)
        self._recorder = Recorder(engine)

    def _texts(self) -> Iterator[str]:
        for (text,) in self._db.execute("SELECT text FROM entries ORDER BY id"):
            yield text

    def save(self, served: ServedChain) -> None:
        """Write what is new. When this returns, a killed process loses none of it.

        Raises:
            StateFileError: it cannot be written (a full disk): nothing of it has been then.
        """
        recorder = self._recorder
        assert recorder is not None, "load() comes first"
        with self._trouble_told():
            self._db.execute("BEGIN")
            try:
                if recorder.went_back():
                    self._db.execute(
                        "DELETE FROM entries WHERE number >= ? OR changes > ?",
                        (recorder.height, recorder.changes),
                    )
                self._db.executemany(
                    "INSERT INTO entries (number, changes, text) VALUES (?, ?, ?)", recorder.new()
                )
                self._save_waiting(served)
                clock = json.dumps(served.clock.as_json())
                if clock != self._clock:
                    self._db.execute("REPLACE INTO facts VALUES ('clock', ?)", (clock,))
                    self._clock = clock
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def _save_waiting(self, served: ServedChain) -> None:
        present = {waiting.hash: waiting for waiting in served.pool} if len(served.pool) else {}
        if gone := self._waiting - present.keys():
            self._db.executemany("DELETE FROM waiting WHERE hash = ?", [(h,) for h in gone])
        for tx_hash in present.keys() - self._waiting:
            waiting = present[tx_hash]
            text = json.dumps(message_fields(waiting.message, waiting.signature))
            self._db.execute("REPLACE INTO waiting VALUES (?, ?)", (tx_hash, text))
        self._waiting = set(present)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _trouble_told(self) -> Iterator[None]:
        """SQLite's errors, and what a changed file leads to, in one line."""
        try:
            yield
        except sqlite3.OperationalError as problem:
            if "locked" in str(problem):
                raise StateFileError(f"{self._path} is in use: another node has it open") from None
            raise StateFileError(f"{self._path} cannot be used: {problem}") from None
        except sqlite3.DatabaseError as problem:
            raise StateFileError(
                f"{self._path} is no state of a node, or damaged ({problem}): name another file"
            ) from None
        except (ValueError, TypeError, KeyError, IndexError, OverflowError) as problem:
            raise StateFileError(f"{self._path} is damaged: {problem}") from None
