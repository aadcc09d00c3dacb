"""Rules held against what was learned: a limit beyond everybody, a score that nobody has, a group of hardly anybody.

It reads states and rules and no data: what it says is of the customers that were learned from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from segdsl import ir
from segdsl.check.used import nodes
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.shown import count, number, share
from segdsl.learn.state import (
    ClusterState,
    DetectionState,
    LearnedState,
    PredictionState,
    RecommendationState,
    ScoreState,
)
from segdsl.lint import wording
from segdsl.names import fold
from segdsl.types import Value

SMALL, FEW, SOME = 0.01, 10, 0.3
"""A group with a smaller share of the customers than SMALL is hardly anybody, and so is one of fewer than FEW of them,
unless they are SOME of all."""

_RELATIONS: dict[ir.Rel, Callable[[float, float], bool]] = {
    ir.Rel.LT: lambda x, y: x < y,
    ir.Rel.LE: lambda x, y: x <= y,
    ir.Rel.GT: lambda x, y: x > y,
    ir.Rel.GE: lambda x, y: x >= y,
    ir.Rel.EQ: lambda x, y: x == y,
    ir.Rel.NE: lambda x, y: x != y,
}
_UPWARDS = (ir.Rel.GT, ir.Rel.GE)

Asked: TypeAlias = tuple[ir.Cond, ir.Learned, ir.Rel, tuple[Value, ...]]
"""A clause that compares an output of something learned with constants: how, and with which (one of several)."""


def findings(program: ir.Program, states: Mapping[str, LearnedState]) -> tuple[Diagnostic, ...]:
    """What is odd about the file's own rules, now that it is known what was learned.

    Args:
        program: as it was checked.
        states: by the key of the learned thing.
    """
    found = []
    for clause, learned, rel, values in _clauses(program):
        state = states.get(learned.name)
        if state is not None:
            found += list(_judged(program, state, clause, learned, rel, values))
    return tuple(found)


def _clauses(program: ir.Program) -> Iterator[Asked]:
    roots: list[object] = [s.condition for s in program.segments.values() if s.library is None]
    roots += [t.branches for t in program.tiers.values() if t.library is None]
    roots += [s.condition for s in program.suppressions if s.library is None]
    roots += [d.value for d in program.defines.values() if d.library is None]
    for node in nodes(*roots):
        match node:
            case ir.Compare(rel, left, ir.Literal(value)):
                found = _learned(program, left)
                if found is not None:
                    yield node, found, rel, (value,)
            case ir.Compare(rel, ir.Literal(value), right):
                found = _learned(program, right)
                if found is not None:
                    yield node, found, rel.mirrored, (value,)
            case ir.Among(value, items) if node.path is None:
                found = _learned(program, value)
                if found is not None and items:
                    yield node, found, ir.Rel.EQ, items


def _learned(program: ir.Program, value: ir.Expr) -> ir.Learned | None:
    while isinstance(value, ir.Named) and value.name in program.defines:
        value = program.defines[value.name].value
    return value if isinstance(value, ir.Learned) else None


def _judged(
    program: ir.Program,
    state: LearnedState,
    clause: ir.Cond,
    learned: ir.Learned,
    rel: ir.Rel,
    values: tuple[Value, ...],
) -> Iterator[Diagnostic]:
    numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    name = program.learned[learned.name].outputs.get(learned.output, state.name)
    match state:
        case ScoreState():
            rows = _rows(state, learned.output)
            if numbers and rows and not any(r and any(_RELATIONS[rel](v, n) for n in numbers) for v, r in rows):
                yield _nobody(clause, name, rows)
        case ClusterState():
            for value in values:
                yield from _group(state, clause, name, rel, value)
        case _:
            ends = _ends(state, learned.output)
            if ends is not None and len(numbers) == 1:
                shown = number if isinstance(state, DetectionState) else _percent
                yield from _beyond(clause, name, rel, numbers[0], ends, shown)


def _rows(state: ScoreState, output: str) -> list[tuple[float, int]]:
    """(value, customers) of the sum or a part; empty for the code."""
    if output == "score":
        return list(state.rows)
    part = next((part for part in state.parts if fold(part.name) == output), None)
    return [] if part is None else [(float(band), rows) for band, rows in enumerate(part.rows, 1)]


def _nobody(clause: ir.Cond, name: str, rows: list[tuple[float, int]]) -> Diagnostic:
    have = [value for value, customers in rows if customers]
    told = ", ".join(number(value) for value in have) if len(have) <= 10 else f"{number(have[0])} to {number(have[-1])}"
    return Diagnostic(
        codes.BAND_EMPTY,
        f"nobody that was learned from meets {wording.quoted(clause)}",
        clause.span,
        help=("look at the report of the fit, and ask for a score that somebody has",),
        notes=(f"of those learned from, `{name}` is {told}" if have else f"nobody has a `{name}`",),
    )


def _group(state: ClusterState, clause: ir.Cond, name: str, rel: ir.Rel, value: Value) -> Iterator[Diagnostic]:
    rows = sum(group.rows for group in state.groups if group.name == value)
    whole = sum(group.rows for group in state.groups)
    if rel is not ir.Rel.EQ or not whole or rows >= min(max(SMALL * whole, FEW), max(SOME * whole, 1)):
        return
    who = count(rows, "customer") if rows else "nobody"
    yield Diagnostic(
        codes.GROUP_EMPTY,
        f'{who} of the {whole:,} learned from {"are" if rows > 1 else "is"} in the group "{value}" of `{name}`',
        clause.span,
        help=("look at the report of the fit: another number of groups, or other names for them, may be better",),
        notes=(f"that is {share(rows, whole)}",) if rows else (),
    )


def _ends(state: LearnedState, output: str) -> tuple[float, float] | None:
    """The lowest and the highest value that was found."""
    match state:
        case PredictionState():
            return state.model.lowest, state.model.highest
        case RecommendationState():
            model = next((p.model for p in state.products if output == f"chance of {p.name}"), None)
            return None if model is None else (model.lowest, model.highest)
        case DetectionState():
            return state.lowest, state.highest
        case _:
            return None


def _beyond(
    clause: ir.Cond, name: str, rel: ir.Rel, limit: float, ends: tuple[float, float], shown: Callable[[float], str]
) -> Iterator[Diagnostic]:
    upwards = rel in _UPWARDS
    end = ends[1] if upwards else ends[0]
    if rel in (ir.Rel.EQ, ir.Rel.NE) or _RELATIONS[rel](end, limit):
        return
    side, word = ("highest", "top") if upwards else ("lowest", "bottom")
    yield Diagnostic(
        codes.NOBODY_EXCEEDS,
        f"nobody that was learned from meets {wording.quoted(clause)}: the {side} `{name}` is {shown(end)}",
        clause.span,
        help=(f"ask for less, or for a share of the customers: `{name} is in the {word} 5%`",),
    )


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"
