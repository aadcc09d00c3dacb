"""Where the products of a recommendation stand in the data: rows of a table, or a yes/no column for each."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir, schemas, types
from segdsl.check import comparing, lookup, outcomes, values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.check.scope import Scope
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.names import fold, similar
from segdsl.record import record
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import Kind


@record
class _Home:
    """The table whose rows are what customers hold, and the column with the products."""

    table: schemas.Table
    column: ir.Column


def products(cx: Context, node: ast.RecommendDecl) -> tuple[ir.Product, ...] | None:
    """None where something about them was said to be wrong."""
    if not _each_once(cx, node):
        return None
    if all(isinstance(product, ast.Name) for product in node.products):
        return _of_columns(cx, node)
    loose = next((product for product in node.products if isinstance(product, ast.Name)), None)
    if loose is not None:
        message = f"`{loose.text}` stands among products that are texts"
        cx.error(codes.BAD_PRODUCT, message, loose.span, help=(f'write it in double quotes: `"{loose.text}"`',))
        return None
    if node.length is not None and not values.length_fits(cx, node.length):
        return None
    home = _given(cx, node, node.source) if node.source is not None else _found(cx, node)
    if home is None or not _known(cx, node, home):
        return None
    return tuple(_product(cx, node, home, p) for p in node.products if isinstance(p, ast.TextLit))


def _each_once(cx: Context, node: ast.RecommendDecl) -> bool:
    first: dict[str, ast.TextLit | ast.Name] = {}
    for product in node.products:
        text = product.value if isinstance(product, ast.TextLit) else product.text
        before = first.setdefault(fold(text), product)
        if before is not product:
            label = Label(before.span, "stands here first")
            message = f"the product `{text}` stands twice"
            cx.error(structure.LISTED_TWICE, message, product.span, labels=(label,), help=("keep one of the two",))
            return False
    return True


def _of_columns(cx: Context, node: ast.RecommendDecl) -> tuple[ir.Product, ...] | None:
    """Yes/no values of the customer, which tell who holds a product and not since when."""
    first = node.products[0]
    if node.source is not None and isinstance(first, ast.Name):
        message = f"`{first.text}` without quotes is a yes/no column, and the products stand in `{node.source[1].text}`"
        cx.error(codes.BAD_PRODUCT, message, first.span, help=(f'write products in double quotes: `"{first.text}"`',))
        return None
    if node.length is not None:
        cx.error(
            codes.BAD_PRODUCT,
            "columns tell who holds a product and not since when, so nothing says who bought it within"
            f" {shown(node.length.span)}",
            node.length.span,
            help=(
                "leave the line out: the chance is then that of holding a product, from holding the others",
                'or, if the products are texts in a dated table, write them in double quotes: `among "fund"`',
            ),
        )
        return None
    found: list[ir.Product] = []
    for product in node.products:
        assert isinstance(product, ast.Name)
        value = lookup.reference(cx, ast.Ref(product, span=product.span))
        if value is None:
            return None
        if type_of(value).kind not in (Kind.YES_NO, Kind.UNKNOWN):
            cx.error(
                codes.BAD_PRODUCT,
                f"a product is held or not, and `{product.text}` is {words.kind(type_of(value))}",
                product.span,
                labels=values.declared(cx, value),
                help=(f"define when it is held: `define has {product.text} as {product.text} > 0`",),
            )
            return None
        holds = ir.Holds(value, product.span)
        found.append(ir.Product(product.text, holds, ir.Outcome(holds, None, (), product.text)))
    return tuple(found)


def _given(cx: Context, node: ast.RecommendDecl, source: tuple[ast.Expr, ast.Name]) -> _Home | None:
    """`from product in holdings`."""
    written, name = source
    table = lookup.table(cx, name)
    if table is None:
        return None
    if table.role is not schemas.Role.MANY:
        message = f"what customers hold stands in a table with many rows for each, and `{table.name}` has one"
        cx.error(name_codes.NOT_MANY_ROWS, message, name.span, labels=_declared(table))
        return None
    if not _dates_fit(cx, node, table):
        return None
    found = values.value(cx.at(Scope(table)), written)
    if found is None:
        return None
    type_ = type_of(found)
    if isinstance(found, ir.Column) and (types.is_textual(type_) or type_.kind is Kind.UNKNOWN):
        return _Home(table, found)
    what = words.kind(type_) if isinstance(found, ir.Column) else "not a column of its rows"
    cx.error(
        codes.BAD_PRODUCT,
        f"the products are texts in a column of `{table.name}`, and `{shown(written.span)}` is {what}",
        written.span,
        labels=values.declared(cx, found),
    )
    return None


def _declared(table: schemas.Table) -> tuple[Label, ...]:
    return (Label(table.span, "declared here"),) if table.span is not None else ()


def _dates_fit(cx: Context, node: ast.RecommendDecl, table: schemas.Table) -> bool:
    """Whether the rows are dated, by the column that the rules name, if they are asked when."""
    if node.length is None:
        return True
    if table.dated is None:
        cx.error(
            structure.NOT_DATED,
            f"`within {shown(node.length.span)}` needs dates, and the table `{table.name}` is not dated",
            node.length.span,
            labels=_declared(table),
            help=(f"say which column dates the rows: `many per {table.per}, dated …`",),
        )
        return False
    if node.opened is None or fold(node.opened.text) == fold(table.dated):
        return True
    cx.error(
        structure.WHICH_TABLE,
        f"the rows of `{table.name}` are dated by `{table.dated}`, not by `{node.opened.text}`",
        node.opened.span,
        labels=_declared(table),
        help=(f"write `{table.dated} within {shown(node.length.span)}`",),
    )
    return False


def _found(cx: Context, node: ast.RecommendDecl) -> _Home | None:
    """The only table and column that can be meant."""
    wanted = [product.value for product in node.products if isinstance(product, ast.TextLit)]
    tables = [table for table in cx.rules.names.tables.tables.values() if _may_be(node, table)]
    homes = [home for table in tables for home in _texts(cx, table, node.name.span)]
    closed = [home for home in homes if set(wanted) <= set(home.column.type.values)]
    homes = closed or [home for home in homes if home.column.type.kind is not Kind.ONE_OF]
    if len(homes) == 1:
        return homes[0]
    _unclear(cx, node, tables, homes)
    return None


def _may_be(node: ast.RecommendDecl, table: schemas.Table) -> bool:
    if table.role is not schemas.Role.MANY or (node.length is not None and table.dated is None):
        return False
    return node.opened is None or (table.dated is not None and fold(table.dated) == fold(node.opened.text))


def _texts(cx: Context, table: schemas.Table, place: Span) -> Iterator[_Home]:
    """The columns that may hold products: texts that link nothing."""
    links = cx.rules.names.links.get(fold(table.name), frozenset())
    for name, column in table.columns.items():
        if types.is_textual(column.type) and name not in links:
            yield _Home(table, ir.Column(fold(table.name), name, column.type, (), place))


def _unclear(cx: Context, node: ast.RecommendDecl, tables: list[schemas.Table], homes: list[_Home]) -> None:
    names = [f"{_name(home)} in {home.table.name}" for home in homes]
    place = node.opened.span if node.opened is not None else node.products[0].span
    if names:
        message = f"the products could stand in {words.listed(names, 'or')}"
        helps = (f"say which: `from {names[0]}`",)
    elif not tables and node.opened is not None:
        message = f"no table with many rows is dated by `{node.opened.text}`"
        dated = [t.dated for t in cx.rules.names.tables.tables.values() if t.role is schemas.Role.MANY and t.dated]
        close = similar(node.opened.text, dated, limit=1)
        if close:
            helps = (f"a date with a similar name exists: `{close[0]}`",)
        elif dated:
            helps = (f"tables with many rows are dated by {words.listed(dated)}",)
        else:
            helps = ("say which column dates them: `many per …, dated …`",)
    else:
        message = "no column with these products is declared in a table with many rows"
        helps = ("say where they stand: `from product in holdings`",)
    cx.error(structure.WHICH_TABLE, message, place, help=helps)


def _name(home: _Home) -> str:
    return home.table.columns[home.column.name].name


def _known(cx: Context, node: ast.RecommendDecl, home: _Home) -> bool:
    """Whether a closed set has all the products."""
    allowed = home.column.type.values
    if home.column.type.kind is not Kind.ONE_OF:
        return True
    for product in node.products:
        if isinstance(product, ast.TextLit) and product.value not in allowed:
            close = similar(product.value, allowed, limit=1)
            listed = ", ".join(f'"{value}"' for value in allowed)
            fix = f'a product with a similar name exists: `"{close[0]}"`' if close else f"the products are {listed}"
            cx.error(
                codes.BAD_PRODUCT,
                f'`{_name(home)}` is never `"{product.value}"`',
                product.span,
                labels=values.declared(cx, home.column),
                help=(fix,),
            )
            return False
    return True


def _product(cx: Context, node: ast.RecommendDecl, home: _Home, product: ast.TextLit) -> ir.Product:
    span = product.span
    text = ir.Literal(comparing.normal(product.value), types.TEXT, span)
    is_it = ir.Compare(ir.Rel.EQ, home.column, text, span)
    holds = _rows(home, None, is_it, span)
    if node.length is None:
        return ir.Product(product.value, holds, ir.Outcome(holds, None, (fold(home.table.name),), span.text))
    window = outcomes.next_days(node.length)
    words_of_it = f'{_name(home)} is "{product.value}" within {shown(node.length.span)}'
    bought = ir.Outcome(
        _rows(home, window, is_it, span),
        (node.length.count, node.length.unit),
        (fold(home.table.name),),
        words_of_it,
    )
    return ir.Product(product.value, holds, bought)


def _rows(home: _Home, window: ir.Window | None, where: ir.Cond, span: Span) -> ir.Cond:
    count = ir.Measure(ir.Aggregate.COUNT, fold(home.table.name), None, window, where, types.WHOLE, span)
    return ir.Compare(ir.Rel.GE, count, ir.Literal(1, types.WHOLE, span), span)
