"""bundle and schema → program: every name gets its meaning and every value its type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import field, replace

from segdsl import ir, schemas
from segdsl.check import deep, examples, statements, tables, used
from segdsl.check.context import Context, Rules
from segdsl.check.heading import Heading, heading
from segdsl.check.named import Named, named, ordered, rules
from segdsl.check.scope import Scope
from segdsl.diagnostics.model import Collector, Outcome
from segdsl.load import Bundle, Unit
from segdsl.record import mutable
from segdsl.syntax import ast


@mutable
class _Found:
    """The statements that could be checked, those with a name in the order of the references."""

    segments: dict[str, ir.Segment] = field(default_factory=dict)
    tiers: dict[str, ir.Tiers] = field(default_factory=dict)
    splits: dict[str, ir.Split] = field(default_factory=dict)
    suppressions: list[ir.Suppression] = field(default_factory=list)
    examples: list[ir.Example] = field(default_factory=list)
    policies: list[ir.Policy] = field(default_factory=list)


def check(bundle: Bundle, declared: schemas.Schema, as_of: dt.date | None = None) -> Outcome[ir.Program]:
    """The program; None when anything is wrong. `as_of` counts before the date that the file gives."""
    said = Collector()
    head = heading(bundle.main.file.statements, said)
    if as_of is not None:
        head = replace(head, as_of=as_of)
    given = named(bundle, declared, said)
    common = rules(bundle, declared, given, said)
    common.as_of = head.as_of
    order, circular = ordered(common, given)
    found = _Found()
    for name in order:
        _named(_context(common, given.first[name].unit, name), given.first[name], found, name in circular)
    for unit in bundle.files:
        _nameless(_context(common, unit), found)
    whole = tables.tables(common)
    if said.failed:
        return said.outcome(None)
    if common.learned:
        from segdsl.check import declarations  # few rules learn

        common.learned = declarations.declared(common, given, whole)
    names = [name for first in order for name in given.first[first].gives]
    return said.outcome(_program(head, common, whole, found, names))


def _context(common: Rules, unit: Unit, name: str = "") -> Context:
    return Context(common, unit, Scope(common.names.tables.customers), name)


def _named(cx: Context, statement: Named, found: _Found, circular: bool) -> None:
    """A statement in a circle is looked through for other errors, and has no meaning itself."""
    name = cx.name
    match statement.decl:
        case ast.DefineDecl():
            define = statements.define(cx, statement.decl)
            if define is not None and not circular:
                cx.rules.defines[name] = define
                deep.measure(cx, define.value, statement.decl.name.span)
                cx.rules.types[name] = statements.define_type(define)
        case ast.SegmentDecl():
            segment = statements.segment(cx, statement.decl)
            if segment is not None:
                found.segments[name] = segment
                cx.rules.bodies[name] = segment.condition
                deep.measure(cx, segment.condition, statement.decl.name.span)
        case ast.TiersDecl():
            tiers = statements.tiers(cx, statement.decl)
            if tiers is not None:
                found.tiers[name] = tiers
                cx.rules.bodies[name] = tiers.branches
                deep.measure(cx, tiers.branches, statement.decl.name.span)
        case ast.SplitDecl():
            split = statements.split(cx, statement.decl)
            if split is not None:
                found.splits[name] = split
                cx.rules.bodies[name] = split.by
        case _ if not circular:
            from segdsl.check import learned  # few rules learn

            learned.learn(cx, statement.decl, statement.gives)


def _nameless(cx: Context, found: _Found) -> None:
    for statement in cx.unit.file.statements:
        if isinstance(statement, ast.SuppressDecl):
            suppression = statements.suppression(cx, statement)
            if suppression is not None:
                found.suppressions.append(suppression)
        elif isinstance(statement, ast.ExampleDecl):
            example = examples.example(cx, statement)
            if example is not None:
                found.examples.append(example)
        elif isinstance(statement, ast.ExampleTable):
            from segdsl.check import cases  # few rules have any

            found.examples += cases.cases(cx, statement)
        elif isinstance(statement, ast.PolicyDecl):
            from segdsl.check import policies  # few rules have any

            found.policies += policies.policies(cx, statement)


def _program(head: Heading, common: Rules, whole: dict[str, ir.Table], found: _Found, order: list[str]) -> ir.Program:
    needed = used.columns(whole, list(_roots(common, found)))
    return ir.Program(
        meta=head.meta,
        as_of=head.as_of,
        zone=head.zone,
        tables={name: replace(table, used=needed[name]) for name, table in whole.items()},
        defines=common.defines,
        segments=found.segments,
        tiers=found.tiers,
        splits=found.splits,
        suppressions=tuple(found.suppressions),
        examples=tuple(found.examples),
        order=tuple(order),
        learned=common.learned,
        policies=tuple(found.policies),
    )


def _roots(common: Rules, found: _Found) -> Iterator[ir.Expr | ir.Cond | ir.LearnedThing]:
    """Everything that is asked of the data; examples bring their own."""
    yield from (define.value for define in common.defines.values())
    yield from common.learned.values()
    yield from (segment.condition for segment in found.segments.values())
    yield from (condition for tiers in found.tiers.values() for condition, _ in tiers.branches)
    yield from (split.by for split in found.splits.values())
    yield from (suppression.condition for suppression in found.suppressions)
