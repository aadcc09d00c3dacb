"""Which columns engines may read from where they lie, told from their storage and from what the reading pass found in
them; reads nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import pyarrow as pa

from segdsl.data.convert import text_codes
from segdsl.data.converted import is_text
from segdsl.data.raw import Arrow, Raw
from segdsl.frames.native import Native, NativeColumn
from segdsl.schemas import Column
from segdsl.types import Kind, Value


@runtime_checkable
class Scannable(Raw, Protocol):
    """Data that an engine may read by itself. `kinds` are the types of the columns as they are stored."""

    @property
    def kinds(self) -> Sequence[Arrow]: ...

    def scanned(self, columns: Mapping[str, NativeColumn], places: Sequence[int]) -> Native | None:
        """How to read these columns, which lie at these places; None where that cannot be done."""


class Found(Protocol):
    """What the reading pass found in a column: `plain` and `blank` as in `Converted`."""

    @property
    def plain(self) -> bool: ...
    @property
    def blank(self) -> frozenset[str]: ...


def native_of(
    raw: Raw, columns: Mapping[str, Column], places: Mapping[str, int], found: Mapping[str, Found]
) -> Native | None:
    """How an engine may read all these columns (folded names) itself; None when one of them needs more than that."""
    if not isinstance(raw, Scannable):
        return None
    natives: dict[str, NativeColumn] = {}
    for name, column in columns.items():
        place = places[name]
        native = _column(raw.headers[place], column, raw.kinds[place], found[name])
        if native is None:
            return None
        natives[name] = native
    return raw.scanned(natives, [places[name] for name in columns])


def _column(header: str, column: Column, stored: Arrow, found: Found) -> NativeColumn | None:
    kind = column.type.kind
    if not found.plain:
        return None
    if pa.types.is_dictionary(stored) and is_text(stored.value_type):
        stored = stored.value_type
    match kind:
        case Kind.TEXT | Kind.ONE_OF:
            if not is_text(stored) and not pa.types.is_integer(stored):
                return None
            missing: tuple[Value, ...] = tuple(sorted(text_codes(column) | found.blank))
            return NativeColumn(header, kind, missing, spelled=not is_text(stored))
        case Kind.WHOLE | Kind.NUMBER:
            return NativeColumn(header, kind, _numbers(column)) if _is_number(stored) else None
        case Kind.YES_NO:
            return NativeColumn(header, kind) if pa.types.is_boolean(stored) else None
        case Kind.DATE:
            days = tuple(code for code in column.missing_codes if _is_day(code))
            return NativeColumn(header, kind, days) if pa.types.is_date32(stored) else None
        case Kind.DATE_TIME:
            has_codes = any(_is_day(code) for code in column.missing_codes)
            return NativeColumn(header, kind) if _is_moment(stored) and not has_codes else None
        case _:
            return None


def _numbers(column: Column) -> tuple[Value, ...]:
    codes = (code for code in column.missing_codes if isinstance(code, (int, float)) and not isinstance(code, bool))
    return tuple(float(code) for code in codes)


def _is_day(code: Value) -> bool:
    return not isinstance(code, (str, int, float))


def _is_number(stored: Arrow) -> bool:
    types = pa.types
    if types.is_decimal(stored):
        return bool(types.is_decimal128(stored) and stored.scale >= 0)
    return bool(types.is_integer(stored) or types.is_float32(stored) or types.is_float64(stored))


def _is_moment(stored: Arrow) -> bool:
    return bool(pa.types.is_timestamp(stored) and stored.tz is None and stored.unit in ("ms", "us"))
