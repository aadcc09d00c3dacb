"""What is written twice or for nothing: clauses, definitions, names that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from segdsl import ir
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.lint import learned, wording
from segdsl.load.walk import nodes

D = TypeVar("D", ir.Define, ir.Segment)


def duplicate_clauses(roots: Sequence[object]) -> Iterator[Diagnostic]:
    """Two equal items of one `and` or `or`."""
    for node in nodes(tuple(roots)):
        if isinstance(node, ir.And | ir.Or):
            first: dict[ir.Cond, ir.Cond] = {}
            for item in node.items:
                known = first.setdefault(item, item)
                if known is not item:
                    labels = () if known.span is None else (Label(known.span, "the first time"),)
                    message = f"{wording.quoted(item)} is there twice"
                    yield Diagnostic(
                        codes.DUPLICATE_CLAUSE, message, item.span, labels=labels, help=("leave one of them out",)
                    )


def duplicate_definitions(program: ir.Program) -> Iterator[Diagnostic]:
    """Two segments of one meaning, or two defines; a constant may well occur twice."""
    segments = [s for s in program.segments.values() if s.library is None]
    yield from _equal(segments, [s.condition for s in segments], "segment")
    defines = [d for d in program.defines.values() if d.library is None and not isinstance(d.value, ir.Literal)]
    defines = [d for d in defines if not learned.is_output(program, d)]
    yield from _equal(defines, [d.value for d in defines], "definition")


def _equal(things: Sequence[D], meanings: Sequence[ir.Cond] | Sequence[ir.Expr], kind: str) -> Iterator[Diagnostic]:
    first: dict[object, D] = {}
    in_order = sorted(zip(things, meanings, strict=True), key=lambda pair: pair[0].span.start if pair[0].span else 0)
    for thing, meaning in in_order:
        known = first.setdefault(meaning, thing)
        if known is not thing:
            there = wording.head(known)
            labels = () if there is None else (Label(there, "the same meaning"),)
            fix = f"write `in {known.name}`" if kind == "segment" else f"use `{known.name}`"
            message = f"the {kind} `{thing.name}` means the same as `{known.name}`"
            help = (f"{fix} where the other is used, and leave one out",)
            yield Diagnostic(codes.DUPLICATE, message, wording.head(thing), labels=labels, help=help)


def unused_defines(program: ir.Program) -> Iterator[Diagnostic]:
    """Definitions of the file that nothing asks for; a file of definitions alone is for others to use."""
    libraries = [s.library for s in program.segments.values()] + [t.library for t in program.tiers.values()]
    if None not in libraries:
        return
    bodies = [d.value for d in program.defines.values()]
    rules: list[object] = [s.condition for s in program.segments.values()]
    rules += [t.branches for t in program.tiers.values()]
    rules += [s.condition for s in program.suppressions]
    rules += program.learned.values()
    used = {node.name for node in nodes((*bodies, *rules)) if isinstance(node, ir.Named)}
    for name, define in program.defines.items():
        if define.library is None and name not in used and not learned.is_output(program, define):
            message = f"nothing uses `{define.name}`"
            yield Diagnostic(
                codes.UNUSED, message, wording.head(define), help=("leave the definition out, or use it in a rule",)
            )
