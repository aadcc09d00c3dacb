"""Connections to one database that all see the same moment and change nothing; knows no tables.

The first connection fixes a snapshot, and every further one takes it over, so that all that is read in a run fits
together however long it takes. A statement runs in a thread of its own: a signal to stop is not kept waiting, and
stops the statement in the database too.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.postgres.errors import not_answered, not_connected

T = TypeVar("T")

_BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_SETTINGS = {
    "search_path": "pg_catalog",  # no function of anybody else's is taken for one of the system's
    "client_encoding": "UTF8",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "synchronize_seqscans": "off",  # rows come as they lie in the table
    "jit": "off",  # compiling long conditions takes longer than to compute them
}
_LOOK = 0.2
_PLAIN = {"enable_indexonlyscan": "off", "enable_indexscan": "off", "max_parallel_workers_per_gather": "0"}
_FREE = {"enable_indexonlyscan": "on", "enable_indexscan": "on", "max_parallel_workers_per_gather": "2"}
_BATCH_BYTES = 8 * 1024 * 1024


@dataclass(eq=False)
class _Work:
    """One connection and its cursor."""

    connection: Any
    cursor: Any
    plain: bool = False

    def close(self) -> None:
        for closing in (self.cursor.close, self.connection.close):
            with contextlib.suppress(Exception):  # a connection that is broken need not be closed
                closing()


@dataclass(eq=False)
class Session:
    """All that is read of one database in one run; `shown` is how messages call it."""

    url: str
    shown: str
    _path: Sequence[str] = ()
    _snapshot: str | None = None
    _holder: _Work | None = None
    _idle: list[_Work] = field(default_factory=list)
    _all: list[_Work] = field(default_factory=list)

    def __post_init__(self) -> None:
        weakref.finalize(self, _close_all, self._all)

    def search_path(self) -> Sequence[str]:
        """The schemas in which this user's tables are looked for when none is said. Raises Refused."""
        if self._holder is None:
            self._hold()
        return self._path

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """A few rows as Python values. Raises Refused."""
        found: list[tuple[Any, ...]] = []
        for batch in self.stream(statement):
            found.extend(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        return found

    def stream(self, statement: str, plain: bool = False) -> Iterator[Any]:
        """The rows as Arrow record batches, as they come; `plain`: a table read through, in the order that its rows lie
        in. Raises Refused."""
        work = self._take()
        done = False
        try:
            if plain is not work.plain:
                self._waiting(work, lambda: _do(work, _settings(_PLAIN if plain else _FREE)))
                work.plain = plain
            reader = self._waiting(work, lambda: _reader(work, statement))
            while (batch := self._waiting(work, lambda: _next(reader))) is not None:
                yield batch
            done = True
        finally:
            self._give_back(work, done)

    def close(self) -> None:
        _close_all(self._all)
        self._idle.clear()
        self._holder = self._snapshot = None

    # ---- connections -----------------------------------------------------------------------------------------------

    def _take(self) -> _Work:
        if self._holder is None:
            self._hold()
        if self._idle:
            return self._idle.pop()
        work = self._connected()
        self._waiting(work, lambda: self._prepare(work))
        return work

    def _hold(self) -> None:
        """The connection that fixes the moment; it is used for nothing else."""
        work = self._connected()

        def begin() -> tuple[Sequence[str], str]:
            _do(work, _BEGIN)
            found = _do(work, "SELECT current_schemas(false)::text[] AS path, pg_export_snapshot() AS snapshot")
            return tuple(found["path"][0]), str(found["snapshot"][0])

        self._path, self._snapshot = self._waiting(work, begin)
        self._holder = work

    def _connected(self) -> _Work:
        from adbc_driver_postgresql import dbapi

        try:
            connection = in_thread(lambda: dbapi.connect(self.url, autocommit=False), lambda: None)
        except dbapi.Error as error:
            raise not_connected(error, self.shown) from None
        work = _Work(connection, connection.cursor())
        self._all.append(work)
        return work

    def _prepare(self, work: _Work) -> None:
        _do(work, _BEGIN)
        _do(work, f"SET TRANSACTION SNAPSHOT '{self._snapshot}'")
        _do(work, _settings(_SETTINGS))

    def _give_back(self, work: _Work, done: bool) -> None:
        """A connection of which everything was read serves again; any other one is given up."""
        if done:
            self._idle.append(work)
            return
        if work in self._all:
            self._all.remove(work)
        work.close()

    def _waiting(self, work: _Work, job: Callable[[], T]) -> T:
        from adbc_driver_manager import Error
        from pyarrow import ArrowException

        try:
            return in_thread(job, work.cursor.adbc_cancel)
        except (Error, ArrowException, OSError) as error:
            raise not_answered(error, self.shown) from None


def in_thread(job: Callable[[], T], cancel: Callable[[], None]) -> T:
    """The result of a job; when a signal comes meanwhile, it is cancelled and the signal's exception goes on."""
    done = threading.Event()
    made: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            made.append(job())
        except BaseException as error:
            failed.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while not done.wait(_LOOK):
            """Once more: a signal that another thread has caught does not wake this one."""
    except BaseException:
        _give_up(done, cancel)
        raise
    if failed:
        raise failed[0]
    return made[0]


def _give_up(done: threading.Event, cancel: Callable[[], None]) -> None:
    for _ in range(20):
        try:
            cancel()
        except Exception:
            return
        if done.wait(0.25):
            return


def _reader(work: _Work, statement: str) -> Any:
    """The answer to a statement. The cursor's own `execute` keeps Ctrl-C to itself until the database has answered."""
    import pyarrow as pa

    asked = work.cursor.adbc_statement
    asked.set_options(**{"adbc.postgresql.batch_size_hint_bytes": _BATCH_BYTES})
    asked.set_sql_query(statement)
    stream, _ = asked.execute_query()
    return pa.RecordBatchReader._import_from_c(stream.address)


def _settings(values: Mapping[str, str]) -> str:
    return "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in values.items())


def _do(work: _Work, statement: str) -> dict[str, list[Any]]:
    """Carries a statement out, and gives its few rows."""
    found: dict[str, list[Any]] = _reader(work, statement).read_all().to_pydict()
    return found


def _next(reader: Any) -> Any:
    """The next batch; None at the end."""
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None


def _close_all(works: list[_Work]) -> None:
    while works:
        works.pop().close()


def needs_driver() -> None:
    """Raises Refused where the driver is not installed."""
    from importlib import util

    if util.find_spec("adbc_driver_postgresql") is None:
        help = ('install it: `pip install "segdsl[postgres]"`',)
        said = "reading from PostgreSQL needs `adbc_driver_postgresql`"
        raise Refused(Diagnostic(codes.ENGINE_NOT_INSTALLED, said, help=help))


def literal(text: str) -> str:
    """A text as it stands in a statement."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'
