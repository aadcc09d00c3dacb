"""Waterfalls and the parts of tiers and splits as tables with bars for a terminal; counts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import percent, wrapped
from segdsl.diagnostics.cells import safe, width
from segdsl.explanation.model import Partition, Waterfall

_EIGHTHS = " ▏▎▍▌▋▊▉"
_MOST_LABEL, _LEAST_LABEL = 52, 20
_MOST_BAR, _LEAST_BAR = 30, 8
_GAP = "  "


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table: its label (indented by `depth`), its figures, and its share for the bar (None: no bar)."""

    label: str
    figures: tuple[str, ...]
    share: float | None = None
    depth: int = 0
    strong: bool = False


def waterfall_lines(waterfall: Waterfall, screen: Screen) -> list[str]:
    """Everybody first, a line for each clause, the members and the undecided last."""
    whole = waterfall.customers
    rows = [_Row("all customers", (f"{whole:,}", "", ""), 1.0 if whole else 0.0)]
    for step in waterfall.steps:
        figures = (f"{step.remaining:,}", f"{step.alone:,}", f"{step.undecided:,}")
        rows.append(_Row(step.text, figures, _share(step.remaining, whole)))
        for part in step.parts:
            inner = (f"({part.meets:,})", "", f"({part.undecided:,})")
            rows.append(_Row(part.text, inner, None, part.depth))
    ending = "suppressed for sure" if waterfall.kind == "suppression" else f"in {waterfall.name}"
    share = f"{percent(waterfall.members / whole if whole else 0.0, waterfall.members)}"
    rows.append(_Row(f"{ending} ({share})", (f"{waterfall.members:,}", "", ""), None, strong=True))
    lines = _table(("clause", "remain", "lost to it", "undecided"), rows, screen)
    return [*lines, *_undecided(waterfall, screen)]


def _undecided(waterfall: Waterfall, screen: Screen) -> list[str]:
    if not waterfall.undecided:
        return ["  nobody is undecided"]
    told = [f"{safe(missing.piece)} for {missing.customers:,}" for missing in waterfall.missing]
    ending = " and suppressed too, to be safe" if waterfall.kind == "suppression" else ""
    why = f"; missing: {', '.join(told)}" if told else ""
    words = f"undecided{ending}{why}".split(" ")
    return wrapped([f"  {waterfall.undecided:,}", *words], screen.columns, "    ")


def partition_lines(partition: Partition, screen: Screen) -> list[str]:
    """A line for each part in order; of tiers also how many met the line, taken by an earlier one or not."""
    whole = partition.customers
    tiers = partition.kind == "tiers"
    rows = []
    for branch in partition.branches:
        share = percent(_share(branch.takes, whole), branch.takes)
        text = "" if not tiers else ", otherwise" if branch.text == "otherwise" else f" when {branch.text}"
        figures: tuple[str, ...] = (f"{branch.takes:,}", share)
        if tiers:
            last = branch.text == "otherwise"
            figures = (*figures, "" if last else f"{branch.matches:,}", "" if last else f"{branch.undecided:,}")
        rows.append(_Row(branch.part + text, figures, _share(branch.takes, whole)))
    heads = ("part", "customers", "share", *(("meet it", "undecided") if tiers else ()))
    return _table(heads, rows, screen)


def _share(count: int, whole: int) -> float:
    return count / whole if whole else 0.0


def _table(heads: Sequence[str], rows: Sequence[_Row], screen: Screen) -> list[str]:
    """Labels wrap on to further lines; the bar takes what is left and goes first when there is little room."""
    widths = [
        max(width(heads[place + 1]), *(width(row.figures[place]) for row in rows)) for place in range(len(heads) - 1)
    ]
    figures = sum(len(_GAP) + cells for cells in widths)
    wanted = max(2 + 2 * row.depth + width(safe(row.label)) for row in rows)
    room = screen.columns - figures
    label = min(max(wanted, width(heads[0]) + 2), _MOST_LABEL, max(_LEAST_LABEL, room - len(_GAP) - _LEAST_BAR - 4))
    bar = min(_MOST_BAR, room - label - len(_GAP))
    head = "  " + heads[0] + " " * (label - 2 - width(heads[0])) + _figures(heads[1:], widths)
    return [screen.paint("strong", head), *(line for row in rows for line in _lines(row, widths, label, bar, screen))]


def _figures(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(_GAP + " " * (cells - width(text)) + text for text, cells in zip(texts, widths, strict=True))


def _lines(row: _Row, widths: Sequence[int], label: int, bar: int, screen: Screen) -> Iterator[str]:
    indent = "  " + "  " * row.depth
    parts = wrapped(
        [indent + word if not place else word for place, word in enumerate(_words(row, label))], label, indent + "  "
    )
    line = parts[0] + " " * max(0, label - width(parts[0])) + _figures(row.figures, widths)
    if row.share is not None and bar >= _LEAST_BAR:
        drawn = _bar(row.share, bar, screen.blocks)
        line += _GAP + screen.paint("label", drawn) if drawn else ""
    yield screen.paint("strong", line.rstrip()) if row.strong else line.rstrip()
    yield from parts[1:]


def _words(row: _Row, label: int) -> list[str]:
    """The label's words; one that is longer than the column is cut into pieces."""
    found: list[str] = []
    room = max(4, label - 6 - 2 * row.depth)
    for word in safe(row.label).split(" "):
        while width(word) > room:
            cut = next(i for i in range(len(word), 0, -1) if width(word[:i]) <= room)
            found.append(word[:cut])
            word = word[cut:]
        found.append(word)
    return found


def _bar(share: float, cells: int, blocks: bool) -> str:
    """A bar of at most that many cells; whoever is there at all has some of it."""
    if not share:
        return ""
    if not blocks:
        return "#" * max(1, round(share * cells))
    eighths = max(1, round(share * cells * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
