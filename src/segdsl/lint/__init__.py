"""program → findings: what is suspicious in valid rules, without a solver; compares no two rules but for equality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic
from segdsl.lint import learned, looks, privacy, repeats, sizes
from segdsl.lint.allowed import leveled, without_allowed
from segdsl.lint.allowed import settle as _settle
from segdsl.lint.regions import Regions
from segdsl.lint.sizes import limits
from segdsl.lint.values import Values
from segdsl.lint.verdicts import Verdicts, measures
from segdsl.load import Bundle
from segdsl.syntax import ast

__all__ = ["leveled", "limits", "lint", "settle", "shares", "unless_allowed"]


def lint(program: ir.Program, bundle: Bundle) -> tuple[Diagnostic, ...]:
    """The findings about the file itself; those about files it uses are found when these are looked at."""
    values = Values(program)
    verdicts = Verdicts(values, Regions(program, values))
    roots = _roots(program)
    _judge(program, verdicts, roots)
    rules = [s.condition for s in program.segments.values() if s.library is None]
    rules += [condition for t in program.tiers.values() if t.library is None for condition, _ in t.branches]
    found = list(verdicts.said)
    found += repeats.duplicate_clauses(roots)
    found += repeats.duplicate_definitions(program)
    found += repeats.unused_defines(program)
    found += learned.repeated(program)
    found += learned.unused(program)
    found += looks.decimal_equality(values, roots)
    found += looks.negations(values, rules)
    found += looks.unseen(values, roots)
    found += privacy.protected_columns(values)
    if any(isinstance(thing, ir.Score) for thing in program.learned.values()):
        from segdsl.lint.scoremaps import score_maps  # few rules have a score

        found += list(score_maps(program, found))
    return tuple(found)


def shares(
    program: ir.Program,
    bundle: Bundle,
    rows: int,
    members: Mapping[str, int],
    met: Mapping[ir.Cond, int],
    said: Sequence[Diagnostic],
) -> tuple[Diagnostic, ...]:
    """The segments that take nobody or everybody of `rows` customers, and limits that nobody reaches, but for those
    that the file allows.

    Args:
        members: folded name of a segment → how many are in it; segments that are not there are not judged.
        met: how many customers each of the conditions that `limits` gives is true of.
        said: what is already said; a rule that something else was found in is left out.
    """
    return without_allowed(sizes.findings(program, rows, members, met, said), _own(bundle))


def unless_allowed(said: Sequence[Diagnostic], bundle: Bundle) -> tuple[Diagnostic, ...]:
    """Without those that the file allows."""
    return without_allowed(said, _own(bundle))


def settle(said: tuple[Diagnostic, ...], program: ir.Program, bundle: Bundle) -> tuple[Diagnostic, ...]:
    """Everything that was said about a program, without what its files allow with `# segdsl: allow … because …`."""
    columns = [column for table in program.tables.values() for column in table.columns.values()]
    with_data = any(column.missing_share is not None for column in columns)
    return _settle(said, _own(bundle), with_data=with_data)


def _own(bundle: Bundle) -> list[ast.File]:
    return [unit.file for unit in bundle.files if unit.library is None]


def _roots(program: ir.Program) -> list[object]:
    """Every value and condition that the file itself writes."""
    roots: list[object] = [d.value for d in program.defines.values() if d.library is None]
    roots += [s.condition for s in program.segments.values() if s.library is None]
    roots += [t.branches for t in program.tiers.values() if t.library is None]
    roots += [s.condition for s in program.suppressions if s.library is None]
    roots += learned.own(program)
    return roots


def _judge(program: ir.Program, verdicts: Verdicts, roots: list[object]) -> None:
    for define in program.defines.values():
        if define.library is not None:
            continue
        if isinstance(define.value, ir.Truth):
            verdicts.rule(define.value.condition)
        elif isinstance(define.value, ir.Choose):
            for condition, _ in define.value.branches:
                verdicts.rule(condition)
            verdicts.branches(define.value.branches)
    for segment in program.segments.values():
        if segment.library is None:
            verdicts.rule(segment.condition, segment.name)
    for tiers in program.tiers.values():
        if tiers.library is None:
            for condition, _ in tiers.branches:
                verdicts.rule(condition)
            verdicts.branches(tiers.branches)
    for suppression in program.suppressions:
        if suppression.library is None:
            verdicts.rule(suppression.condition)
    for condition in learned.conditions(program):
        verdicts.rule(condition)
    for measure in measures(roots):
        verdicts.window(measure)
        if measure.where is not None:
            verdicts.rule(measure.where)
