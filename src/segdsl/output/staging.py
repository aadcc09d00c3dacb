"""Files that appear whole or not at all: written beside their place, flushed, then renamed; knows no format.

Where the system can (Linux), an unfinished file has no name, so that not even a killed run leaves one behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output import failures

_IN_MEMORY = 16 * 1024 * 1024


@dataclass(slots=True)
class Staged:
    """One file on its way. `target` is where it will be (None: the standard output), `name` its name until then
    (None: it has none). `file` is open for writing."""

    target: Path | None
    file: BinaryIO
    name: Path | None = None

    def digest(self) -> str:
        """SHA-256 of what was written, as it would be read back."""
        self.file.flush()
        self.file.seek(0)
        found = hashlib.file_digest(cast(Any, self.file), "sha256").hexdigest()
        self.file.seek(0, os.SEEK_END)
        return found


@dataclass(slots=True)
class Staging:
    """A run's files: `open` them, write, and `release` all at once; leaving without that discards them all.

    Every error is a `Refused` with a diagnostic that names the path as the user gave it.
    """

    staged: list[Staged] = field(default_factory=list)

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def open(self, path: Path | None) -> Staged:
        """A new file that will stand at `path` (None: be sent to the standard output)."""
        with failing(path):
            if path is None:
                file = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
                staged = Staged(None, file)
            else:
                target = Path(os.path.realpath(path))
                _refuse_special(path, target)
                staged = _open_beside(target)
            self.staged.append(staged)
            return staged

    def release(self) -> None:
        """Puts every file in its place, in the order opened: all are safe on the disk before the first is renamed."""
        for staged in self.staged:
            with failing(staged.target):
                _settle(staged)
        files = [s for s in self.staged if s.target is not None]
        with contextlib.ExitStack() as stack:
            for folder in sorted({s.target.parent for s in files if s.target}):
                stack.enter_context(_alone_in(folder))
            for staged in files:
                with failing(staged.target):
                    _rename(staged)
        for staged in self.staged:
            if staged.target is None:
                _send(staged.file)
        self.discard()

    def discard(self) -> None:
        """Closes all files and removes those that were not released."""
        while self.staged:
            staged = self.staged.pop()
            with contextlib.suppress(OSError):
                staged.file.close()
            if staged.name is not None:
                with contextlib.suppress(OSError):
                    staged.name.unlink()


@contextlib.contextmanager
def failing(path: Path | None) -> Iterator[None]:
    """Turns the operating system's errors inside into refusals about `path`."""
    try:
        yield
    except OSError as error:
        raise failures.from_os_error(error, path) from None


def _refuse_special(path: Path, target: Path) -> None:
    if target.is_dir():
        what, fix = "is a folder, not a file", "give `--out` the path of a file in it"
    elif target.exists() and not target.is_file():
        what, fix = "is not an ordinary file", "give `--out` the path of a file, or `-` for the standard output"
    elif target.exists() and not os.access(target, os.W_OK):
        raise Refused(failures.not_allowed(str(path)))
    else:
        return
    raise Refused(Diagnostic(run.NOT_A_FILE, f"`{path}` {what}", path=str(path), help=(fix,)))


def _open_beside(target: Path) -> Staged:
    if hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir():
        # Not every file system can do it; those that cannot say so in several ways, and the named way tells the rest.
        with contextlib.suppress(OSError):
            descriptor = os.open(target.parent, os.O_TMPFILE | os.O_RDWR, 0o666)
            return Staged(target, os.fdopen(descriptor, "w+b"))
    name = _free_name(target)
    descriptor = os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    return Staged(target, os.fdopen(descriptor, "w+b"), name)


def _free_name(target: Path) -> Path:
    return target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.tmp")


def _settle(staged: Staged) -> None:
    """Flushed to the disk, with the rights of the file that it will replace."""
    staged.file.flush()
    if staged.target is None:
        return
    descriptor = staged.file.fileno()
    with contextlib.suppress(FileNotFoundError):
        old = staged.target.stat()
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
    os.fsync(descriptor)


def _rename(staged: Staged) -> None:
    assert staged.target is not None
    if staged.name is None:
        name = _free_name(staged.target)
        descriptor = staged.file.fileno()
        # Only with a folder's descriptor does Python ask for links to be followed; an absolute path does not use it.
        os.link(f"/proc/self/fd/{descriptor}", name, src_dir_fd=descriptor, follow_symlinks=True)
        staged.name = name
    staged.name.replace(staged.target)
    staged.name = None


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, so that of two runs on one output each releases all its files together; afterwards the
    new names are made safe on the disk."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # a system where a folder cannot be opened: renaming alone is still whole or nothing
        yield
        return
    try:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _send(file: BinaryIO) -> None:
    """Copies the file to the standard output."""
    with failing(None):
        file.seek(0)
        try:
            while block := file.read(1024 * 1024):
                rest = memoryview(block)
                while rest:
                    # Without a buffer (PYTHONUNBUFFERED) a closing pipe takes a part, and says so only in the count.
                    rest = rest[sys.stdout.buffer.write(rest) :]
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Python flushes the standard output once more when it ends; there must be nowhere left to fail.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise
