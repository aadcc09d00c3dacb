"""The first line of a text file: its separator and the names in it; the standard library only."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from segdsl.data import separators
from segdsl.data.wording import quoted
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused


def read_header(text: str, label: str) -> tuple[str, ...]:
    """The names in the first line of a text."""
    found, skip = separator(text)
    return names(text, found, skip, label)[0]


def separator(head: str) -> tuple[str, int]:
    """The separator and how many lines come before the header: `sep=;` is a hint that Excel writes and reads."""
    hint = re.match(r"sep=(.)\r?\n", head, re.IGNORECASE)
    return (hint.group(1), 1) if hint else (separators.separator_of(head), 0)


def names(head: str, separator: str, skip: int, label: str) -> tuple[tuple[str, ...], int]:
    """The names, and how many lines or records come before the first row."""
    for number, record in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=separator), start=1):
        if number > skip and record:
            found = tuple(name.strip() for name in record)
            refuse_repeats(found, label)
            return found, number
    raise Refused(Diagnostic(codes.EMPTY_FILE, f"`{label}` holds no header and no rows", path=label))


def refuse_repeats(names: Sequence[str], label: str) -> None:
    """Raises Refused when two columns have one name. Columns without a name may be many: nobody can ask for them."""
    repeated = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if repeated:
        raise Refused(
            Diagnostic(
                codes.REPEATED_HEADER,
                f"`{label}` has more than one column called {quoted(repeated)}",
                help=("give each column a name of its own",),
                path=label,
            )
        )
