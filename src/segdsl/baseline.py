"""Which findings were there when a project began to be checked: reads and writes that list, and leaves them out.

It holds warnings and notes. An error says that rules cannot run, and can no more be put aside here than allowed.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

from segdsl.diagnostics import catalogue
from segdsl.diagnostics.codes import lint, review
from segdsl.diagnostics.fingerprints import fingerprints, statement
from segdsl.diagnostics.model import Code, Diagnostic, Outcome, Severity
from segdsl.diagnostics.order import in_order, place
from segdsl.output.staging import Staging
from segdsl.record import record

VERSION = 1
_NEED_DATA = frozenset(
    code.id
    for code in (
        lint.NEGATED_MISSING,
        lint.NOT_SEEN,
        lint.NOBODY,
        lint.EVERYBODY,
        lint.BEYOND,
        lint.NOBODY_EXCEEDS,
        lint.BAND_EMPTY,
        lint.GROUP_EMPTY,
    )
)


@record
class Known:
    """A finding that was there: `file` from the folder of the baseline, `statement` for those who read the list."""

    file: str
    code: str
    statement: str
    fingerprint: str


def read(path: Path) -> Outcome[tuple[Known, ...]]:
    """The findings of a baseline."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["segdsl baseline"] != VERSION:
            raise ValueError
        return Outcome(tuple(_known(each) for each in document["findings"]))
    except FileNotFoundError:
        return Outcome(None, (_unreadable(path, "it does not exist"),))
    except OSError as error:
        return Outcome(None, (_unreadable(path, (error.strerror or "the system says no").lower()),))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Outcome(None, (_unreadable(path, "it is no list that `--write-baseline` wrote"),))


def write(path: Path, diagnostics: Iterable[Diagnostic]) -> int:
    """Writes all findings that can be put aside, and says how many they are; Refused when the file is not written."""
    found = [known for _, known in _identified(diagnostics, path) if known is not None]
    rows = [{name: getattr(known, name) for name in ("file", "code", "statement", "fingerprint")} for known in found]
    rows.sort(key=lambda row: tuple(row.values()))
    text = json.dumps({"segdsl baseline": VERSION, "findings": rows}, indent=2, ensure_ascii=False) + "\n"
    with Staging() as staging:
        staging.open(path).file.write(text.encode())
        staging.release()
    return len(found)


def without_known(
    diagnostics: Iterable[Diagnostic], known: Sequence[Known], path: Path, judged: Collection[str], *, with_data: bool
) -> tuple[Diagnostic, ...]:
    """What is new, and a note for each finding of the list that is gone.

    Args:
        diagnostics: all that there is to say.
        known: what the baseline holds.
        path: where the baseline lies.
        judged: the names of the files in which all was looked for; nothing is gone from others.
        with_data: whether the findings that only data shows were looked for.
    """
    left = Counter(known)
    kept: list[Diagnostic] = []
    for diagnostic, identity in _identified(diagnostics, path):
        if identity is not None and left[identity]:
            left[identity] -= 1
        else:
            kept.append(diagnostic)
    files = {_from(path, name) for name in judged}
    gone = [each for each in left.elements() if each.file in files and (with_data or each.code not in _NEED_DATA)]
    return (*kept, *(_gone(each, path) for each in gone))


def _identified(diagnostics: Iterable[Diagnostic], path: Path) -> Iterator[tuple[Diagnostic, Known | None]]:
    """Each with what it would be in the list; None for what cannot be put aside."""
    ordered = in_order(diagnostics)
    for diagnostic, fingerprint in zip(ordered, fingerprints(ordered), strict=True):
        if not _can_be_put_aside(diagnostic):
            yield diagnostic, None
            continue
        head = "" if diagnostic.span is None else statement(diagnostic.span)
        yield diagnostic, Known(_from(path, place(diagnostic)), diagnostic.code.id, head, fingerprint)


def _can_be_put_aside(diagnostic: Diagnostic) -> bool:
    """By its nature, not by what a configuration makes of it; the words about a baseline are not for a baseline."""
    by_nature = catalogue.codes().get(diagnostic.code.id, diagnostic.code)
    return by_nature.severity is not Severity.ERROR and by_nature.id != review.GONE.id


def _from(path: Path, name: str | None) -> str:
    """A file as seen from the folder of the baseline, with `/` on every system."""
    if name is None:
        return ""
    try:
        seen = os.path.relpath(name, path.parent)
    except ValueError:  # another drive
        seen = name
    return PurePath(seen).as_posix()


def _known(each: Any) -> Known:
    values = [each[name] for name in ("file", "code", "statement", "fingerprint")]
    if not all(isinstance(value, str) for value in values):
        raise TypeError
    return Known(*values)


def _gone(known: Known, path: Path) -> Diagnostic:
    code: Code | None = catalogue.codes().get(known.code)
    what = known.code if code is None else f"{code.id} {code.slug}"
    where = f" in `{known.statement}`" if known.statement else ""
    message = f"a finding of the baseline is gone: {what}{where} of {known.file or 'the data'}"
    return Diagnostic(review.GONE, message, path=str(path), help=("`--write-baseline` takes it out of the list",))


def _unreadable(path: Path, reason: str) -> Diagnostic:
    return Diagnostic(
        review.BASELINE_UNREADABLE,
        f"the baseline `{path}` cannot be read: {reason}",
        path=str(path),
        help=(f"`--baseline {path} --write-baseline` writes it anew",),
    )
