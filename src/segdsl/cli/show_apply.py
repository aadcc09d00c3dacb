"""The answer of `apply` as text for a terminal and as Markdown; asks nothing and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segdsl.cli.screen import Screen
from segdsl.diagnostics.cells import safe, width
from segdsl.diagnostics.model import Severity
from segdsl.membership.result import Applied
from segdsl.membership.summary import PartsSummary, SegmentSummary, Summary

_EIGHTHS = " ▏▎▍▌▋▊▉"
_MOST_BAR, _LEAST_BAR = 32, 6
_MOST_LABEL = 44
_GAP = "  "


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures: its heading and what it says of each row."""

    heading: str
    cells: Sequence[str]

    @property
    def width(self) -> int:
        return max(width(text) for text in (self.heading, *self.cells))


_ANY_SCREEN = Screen()


def text(applied: Applied, screen: Screen = _ANY_SCREEN) -> str:
    """The whole answer for people."""
    blocks = [_heading(applied, screen)]
    if applied.summary.segments:
        blocks.append(_segments(applied, screen))
    blocks.extend(_parts(tiers, screen, undecided=True) for tiers in applied.summary.tiers)
    blocks.extend(_parts(split, screen, undecided=False) for split in applied.summary.splits)
    if applied.summary.suppressions:
        blocks.append(_suppressions(applied.summary, screen))
    missing = list(_missing(applied.summary.segments, screen))
    if missing:
        blocks.append(missing)
    blocks.append(_policies(applied))
    blocks.append(_closing(applied, screen))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _policies(applied: Applied) -> list[str]:
    """What came of the policies in a line; none is broken where there is an answer."""
    if not applied.policies:
        return []
    held = sum(policy.result == "held" for policy in applied.policies)
    open = len(applied.policies) - held
    told = f"policies: {held} held" if held or not open else "policies:"
    return [f"{told}{',' if held and open else ''}{f' {open} not judged' if open else ''}"]


def _heading(applied: Applied, screen: Screen) -> list[str]:
    lines = []
    if applied.meta.title:
        version = f" {safe(applied.meta.version)}" if applied.meta.version else ""
        lines.append(screen.paint("strong", safe(applied.meta.title) + version))
    day = "" if applied.as_of is None else f" as of {applied.as_of.isoformat()}"
    return [*lines, counted(applied.summary.rows, "customer") + day]


def _segments(applied: Applied, screen: Screen) -> list[str]:
    segments = applied.summary.segments
    columns = [
        _Column("members", [f"{s.members:,}" for s in segments]),
        _Column("share", [percent(s.share, s.members) for s in segments]),
        _Column("undecided", [f"{s.undecided:,}" for s in segments]),
    ]
    if applied.summary.suppressions:
        columns.append(_Column("suppressed", [f"{s.suppressed:,}" for s in segments]))
    titles = [s.title or "" for s in segments]
    return _table("segment", [s.name for s in segments], titles, columns, [s.share for s in segments], screen)


def _parts(parts: PartsSummary, screen: Screen, *, undecided: bool) -> list[str]:
    rows = sum(part.members for part in parts.parts)
    shares = [part.members / rows if rows else 0.0 for part in parts.parts]
    columns = [
        _Column("members", [f"{part.members:,}" for part in parts.parts]),
        _Column("share", [percent(s, p.members) for s, p in zip(shares, parts.parts, strict=True)]),
    ]
    if undecided:
        columns.append(_Column("undecided", [f"{part.undecided:,}" for part in parts.parts]))
    names = [part.name for part in parts.parts]
    return _table(parts.name, names, [""] * len(names), columns, shares, screen)


def _suppressions(summary: Summary, screen: Screen) -> list[str]:
    """Each customer under the first reason that holds."""
    reasons = summary.suppressions
    shares = [s.customers / summary.rows if summary.rows else 0.0 for s in reasons]
    columns = [
        _Column("customers", [f"{s.customers:,}" for s in reasons]),
        _Column("share", [percent(share, s.customers) for share, s in zip(shares, reasons, strict=True)]),
    ]
    names = [s.because for s in reasons]
    return _table("suppressed", names, [""] * len(names), columns, shares, screen)


def _table(
    heading: str,
    names: Sequence[str],
    titles: Sequence[str],
    columns: Sequence[_Column],
    shares: Sequence[float],
    screen: Screen,
) -> list[str]:
    figures = sum(len(_GAP) + column.width for column in columns)
    room = max(12, min(_MOST_LABEL, screen.columns - figures))
    label = min(room, max(width(safe(name)) for name in (heading, *names)))
    bar = min(_MOST_BAR, screen.columns - label - figures - len(_GAP))
    most = max(shares, default=0.0)
    head = _fitted(heading, label) + "".join(_GAP + _right(c.heading, c.width) for c in columns)
    lines = [screen.paint("strong", head)]
    for number, name in enumerate(names):
        cells = "".join(_GAP + _right(column.cells[number], column.width) for column in columns)
        line = _fitted(name, label) + cells
        if bar >= _LEAST_BAR and most:
            line += _painted(_bar(shares[number] / most, bar, screen.blocks), screen)
        lines.append(line.rstrip())
        if titles[number]:
            lines.extend("  " + part for part in wrapped(safe(titles[number]).split(), screen.columns - 2))
    return lines


def _painted(bar: str, screen: Screen) -> str:
    return _GAP + screen.paint("label", bar) if bar else ""


def _bar(share: float, cells: int, blocks: bool) -> str:
    """A bar of at most that many cells; whoever is there at all has some of it."""
    if not share:
        return ""
    if not blocks:
        return "#" * max(1, round(share * cells))
    eighths = max(1, round(share * cells * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _missing(segments: Sequence[SegmentSummary], screen: Screen) -> Iterator[str]:
    undecided = [s for s in segments if s.missing]
    if not undecided:
        return
    yield screen.paint("strong", "missing among the undecided")
    label = min(_MOST_LABEL, screen.columns // 2, max(width(safe(s.name)) for s in undecided))
    for segment in undecided:
        told = [f"{safe(name)} {count:,}" for name, count in _largest(segment)]
        told = [part + "," for part in told[:-1]] + told[-1:]
        lines = wrapped(told, max(12, screen.columns - label - len(_GAP)))
        yield _fitted(segment.name, label) + _GAP + lines[0]
        yield from (" " * label + _GAP + line for line in lines[1:])


def _largest(segment: SegmentSummary) -> list[tuple[str, int]]:
    return sorted(segment.missing.items(), key=lambda item: -item[1])


def _closing(applied: Applied, screen: Screen) -> list[str]:
    lines = []
    if applied.quarantined:
        lines.append(f"quarantined: {counted(applied.quarantined, 'row')} left out")
    for note in applied.warnings:
        if note.severity is Severity.NOTE:
            lines.append(f"note[{note.code.id}]: {safe(note.message)}")
    for written in applied.written:
        rows = "" if written.rows is None else f" ({counted(written.rows, 'row')})"
        place = "the standard output" if written.path is None else safe(str(written.path))
        lines.append(f"{written.what}: {place}{rows}")
    return [part for line in lines for part in wrapped(line.split(" "), screen.columns, indent="  ")]


def markdown(applied: Applied) -> str:
    """Tables for a pull request or a page."""
    lines = []
    if applied.meta.title:
        lines += [f"### {escaped(applied.meta.title)}", ""]
    lines += [*_heading(applied, Screen())[-1:], ""]
    segments = applied.summary.segments
    if segments:
        lines += ["| segment | members | share | undecided | suppressed | missing |", "|---|---:|---:|---:|---:|---|"]
        for s in segments:
            missing = ", ".join(f"{escaped(name)} {count:,}" for name, count in _largest(s))
            label = f"{escaped(s.name)}: {escaped(s.title)}" if s.title else escaped(s.name)
            figures = f"{s.members:,} | {percent(s.share, s.members)} | {s.undecided:,} | {s.suppressed:,}"
            lines.append(f"| {label} | {figures} | {missing} |")
        lines.append("")
    for parts in (*applied.summary.tiers, *applied.summary.splits):
        lines += _markdown_parts(parts)
    if applied.summary.suppressions:
        lines += ["| suppressed | customers |", "|---|---:|"]
        lines += [f"| {escaped(s.because)} | {s.customers:,} |" for s in applied.summary.suppressions]
        lines.append("")
    closing = [*_policies(applied), *_closing(applied, Screen(columns=100_000))]
    told = [f"* {escaped(line)}" for line in closing]
    return "\n".join([*lines, *told]).rstrip() + "\n"


def _markdown_parts(parts: PartsSummary) -> list[str]:
    rows = sum(part.members for part in parts.parts)
    lines = [f"| {escaped(parts.name)} | members | share | undecided |", "|---|---:|---:|---:|"]
    for part in parts.parts:
        share = percent(part.members / rows if rows else 0.0, part.members)
        lines.append(f"| {escaped(part.name)} | {part.members:,} | {share} | {part.undecided:,} |")
    return [*lines, ""]


def escaped(text: str) -> str:
    for sign in "\\|<*_`[":
        text = text.replace(sign, "\\" + sign)
    return safe(text.replace("\n", " "))


def percent(share: float, members: int) -> str:
    """`13.8%`; somebody is never shown as `0.0%`, nor all but somebody as `100.0%`."""
    if members and share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{share:.1%}"


def counted(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def _fitted(name: str, cells: int) -> str:
    """The name padded to that many cells, or cut with an ellipsis."""
    shown = safe(name)
    if width(shown) > cells:
        shown = _cut(shown, cells - 1) + "…"
    return shown + " " * (cells - width(shown))


def _cut(shown: str, cells: int) -> str:
    while width(shown) > cells:
        shown = shown[:-1]
    return shown


def _right(cell: str, cells: int) -> str:
    return " " * (cells - width(cell)) + cell


def wrapped(words: Sequence[str], columns: int, indent: str = "") -> list[str]:
    """The words on lines of at most that many cells, the later ones indented; a longer word stands alone."""
    lines: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line.strip() else line + word
        if line.strip() and width(longer) > columns:
            lines.append(line)
            longer = indent + word
        line = longer
    return [*lines, line]
