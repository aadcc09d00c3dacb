"""What a failed write is called in the user's words; decides nothing and writes nothing."""

from __future__ import annotations

import errno
from pathlib import Path

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_KEPT = "nothing was changed: what was there before is still there, and no unfinished file is left"


def full_disk(path: str) -> Diagnostic:
    return Diagnostic(
        run.DISK_FULL,
        f"the disk has no room left for `{path}`",
        path=path,
        help=("make room on the disk, or give `--out` a path on another one",),
        notes=(_KEPT,),
    )


def not_allowed(path: str) -> Diagnostic:
    return Diagnostic(
        run.NO_PERMISSION,
        f"`{path}` may not be written by this user",
        path=path,
        help=("give `--out` a path in a folder of your own, or ask for the right to write there",),
        notes=(_KEPT,),
    )


def no_folder(path: Path) -> Diagnostic:
    return Diagnostic(
        run.NO_FOLDER,
        f"the folder `{path.parent}` does not exist",
        path=str(path),
        help=("make the folder first, or give `--out` a path in one that exists",),
    )


def closed_pipe() -> Diagnostic:
    return Diagnostic(
        run.CLOSED_PIPE,
        "the program that was reading the output stopped before its end",
        help=("write to a file with `--out PATH` and read that",),
    )


def from_os_error(error: OSError, path: Path | None) -> Refused:
    """The refusal that tells of an operating system's error; its own words are not shown, they may quote anything."""
    if isinstance(error, BrokenPipeError) or error.errno == errno.EPIPE:
        return Refused(closed_pipe())
    shown = "the standard output" if path is None else str(path)
    if error.errno in _FULL:
        return Refused(full_disk(shown))
    if error.errno in _FORBIDDEN:
        return Refused(not_allowed(shown))
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and path is not None:
        return Refused(no_folder(path))
    name = errno.errorcode.get(error.errno or 0, "unknown")
    return Refused(
        Diagnostic(
            run.WRITE_FAILED,
            f"`{shown}` could not be written: the system says {name}",
            path=shown,
            help=("give `--out` another path, or look after the disk that this one is on",),
            notes=(_KEPT,),
        )
    )
