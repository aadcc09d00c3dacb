"""Lays policies out: a line for each, so that a changed limit is a changed line."""

from __future__ import annotations

import re

from segdsl.syntax import ast
from segdsl.syntax.lines import INDENT, WIDTH, Line, head_line, line_at
from segdsl.syntax.print_names import name, text
from segdsl.syntax.print_values import print_expr

_TAKEN = re.compile(r"(?i)(?:every (?:segment$|part of )|the data$)")
"""After `in` these are no names."""
_LINE_START = re.compile(r"(?i)(?:never use|at (?:least|most)|between|no (?:overlap|segment|change)|every customer) ")


def lay_out_policy(statement: ast.PolicyDecl) -> list[Line]:
    head = "policy" if statement.title is None else f"policy {text(statement.title)}"
    lines = [head_line(head, statement.span, statement.lines[0].span)]
    for line in statement.lines:
        lines.append(line_at(_line(line), line.span))
    return lines


def _line(line: ast.PolicyLine) -> str:
    written = f"{INDENT}{print_rule(line.rule)}"
    if line.because is None:
        return written
    because = f"because {text(line.because)}"
    single = f"{written} {because}"
    return single if len(single) <= WIDTH else f"{written}\n{INDENT * 2}{because}"


def print_rule(rule: ast.PolicyRule) -> str:
    """The rule as it is written in a policy."""
    match rule:
        case ast.NeverUse():
            return f"never use {_names(rule.names)}{_within(rule.within)}"
        case ast.SizeLimit():
            whom = f"{'of ' if rule.of_all else ''}{_customers(rule)}{' undecided' if rule.undecided else ''}"
            return f"{_amount(rule)} {whom}{_within(rule.within)}"
        case ast.NoOverlap():
            last = f"{_names(rule.names[:-1])} and {name(rule.names[-1], 'table')}"
            return f"no overlap between {last}{_in_data(rule.in_data)}"
        case ast.Covered():
            one = "exactly one" if rule.exactly else "one"
            return f"every customer in {one} of {_names(rule.names)}{_in_data(rule.in_data)}"
        case ast.Inside():
            inner = rule.name.text if not _LINE_START.match(rule.name.text) else None
            shown = name(rule.name, "segment") if inner is not None else f"`{rule.name.text}`"
            return f"{shown} is inside {name(rule.outer, 'table')}{_in_data(rule.in_data)}"
        case ast.ChangeLimit(within=None):
            return f"no segment changes by more than {print_expr(rule.limit)}"
        case ast.ChangeLimit():
            return f"no change of more than {print_expr(rule.limit)}{_within(rule.within)}"


def _amount(rule: ast.SizeLimit) -> str:
    low = "" if rule.low is None else print_expr(rule.low)
    high = "" if rule.high is None else print_expr(rule.high)
    if low and high:
        return f"between {low} and {high}"
    return f"at least {low}" if low else f"at most {high}"


def _customers(rule: ast.SizeLimit) -> str:
    last = rule.high or rule.low
    return "customer" if not rule.of_all and last is not None and last.value == 1 else "customers"


def _names(names: tuple[ast.Name, ...]) -> str:
    return ", ".join(name(each, "table") for each in names)


def _within(within: ast.Within | None) -> str:
    if within is None:
        return ""
    if within.what == "every segment":
        return " in every segment"
    if within.what == "every part of":
        return f" in every part of {name(within.names[0], 'table')}"
    first, *rest = within.names
    shown = f"`{first.text}`" if _TAKEN.match(first.text) else name(first, "after in")
    return f" in {', '.join([shown, *(name(each, 'table') for each in rest)])}"


def _in_data(in_data: bool) -> str:
    return " in the data" if in_data else ""
