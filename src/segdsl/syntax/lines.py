"""Lines of the canonical layout: what a clause, a long list or a condition over several lines looks like."""

from __future__ import annotations

from segdsl.record import record
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.print_values import excluded, operand, print_cond, print_expr

WIDTH = 100
INDENT = "  "


@record
class Line:
    """Text that may itself be several lines (a long list); `start` and `end` are the clause's place in the source, and
    `also` that of another clause on the same line."""

    text: str
    start: int
    end: int
    also: Span | None = None


def line_at(text: str, span: Span) -> Line:
    return Line(text, span.start, span.end)


def head_line(text: str, statement: Span, first: Span | None) -> Line:
    """The first line of a statement, which ends where the first clause begins."""
    end = first.start if first is not None and first.start > statement.start else statement.end
    return Line(text, statement.start, end)


def condition_lines(condition: ast.Cond, lead: str) -> list[Line]:
    """A line for each clause: `if a`, `and b`, `except c`; the place of a clause begins at its operator."""
    match condition:
        case ast.Except():
            line = line_at(f"{INDENT}except {excluded(condition.excluded)}", condition.excluded.span)
            return [*condition_lines(condition.condition, lead), line]
        case ast.Chain():
            first, *rest = condition.items
            lines = [clause_line(lead, first, first.span.start)]
            for item, operator in zip(rest, operator_places(condition), strict=True):
                lines.append(clause_line(f"{condition.op} ", item, operator))
            return lines
        case _:
            return [clause_line(lead, condition, condition.span.start)]


def operator_places(chain: ast.Chain) -> list[int]:
    if len(chain.op_spans) == len(chain.items) - 1:
        return [span.start for span in chain.op_spans]
    return [item.span.start for item in chain.items[1:]]


def clause_line(lead: str, condition: ast.Cond, start: int) -> Line:
    single = f"{INDENT}{lead}{print_cond(condition)}"
    if len(single) > WIDTH:
        match condition:
            case ast.InList():
                single = _long_list(f"{INDENT}{lead}", condition)
            case ast.Group(condition=ast.Chain() as chain):
                items = [print_cond(item) for item in chain.items]
                single = f"{INDENT}{lead}({items[0]}"
                single += "".join(f"\n{INDENT * 2}{chain.op} {item}" for item in items[1:]) + ")"
            case _:
                pass
    return Line(single, start, condition.span.end)


def _long_list(lead: str, condition: ast.InList) -> str:
    head = f"{lead}{operand(condition.value)} {'not in' if condition.negated else 'in'} ["
    return f"{head}\n" + fill([print_expr(item) for item in condition.items], INDENT * 2) + f"\n{INDENT}]"


def fill(items: list[str], indent: str, first: str | None = None) -> str:
    """Items with commas, as many on a line as fit; `first` begins the first line in place of the indent."""
    lines: list[str] = []
    line = indent if first is None else first
    empty = True
    for position, item in enumerate(items):
        piece = item if position == len(items) - 1 else item + ","
        if not empty and len(line) + 1 + len(piece) > WIDTH:
            lines.append(line)
            line, empty = indent, True
        line += piece if empty else " " + piece
        empty = False
    return "\n".join([*lines, line])
