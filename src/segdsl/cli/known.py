"""`segdsl validate --baseline`: leaves out what is known, or writes what is there down; it finds nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from segdsl import baseline
from segdsl.cli.console import Console
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic, Refused


def put_aside(
    said: Sequence[Diagnostic], name: str, judged: Collection[str], console: Console, *, new: bool, with_data: bool
) -> list[Diagnostic]:
    """What is left to say. `new`: the baseline is written first, and so holds all that can be put aside.

    `judged` are the files in which everything was looked for.
    """
    path = Path(name)
    if new:
        try:
            number = baseline.write(path, said)
        except Refused as refused:
            return [*said, *refused.diagnostics]
        console.say(f"{number} finding{'' if number == 1 else 's'} written to {name}")
    known = baseline.read(path)
    if known.value is None:
        return [*said, *known.diagnostics]
    return list(baseline.without_known(said, known.value, path, judged, with_data=with_data))


def without_a_file() -> Diagnostic:
    """`--write-baseline` does not say where to."""
    message = "`--write-baseline` needs the file to write"
    return Diagnostic(use.WRONG_USE, message, help=("`--baseline FILE --write-baseline`",))
