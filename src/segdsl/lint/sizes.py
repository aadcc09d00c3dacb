"""Segments that take nobody or everybody of the customers, and limits that nobody reaches; counts nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segdsl import ir
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.lint import wording
from segdsl.lint.values import Values

_ORDER = (ir.Rel.LT, ir.Rel.LE, ir.Rel.GT, ir.Rel.GE)


def limits(program: ir.Program) -> tuple[ir.Cond, ...]:
    """The clauses of the file's own rules that hold a customer's value against a constant limit, each once."""
    values = Values(program)
    rules = [s.condition for s in program.segments.values() if s.library is None]
    rules += [condition for t in program.tiers.values() if t.library is None for condition, _ in t.branches]
    rules += [s.condition for s in program.suppressions if s.library is None]
    return tuple(dict.fromkeys(leaf for rule in rules for leaf in _leaves(rule) if _is_limit(values, leaf)))


def findings(
    program: ir.Program, rows: int, members: Mapping[str, int], met: Mapping[ir.Cond, int], said: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What the sizes say, about rules in which nothing was found that may explain them."""
    if rows == 0:
        return ()
    found: list[Diagnostic] = []
    for limit, count in met.items():
        if count == 0 and not _explained(limit, said):
            message = f"nobody in the data meets {wording.quoted(limit)}"
            help = ("compare the units: euros and cents, a share and a percentage, years and days",)
            found.append(Diagnostic(codes.BEYOND, message, limit.span, help=help))
    for folded, count in members.items():
        segment = program.segments[folded]
        if segment.library is not None or _explained(segment, [*said, *found]):
            continue
        if count == 0:
            message = f"nobody in the data is in `{segment.name}`"
            name = f'"{segment.name}"' if " " in segment.name else segment.name
            help = (f"`segdsl explain FILE {name} --data …` shows which clause loses them",)
            found.append(Diagnostic(codes.NOBODY, message, wording.head(segment), help=help))
        elif count == rows:
            message = f"everybody in the data is in `{segment.name}`"
            found.append(Diagnostic(codes.EVERYBODY, message, wording.head(segment)))
    return tuple(found)


def _leaves(condition: ir.Cond) -> Iterator[ir.Cond]:
    match condition:
        case ir.And(items=items) | ir.Or(items=items):
            for item in items:
                yield from _leaves(item)
        case ir.Not(condition=inner) | ir.Surely(condition=inner):
            yield from _leaves(inner)
        case _:
            yield condition


def _is_limit(values: Values, leaf: ir.Cond) -> bool:
    match leaf:
        case ir.Compare(rel=rel, left=left, right=right):
            return rel in _ORDER and (values.constant(left) is None) != (values.constant(right) is None)
        case ir.Between(value=value, low=low, high=high):
            constants = [values.constant(end) is not None for end in (low, high)]
            return all(constants) and values.constant(value) is None
        case _:
            return False


def _explained(thing: ir.Segment | ir.Cond, said: Sequence[Diagnostic]) -> bool:
    whole = thing.span
    return whole is not None and any(
        d.span is not None and d.span.source is whole.source and whole.start <= d.span.start < whole.end for d in said
    )
