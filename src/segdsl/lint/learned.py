"""What is known of learned values before anything is learned, and learned statements that say the same or go unused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from segdsl import ir
from segdsl.check.bands import range_of
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.lint import domain, wording
from segdsl.lint.domain import Domain
from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.types import Kind

_CHANCES = frozenset({"chance", "alive", "unusualness"})


def domain_of(thing: ir.LearnedThing | None, value: ir.Learned) -> Domain:
    """What an output can be, whatever will be learned."""
    if isinstance(thing, ir.Score) and value.output != "code":
        low, high = range_of(thing, value.output)
        return Domain(low=low, high=high, discrete=value.type.kind is Kind.WHOLE)
    if value.output in _CHANCES or value.output.startswith("chance of "):
        return Domain(low=0, high=1)
    if value.output == "purchases":
        return Domain(low=0)
    return domain.of_type(value.type)


def own(program: ir.Program) -> list[ir.LearnedThing]:
    """What the statements of the file itself learn; the limit of a ranking belongs to the rule that it stands in."""
    return [t for t in program.learned.values() if t.library is None and not isinstance(t, ir.Share)]


def conditions(program: ir.Program) -> Iterator[ir.Cond]:
    """Whom the file learns from, and what it predicts of them as they are; days to come are no condition yet."""
    for thing in own(program):
        if not isinstance(thing, ir.Share) and thing.population is not None:
            yield thing.population
        if isinstance(thing, ir.Prediction) and thing.outcome.length is None:
            yield thing.outcome.condition


def repeated(program: ir.Program) -> Iterator[Diagnostic]:
    """Two statements that learn the same from the same."""
    first: dict[object, ir.LearnedThing] = {}
    things = sorted(own(program), key=lambda thing: thing.span.start if thing.span else 0)
    for thing in things:
        known = first.setdefault((type(thing), _meaning(thing)), thing)
        if known is not thing:
            there = wording.head(known)
            message = f"`{thing.name}` learns the same as `{known.name}`"
            labels = () if there is None else (Label(there, "the same"),)
            help = (f"use `{known.name}` where the other is used, and leave one out",)
            yield Diagnostic(codes.DUPLICATE, message, wording.head(thing), labels=labels, help=help)


def _meaning(thing: ir.LearnedThing) -> tuple[object, ...]:
    """All that it is but its names."""
    named = ("name", "outputs", "declaration", "library", "span")
    return tuple(getattr(thing, f.name) for f in fields(thing) if f.name not in named)


def unused(program: ir.Program) -> Iterator[Diagnostic]:
    """Learned statements of the file whose values no rule and no other statement asks for."""
    libraries = [s.library for s in program.segments.values()] + [t.library for t in program.tiers.values()]
    if None not in libraries:
        return
    bodies = [define.value for define in program.defines.values() if not is_output(program, define)]
    rules: list[object] = [s.condition for s in program.segments.values()]
    rules += [t.branches for t in program.tiers.values()]
    rules += [s.condition for s in program.suppressions]
    rules += program.learned.values()
    asked = {node.name for node in nodes((*bodies, *rules)) if isinstance(node, ir.Named)}
    aliases = {name: d.value.name for name, d in program.defines.items() if isinstance(d.value, ir.Named)}
    asked |= {aliases[name] for name in asked if name in aliases}
    for thing in own(program):
        if not any(fold(name) in asked for name in thing.outputs.values()):
            message = f"nothing uses what `{thing.name}` learns"
            help = ("leave the statement out, or use it in a rule",)
            yield Diagnostic(codes.UNUSED_LEARNED, message, wording.head(thing), help=help)


def _alias(program: ir.Program, define: ir.Define) -> bool:
    """Whether it is a second name of what a statement learns, and no definition that somebody wrote."""
    value = define.value
    behind = program.defines.get(value.name) if isinstance(value, ir.Named) else None
    return behind is not None and isinstance(behind.value, ir.Learned) and behind.span == define.span


def is_output(program: ir.Program, define: ir.Define) -> bool:
    """Whether a learned statement gives the name, rather than a `define`."""
    return isinstance(define.value, ir.Learned) or _alias(program, define)
