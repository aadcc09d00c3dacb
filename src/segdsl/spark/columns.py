"""What a column of a Spark data frame is in the rules, and how it becomes that; reads no rows.

What only the rows can show (a value outside its declared range) is checked where Spark computes the column: the job
then fails with words that hold no value.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Code, Diagnostic
from segdsl.schemas import Column, Table
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, UNKNOWN, WHOLE, YES_NO, Kind, Type

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql.types import DataType

_EXACT = 2**53
_DAY = 86_400_000_000
_BLANK = r"\A[\s\x{1C}-\x{1F}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]*\z"


def type_of(stored: DataType) -> Type | None:
    """The type that an undeclared column of this Spark type has; None where it is no single value."""
    from pyspark.sql import types

    match stored:
        case types.StringType() | types.VarcharType() | types.CharType():
            return TEXT
        case types.BooleanType():
            return YES_NO
        case types.DateType():
            return DATE
        case types.TimestampType() | types.TimestampNTZType():
            return DATE_TIME
        case types.DecimalType():
            return WHOLE if stored.scale == 0 else NUMBER
        case types.IntegralType():
            return WHOLE
        case types.FractionalType():
            return NUMBER
        case types.NullType():
            return UNKNOWN
        case _:
            return None


def decimals_of(stored: DataType) -> int | None:
    """How many decimals all values have, where the type tells."""
    from pyspark.sql import types

    return stored.scale if isinstance(stored, types.DecimalType) else None


def fits(declared: Type, stored: DataType) -> bool:
    """Whether a column of this Spark type can be what the rules say it is, without reading spellings."""
    found = type_of(stored)
    if found is None:
        return False
    if found is UNKNOWN or declared.kind is Kind.UNKNOWN:
        return True
    match declared.kind:
        case Kind.TEXT | Kind.ONE_OF:
            return found in (TEXT, WHOLE)
        case Kind.NUMBER:
            return found in (NUMBER, WHOLE)
        case Kind.DATE_TIME:
            return found in (DATE, DATE_TIME)
        case _:
            return found == declared


def misfit(table: Table, column: Column, stored: DataType) -> Diagnostic:
    """That a column is something else than the rules say."""
    kind = column.type.kind.value if column.type.kind is not Kind.ONE_OF else "a text from a list"
    casts = {Kind.WHOLE: "bigint", Kind.NUMBER: "double", Kind.YES_NO: "boolean", Kind.DATE: "date"}
    to = casts.get(column.type.kind, "timestamp" if column.type.kind is Kind.DATE_TIME else "string")
    return Diagnostic(
        codes.WRONG_KIND,
        f"`{column.name}` of `{table.name}` is {kind} in the rules, and `{stored.simpleString()}` in the data frame",
        column.span,
        help=(f'cast it beforehand: `frame.withColumn("{column.name}", col("{column.name}").cast("{to}"))`',),
    )


def cleaned(raw: SparkColumn, stored: DataType, column: Column, table: Table, zone: str) -> SparkColumn:
    """The column as the rules mean it: missing codes are null, and what breaks the declaration fails the job."""
    from pyspark.sql import functions

    match column.type.kind:
        case Kind.TEXT | Kind.ONE_OF:
            return _texts(raw, column, table)
        case Kind.WHOLE | Kind.NUMBER | Kind.DURATION:
            return _numbers(raw, stored, column, table)
        case Kind.YES_NO:
            return raw.cast("boolean")
        case Kind.DATE:
            return _within(_without(raw.cast("date"), column, dt.date), column, table)
        case Kind.DATE_TIME:
            return _within(_without(_moments(raw, stored, zone), column, dt.date), column, table)
        case Kind.UNKNOWN:
            return functions.lit(None).cast("double")


def required(found: SparkColumn, column: Column, table: Table) -> SparkColumn:
    """The key of the customers: every row has one."""
    return _unless(
        found.isNull(), found, codes.MISSING_KEY, f"a row of `{table.name}` has no `{column.name}`", "string"
    )


def _texts(raw: SparkColumn, column: Column, table: Table) -> SparkColumn:
    from pyspark.sql import functions

    from segdsl.data.convert import text_codes

    text = raw.cast("string")
    found = functions.when(~text.rlike(_BLANK), text)
    missing = sorted(text_codes(column))
    if missing:
        found = functions.when(~found.isin(missing), found)
    if column.type.kind is Kind.ONE_OF:
        other = ~found.isin(list(column.type.values))
        found = _unless(
            other, found, codes.NOT_IN_SET, _a_value(column, table, "is not among those declared"), "string"
        )
    return found


def _numbers(raw: SparkColumn, stored: DataType, column: Column, table: Table) -> SparkColumn:
    from pyspark.sql import functions, types

    number = raw.cast("double")
    if isinstance(stored, types.FloatType | types.DoubleType):
        found = functions.when(functions.abs(number) <= functions.lit(1.7976931348623157e308), number)
    elif isinstance(stored, types.LongType | types.DecimalType) and type_of(stored) is WHOLE:
        large = (raw > functions.lit(_EXACT)) | (raw < functions.lit(-_EXACT))
        said = _a_value(column, table, "is too large to be exact")
        found = _unless(large, number, codes.NUMBER_TOO_LARGE, said, "double")
    else:
        found = number
    found = _within(_without(found, column, int, float), column, table)
    if column.declared and column.decimals is not None and column.type.kind is Kind.NUMBER:
        scale = functions.lit(10.0**column.decimals)
        finer = functions.rint(found * scale) / scale != found
        found = _unless(
            finer, found, codes.WRONG_KIND, _a_value(column, table, "has more decimals than declared"), "double"
        )
    return found


def _moments(raw: SparkColumn, stored: DataType, zone: str) -> SparkColumn:
    """Clocks in the zone of the rules; a timestamp without a zone is one already."""
    from pyspark.sql import functions, types

    if not isinstance(stored, types.TimestampType):
        return raw.cast("timestamp_ntz")
    begin = functions.lit("1970-01-01").cast("timestamp_ntz")
    micros = functions.unix_micros(raw)
    days = functions.floor(micros / functions.lit(_DAY)).cast("int")
    seconds = (functions.pmod(micros, functions.lit(_DAY)).cast("decimal(18,0)") / 1_000_000).cast("decimal(18,6)")
    utc = begin + functions.make_dt_interval(days, secs=seconds)
    return functions.convert_timezone(functions.lit("UTC"), functions.lit(zone), utc)


def _without(found: SparkColumn, column: Column, *kinds: type) -> SparkColumn:
    from pyspark.sql import functions

    missing = [code for code in column.missing_codes if isinstance(code, kinds) and not isinstance(code, bool)]
    for code in missing:
        same = found.cast("date") == functions.lit(code) if dt.date in kinds else found == functions.lit(float(code))  # type: ignore[arg-type]
        found = functions.when(~same | found.isNull(), found)
    return found


def _within(found: SparkColumn, column: Column, table: Table) -> SparkColumn:
    from pyspark.sql import functions

    compared = found.cast("date") if column.type.kind is Kind.DATE_TIME else found
    outside = functions.lit(False)
    if column.low is not None:
        outside = outside | (compared < functions.lit(column.low))
    if column.high is not None:
        outside = outside | (compared > functions.lit(column.high))
    if column.low is None and column.high is None:
        return found
    kinds = {Kind.DATE: "date", Kind.DATE_TIME: "timestamp_ntz"}
    said = _a_value(column, table, "is outside its declared range")
    return _unless(outside, found, codes.OUT_OF_RANGE, said, kinds.get(column.type.kind, "double"))


def _a_value(column: Column, table: Table, said: str) -> str:
    return f"a value of `{column.name}` in `{table.name}` {said}"


def _unless(wrong: SparkColumn, found: SparkColumn, code: Code, said: str, kind: str) -> SparkColumn:
    from pyspark.sql import functions

    failing = functions.raise_error(functions.lit(f"{code.id} {said}")).cast(kind)
    return functions.when(wrong, failing).otherwise(found)
