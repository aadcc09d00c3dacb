"""What is said when there is no room for the temporary files of a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from segdsl import scratch
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused


@contextmanager
def room(what: str) -> Iterator[None]:
    """Raises Refused where temporary files cannot be written; `what` goes behind "in which"."""
    try:
        yield
    except OSError as error:
        folder = scratch.place()
        said = f"there is no room for temporary files in `{folder}`, in which {what}"
        help = ("make room there, or set `TMPDIR` to a folder on another disk",)
        raise Refused(Diagnostic(run.DISK_FULL, said, path=folder, help=help)) from error
