"""Tables as data frames: how they are read, which rows stay, what they borrow, and whose rows they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segdsl import ir, schemas
from segdsl.explanation.mentions import columns_of, tables_used
from segdsl.explanation.pandas_code import rows
from segdsl.explanation.pandas_code.script import Script, quoted
from segdsl.names import fold
from segdsl.types import Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """How a data file lies there: what to read it with, and for text files the separator and encoding.

    `lines_before` stand before the header, `packed` says gzip, `headers` maps folded names to the headers in the file.
    """

    path: str
    reader: str = "csv"
    separator: str = ","
    encoding: str = "utf-8"
    lines_before: int = 0
    packed: bool = False
    headers: Mapping[str, str] | None = None
    sheet: str | None = None


def every(script: Script, shapes: Mapping[str, Shape]) -> None:
    """Prints all tables that the rules use, look-ups first, then the customers, then their rows."""
    program = script.program
    used = tables_used(program)
    for name in used:
        script.variable("table", name, program.tables[name].name)
    for role in (schemas.Role.ONE, schemas.Role.CUSTOMERS, schemas.Role.MANY):
        for name in used:
            if program.tables[name].role is role:
                _read(script, name, shapes.get(name))
    if program.customers.key is None:
        rows.number_customers(script)
    for name in used:
        rows.borrow(script, name)
        rows.keep(script, name)
    rows.settle_customers(script)
    for name in used:
        rows.settle(script, name)


# ---- reading -------------------------------------------------------------------------------------------------


def _read(script: Script, name: str, shape: Shape | None) -> None:
    table = script.program.tables[name]
    frame = script.names["table", name]
    shape = shape or Shape(table.path or f"{name.replace(' ', '_')}.csv")
    script.add(f"# {table.name}", f"{frame} = {_reader(shape)}")
    wanted = [column for key, column in table.columns.items() if key in columns_of(script.program, name)]
    if not wanted:
        script.add(f"{frame} = {frame}[[]]", "")
        return
    script.add(f"{frame} = pd.DataFrame({{")
    for column in wanted:
        header = (shape.headers or {}).get(fold(column.name)) or column.physical or column.name
        script.add(f"    {quoted(column.name)}: {_converted(script, f'{frame}[{quoted(header)}]', column, table)},")
    script.add("})", "")


def _reader(shape: Shape) -> str:
    path = quoted(shape.path)
    match shape.reader:
        case "parquet":
            return f"pd.read_parquet({path})"
        case "excel":
            sheet = "" if shape.sheet is None else f", sheet_name={quoted(shape.sheet)}"
            return f'pd.read_excel({path}{sheet}, dtype=str, keep_default_na=False, engine="calamine")'
        case "jsonl":
            return f"pd.read_json({path}, lines=True, dtype=False)"
        case "feather":
            return f"pd.read_feather({path})"
        case _:
            more = "" if shape.separator == "," else f", sep={quoted(shape.separator)}"
            if shape.lines_before:
                more += f", skiprows={shape.lines_before}"
            if shape.packed:
                more += ', compression="gzip"'
            encoding = "" if shape.encoding in ("utf-8", "utf8") else f", encoding={quoted(shape.encoding)}"
            return f"pd.read_csv({path}{more}{encoding}, dtype=str, keep_default_na=False)"


def _converted(script: Script, code: str, column: schemas.Column, table: ir.Table) -> str:
    codes = [_code_text(code_) for code_ in column.missing_codes]
    is_key = fold(column.name) in {fold(x) for x in (table.key, table.per) if x}
    match column.type.kind:
        case Kind.WHOLE | Kind.NUMBER | Kind.DURATION if not is_key:
            inner = script.call("decimal_comma", code) if column.decimal_mark == "," else code
            return script.call("numbers", inner, *codes)
        case Kind.YES_NO if not is_key:
            return script.call("yes_no", code, *codes)
        case Kind.DATE | Kind.DATE_TIME if not is_key:
            pattern = [] if column.date_pattern is None else [f"pattern={quoted(strptime(column.date_pattern))}"]
            return script.call("dates", code, *codes, *pattern)
        case Kind.UNKNOWN if not is_key:
            return script.call("undeclared", code, *codes)
        case _:
            return script.call("texts", code, *codes)


def _code_text(value: object) -> str:
    if isinstance(value, bool):
        return '"yes"' if value else '"no"'
    return repr(value) if isinstance(value, int | float) else quoted(str(value))


_PATTERN = (
    ("yyyy", "%Y"), ("MMM", "%b"), ("SS", "%S"), ("HH", "%H"), ("MM", "%M"), ("mm", "%m"), ("dd", "%d"), ("yy", "%y"),
)  # fmt: skip


def strptime(pattern: str) -> str:
    """`dd.mm.yyyy` as `%d.%m.%Y`."""
    text, place = "", 0
    while place < len(pattern):
        found = next(((word, sign) for word, sign in _PATTERN if pattern.startswith(word, place)), None)
        text += found[1] if found else pattern[place]
        place += len(found[0]) if found else 1
    return text
