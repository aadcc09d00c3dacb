"""Every statement of a checked ruleset in sentences a business reader would sign; asks no data."""

from __future__ import annotations

from segdsl import ir
from segdsl.explanation import absence, clauses, dependencies, learned, phrases, shown
from segdsl.explanation.model import Case, Clause, Statement
from segdsl.explanation.phrases import Context
from segdsl.membership.order import as_written
from segdsl.names import fold


def all_statements(program: ir.Program) -> tuple[Statement, ...]:
    """Segments, tiers, splits, suppressions, policies, what is learned, then defines; each group as written, those of
    libraries last. A name that a learned statement gives is told there."""
    context = Context(program)
    told = [segment(context, item) for item in as_written(program.segments.values())]
    told += [tiers(context, item) for item in as_written(program.tiers.values())]
    told += [split(context, item) for item in as_written(program.splits.values())]
    told += [suppression(context, item) for item in program.suppressions]
    if program.policies:
        from segdsl.explanation import policies  # few rules have any

        told += policies.statements(program)
    told += [learned.statement(context, key) for key in learned.in_order(program)]
    own = [each for each in program.defines.values() if learned.standing_for(program, each.value) is None]
    return (*told, *(define(context, item) for item in as_written(own)))


def of_name(context: Context, name: str) -> Statement:
    program = context.program
    if name in program.segments:
        return segment(context, program.segments[name])
    if name in program.tiers:
        return tiers(context, program.tiers[name])
    if name in program.splits:
        return split(context, program.splits[name])
    return define(context, program.defines[name])


def lead_and_clause(start: str, clause: Clause) -> str:
    """The opening sentence: the whole condition when it is one clause, else the heading of its list."""
    return f"{start} {clause.text}{':' if clause.parts else '.'}"


def segment(context: Context, item: ir.Segment) -> Statement:
    """`A customer is in **high-value** when all of these hold:`."""
    clause = clauses.tree(context, item.condition)
    folded = fold(item.name)
    return Statement(
        kind="segment",
        name=item.name,
        lead=lead_and_clause(f"A customer is in **{item.name}** when", clause),
        clause=clause,
        missing=absence.of_segment(context, item),
        needs=dependencies.needs(context, (item.condition,)),
        used_by=dependencies.used_by(context, folded),
        examples=dependencies.examples(context.program, folded),
        title=item.title,
        because=item.because,
        then=item.then,
        library=item.library,
    )


def tiers(context: Context, item: ir.Tiers) -> Statement:
    """`Each customer is in exactly one part of **value tier**: the first line that holds.`"""
    cases = [Case(part, clauses.tree(context, test)) for test, part in item.branches]
    folded = fold(item.name)
    return Statement(
        kind="tiers",
        name=item.name,
        lead=f"Each customer is in exactly one part of **{item.name}**, the first whose line holds:",
        cases=(*cases, Case(item.otherwise, None)),
        missing=absence.of_tiers(context, item),
        needs=dependencies.needs(context, tuple(test for test, _ in item.branches)),
        used_by=dependencies.used_by(context, folded),
        examples=dependencies.examples(context.program, folded),
        title=item.title,
        library=item.library,
    )


def split(context: Context, item: ir.Split) -> Statement:
    """`Customers are dealt into the parts of **spring test** by customer id:`."""
    by = phrases.column(context, item.by)
    cases = [Case(part, Clause(f"{shown.percent(share)} of customers")) for part, share in item.shares]
    folded = fold(item.name)
    return Statement(
        kind="split",
        name=item.name,
        lead=f"Customers are dealt into the parts of **{item.name}** by {by}, as if by lot:",
        cases=tuple(cases),
        missing=f'The same {by} is always in the same part, as long as the words "{item.salt}" and the shares stay.',
        needs=dependencies.needs(context, (item.by,)),
        used_by=dependencies.used_by(context, folded),
        examples=dependencies.examples(context.program, folded),
        library=item.library,
    )


def suppression(context: Context, item: ir.Suppression) -> Statement:
    """`A customer is **suppressed** when consent is no.`"""
    clause = clauses.tree(context, item.condition)
    return Statement(
        kind="suppression",
        name=dependencies.suppression_name(item),
        lead=lead_and_clause("A customer is **suppressed** (left out of what is sent) when", clause),
        clause=clause,
        missing=absence.of_suppression(context, item),
        needs=dependencies.needs(context, (item.condition,)),
        because=item.because,
        library=item.library,
    )


def define(context: Context, item: ir.Define) -> Statement:
    """`**spend** is the sum of amount in transactions over the last 12 months (…).`"""
    folded = fold(item.name)
    lead, clause, cases = _define_body(context, item)
    return Statement(
        kind="define",
        name=item.name,
        lead=lead,
        clause=clause,
        cases=cases,
        missing=absence.of_define(context, item),
        needs=dependencies.needs(context, (item.value,)),
        used_by=dependencies.used_by(context, folded),
        library=item.library,
    )


def _define_body(context: Context, item: ir.Define) -> tuple[str, Clause | None, tuple[Case, ...]]:
    match item.value:
        case ir.Truth():
            clause = clauses.tree(context, item.value.condition)
            return lead_and_clause(f"**{item.name}** is yes when", clause), clause, ()
        case ir.Choose(branches=branches, otherwise=otherwise):
            cases = [Case(phrases.words(context, value), clauses.tree(context, test)) for test, value in branches]
            last = "missing" if otherwise is None else phrases.words(context, otherwise)
            return f"**{item.name}** is the first of these whose line holds:", None, (*cases, Case(last, None))
        case value:
            return f"**{item.name}** is {phrases.words(context, value)}.", None, ()
