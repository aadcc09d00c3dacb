"""One column of a table as SQL: what it is in the rules, and what would be wrong with a value; asks no database.

What only some values need (texts that are not NFC or blank, numbers that are no numbers) is done to all when such
values were counted, and otherwise left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from segdsl.data.convert import text_codes
from segdsl.data.converted import Reason
from segdsl.data.postgres.catalogue import Stored
from segdsl.data.spelling import EXACT
from segdsl.engines.postgres.session import identifier, literal
from segdsl.schemas import Column
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, WHOLE, YES_NO, Kind, Type

WHOLES: Final = frozenset({"int2", "int4", "int8"})
FLOATS: Final = frozenset({"float4", "float8"})
TEXTS: Final = frozenset({"text", "varchar", "bpchar", "name", "uuid", "citext", "enum"})
MOMENTS: Final = frozenset({"timestamp", "timestamptz"})
_SPACES = "".join(map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)])) + (
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What a text that is blank consists of."""

_LARGEST, _SMALLEST = "1.7976931348623157e308", "5e-324"


def type_of(stored: Stored) -> Type | None:
    """What the catalogue says a column is in the rules; None where it holds no single values."""
    if stored.type == "numeric":
        return WHOLE if stored.scale is not None and stored.scale <= 0 else NUMBER
    if stored.type in WHOLES:
        return WHOLE
    if stored.type in FLOATS:
        return NUMBER
    if stored.type in TEXTS:
        return TEXT
    return {"bool": YES_NO, "date": DATE, "timestamp": DATE_TIME, "timestamptz": DATE_TIME}.get(stored.type)


@dataclass(frozen=True, slots=True)
class Sql:
    """`careful` is right whatever the column holds, `plain` where none of `odd` (conditions) was found. `bad` are the
    conditions under which a value breaks what was declared. None of them is about missing values."""

    careful: str
    plain: str
    odd: str | None = None
    bad: Mapping[Reason, str] = field(default_factory=dict)


def sql_of(stored: Stored, column: Column, zone: str) -> Sql | None:
    """The column as its type says; None where the database would read it otherwise than other data is read."""
    kind = column.type.kind
    match kind:
        case Kind.WHOLE | Kind.NUMBER:
            return _numbers(stored, column)
        case Kind.TEXT | Kind.ONE_OF:
            return _texts(stored, column)
        case Kind.YES_NO:
            name = _name(stored)
            return Sql(name, name) if stored.type == "bool" else None
        case Kind.DATE | Kind.DATE_TIME:
            return _dates(stored, column, zone)
        case _:
            return None


def _name(stored: Stored) -> str:
    return f"source.{identifier(stored.name)}"


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(stored: Stored, column: Column) -> Sql | None:
    name = _name(stored)
    bad: dict[Reason, str] = {}
    odd: str | None = None
    if stored.type in WHOLES:
        careful = plain = f"{name}::float8"
        if stored.type == "int8":
            bad[Reason.LARGE] = f"{name} NOT BETWEEN -{EXACT} AND {EXACT}"
    elif stored.type in FLOATS:
        plain = name if stored.type == "float8" else f"{name}::float8"
        odd = f"NOT ({name} > '-Infinity' AND {name} < 'Infinity')"
        careful = f"(CASE WHEN {name} > '-Infinity' AND {name} < 'Infinity' THEN {plain} END)"
    elif stored.type == "numeric":
        plain = f"{name}::float8"
        fits = f"abs({name}) <= {_LARGEST} AND (abs({name}) >= {_SMALLEST} OR {name} = 0)"
        odd = f"NOT ({fits})"
        careful = f"(CASE WHEN {fits} THEN {plain} WHEN abs({name}) < {_SMALLEST} THEN 0::float8 END)"
        if stored.scale is not None and stored.scale <= 0 and (stored.digits or 0) > 15:
            bad[Reason.LARGE] = f"{name} <> 'NaN' AND {name} NOT BETWEEN -{EXACT} AND {EXACT}"
    else:
        return None
    for code in column.missing_codes:
        if isinstance(code, int | float) and not isinstance(code, bool):
            careful, plain = (f"NULLIF({each}, {_double(code)})" for each in (careful, plain))
    if column.type.kind is Kind.WHOLE and stored.type not in WHOLES:
        bad.setdefault(Reason.LARGE, f"abs({careful}) > {EXACT}::float8")
        bad[Reason.KIND] = f"trunc({careful}) <> {careful}"
    bad |= _beyond(column, careful, _double)
    promised = column.decimals if column.declared and column.type.kind is Kind.NUMBER else None
    if promised is not None and stored.type not in WHOLES and (stored.scale is None or stored.scale > promised):
        bad[Reason.DECIMALS] = f"NOT {has_decimals(careful, promised)}"
    return Sql(careful, plain, odd, bad)


def has_decimals(value: str, decimals: int) -> str:
    """Whether so many decimals write a number exactly; a number too large to tell has more."""
    scale = f"{_double(10.0**decimals)}"
    return f"(CASE WHEN abs({value}) < 1e300::float8 THEN round({value} * {scale}) / {scale} = {value} ELSE false END)"


def _double(value: object) -> str:
    assert isinstance(value, int | float)
    return f"'{float(value)!r}'::float8"


# ---- texts -----------------------------------------------------------------------------------------------------------


def _texts(stored: Stored, column: Column) -> Sql | None:
    name = _name(stored)
    if stored.type in WHOLES or stored.type == "date" or (stored.type == "numeric" and stored.scale is not None):
        careful = plain = f"{name}::text"
        odd = None
        if stored.type == "numeric":
            careful = f"NULLIF({careful}, 'NaN')"
            odd = f"{name} = 'NaN'"
        if stored.type == "date":
            return None if column.missing_codes else Sql(f'{plain} COLLATE "C"', f'{plain} COLLATE "C"')
    elif stored.type in TEXTS:
        plain = name if stored.type in ("text", "varchar") else f"{name}::text"
        text = plain if stored.type == "text" else f"{name}::text"
        blank = f"btrim({text}, {literal(_SPACES)}) = ''"
        careful = f"(CASE WHEN {blank} THEN NULL ELSE normalize({text}, NFC) END)"
        odd = f"({blank} OR {text} IS NOT NFC NORMALIZED)"
    else:
        return None
    careful, plain = (
        f'{each} COLLATE "C"' for each in (careful, plain)
    )  # by code point, whatever the table's order is
    codes = ", ".join(literal(code) for code in sorted(text_codes(column)) if "\0" not in code)
    if codes:
        careful, plain = (f"(CASE WHEN {each} IN ({codes}) THEN NULL ELSE {each} END)" for each in (careful, plain))
    bad: dict[Reason, str] = {}
    if column.type.kind is Kind.ONE_OF:
        values = ", ".join(literal(value) for value in column.type.values if "\0" not in value)
        bad[Reason.SET] = f"{careful} NOT IN ({values})"
    return Sql(careful, plain, odd, bad)


# ---- dates -----------------------------------------------------------------------------------------------------------


def _dates(stored: Stored, column: Column, zone: str) -> Sql | None:
    name = _name(stored)
    if stored.type not in MOMENTS | {"date"}:
        return None
    moment = f"({name} AT TIME ZONE {literal(zone)})" if stored.type == "timestamptz" else name
    is_day = column.type.kind is Kind.DATE
    wanted = "date" if is_day else "timestamp"
    plain = moment if stored.type == wanted or (not is_day and stored.type == "timestamptz") else f"{moment}::{wanted}"
    # The calendar of the rules ends where no date of a customer is; what lies beyond, no function here is asked about.
    between = "BETWEEN '0001-01-01' AND '9999-12-31'"
    held = f"isfinite({name}) AND {moment}::date {between}"
    careful = f"(CASE WHEN {held} THEN {plain} END)"
    bad: dict[Reason, str] = {}
    outside = f"isfinite({name}) AND {moment}::date NOT {between}"
    bad[Reason.KIND] = f"({outside})"
    if is_day and stored.type in MOMENTS:
        bad[Reason.KIND] = f"({outside} OR isfinite({name}) AND {moment} <> {careful}::timestamp)"
    for code in column.missing_codes:
        if isinstance(code, dt.date):
            same = f"{{}}::date = '{_day(code).isoformat()}'"
            careful, plain = (f"(CASE WHEN {same.format(e)} THEN NULL ELSE {e} END)" for e in (careful, plain))
    bad |= _beyond(column, f"{careful}::date", lambda bound: f"'{_day(bound).isoformat()}'::date")
    return Sql(careful, plain, f"NOT ({held})", bad)


def _day(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value.date() if isinstance(value, dt.datetime) else value


def _beyond(column: Column, value: str, written: Callable[[object], str]) -> dict[Reason, str]:
    """Outside the declared bounds, which are inclusive."""
    sides = [(column.low, "<"), (column.high, ">")]
    found = [f"{value} {sign} {written(bound)}" for bound, sign in sides if bound is not None]
    return {Reason.RANGE: f"({' OR '.join(found)})"} if found else {}
