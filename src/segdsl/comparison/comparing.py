"""Two checked versions → the comparison: only what means something else goes to the proofs; it asks no data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from segdsl import ir, load
from segdsl.comparison import trials, values
from segdsl.comparison.about import about, wording
from segdsl.comparison.clauses import Version, align
from segdsl.comparison.model import Change, Comparison, Kind, Verdict
from segdsl.comparison.pairing import pair
from segdsl.comparison.proving import Pair, Proof
from segdsl.comparison.rules import line, notes, referring
from segdsl.comparison.sameness import Meanings, Numbers
from segdsl.comparison.tiering import tiers
from segdsl.membership.order import as_written
from segdsl.proofs import Prover


def versions(old: tuple[ir.Program, load.Bundle], new: tuple[ir.Program, load.Bundle]) -> tuple[Version, Version]:
    """The two versions, with numbers for their meanings that can be compared."""
    numbers = Numbers()
    before, after = (Version(program, bundle, Meanings(program, numbers)) for program, bundle in (old, new))
    return before, after


def compare(old: Version, new: Version, names: tuple[str, str], elsewhere: Collection[str] = ()) -> Comparison:
    """Everything that differs between two versions; what is in the libraries `elsewhere` is told there."""
    asked = Pair(old, new, Prover(old.program, new.program))
    changes = [
        *_segments(asked),
        *(change for found in tiers(asked) for change in found),
        *_suppressions(asked),
        *values.splits(asked),
        *values.learned(asked),
        *values.defines(asked),
        *values.tables(asked),
    ]
    own = tuple(change for change in changes if change.library is None or change.library not in elsewhere)
    told = _through(own)
    return Comparison(
        *names,
        changes=told,
        wording=wording(old.bundle, new.bundle),
        about=about(old, new),
        examples=trials.examples(asked),
        policies=trials.policies(old.program, new.program),
    )


def _segments(asked: Pair) -> Iterator[Change]:
    old, new = asked.old, asked.new
    for each in pair(old.program.segments, new.program.segments, old.meanings.name, new.meanings.name):
        before = None if each.old is None else old.program.segments[each.old]
        after = None if each.new is None else new.program.segments[each.new]
        if before is None or after is None:
            yield _alone(asked, Kind.SEGMENT, before, after)
            continue
        change = _rule(asked, before.condition, after.condition, asked.segment)
        yield replace(
            change,
            name=after.name,
            old_name=before.name if before.name != after.name else None,
            verdict=Verdict.RENAMED if each.old != each.new else change.verdict,
            used_by=referring(new.program, each.new or "") if change.verdict is not Verdict.SAME else (),
            notes=notes(before, after),
            library=after.library,
            old_line=line(before.span),
            new_line=line(after.span),
        )


def _alone(
    asked: Pair, kind: Kind, before: ir.Segment | ir.Suppression | None, after: ir.Segment | ir.Suppression | None
) -> Change:
    """What only one version has, with its clauses."""
    there = after if after is not None else before
    assert there is not None
    version = asked.new if after is not None else asked.old
    found = align(version, version, there.condition, there.condition)
    verdict = Verdict.NEW if after is not None else Verdict.GONE
    name = there.name if isinstance(there, ir.Segment) else there.because or version.text(there.condition)
    lines = (None, line(there.span)) if after is not None else (line(there.span), None)
    return Change(kind, name, verdict, kept=found.kept, library=there.library, old_line=lines[0], new_line=lines[1])


def _rule(asked: Pair, before: ir.Cond, after: ir.Cond, prove: object) -> Change:
    """The clauses of a rule that both versions have, and what the change means."""
    found = align(asked.old, asked.new, before, after)
    if asked.old.meanings.of(before) == asked.new.meanings.of(after):
        return Change(Kind.SEGMENT, "", Verdict.SAME, kept=found.kept)
    why = asked.shut((before,), (after,))
    proof = Proof(Verdict.OPEN, why=why) if why else prove(before, after)  # type: ignore[operator]
    return Change(
        Kind.SEGMENT,
        "",
        proof.verdict,
        clauses=found.clauses,
        kept=found.kept,
        joins=proof.joins,
        leaves=proof.leaves,
        undecided=proof.undecided,
        why=proof.why,
    )


def _suppressions(asked: Pair) -> Iterator[Change]:
    """They have no names: those of the same meaning belong together, then those of the same reason."""
    old, new = asked.old, asked.new
    rest = list(as_written(old.program.suppressions))
    for after in as_written(new.program.suppressions):
        number = new.meanings.of(after.condition)
        same = next((s for s in rest if old.meanings.of(s.condition) == number), None)
        before = same or next((s for s in rest if s.because is not None and s.because == after.because), None)
        if before is None:
            yield _alone(asked, Kind.SUPPRESSION, None, after)
            continue
        rest.remove(before)
        change = _rule(asked, before.condition, after.condition, asked.suppression)
        name = after.because or new.text(after.condition)
        said = (
            ()
            if before.because == after.because
            else (f"reason: {before.because or 'none'} → {after.because or 'none'}",)
        )
        places = {"old_line": line(before.span), "new_line": line(after.span)}
        yield replace(change, kind=Kind.SUPPRESSION, name=name, notes=said, library=after.library, **places)  # type: ignore[arg-type]
    yield from (_alone(asked, Kind.SUPPRESSION, before, None) for before in rest)


def _through(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Beside what has changed, what of that it refers to: something may move though none of its words differ."""
    users: dict[str, list[str]] = {}
    for change in changes:
        if change.verdict not in (Verdict.SAME, Verdict.RENAMED):
            for user in change.used_by:
                users.setdefault(user, []).append(change.name)
    return tuple(replace(change, through=tuple(users.get(change.name, ()))) for change in changes)
