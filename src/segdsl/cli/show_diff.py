"""A comparison as text for a terminal; compares and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import counted, wrapped
from segdsl.cli.show_movement import movement_lines
from segdsl.comparison.model import Change, Comparison, Kind, Mover, Verdict
from segdsl.diagnostics.cells import safe, width

_LABEL = 10
"""The words before what they label, in columns."""

_STYLE = {Verdict.NARROWER: "warning", Verdict.WIDER: "warning", Verdict.CROSSING: "warning", Verdict.MOVED: "warning"}


def text(compared: Sequence[Comparison], screen: Screen) -> str:
    """All comparisons, one after the other."""
    if not compared:
        return "nothing differs\n"
    return "\n\n".join("\n".join(_comparison(each, screen)) for each in compared) + "\n"


def headline(compared: Comparison) -> str:
    """The whole in one line: `2 segments wider, 1 unchanged in meaning; 1 example breaks`."""
    if compared.wording == "identical":
        return "the same text" if not _meant(compared) else f"the same text, but {_summary(compared)}"
    if compared.wording == "layout" and not _meant(compared):
        return "only layout and comments differ: everything means the same"
    return _summary(compared)


def _meant(compared: Comparison) -> bool:
    return any(change.verdict is not Verdict.SAME for change in compared.changes)


def _summary(compared: Comparison) -> str:
    told = []
    for kind, one, many in (
        (Kind.SEGMENT, "segment", "segments"),
        (Kind.TIERS, "tier list", "tier lists"),
        (Kind.SUPPRESSION, "suppression", "suppressions"),
        (Kind.SPLIT, "split", "splits"),
        (Kind.LEARNED, "learned thing", "learned things"),
        (Kind.DEFINE, "definition", "definitions"),
        (Kind.TABLE, "table", "tables"),
    ):
        own = [change for change in compared.changes if change.kind is kind]
        for verdict in Verdict:
            number = sum(change.verdict is verdict for change in own)
            if number and (verdict is not Verdict.SAME or kind is Kind.SEGMENT):
                words = "unchanged in meaning" if verdict is Verdict.SAME else verdict.value
                told.append(f"{number:,} {one if number == 1 else many} {words}")
    broken = sum(tried.fails for tried in compared.examples)
    told += [f"{counted(broken, 'example')} {'breaks' if broken == 1 else 'break'}"] if broken else []
    policies = sum(judged.new == "broken" for judged in compared.policies)
    told += [f"{policies} {'policy' if policies == 1 else 'policies'} broken"] if policies else []
    if not any(change.verdict is not Verdict.SAME for change in compared.changes) and not broken and not policies:
        return "everything means the same"
    return ", ".join(told)


def _comparison(compared: Comparison, screen: Screen) -> Iterator[str]:
    yield from wrapped(f"{safe(compared.old)} → {safe(compared.new)}".split(" "), screen.columns, "  ")
    yield from wrapped(headline(compared).split(" "), screen.columns, "  ")
    for said in compared.about:
        yield from wrapped(f"  {safe(said)}".split(" "), screen.columns, "    ")
    shown = [change for change in compared.changes if change.matters and change.kind is not Kind.PART]
    for change in shown:
        yield ""
        yield from _change(compared, change, screen)
    if compared.examples:
        yield ""
        yield screen.paint("strong", "examples")
        for tried in compared.examples:
            yield from _wrap(f'"{safe(tried.title)}": {tried.state}', screen, 2)
            for why in tried.why:
                yield from _wrap(safe(why), screen, 4)
    if compared.policies:
        yield ""
        yield screen.paint("strong", "policies")
        for judged in compared.policies:
            yield from _wrap(f"{safe(judged.text)}: {judged.old or 'not there'} → {judged.new or 'gone'}", screen, 2)
            for why in judged.found:
                yield from _wrap(safe(why), screen, 4)
    if compared.counted is not None:
        yield ""
        yield from movement_lines(compared.counted, screen)


def _change(compared: Comparison, change: Change, screen: Screen) -> Iterator[str]:
    yield from _head(change, screen)
    for clause in change.clauses:
        within = f"  ({clause.within})" if clause.within else ""
        if clause.old is not None and clause.old == clause.new:
            yield from _wrap(f"{safe(clause.old)}  (as written before){within}", screen, 4)
            continue
        if clause.old is not None:
            yield from _wrap(f"- {safe(clause.old)}{within}", screen, 2, 2)
        if clause.new is not None:
            yield from _wrap(f"+ {safe(clause.new)}{within}", screen, 2, 2)
    yield from _effects(change, screen)
    if change.kind is Kind.TIERS:
        name = f"{change.name} is "
        for part in compared.changes:
            if part.kind is Kind.PART and part.name.startswith(name):
                yield from _labelled(part.name.removeprefix(name), part.verdict.value, screen)
    for mover in change.moves:
        yield from _labelled("moves", f"{mover.old} → {mover.new}, such as one whose {mover.who}", screen)
    for note in change.notes:
        yield from _wrap(safe(note), screen, 2)
    if change.used_by and change.verdict is not Verdict.SAME:
        yield from _labelled("used by", ", ".join(change.used_by), screen)


def _head(change: Change, screen: Screen) -> Iterator[str]:
    name = safe(change.name) if change.old_name is None else f"{safe(change.old_name)} → {safe(change.name)}"
    kind = "" if change.kind is Kind.SEGMENT else f"{change.kind.value} "
    words = verdict_words(change)
    places = [f"line {n}" for n in (change.new_line or change.old_line,) if n is not None]
    place = f"  ({', '.join([*([change.library] if change.library else []), *places])})" if places else ""
    strong = screen.paint("strong", f"{kind}{name}")
    told = screen.paint("warning", words) if change.verdict in _STYLE else words
    yield f"{strong}: {told}{safe(place)}"


def verdict_words(change: Change) -> str:
    """The verdict, as a reader is told."""
    match change.verdict:
        case Verdict.SAME:
            return "unchanged in meaning"
        case Verdict.RENAMED:
            return "renamed, unchanged in meaning"
        case Verdict.SAME_MEMBERS:
            return "the same members, others are undecided"
        case Verdict.CROSSING:
            return "crossing: some join, some leave"
        case Verdict.MOVED if change.kind is Kind.SEGMENT:
            return "moved: everybody leaves, others join"
        case _:
            return str(change.verdict.value)


def _effects(change: Change, screen: Screen) -> Iterator[str]:
    if change.through:
        yield from _labelled("because", f"{', '.join(change.through)} changed", screen)
    if change.verdict in (Verdict.NARROWER, Verdict.WIDER, Verdict.CROSSING, Verdict.MOVED) and change.kind in (
        Kind.SEGMENT,
        Kind.SUPPRESSION,
    ):
        yield from _labelled("joins", _who(change.joins), screen)
        yield from _labelled("leaves", _who(change.leaves), screen)
    elif change.joins or change.leaves:
        yield from (() if change.joins is None else _labelled("joins", _who(change.joins), screen))
        yield from (() if change.leaves is None else _labelled("leaves", _who(change.leaves), screen))
    if change.undecided is not None:
        yield from _labelled("such as", f"one whose {change.undecided.who}", screen)
    if change.why:
        yield from _wrap(safe(change.why), screen, 2)


def _who(mover: Mover | None) -> str:
    return "nobody" if mover is None else f"one whose {mover.who}" if mover.who else "anybody"


def _labelled(label: str, words: str, screen: Screen) -> Iterator[str]:
    lead = label + " " * max(_LABEL - width(label), 1)
    yield from _wrap(safe(lead + words), screen, 2, _LABEL)


def _wrap(words: str, screen: Screen, indent: int, more: int = 2) -> list[str]:
    """On lines of the screen's width; single spaces break."""
    lead = " " * indent
    return wrapped([lead + words.split(" ")[0], *words.split(" ")[1:]], screen.columns, " " * (indent + more))
