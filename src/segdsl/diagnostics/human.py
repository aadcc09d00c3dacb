"""Diagnostics as a person reads them on a terminal: message, place, underlined lines, help; prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from segdsl.diagnostics import cells
from segdsl.diagnostics.model import Diagnostic, Severity
from segdsl.diagnostics.order import in_order
from segdsl.diagnostics.paint import Paint, Style, plain
from segdsl.diagnostics.snippet import Mark, draw
from segdsl.source import Source

MOST_SHOWN = 50
"""Of each severity so many are shown: nobody reads more, and the first ones are often the cause of the others."""
_STYLES: dict[Severity, Style] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render_all(diagnostics: Iterable[Diagnostic], paint: Paint = plain) -> str:
    """By place, a blank line between two, so many of each severity; the text ends with a line end if there are any."""
    shown: list[Diagnostic] = []
    counts = dict.fromkeys(Severity, 0)
    for diagnostic in in_order(diagnostics):
        counts[diagnostic.severity] += 1
        if counts[diagnostic.severity] <= MOST_SHOWN:
            shown.append(diagnostic)
    return "\n".join([*(render(diagnostic, paint) for diagnostic in shown), *_left_out(counts)])


def _left_out(counts: Mapping[Severity, int]) -> Iterator[str]:
    """One line for those that are not shown."""
    more = {severity: number - MOST_SHOWN for severity, number in counts.items() if number > MOST_SHOWN}
    if more:
        words = [f"{number:,} more {s.value}{'' if number == 1 else 's'}" for s, number in more.items()]
        yield f"and {', '.join(words)} that {'is' if list(more.values()) == [1] else 'are'} not shown\n"


def render(diagnostic: Diagnostic, paint: Paint = plain) -> str:
    """One diagnostic, each line ended."""
    style = _STYLES[diagnostic.severity]
    head = paint(style, f"{diagnostic.severity.value}[{diagnostic.code.id}]")
    rows = [head + paint("strong", f": {cells.safe(diagnostic.message)}")]
    sources = _by_source(diagnostic, style)
    gutter = max((len(str(_last_line(marks))) for _, marks in sources), default=1)
    bar = paint("gutter", " " * gutter + " |")
    for index, (source, marks) in enumerate(sources):
        line, column = source.position(marks[0].span.start)
        arrow = "-->" if index == 0 else ":::"
        rows.append(f"{paint('gutter', ' ' * gutter + arrow)} {cells.safe(source.name)}:{line}:{column}")
        rows.append(bar)
        rows += draw(source, marks, gutter, paint)
        rows.append(bar)
    if not sources:
        if diagnostic.path is not None:
            rows.append(f"{paint('gutter', ' ' * gutter + '-->')} {cells.safe(diagnostic.path)}")
        rows.append(bar)
    rows += [_remark("help", text, gutter, paint) for text in diagnostic.help]
    rows += [_remark("note", text, gutter, paint) for text in diagnostic.notes]
    rows.append(_remark("more", f"segdsl codes {diagnostic.code.id}", gutter, paint))
    return "\n".join(rows) + "\n"


def _by_source(diagnostic: Diagnostic, style: Style) -> list[tuple[Source, list[Mark]]]:
    """What is underlined, source by source, the main place first."""
    if diagnostic.span is None:
        return []
    marks = [Mark(diagnostic.span, cells.safe(diagnostic.label), "^", style)]
    marks += [Mark(label.span, cells.safe(label.text), "-", "label") for label in diagnostic.labels]
    result: list[tuple[Source, list[Mark]]] = []
    for mark in marks:
        found = next((group for source, group in result if source is mark.span.source), None)
        if found is None:
            result.append((mark.span.source, [mark]))
        else:
            found.append(mark)
    return result


def _last_line(marks: list[Mark]) -> int:
    return max(mark.span.source.position(max(mark.span.start, mark.span.end - 1))[0] for mark in marks)


def _remark(word: str, text: str, gutter: int, paint: Paint) -> str:
    lead = " " * gutter + " = "
    first, *others = [cells.safe(line) for line in text.split("\n")]
    hang = "\n" + " " * (len(lead) + len(word) + 2)
    return paint("gutter", lead.rstrip()) + " " + paint("strong", f"{word}:") + " " + hang.join([first, *others])
