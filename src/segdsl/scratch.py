"""Folders that hold something for the time of a run. A run that is killed leaves its own, and the next one that makes
such a folder there removes it. Knows nothing of what they hold."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_NEW, _OLD = ".new", ".old"


@contextlib.contextmanager
def temporary(kind: str, place: Path | None = None) -> Iterator[Path]:
    """A folder where temporary files belong (TMPDIR), or in another place. Raises OSError where none can be made."""
    with _held(place or Path(tempfile.gettempdir()), f"segdsl-run-{kind}-", "") as folder:
        yield folder


def place() -> str:
    """Where temporary files belong, to be named in messages."""
    try:
        return tempfile.gettempdir()
    except OSError:
        return os.environ.get("TMPDIR", "/tmp")


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A hidden folder on the disk of `target`, from which what was made for it can be renamed into its place. Raises
    OSError where none can be made."""
    with _held(target.parent, f".{target.name}.", _NEW) as folder:
        yield folder


def put_aside(folder: Path) -> Path:
    """A free name of the same kind, for the moment in which two folders change places."""
    return folder.with_suffix(_OLD)


def sweep_beside(target: Path) -> None:
    """Removes what killed runs left beside an output."""
    _sweep(target.parent, f".{target.name}.", _NEW)
    _sweep(target.parent, f".{target.name}.", _OLD)


@contextlib.contextmanager
def _held(place: Path, before: str, after: str) -> Iterator[Path]:
    """The folder is locked as long as somebody works there: so one that is left over can be told from one in use."""
    _sweep(place, before, after)
    folder, descriptor = _made(place, before, after)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


def _made(place: Path, before: str, after: str) -> tuple[Path, int | None]:
    while True:
        folder = place / f"{before}{secrets.token_hex(4)}{after}"
        folder.mkdir(mode=0o700 if not after else 0o777)
        descriptor = _locked(folder)
        # In the moment before it was locked, another run may have taken it for one that was left over.
        if descriptor is None or folder.is_dir():
            return folder, descriptor
        os.close(descriptor)


def _locked(folder: Path) -> int | None:
    """The open folder, if nobody else holds it; None as well where the system has no such locks."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(place: Path, before: str, after: str) -> None:
    """Removes folders of this name that are this user's own and that no living process holds."""
    shape = re.compile(rf"{re.escape(before)}[0-9a-f]{{8}}{re.escape(after)}")
    with contextlib.suppress(OSError):
        for name in os.listdir(place):
            if shape.fullmatch(name):
                _remove(place / name)


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            return
        descriptor = _locked(folder)
        if descriptor is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(descriptor)
