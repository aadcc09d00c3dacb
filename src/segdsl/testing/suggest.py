"""Writes examples for both sides of each limit of the rules, as text to paste; changes no file.

The customers come from proofs; what is expected of them is what the reference interpreter says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segdsl import ir
from segdsl.explanation import written
from segdsl.explanation.phrases import Context
from segdsl.interpret import Interpreter
from segdsl.membership.order import as_written
from segdsl.names import fold
from segdsl.proofs import AllOf, Claim, Found, InPart, Is, NotSo, Prover, Witness
from segdsl.record import record
from segdsl.source import Source, Span
from segdsl.syntax import ast, parse, print_names, printer
from segdsl.testing.coverage import innermost
from segdsl.testing.limits import Edge, edges

_NOWHERE = Span(Source("", ""), 0, 0)
_NOBODY: dict[str, None] = {}


@record
class Suggestion:
    """An example as text."""

    title: str
    text: str


@record
class _Rule:
    """A segment, or one line of tiers: its condition, and the claims that a customer is in it and is not."""

    name: str
    condition: ir.Cond
    inside: Claim
    outside: Claim


def suggestions(program: ir.Program) -> tuple[Suggestion, ...]:
    """Two examples for each limit that both kinds of customers were found for, and that has no example yet."""
    prover = Prover(program)
    have = {example.title for example in program.examples}
    found: dict[str, Suggestion] = {}
    for rule in _rules(program):
        for title, witness in _customers(program, prover, rule):
            text = _text(program, rule.name, title, witness)
            if title not in have and title not in found and text is not None:
                found[title] = Suggestion(title, text)
    return tuple(found.values())


def _rules(program: ir.Program) -> Iterator[_Rule]:
    for segment in as_written(program.segments.values()):
        if segment.library is None:
            cond = segment.condition
            yield _Rule(segment.name, cond, Is(cond, True), Is(cond, False))
    for tiers in as_written(program.tiers.values()):
        if tiers.library is None:
            for condition, part in tiers.branches:
                inside = InPart(fold(tiers.name), part)
                yield _Rule(tiers.name, condition, inside, NotSo(inside))


def _customers(program: ir.Program, prover: Prover, rule: _Rule) -> Iterator[tuple[str, Witness]]:
    context = Context(program)
    for clause in dict.fromkeys(innermost(rule.condition)):
        words = written.condition(context, clause)
        places = edges(program, clause)
        for number, edge in enumerate(places, 1):
            sides = _sides(prover, rule, clause, edge)
            if sides is None:
                continue
            which = f", limit {number}" if len(places) > 1 else ""
            yield f"{rule.name}: {words}{which}, just true", sides[0]
            yield f"{rule.name}: {words}{which}, just false", sides[1]


def _sides(prover: Prover, rule: _Rule, clause: ir.Cond, edge: Edge) -> tuple[Witness, Witness] | None:
    """A customer on each side of the limit, the one in and the other out for this clause alone where that can be."""
    first = _first(prover, _claims(rule, clause, True, edge.true))
    second = _first(prover, _claims(rule, clause, False, edge.false))
    return None if first is None or second is None else (first, second)


def _claims(rule: _Rule, clause: ir.Cond, truth: bool, at: ir.Cond | None) -> Iterator[Claim]:
    """The claims to try, the strictest first: everything else as it has to be, then only this clause."""
    near: tuple[Claim, ...] = () if at is None else (Is(at, True),)
    side = Is(clause, truth)
    others = tuple(Is(other, True) for other in written.top_clauses(rule.condition) if not _holds(other, clause))
    if truth:
        yield AllOf((rule.inside, side, *near))
        yield AllOf((rule.outside, side, *near))
    else:
        yield AllOf((rule.outside, side, *others, *near))
        yield AllOf((rule.outside, side, *near))
        yield AllOf((rule.inside, side, *near))


def _holds(whole: ir.Cond, clause: ir.Cond) -> bool:
    return clause in tuple(innermost(whole))


def _first(prover: Prover, claims: Iterator[Claim]) -> Witness | None:
    for claim in claims:
        found = prover.find(claim)
        if isinstance(found, Found) and found.witness.as_of is None:
            return found.witness
    return None


def _text(program: ir.Program, name: str, title: str, witness: Witness) -> str | None:
    """The example in its canonical layout; None when it cannot be written."""
    given = f"  given {', '.join(witness.lines())}\n" if witness.given else ""
    shown = print_names.text(ast.TextLit(title, span=_NOWHERE))
    draft = f"example {shown}\n{given}  expect {_expected(program, name, witness.given)}\n"
    read = parse.parse(Source("<suggestion>", draft))
    return printer.print_file(read.value) if read.value is not None and not read.diagnostics else None


def _expected(program: ir.Program, name: str, given: Mapping[ir.Expr, object]) -> str:
    asked = Interpreter(program, {}, given)  # type: ignore[arg-type]
    folded, shown = fold(name), print_names.name(ast.Name(name, span=_NOWHERE), "table")
    if folded in program.tiers:
        part = asked.part(folded, _NOBODY) or ""
        return f"{shown} is {print_names.text(ast.TextLit(part, span=_NOWHERE))}"
    return shown if asked.condition(program.segments[folded].condition, _NOBODY) else f"not {shown}"


def as_text(found: Sequence[Suggestion]) -> str:
    """All of them, apart by empty lines."""
    return "\n".join(each.text for each in found)
