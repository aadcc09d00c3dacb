"""Comparisons as JSON for programs; the pydantic models are the published schema. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from segdsl.comparison.model import Change, Comparison, Counted, Mover


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClauseJson(_Model):
    old: str | None
    new: str | None
    within: str


class MoverJson(_Model):
    """A customer who would move, as an example's `given` would say it; of tiers from where to where."""

    who: str
    old: str | None
    new: str | None


class ChangeJson(_Model):
    """`joins` and `leaves` are null where nobody can; with the verdict `not decided` they are what is known."""

    kind: str
    name: str
    old_name: str | None
    verdict: str
    clauses: list[ClauseJson]
    clauses_kept: int
    joins: MoverJson | None
    leaves: MoverJson | None
    undecided: MoverJson | None
    moves: list[MoverJson]
    why: str
    through: list[str]
    used_by: list[str]
    notes: list[str]
    library: str | None
    old_line: int | None
    new_line: int | None


class TriedJson(_Model):
    title: str
    state: str
    why: list[str]


class PolicyJson(_Model):
    text: str
    old: str | None
    new: str | None
    found: list[str]


class BlameJson(_Model):
    clause: str
    customers: int


class MovementJson(_Model):
    """`joined` and `left` by cause; they add up to the movement."""

    kind: str
    name: str
    before: int
    after: int
    joined: dict[str, int]
    left: dict[str, int]
    joined_by: list[BlameJson]
    left_by: list[BlameJson]
    joined_keys: list[str]
    left_keys: list[str]


class WayJson(_Model):
    """From one part to another; null: no customer then."""

    old: str | None
    new: str | None
    customers: dict[str, int]


class MigrationJson(_Model):
    name: str
    before: dict[str, int]
    after: dict[str, int]
    ways: list[WayJson]


class CountedJson(_Model):
    old_customers: int
    new_customers: int
    came: int
    went: int
    old_as_of: str | None
    new_as_of: str | None
    causes: list[str]
    movements: list[MovementJson]
    migrations: list[MigrationJson]


class ComparisonJson(_Model):
    old: str
    new: str
    wording: Literal["identical", "layout"] | None
    about: list[str]
    changes: list[ChangeJson]
    examples: list[TriedJson]
    policies: list[PolicyJson]
    counted: CountedJson | None


class DiffJson(_Model):
    """What `diff --format json` prints: a comparison for each file."""

    comparisons: list[ComparisonJson]


def report(compared: Sequence[Comparison]) -> DiffJson:
    return DiffJson(comparisons=[_comparison(each) for each in compared])


def _comparison(each: Comparison) -> ComparisonJson:
    return ComparisonJson(
        old=each.old,
        new=each.new,
        wording=each.wording,
        about=list(each.about),
        changes=[_change(change) for change in each.changes],
        examples=[TriedJson(title=t.title, state=t.state, why=list(t.why)) for t in each.examples],
        policies=[PolicyJson(text=p.text, old=p.old, new=p.new, found=list(p.found)) for p in each.policies],
        counted=None if each.counted is None else _counted(each.counted),
    )


def _change(change: Change) -> ChangeJson:
    return ChangeJson(
        kind=change.kind.value,
        name=change.name,
        old_name=change.old_name,
        verdict=change.verdict.value,
        clauses=[ClauseJson(old=c.old, new=c.new, within=c.within) for c in change.clauses],
        clauses_kept=change.kept,
        joins=_mover(change.joins),
        leaves=_mover(change.leaves),
        undecided=_mover(change.undecided),
        moves=[found for mover in change.moves if (found := _mover(mover)) is not None],
        why=change.why,
        through=list(change.through),
        used_by=list(change.used_by),
        notes=list(change.notes),
        library=change.library,
        old_line=change.old_line,
        new_line=change.new_line,
    )


def _mover(mover: Mover | None) -> MoverJson | None:
    return None if mover is None else MoverJson(who=mover.who, old=mover.old, new=mover.new)


def _counted(found: Counted) -> CountedJson:
    def by_cause(numbers: tuple[int, ...]) -> dict[str, int]:
        return dict(zip(found.causes, numbers, strict=True))

    movements = [
        MovementJson(
            kind=m.kind.value,
            name=m.name,
            before=m.before,
            after=m.after,
            joined=by_cause(m.joined),
            left=by_cause(m.left),
            joined_by=[BlameJson(clause=b.clause, customers=b.customers) for b in m.joined_by],
            left_by=[BlameJson(clause=b.clause, customers=b.customers) for b in m.left_by],
            joined_keys=list(m.joined_keys),
            left_keys=list(m.left_keys),
        )
        for m in found.movements
    ]
    migrations = [
        MigrationJson(
            name=m.name,
            before=dict(m.before),
            after=dict(m.after),
            ways=[WayJson(old=a, new=b, customers=by_cause(n)) for a, b, n in m.rows],
        )
        for m in found.migrations
    ]
    return CountedJson(
        old_customers=found.old_customers,
        new_customers=found.new_customers,
        came=found.came,
        went=found.went,
        old_as_of=found.as_of[0],
        new_as_of=found.as_of[1],
        causes=list(found.causes),
        movements=movements,
        migrations=migrations,
    )
