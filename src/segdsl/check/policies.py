"""Policies: what their names stand for, and limits that mean something; judges none of them."""

from __future__ import annotations

from segdsl import ir
from segdsl.check import memberships
from segdsl.check.context import Context, close
from segdsl.check.scope import Sort
from segdsl.diagnostics.codes import policies as codes
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.schemas import DataClass
from segdsl.syntax import ast
from segdsl.syntax.print_policies import print_rule

_CLASSES = {f"{each.value} columns": each.value for each in DataClass}


def policies(cx: Context, node: ast.PolicyDecl) -> list[ir.Policy]:
    """The lines that could be checked."""
    found: list[ir.Policy] = []
    title = None if node.title is None else node.title.value
    for line in node.lines:
        rule = _rule(cx, line.rule)
        if rule is not None:
            because = None if line.because is None else line.because.value
            found.append(ir.Policy(rule, print_rule(line.rule), because, title, cx.unit.library, line.rule.span))
    return found


def _rule(cx: Context, rule: ast.PolicyRule) -> ir.PolicyRule | None:
    match rule:
        case ast.NeverUse():
            return _never_use(cx, rule)
        case ast.SizeLimit():
            return _size_limit(cx, rule)
        case ast.NoOverlap():
            names = _segments(cx, rule.names)
            return None if names is None else ir.NoOverlap(names, rule.in_data)
        case ast.Covered():
            names = _segments(cx, rule.names)
            return None if names is None else ir.Covered(names, rule.exactly, rule.in_data)
        case ast.Inside():
            names = _segments(cx, (rule.name, rule.outer))
            return None if names is None else ir.Inside(names[0], names[1], rule.in_data)
        case ast.ChangeLimit():
            groups: ir.Groups | None = ir.EverySegment() if rule.within is None else _groups(cx, rule.within)
            return None if groups is None else ir.ChangeLimit(float(rule.limit.value), groups)


def _never_use(cx: Context, rule: ast.NeverUse) -> ir.NeverUse | None:
    targets = [_target(cx, name) for name in rule.names]
    within = None if rule.within is None else _groups(cx, rule.within)
    if None in targets or (rule.within is not None and within is None):
        return None
    return ir.NeverUse(tuple(target for target in targets if target is not None), within)


def _target(cx: Context, name: ast.Name) -> ir.Target | None:
    """A file that others use may forbid what some of them do not have; in the file itself that is a slip."""
    text, folded = name.text, fold(name.text)
    if folded in _CLASSES:
        return ir.Target(text, data_class=_CLASSES[folded])
    tables = cx.rules.names.tables.tables
    left, of, right = text.rpartition(" of ")
    table = cx.rules.names.table(right) if of else None
    if table is not None and fold(left) not in ("", folded):
        target = ir.Target(text, fold(left), frozenset({fold(table.name)}))
        there = fold(left) in table.columns or not table.closed
    else:
        target = ir.Target(text, folded)
        there = folded in cx.rules.names.named or folded in tables
        there = there or any(folded in t.columns or not t.closed for t in tables.values())
    if there or cx.unit.library is not None or cx.rules.bundle.may_hold(text):
        return target
    known = [*(c.name for t in tables.values() for c in t.columns.values()), *cx.rules.shown.values()]
    near = close(cx, text, [*known, *(t.name for t in tables.values()), *_CLASSES])
    help = f"a similar name exists: `{near}`" if near else "name a column, a table, or what the rules define"
    cx.error(codes.NOTHING_OF_THE_NAME, f"nothing is called `{text}`", name.span, help=(help,))
    return None


def _segments(cx: Context, names: tuple[ast.Name, ...]) -> tuple[str, ...] | None:
    """The segments of these names, each once; None when one is no segment."""
    first: dict[str, ast.Name] = {}
    fits = True
    for name in names:
        folded = fold(name.text)
        sort = cx.rules.names.named.get(folded)
        if sort is not Sort.SEGMENT:
            memberships.no_segment(cx, name, sort)
            fits = False
        elif folded in first:
            labels = (Label(first[folded].span, "named here first"),)
            cx.error(codes.BAD_LIMIT, f"`{name.text}` is named twice", name.span, labels=labels, help=("name it once",))
            fits = False
        first.setdefault(folded, name)
    return tuple(first) if fits else None


def _groups(cx: Context, within: ast.Within) -> ir.Groups | None:
    match within.what:
        case "every segment":
            return ir.EverySegment()
        case "named":
            names = _segments(cx, within.names)
            return None if names is None else ir.TheseSegments(names)
        case "every part of":
            return _parts(cx, within.names[0])


def _parts(cx: Context, name: ast.Name) -> ir.EveryPart | None:
    folded = fold(name.text)
    if cx.rules.names.named.get(folded) in (Sort.TIERS, Sort.SPLIT):
        return ir.EveryPart(folded)
    if not cx.rules.bundle.may_hold(name.text):
        sorts = cx.rules.names.named.items()
        known = [cx.rules.shown[n] for n, s in sorts if s in (Sort.TIERS, Sort.SPLIT)]
        near = close(cx, name.text, known)
        help = f"tiers with a similar name exist: `{near}`" if near else "only tiers and splits have parts"
        cx.error(codes.NOTHING_OF_THE_NAME, f"no tiers and no split are called `{name.text}`", name.span, help=(help,))
    return None


def _size_limit(cx: Context, rule: ast.SizeLimit) -> ir.SizeLimit | None:
    groups = _groups(cx, rule.within)
    low, high = (None if n is None else float(n.value) for n in (rule.low, rule.high))
    written = rule.high or rule.low
    wrong = None
    if low is not None and high is not None and low > high:
        wrong = "the lower limit is above the upper one", "write the smaller one first"
    elif any(n is not None and n < 0 for n in (low, high)):
        wrong = "fewer than no customers cannot be", "write a limit of 0 or more"
    elif rule.of_all and any(n is not None and n > 1 for n in (low, high)):
        wrong = "a share is at most 100%", "write a limit between 0% and 100%"
    elif not rule.of_all and any(n is not None and not n.is_integer() for n in (low, high)):
        wrong = "customers are counted in whole numbers", "write a share with `%`, or a whole number"
    if wrong is not None and written is not None:
        cx.error(codes.BAD_LIMIT, wrong[0], written.span, help=(wrong[1],))
        return None
    return None if groups is None else ir.SizeLimit(low, high, rule.of_all, rule.undecided, groups)
