"""Definitions, what is learned, splits and tables of two versions; whom a rule takes is said elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl import splits as hashing
from segdsl.comparison.clauses import Version
from segdsl.comparison.model import Change, Clause, Kind, Verdict
from segdsl.comparison.pairing import pair
from segdsl.comparison.proving import Pair
from segdsl.comparison.rules import line, referring
from segdsl.explanation import shown


def defines(asked: Pair) -> Iterator[Change]:
    """What the file itself defines; outputs of learned things are told with these."""
    old, new = asked.old, asked.new
    was = {k: d for k, d in old.program.defines.items() if not isinstance(d.value, ir.Learned)}
    now = {k: d for k, d in new.program.defines.items() if not isinstance(d.value, ir.Learned)}
    for each in pair(was, now, old.meanings.name, new.meanings.name):
        before = None if each.old is None else was[each.old]
        after = None if each.new is None else now[each.new]
        there = after or before
        assert there is not None
        verdict = _verdict(each.old, each.new)
        clauses: tuple[Clause, ...] = ()
        if before is not None and after is not None and each.old == each.new:
            verdict = Verdict.SAME
            if old.meanings.of(before.value) != new.meanings.of(after.value):
                verdict = Verdict.CHANGED
                texts = old.value(before.value), new.value(after.value)
                clauses = (Clause(*texts),) if texts[0] != texts[1] else ()
        users = referring(new.program, each.new) if each.new and verdict is Verdict.CHANGED else ()
        name = before.name if before is not None and each.old != each.new and after is not None else None
        yield Change(
            Kind.DEFINE,
            there.name,
            verdict,
            old_name=name,
            clauses=clauses,
            used_by=users,
            library=there.library,
            old_line=None if before is None else line(before.span),
            new_line=None if after is None else line(after.span),
        )


def _verdict(old: str | None, new: str | None) -> Verdict:
    if old is None:
        return Verdict.NEW
    return Verdict.GONE if new is None else Verdict.RENAMED


def learned(asked: Pair) -> Iterator[Change]:
    """What is learned; the places among all customers that a rule asks for are told with the rule."""
    old, new = asked.old, asked.new
    was = {k: t for k, t in old.program.learned.items() if not isinstance(t, ir.Share)}
    now = {k: t for k, t in new.program.learned.items() if not isinstance(t, ir.Share)}
    for key in dict.fromkeys([*now, *was]):
        before, after = was.get(key), now.get(key)
        there = after or before
        assert there is not None
        verdict = _verdict(None if before is None else key, None if after is None else key)
        said: tuple[str, ...] = ()
        if before is not None and after is not None:
            same = old.meanings.learned(key) == new.meanings.learned(key)
            verdict = Verdict.SAME if same else Verdict.CHANGED
            if before.declaration != after.declaration:
                said = ("has to be fitted again",)
        users = _users(new.program, after) if after is not None and verdict is Verdict.CHANGED else ()
        places = None if before is None else line(before.span), None if after is None else line(after.span)
        yield Change(
            Kind.LEARNED,
            there.name,
            verdict,
            clauses=tuple(_statement(before, after)) if verdict is Verdict.CHANGED else (),
            used_by=users,
            notes=said,
            library=there.library,
            old_line=places[0],
            new_line=places[1],
        )


def _users(program: ir.Program, thing: ir.LearnedThing) -> tuple[str, ...]:
    from segdsl.names import fold

    return tuple(dict.fromkeys(user for name in thing.outputs.values() for user in referring(program, fold(name))))


def _statement(before: ir.LearnedThing | None, after: ir.LearnedThing | None) -> Iterator[Clause]:
    """The lines of what is declared that differ, with what it depends on."""
    from difflib import SequenceMatcher

    was = [] if before is None else [text.strip() for text in before.declaration.splitlines()]
    now = [] if after is None else [text.strip() for text in after.declaration.splitlines()]
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            for place in range(max(j - i, m - k)):
                yield Clause(was[i + place] if i + place < j else None, now[k + place] if k + place < m else None)


def splits(asked: Pair) -> Iterator[Change]:
    """Splits: whoever has another salt or column is dealt out anew; of other shares it is known who moves."""
    old, new = asked.old, asked.new
    for each in pair(old.program.splits, new.program.splits, old.meanings.name, new.meanings.name):
        before = None if each.old is None else old.program.splits[each.old]
        after = None if each.new is None else new.program.splits[each.new]
        there = after or before
        assert there is not None
        verdict, why = _verdict(each.old, each.new), ""
        clauses: tuple[Clause, ...] = ()
        if before is not None and after is not None and each.old == each.new:
            verdict = Verdict.SAME
            if old.meanings.name(each.old or "") != new.meanings.name(each.new or ""):
                verdict, clauses = Verdict.MOVED, tuple(_shares(old, new, before, after))
                why = _dealt(before, after)
        users = referring(new.program, each.new) if each.new and verdict is Verdict.MOVED else ()
        renamed = before.name if before is not None and after is not None and each.old != each.new else None
        yield Change(
            Kind.SPLIT,
            there.name,
            verdict,
            old_name=renamed,
            clauses=clauses,
            why=why,
            used_by=users,
            library=there.library,
            old_line=None if before is None else line(before.span),
            new_line=None if after is None else line(after.span),
        )


def _shares(old: Version, new: Version, before: ir.Split, after: ir.Split) -> Iterator[Clause]:
    was = [
        f"by {old.value(before.by)}",
        f'using "{before.salt}"',
        *(f"{shown.percent(s)} {p}" for p, s in before.shares),
    ]
    now = [f"by {new.value(after.by)}", f'using "{after.salt}"', *(f"{shown.percent(s)} {p}" for p, s in after.shares)]
    for place in range(max(len(was), len(now))):
        a = was[place] if place < len(was) else None
        b = now[place] if place < len(now) else None
        if a != b:
            yield Clause(a, b)


def _dealt(before: ir.Split, after: ir.Split) -> str:
    """What share of all customers changes its part."""
    if before.salt != after.salt or before.by.name != after.by.name:
        return "everybody is dealt out anew"
    moved: dict[tuple[str, str], int] = {}
    start = 0
    edges = sorted({end for _, end in (*hashing.bounds(before.shares), *hashing.bounds(after.shares))})
    for end in edges:
        parts = _part(before, start), _part(after, start)
        if parts[0] != parts[1]:
            moved[parts] = moved.get(parts, 0) + end - start
        start = end
    told = [f"{shown.percent(round(n / hashing.WHOLE, 6))} from {a} to {b}" for (a, b), n in moved.items()]
    return f"of all customers {shown.listed(told)}" if told else "the parts have other names"


def _part(split: ir.Split, number: int) -> str:
    return next(part for part, end in hashing.bounds(split.shares) if number < end)


def tables(asked: Pair) -> Iterator[Change]:
    """Tables of which other rows count now."""
    old, new = asked.old, asked.new
    for key, after in new.program.tables.items():
        before = old.program.tables.get(key)
        if before is None or old.meanings.table(key) == new.meanings.table(key):
            continue
        kept = None if before.only_where is None else old.text(before.only_where)
        keeps = None if after.only_where is None else new.text(after.only_where)
        clauses = (Clause(kept and f"only where {kept}", keeps and f"only where {keeps}"),) if kept != keeps else ()
        dated = () if before.dated == after.dated else (Clause(f"dated {before.dated}", f"dated {after.dated}"),)
        said = () if clauses or dated else ("its rows find their customers otherwise",)
        yield Change(
            Kind.TABLE,
            after.name,
            Verdict.CHANGED,
            clauses=(*clauses, *dated),
            notes=said,
            old_line=line(before.span),
            new_line=line(after.span),
        )
