"""Protected and sensitive columns in rules whose purpose forbids them or wants a reason; direct use, and by name."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Code, Diagnostic, Label
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
    for rule in _rules(program):
        if purpose == _WANTS_REASON and rule.reason:
            continue
        for column, place in _used(values, rule.body).items():
            yield _finding(values, rule, column, place, purpose)


def _rules(program: ir.Program) -> Iterator[_Rule]:
    for segment in program.segments.values():
        if segment.library is None:
            yield _Rule(f"`{segment.name}`", segment.condition, segment.because is not None)
    for tiers in program.tiers.values():
        if tiers.library is None:
            yield _Rule(f"`{tiers.name}`", tiers.branches, False)
    for suppression in program.suppressions:
        if suppression.library is None:
            yield _Rule("this suppression", suppression.condition, suppression.because is not None)


def _used(values: Values, body: object) -> dict[ir.Column, Span | None]:
    """The watched columns that a rule looks at, also behind defined names, with the place in the rule."""
    found: dict[ir.Column, Span | None] = {}
    pending: list[tuple[object, Span | None]] = [(body, None)]
    opened: set[str] = set()
    while pending:
        root, place = pending.pop()
        for node in nodes(root):
            if isinstance(node, ir.Named) and node.name in values.program.defines and node.name not in opened:
                opened.add(node.name)
                pending.append((values.program.defines[node.name].value, place or node.span))
            elif isinstance(node, ir.Column):
                column = values.column(node)
                if column is not None and column.data_class in _WATCHED:
                    found.setdefault(node, place or node.span)
    return found


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
