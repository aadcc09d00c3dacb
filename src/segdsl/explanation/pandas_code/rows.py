"""Which rows of a data frame stay, what they borrow from look-ups, and which customer each row belongs to."""

from __future__ import annotations

from segdsl import ir, schemas
from segdsl.explanation import phrases
from segdsl.explanation.mentions import nodes
from segdsl.explanation.pandas_code import layout, masks
from segdsl.explanation.pandas_code.layout import Leaf, Mask
from segdsl.explanation.pandas_code.script import Scope, Script, quoted
from segdsl.names import fold
from segdsl.types import Kind

OWNER = "customer"
"""The column that says whose row it is, in tables whose own link is not the customers' key."""


def borrow(script: Script, name: str) -> None:
    """Prints the columns that rows of a table borrow from look-ups, as columns of their own."""
    frame = script.names["table", name]
    found: dict[ir.Column, None] = {}
    for node in nodes(script.program):
        if isinstance(node, ir.Column) and node.hops and fold(node.table) == name:
            found[node] = None
    for column in found:
        label = quoted(phrases.label(script.context, column))
        script.add(*f"{frame}[{label}] = {looked_up(script, name, column.hops, column.name)}".split("\n"))
    if found:
        script.add("")


def looked_up(script: Script, name: str, hops: tuple[ir.Hop, ...], column: str) -> str:
    """`look_up(loans["account id"], accounts, "account id", "district id")`, the next step round it."""
    code = f"{script.names['table', name]}[{_label(script, name, hops[0].link)}]"
    for place, hop in enumerate(hops):
        target = fold(hop.table)
        per = _label(script, target, script.program.tables[target].per or "")
        wanted = _label(script, target, hops[place + 1].link if place + 1 < len(hops) else column)
        frame = script.names["table", target]
        if place:
            code = f"look_up(\n    {code},\n    {frame}, {per}, {wanted},\n)"
        else:
            code = script.call("look_up", code, frame, per, wanted)
    return code


def _label(script: Script, table: str, column: str) -> str:
    return quoted(script.context.column(table, column))


def keep(script: Script, name: str) -> None:
    """Prints the filter for `only where`, and for rows after the as-of date or without one."""
    table, frame = script.program.tables[name], script.names["table", name]
    kept: list[Mask] = []
    if table.only_where is not None:
        kept.append(masks.true(script, Scope(frame, table.name), table.only_where))
    if table.dated is not None and script.as_of is not None:
        kept.append(Leaf(f"{day_of(script, frame, table)} <= AS_OF"))
    if kept:
        script.add(*layout.assigned(frame, layout.joined("&", kept), f"{frame}[", "]"), "")


def day_of(script: Script, frame: str, table: ir.Table) -> str:
    """The calendar day of each row of a dated table."""
    column = table.columns[fold(table.dated or "")]
    time = ".dt.normalize()" if column.type.kind is Kind.DATE_TIME else ""
    return f"{frame}[{quoted(column.name)}]{time}"


def number_customers(script: Script) -> None:
    """Prints the row number, from 1, as the key of customers who have none."""
    frame = script.customers.frame
    script.add(f"{frame}.index = pd.RangeIndex(1, len({frame}) + 1)  # no key: the row number serves", "")


def settle_customers(script: Script) -> None:
    """Prints one row per customer, found by key."""
    table = script.program.customers
    frame = script.customers.frame
    if table.key is None:
        return
    key = _label(script, fold(table.name), table.key)
    if table.distinct:
        script.add(f"{frame} = {frame}.dropna(subset=[{key}]).drop_duplicates({key})")
    script.add(f"{frame}.index = {frame}[{key}].to_numpy()", "")


def settle(script: Script, name: str) -> None:
    """Prints whose row each row of a table of many rows is."""
    program = script.program
    table, frame = program.tables[name], script.names["table", name]
    if table.role is not schemas.Role.MANY or table.link is None:
        return
    link = table.link
    own = link.column
    if link.hops:
        way = looked_up(script, name, link.hops, link.column)
        script.add(*f"{frame}[{quoted(_free(table, 'link'))}] = {way}".split("\n"))
        own = _free(table, "link")
    customers = program.customers
    if link.through is None and customers.key is not None and fold(link.customer_column or "") == fold(customers.key):
        script.owners[name] = script.context.column(name, own)
        script.add(*([""] if link.hops else []))
        return
    script.owners[name] = _free(table, OWNER)
    pairs = _through(script, link) if link.through is not None else _by_column(script, link)
    left, right = quoted(script.context.column(name, own)), quoted(_free(table, "pair"))
    script.add(f"pairs = {pairs}", f"pairs.columns = [{right}, {quoted(_free(table, OWNER))}]")
    script.add(f"{frame} = {frame}.merge(pairs.dropna().drop_duplicates(), left_on={left}, right_on={right})", "")


def _by_column(script: Script, link: ir.Link) -> str:
    """Customers by a column that several of them may share."""
    frame = script.customers.frame
    column = _label(script, script.customers.table, link.customer_column or "")
    return f"pd.DataFrame({{0: {frame}[{column}], 1: {frame}.index}})"


def _through(script: Script, link: ir.Link) -> str:
    """The pairs of a link table: what its rows lead to, and whose they are."""
    name = fold(link.through or "")
    frame = script.names["table", name]
    owner = quoted(script.owners[name])
    column = _label(script, name, link.through_column or "")
    rows = frame
    if link.where is not None:
        mask = masks.true(script, Scope(frame, name, script.owners[name]), link.where)
        rows = f"{frame}[{layout.one_line(mask)}]"
    if owner == column:
        return f"pd.DataFrame({{0: {rows}[{column}], 1: {rows}[{column}]}})"
    return f"{rows}[[{column}, {owner}]]"


def _free(table: ir.Table, wanted: str) -> str:
    """A column name that the table does not have yet."""
    taken = {column.name for column in table.columns.values()}
    while wanted in taken:
        wanted = f"{wanted}_"
    return wanted
