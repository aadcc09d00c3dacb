"""Rule text and what was found in it → mended text: applies safe fixes until none is left, and lays nothing out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from segdsl.diagnostics.model import Collector, Diagnostic, Edit, Fix
from segdsl.record import record
from segdsl.source import Source
from segdsl.syntax.scan import scan

Find: TypeAlias = Callable[[Source], Sequence[Diagnostic]]
"""What there is to say about a text."""

ROUNDS = 10
"""A mended statement may show what was hidden behind the mistake, which is mended in the next round."""


@record
class Mended:
    """A text after its fixes; `applied` are the findings that were mended, in the order in which they were."""

    source: Source
    applied: tuple[Diagnostic, ...]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made; they do not overlap, and all else stays as it is."""
    pieces: list[str] = []
    last = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        pieces += [text[last : edit.span.start], edit.text]
        last = edit.span.end
    return "".join([*pieces, text[last:]])


def safe_fix(diagnostic: Diagnostic, source: Source) -> Fix | None:
    """The one fix that may be made without asking, when all of it is in this text."""
    found = [fix for fix in diagnostic.fixes if fix.safe]
    if len(found) != 1 or any(edit.span.source is not source for edit in found[0].edits):
        return None
    return found[0]


def mend(source: Source, find: Find) -> Mended:
    """Makes every safe fix that takes its finding away and loses no comment."""
    applied: list[Diagnostic] = []
    failed: set[tuple[str, str]] = set()
    said = find(source)
    for _ in range(ROUNDS):
        chosen = _chosen([d for d in said if (d.code.id, d.message) not in failed], source)
        if not chosen:
            break
        after = _after(source, said, chosen, find)
        if after is None:  # one of them does not do what it should: each alone, those that do are kept
            diagnostic = chosen[0]
            after = _after(source, said, [diagnostic], find)
            chosen = [diagnostic]
            if after is None:
                failed.add((diagnostic.code.id, diagnostic.message))
                continue
        applied += chosen
        source, said = after
    return Mended(source, tuple(applied))


def _chosen(said: Sequence[Diagnostic], source: Source) -> list[Diagnostic]:
    """Those with a safe fix, without the ones that meet an earlier one."""
    chosen: list[Diagnostic] = []
    taken: list[tuple[int, int]] = []
    for diagnostic in said:
        fix = safe_fix(diagnostic, source)
        places = [] if fix is None else [(edit.span.start, edit.span.end) for edit in fix.edits]
        if places and not any(start <= end_ and start_ <= end for start, end in places for start_, end_ in taken):
            taken += places
            chosen.append(diagnostic)
    return chosen


def _after(
    source: Source,
    said: Sequence[Diagnostic],
    chosen: Sequence[Diagnostic],
    find: Find,
) -> tuple[Source, Sequence[Diagnostic]] | None:
    """The text with these mended and what is then to be said; None when that did not do."""
    fixes = [safe_fix(diagnostic, source) for diagnostic in chosen]
    after = Source(source.name, edited(source.text, [edit for fix in fixes if fix is not None for edit in fix.edits]))
    if _comments(after) != _comments(source):
        return None
    found = find(after)
    before, left = _counted(said), _counted(found)
    if any(left[each] > before[each] - number for each, number in _counted(chosen).items()):
        return None
    return after, found


def _comments(source: Source) -> list[str]:
    return [comment.text for comment in scan(source, Collector()).comments]


def _counted(said: Iterable[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((diagnostic.code.id, diagnostic.message) for diagnostic in said)
