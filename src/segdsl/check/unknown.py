"""A name that stands for nothing, or for too much: a message that helps to find what was meant."""

from __future__ import annotations

from segdsl import schemas
from segdsl.check import suggest, words
from segdsl.check.context import Context, close
from segdsl.check.scope import AColumn, Ambiguous, ANamed, Colliding, Meaning, Scope, Sort, TwoWays, Unknown
from segdsl.check.spelling import respelt
from segdsl.diagnostics.codes import names as codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.source import Span
from segdsl.syntax import ast


def explain(cx: Context, meaning: Meaning, node: ast.Ref) -> None:
    text, span = node.name.text, node.span
    match meaning:
        case Ambiguous(tables, _):
            fixes = words.listed([f"{text} of {t.name}" for t in tables], "or")
            cx.error(
                codes.AMBIGUOUS_NAME,
                f"`{text}` is a column of {words.listed([t.name for t in tables])}",
                span,
                labels=tuple(Label(t.span, "one of them") for t in tables if t.span is not None),
                help=(f"say which: {fixes}",),
            )
        case TwoWays(table, way):
            parting = next((a, b) for a, b in zip(way.hops, way.other or (), strict=True) if a != b)
            links = list(dict.fromkeys(hop.link for hop in parting))
            if len(links) == 1:
                links = [hop.table for hop in parting]
            cx.error(
                codes.TWO_WAYS,
                f"`{text}` of `{table.name}` is reached in two ways, over {words.listed(links)}",
                span,
                labels=(Label(table.span, "this table is looked up"),) if table.span else (),
                help=('give one of the links another name where it is declared: `column other name as "…": text`',),
            )
        case Colliding(table, headers):
            cx.error(
                codes.COLLIDING_HEADERS,
                f"`{text}` could be any of the columns {words.listed(list(headers))} of `{table.name}`",
                span,
                help=(f'say which in the table: `column {text} as "{headers[0]}"`',),
            )
        case Unknown(asked):
            if not cx.rules.bundle.may_hold(node.name.text):
                _unknown(cx, node, asked)
        case AColumn() | ANamed():
            raise AssertionError("a name with a meaning needs no explanation")


def _unknown(cx: Context, node: ast.Ref, table: schemas.Table | None) -> None:
    text, span, names = node.name.text, node.span, cx.rules.names
    folded = fold(text)
    if table is not None:
        _not_in(cx, node, table)
    elif names.named.get(folded) is Sort.SEGMENT and not cx.scope.own_only:
        _segment(cx, text, span)
    elif cx.scope.own_only:
        _beyond(cx, text, span)
    elif names.table(text) is not None:
        cx.error(
            codes.TABLE_AS_VALUE,
            f"`{text}` is a table, not a value",
            span,
            help=(f"measure its rows: `count of {text}`, or ask for them: `any {text}`",),
        )
    elif (home := _having(cx, folded, schemas.Role.ONE)) is not None:
        _unreachable(cx, home, span)
    elif (home := _having(cx, folded, schemas.Role.MANY)) is not None:
        cx.error(
            codes.COLUMN_OF_MANY_ROWS,
            f"`{text}` is a column of `{home.name}`, where a customer has many rows",
            span,
            help=suggest.which(text, home.columns[folded].type, home.name),
        )
    else:
        helps = suggest.hints(cx, text)
        fixes = respelt(cx, text, span, helps)
        cx.error(codes.UNKNOWN_NAME, f"unknown name `{text}`", span, help=helps, fixes=fixes)


def _segment(cx: Context, text: str, span: Span) -> None:
    cx.error(
        codes.SEGMENT_AS_VALUE,
        f"`{text}` is a segment, not a value",
        span,
        labels=(Label(cx.rules.places[fold(text)], "the segment"),),
        help=(f"ask for its members: `in {text}`",),
    )


def is_bare_segment(cx: Context, node: ast.Ref) -> bool:
    """Whether a name standing alone is another segment's, and no column is known to have it; then says so.

    An open table could still turn out to have such a column. Compared with something it is taken for one; alone it is
    more likely that `in` was forgotten.
    """
    folded = fold(node.name.text)
    meaning = cx.rules.names.find(node.name.text, cx.scope)
    if cx.rules.names.named.get(folded) is not Sort.SEGMENT or folded == cx.name or cx.scope.own_only:
        return False
    if not isinstance(meaning, AColumn) or meaning.known:
        return False
    _segment(cx, node.name.text, node.span)
    return True


def is_unclear_output(cx: Context, meaning: Meaning, node: ast.Ref) -> bool:
    """Whether the name is a score's own, which is no value, or one that several estimates could give; then says so.

    Columns that are known to have the name come first.
    """
    folded = fold(node.name.text)
    seen = not isinstance(meaning, Unknown) and (not isinstance(meaning, AColumn) or meaning.known)
    if seen or cx.scope.own_only:
        return False
    total, estimates = cx.rules.scores.get(folded), cx.rules.unclear.get(folded)
    if total is not None:
        code = total.removesuffix("score") + "code"
        cx.error(
            codes.NAME_OF_SCORE,
            f"`{node.name.text}` is a score of several parts, not one value",
            node.span,
            labels=(Label(cx.rules.places[fold(total)], "the score"),),
            help=(f"say its sum, `{total}`, or its digits, `{code}`",),
        )
    elif estimates is not None:
        cx.error(
            codes.TWO_ESTIMATES,
            f"`{node.name.text}` could be of any of {len(estimates)} estimates",
            node.span,
            labels=tuple(Label(cx.rules.places[fold(name)], "one of them") for name in estimates),
            help=(f"say which: {words.listed(list(estimates), 'or')}",),
        )
    return total is not None or estimates is not None


def _having(cx: Context, folded: str, role: schemas.Role) -> schemas.Table | None:
    """The first table of the role that has the column, though no row at hand leads to it."""
    tables = cx.rules.names.tables.tables.values()
    return next((t for t in tables if t.role is role and folded in t.columns), None)


def _not_in(cx: Context, node: ast.Ref, table: schemas.Table) -> None:
    left = node.name.text.rsplit(" of ", 1)[0]
    if fold(left) in table.columns and table.role is schemas.Role.MANY:
        cx.error(
            codes.COLUMN_OF_MANY_ROWS,
            f"`{table.name}` has many rows per customer, so `{left}` is not one value",
            node.span,
            help=suggest.which(left, table.columns[fold(left)].type, table.name),
        )
        return
    helps = suggest.measured(cx, node.name.text)
    if helps and fold(left) not in table.columns:
        cx.error(codes.UNKNOWN_NAME, f"unknown name `{node.name.text}`", node.span, help=helps)
        return
    own = table is cx.rules.names.tables.customers
    if own and fold(left) not in table.columns and suggest.is_known(cx.rules.names.find(left, cx.scope)):
        helps = (f"`{left}` is not one of its columns: write it without `of {table.name}`",)
    helps = helps or _like(cx, left, table)
    if fold(left) in table.columns or not table.closed:
        _unreachable(cx, table, node.span)
        return
    cx.error(codes.UNKNOWN_NAME, f"the table `{table.name}` has no column `{left}`", node.span, help=helps)


def _unreachable(cx: Context, table: schemas.Table, span: Span) -> None:
    cx.error(
        structure.UNREACHABLE_TABLE,
        f"no column leads from the customers to `{table.name}`",
        span,
        labels=(Label(table.span, f"looked up by `{table.per}`"),) if table.span and table.per else (),
        help=(f"declare the link in the customers' table: `column {table.per}: text`",) if table.per else (),
    )


def _beyond(cx: Context, text: str, span: Span) -> None:
    table = cx.scope.table
    if not isinstance(cx.rules.names.find(text, Scope(table)), Unknown):
        cx.error(
            codes.OWN_COLUMNS_ONLY,
            f"`{text}` is not a column of `{table.name}`, and this condition may only ask about its own columns",
            span,
            help=("put the condition into the `where` of a measure, or into a rule",),
        )
        return
    message = f"the table `{table.name}` has no column `{text}`"
    helps = _like(cx, text, table)
    cx.error(codes.UNKNOWN_NAME, message, span, help=helps, fixes=respelt(cx, text, span, helps))


def _like(cx: Context, text: str, table: schemas.Table) -> tuple[str, ...]:
    """A column of the table that is called nearly so, else all of them."""
    found = close(cx, text, [c.name for c in table.columns.values()])
    return (f"a column with a similar name exists: `{found}`",) if found else suggest.columns_of(table)
