"""Refuses an output path that would overwrite what the run reads; writes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic


def clash(output: Path, inputs: Iterable[Path]) -> Diagnostic | None:
    """That `output` is one of the inputs, also through a link or a hard link, or lies in an input folder."""
    real = Path(os.path.realpath(output))
    for given in inputs:
        if _same(real, given):
            message = f"`{output}` is also read by this run"
        elif given.is_dir() and real.is_relative_to(os.path.realpath(given)):
            message = f"`{output}` lies in the folder `{given}`, which this run reads"
        else:
            continue
        return _clash(output, message)
    return None


def read_too(output: Path) -> Diagnostic:
    """That something in the folder is also read."""
    return _clash(output, f"`{output}` holds what this run reads")


def _clash(output: Path, message: str) -> Diagnostic:
    return Diagnostic(run.OUTPUT_IS_INPUT, message, path=str(output), help=("give `--out` a path of its own",))


def _same(real: Path, given: Path) -> bool:
    if real == Path(os.path.realpath(given)):
        return True
    try:
        return os.path.samefile(real, given)
    except OSError:
        return False
