"""What was learned, as text for a terminal: sentences, tables with bars, requirements; computes and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import wrapped
from segdsl.diagnostics.cells import safe, width
from segdsl.diagnostics.paint import Style
from segdsl.learn.report import Gated, LearnedReport, Section, Table

READABLE = 100
"""Running text is not made wider than this."""

_EIGHTHS = " ▏▎▍▌▋▊▉"
_MOST_LABEL, _LEAST_LABEL = 36, 16
_MOST_BAR, _LEAST_BAR = 24, 6
_GAP = "  "
_DRAWN = ("share", "customers", "importance", "happened")
"""A bar is drawn of the first column that is called one of these."""


def text(reports: Sequence[LearnedReport], screen: Screen) -> str:
    """All reports, apart by an empty line."""
    return "\n\n".join("\n".join(report_lines(report, screen)) for report in reports) + "\n" if reports else ""


def report_lines(report: LearnedReport, screen: Screen) -> list[str]:
    """The name and what it came to, the sections, then what was required and what is to be minded."""
    title = f"{report.name} ({report.kind})" if report.kind else report.name
    lines = [screen.paint("strong", line) for line in _paragraph(title, screen, "", "  ")]
    return [*lines, *_paragraph(report.summary, screen, "  ", "  "), *body_lines(report, screen)]


def body_lines(report: LearnedReport, screen: Screen) -> list[str]:
    """All but the heading and the summary."""
    lines: list[str] = []
    for section in report.sections:
        lines += ["", *_section(section, screen)]
    if report.gates:
        lines += ["", "  " + screen.paint("strong", "Required")]
        lines += [line for gate in report.gates for line in _gate(gate, screen)]
    if report.warnings:
        lines += ["", *(line for warning in report.warnings for line in _warning(warning, screen))]
    return lines


def _section(section: Section, screen: Screen) -> Iterator[str]:
    yield from ("  " + screen.paint("strong", line) for line in _paragraph(section.title, screen, "", ""))
    for sentence in section.sentences:
        yield from _paragraph(sentence, screen, "    ", "    ")
    if section.table is not None and section.table.rows:
        yield from table_lines(section.table, screen)
    yield from ("    " + safe(line) for line in section.rules)


def _gate(gate: Gated, screen: Screen) -> list[str]:
    style: Style = "note" if gate.met else "error"
    mark = ("✓" if gate.met else "✗") if screen.blocks else ("y" if gate.met else "n")
    ending = f"found {gate.found}" + ("" if gate.met else ", not met")
    first, *others = _paragraph(f"{gate.text}: {ending}", screen, f"    {mark} ", "      ")
    return [first.replace(mark, screen.paint(style, mark), 1), *others]


def _warning(words: str, screen: Screen) -> list[str]:
    first, *others = _paragraph(f"warning: {words}", screen, "  ", "    ")
    return [first.replace("warning", screen.paint("warning", "warning"), 1), *others]


def _paragraph(words: str, screen: Screen, first: str, indent: str) -> list[str]:
    head, *rest = safe(words).split(" ")
    return wrapped([first + head, *rest], min(screen.columns, READABLE), indent)


# ---- tables --------------------------------------------------------------------------------------------------


def table_lines(table: Table, screen: Screen, indent: str = "    ") -> list[str]:
    """Aligned, with a bar where there is room; too many columns go below one another, each time with the names."""
    widths = [max(width(safe(text)) for text in column) for column in _columns(table)]
    whole = screen.columns - width(indent)
    label = min(widths[0], _MOST_LABEL, max(_LEAST_LABEL, whole - sum(len(_GAP) + cells for cells in widths[1:])))
    room = whole - label
    lines: list[str] = []
    for places in _sheets(widths, room):
        lines += [""] if lines else []
        lines += _sheet(table, places, widths, label, room, indent, screen)
    return lines


def _columns(table: Table) -> list[list[str]]:
    return [[head, *(row[place] for row in table.rows)] for place, head in enumerate(table.header)]


def _sheets(widths: Sequence[int], room: int) -> list[list[int]]:
    """The places of the figures, as many together as fit."""
    sheets: list[list[int]] = [[]]
    used = 0
    for place in range(1, len(widths)):
        needed = len(_GAP) + widths[place]
        if sheets[-1] and used + needed > room:
            sheets.append([])
            used = 0
        sheets[-1].append(place)
        used += needed
    return sheets


def _sheet(
    table: Table,
    places: Sequence[int],
    widths: Sequence[int],
    label: int,
    room: int,
    indent: str,
    screen: Screen,
) -> Iterator[str]:
    drawn = _drawn(table, places)
    bar = min(_MOST_BAR, room - sum(len(_GAP) + widths[place] for place in places) - len(_GAP))
    head = indent + _left(table.header[0], label) + _figures(table.header, places, widths)
    yield screen.paint("strong", head.rstrip())
    for number, row in enumerate(table.rows):
        first, *others = _label(row[0], label)
        line = indent + _left(first, label) + _figures(row, places, widths)
        if drawn is not None and bar >= _LEAST_BAR and drawn[number]:
            line += _GAP + screen.paint("label", _bar(drawn[number], bar, screen.blocks))
        yield line.rstrip()
        yield from (indent + _GAP + other for other in others)


def _label(words: str, cells: int) -> list[str]:
    """The name on as many lines as it needs; a word longer than the column is cut into pieces."""
    parts: list[str] = []
    for word in safe(words).split(" "):
        left = word
        while width(left) > cells - len(_GAP) and width(safe(words)) > cells:
            cut = next(i for i in range(len(left), 0, -1) if width(left[:i]) <= max(1, cells - len(_GAP)))
            parts.append(left[:cut])
            left = left[cut:]
        parts.append(left)
    lines = wrapped(parts, cells)
    return [lines[0], *(part for line in lines[1:] for part in wrapped(line.split(" "), cells - len(_GAP)))]


def _figures(row: Sequence[str], places: Sequence[int], widths: Sequence[int]) -> str:
    return "".join(_GAP + " " * (widths[place] - width(safe(row[place]))) + safe(row[place]) for place in places)


def _left(words: str, cells: int) -> str:
    shown = safe(words)
    return shown + " " * max(0, cells - width(shown))


def _drawn(table: Table, places: Sequence[int]) -> list[float] | None:
    """The lengths of the bars, from 0 to 1 (the largest); None where no column is to be drawn."""
    for place in places:
        if table.header[place] in _DRAWN:
            figures = [_number(row[place]) for row in table.rows]
            most = max((figure for figure in figures if figure is not None), default=0.0)
            return [0.0 if figure is None else figure / most for figure in figures] if most > 0 else None
    return None


def _number(cell: str) -> float | None:
    """`1,234` and `12.3%` as numbers; anything else, and what is below zero, has no bar."""
    try:
        found = float(cell.replace(",", "").strip("<>%"))
    except ValueError:
        return None
    return found if found >= 0 else None


def _bar(share: float, cells: int, blocks: bool) -> str:
    if not blocks:
        return "#" * max(1, round(share * cells))
    eighths = max(1, round(share * cells * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
