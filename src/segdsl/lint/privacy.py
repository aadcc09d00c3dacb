"""Protected and sensitive columns in rules whose purpose forbids them or wants a reason; direct use, and by name."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from segdsl import ir
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Code, Diagnostic, Label
from segdsl.lint import learned
from segdsl.lint.values import Values
from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.record import record
from segdsl.schemas import DataClass
from segdsl.source import Span

_FORBIDDEN = frozenset({"credit", "pricing"})
_WANTS_REASON = "marketing"
_WATCHED = (DataClass.PROTECTED, DataClass.SENSITIVE)


@record
class _Rule:
    """What decides about customers, and whether it gives a reason."""

    what: str
    body: object
    reason: bool


def protected_columns(values: Values) -> Iterator[Diagnostic]:
    """One finding for each rule and column, at the first place."""
    program = values.program
    purpose = fold(program.meta.purpose or "")
    if purpose not in _FORBIDDEN and purpose != _WANTS_REASON:
        return
    for rule in _rules(program, purpose):
        if purpose == _WANTS_REASON and rule.reason:
            continue
        own = {fold(t.name) for t in learned.own(program)} if purpose in _FORBIDDEN else set()
        for column, place in _used(values, rule.body, own).items():
            yield _finding(values, rule, column, place, purpose)


def _rules(program: ir.Program, purpose: str) -> Iterator[_Rule]:
    if purpose in _FORBIDDEN:  # said where it is learned from, and once, however many rules use it
        for thing in learned.own(program):
            yield _Rule(f"`{thing.name}`", _deciding(thing), False)
    for segment in program.segments.values():
        if segment.library is None:
            yield _Rule(f"`{segment.name}`", segment.condition, segment.because is not None)
    for tiers in program.tiers.values():
        if tiers.library is None:
            yield _Rule(f"`{tiers.name}`", tiers.branches, False)
    for suppression in program.suppressions:
        if suppression.library is None:
            yield _Rule("this suppression", suppression.condition, suppression.because is not None)


def _used(values: Values, body: object, apart: Container[str]) -> dict[ir.Column, Span | None]:
    """The watched columns that a rule looks at, also behind what is defined and learned, with the place in the rule.

    What is learned under a name `apart` is looked at by itself.
    """
    found: dict[ir.Column, Span | None] = {}
    pending: list[tuple[object, Span | None]] = [(body, None)]
    opened: set[tuple[type, str]] = set()
    while pending:
        root, place = pending.pop()
        for node in nodes(root):
            if isinstance(node, ir.Named | ir.Learned) and (type(node), node.name) not in opened:
                opened.add((type(node), node.name))
                pending.append((_behind(values.program, node, apart), place or node.span))
            elif isinstance(node, ir.Column):
                column = values.column(node)
                if column is not None and column.data_class in _WATCHED:
                    found.setdefault(node, place or node.span)
    return found


def _behind(program: ir.Program, node: ir.Named | ir.Learned, apart: Container[str]) -> object:
    if isinstance(node, ir.Learned):
        thing = program.learned.get(node.name)
        return () if thing is None or node.name in apart else _deciding(thing)
    define = program.defines.get(node.name)
    return () if define is None else define.value


def _deciding(thing: ir.LearnedThing) -> ir.LearnedThing:
    """What a prediction is only compared with decides nothing."""
    return replace(thing, baseline=None) if isinstance(thing, ir.Prediction) else thing


def _finding(values: Values, rule: _Rule, column: ir.Column, place: Span | None, purpose: str) -> Diagnostic:
    declared = values.column(column)
    assert declared is not None
    label = () if declared.span is None else (Label(declared.span, f"declared {declared.data_class.value} here"),)
    code: Code
    if purpose in _FORBIDDEN:
        code = codes.PROTECTED
        message = f"`{declared.name}` is {declared.data_class.value} and may not decide in a {purpose} ruleset"
        help = f"leave the column out of {rule.what}"
    else:
        code = codes.PROTECTED_MARKETING
        message = f"{rule.what} uses the {declared.data_class.value} column `{declared.name}` and gives no reason"
        help = 'add `because "…"` with the reason, or leave the column out'
    return Diagnostic(code, message, place, labels=label, help=(help,))
