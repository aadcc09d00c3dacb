"""A DuckDB of its own for one run: memory, a folder to spill to, and what goes wrong in words of ours."""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from segdsl import scratch
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused

T = TypeVar("T")

MEMORY = "SEGDSL_MEMORY"
"""The variable that limits the memory, as in `2GB`."""


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A connection, and a thread that waits for it: so a signal is heard while DuckDB computes."""

    connection: Any
    _waiting: ThreadPoolExecutor

    def wait(self, task: Callable[[], T]) -> T:
        """What the task gives; a task that is not waited for any longer is broken off."""
        future = self._waiting.submit(task)
        try:
            return future.result()
        except BaseException:
            if not future.done():
                self.connection.interrupt()
                concurrent.futures.wait([future])
            raise


@contextlib.contextmanager
def session() -> Iterator[Session]:
    """A database in memory; it and the folder are gone afterwards, whatever happens."""
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch.temporary("duckdb"))
        except OSError as error:
            raise Refused(_disk(str(error.strerror or ""))) from None
        connection = duckdb.connect(":memory:", config=_config(str(folder)))
        try:
            with ThreadPoolExecutor(max_workers=1, thread_name_prefix="segdsl-duckdb") as waiting:
                yield Session(connection, waiting)
        finally:
            with contextlib.suppress(duckdb.Error):
                connection.close()


def _config(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "temp_directory": folder,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
        "python_enable_replacements": False,
    }
    if memory := os.environ.get(MEMORY):
        found["memory_limit"] = memory
    return found


@contextlib.contextmanager
def wrapped() -> Iterator[None]:
    """What DuckDB complains of, without its own words: they quote data."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        raise Refused(_told(error)) from None
    except MemoryError:
        raise Refused(_memory()) from None
    except (pa.ArrowException, OSError, RuntimeError) as error:  # what is made of an error while a batch is read
        raise Refused(_told(error)) from None


def _told(error: Exception) -> Diagnostic:
    text = str(error).lower()
    if "no space left" in text or "max_temp_directory_size" in text:
        return _disk("")
    if isinstance(error, duckdb.OutOfMemoryException) or "out of memory" in text:
        return _memory()
    return Diagnostic(
        codes.DUCKDB_FAILED,
        f"DuckDB gave up while it computed the answers ({type(error).__name__})",
        help=("try another engine, for example `--engine pandas`",),
        notes=("its own message is not shown: it may quote data of customers",),
    )


def _memory() -> Diagnostic:
    return Diagnostic(
        codes.DUCKDB_MEMORY,
        "DuckDB needs more memory than it may use",
        help=(f"let it use more: `{MEMORY}=8GB`", "or ask fewer segments at a time"),
    )


def _disk(why: str) -> Diagnostic:
    return Diagnostic(
        codes.DUCKDB_DISK,
        "there is no room on the disk for what DuckDB puts aside" + (f" ({why.lower()})" if why else ""),
        help=("make room, or name another folder: `TMPDIR=/path/to/folder`",),
    )
