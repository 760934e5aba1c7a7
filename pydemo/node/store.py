"""The file of a node: SQLite in WAL mode, with every block and all that waits.

What has been answered is in the file: a commit is with the operating system before the answer goes
out, so a node that is killed loses nothing. (If the machine itself loses power, the last moments
may be missing, for the file is forced to the disk only now and then; it stays whole.) Snapshots
live as long as the process.

Once something could not be written, nothing more is: the chain in memory is ahead of the file then,
and its node must end.
"""

from __future__ import annotations

import gc
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydemo.chain.fast import FastEngine
from pydemo.chain.fast_record import (
    GENESIS,
    Mark,
    Recorder,
    message_fields,
    read_message,
    take_up,
)
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


_log = logging.getLogger("pydemo.node")


class StateFileError(PydemoError):
    """The file of a node cannot be used: it is another's, damaged, or in use."""


class NotSaved(StateFileError):
    """What has happened could not be written."""


class _Gone(Exception):
    """The file is not where it was: what is written would be lost when it is closed."""


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
        self.failure: NotSaved | None = None
        """Why nothing is written any more."""
        self._recorder: Recorder | None = None
        # What the file holds: known only once it has been committed.
        self._told = GENESIS
        self._waiting: set[bytes] = set()
        self._clock = ""
        self._place = path.absolute()  # a relative ":memory:" would be no file
        with self._trouble_told():
            self._db = sqlite3.connect(self._place, isolation_level=None, timeout=0)
            try:
                self._prepare()
                self._identity = self._found()
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
        (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        db.execute("PRAGMA wal_autocheckpoint = 8192")  # 32 MB: a checkpoint waits for the disk
        # Without a WAL (some file systems have none), only FULL keeps the file whole.
        db.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")

    def _found(self) -> tuple[int, int]:
        """Which file it is that is found under the name now."""
        found = self._place.stat()
        return found.st_dev, found.st_ino

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
        self._told = self._recorder.now()

    def _texts(self) -> Iterator[str]:
        for (text,) in self._db.execute("SELECT text FROM entries ORDER BY id"):
            yield text

    def save(self, served: ServedChain, **facts: Any) -> None:
        """Write what is new. When this returns, a killed process loses none of it.

        Args:
            facts: to be kept under their names, together with the rest or not at all.

        Raises:
            NotSaved: it cannot be written (a full disk), now or some time before: nothing of it has
                been then, and nothing will be.
        """
        if self.failure is not None:
            raise self.failure.with_traceback(None)
        try:
            self._write(served, facts)
        except Exception as problem:
            self.failure = NotSaved(self._why_not(problem))
            raise self.failure from None

    def _why_not(self, problem: Exception) -> str:
        if isinstance(problem, _Gone):
            return (
                f"{self._path} was moved, removed or replaced while the node used it: nothing is "
                "written any more. Put it back if there is a copy, and start again"
            )
        if isinstance(problem, sqlite3.Error):
            is_full = getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            remedy = "free some space" if is_full else "see to its disk"
            return (
                f"cannot write {self._path}: {problem}. All that was answered is in it: {remedy}, "
                "and start again"
            )
        _log.error("what has happened could not be told", exc_info=problem)
        return f"cannot write {self._path}: {problem!r}. All that was answered is in it"

    def _write(self, served: ServedChain, facts: dict[str, Any]) -> None:
        recorder, db = self._recorder, self._db
        assert recorder is not None, "load() comes first"
        now = recorder.now()
        db.execute("BEGIN")
        try:
            went_back = now.changes < self._told.changes or now.blocks < self._told.blocks
            told = self._go_back(now) if went_back else self._told
            db.executemany(
                "INSERT INTO entries (number, changes, text) VALUES (?, ?, ?)", recorder.new(told)
            )
            present = self._save_waiting(served)
            clock = json.dumps(served.clock.as_json())
            if clock != self._clock:
                db.execute("REPLACE INTO facts VALUES ('clock', ?)", (clock,))
            for name, value in facts.items():
                db.execute("REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))
            self._check_it_is_there()
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # a full disk has made SQLite go back already
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
            raise
        self._told, self._waiting, self._clock = now, present, clock

    def _go_back(self, now: Mark) -> Mark:
        """Remove what the chain has undone. Returns what the file still holds.

        That may be less than the chain: an entry goes as a whole, and what of it has not been
        undone is told anew.
        """
        self._db.execute(
            "DELETE FROM entries WHERE number >= ? OR changes > ?", (now.blocks, now.changes)
        )
        last = "SELECT changes FROM entries ORDER BY id DESC LIMIT 1"
        (changes,) = self._db.execute(last).fetchone() or (GENESIS.changes,)
        (number,) = self._db.execute("SELECT max(number) FROM entries").fetchone()
        return Mark(changes, GENESIS.blocks if number is None else number + 1)

    def _save_waiting(self, served: ServedChain) -> set[bytes]:
        """Returns what waits."""
        present = {waiting.hash: waiting for waiting in served.pool} if len(served.pool) else {}
        if gone := self._waiting - present.keys():
            self._db.executemany("DELETE FROM waiting WHERE hash = ?", [(h,) for h in gone])
        for tx_hash in present.keys() - self._waiting:
            waiting = present[tx_hash]
            text = json.dumps(message_fields(waiting.message, waiting.signature))
            self._db.execute("REPLACE INTO waiting VALUES (?, ?)", (tx_hash, text))
        return set(present)

    def _check_it_is_there(self) -> None:
        """A file that was removed takes all that is written; nobody finds it again."""
        try:
            found = self._found()
        except OSError:
            raise _Gone from None
        if found != self._identity:
            raise _Gone

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
            hint = ""
            if "readonly" in str(problem) or "unable to open" in str(problem):
                hint = ": there must be a folder for it, and this user must be able to write both"
            raise StateFileError(f"{self._path} cannot be used: {problem}{hint}") from None
        except sqlite3.DatabaseError as problem:
            raise StateFileError(
                f"{self._path} is no state of a node, or damaged ({problem}): name another file"
            ) from None
        except (ValueError, TypeError, KeyError, IndexError, OverflowError) as problem:
            raise StateFileError(f"{self._path} is damaged: {problem}") from None
