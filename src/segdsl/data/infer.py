"""The type of a column that nobody declared, from its Arrow type or from every spelling in it; changes no value."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from segdsl.data import spelling
from segdsl.data.convert import convert, text_codes
from segdsl.data.converted import Converted, encoded, is_text, spelled, texts_in
from segdsl.data.dates import only_days
from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.frames import Numbers
from segdsl.schemas import Column
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, UNKNOWN, WHOLE, YES_NO, Type

_FEW = 64


def readable(kind: Arrow) -> bool:
    """Whether a column of this Arrow type can become a value of the language."""
    types = pa.types
    if types.is_dictionary(kind):
        return readable(kind.value_type)
    return bool(
        is_text(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
        or types.is_boolean(kind)
        or types.is_date(kind)
        or types.is_timestamp(kind)
        or types.is_null(kind)
    )


class Inference:
    """Watches the chunks of one undeclared column; `type` is what all of them were.

    In a text file every spelling counts. In typed data numbers and dates are what their type says, and texts are
    texts, but for yes and no and for dates, which many programs can only write as texts.
    """

    def __init__(self, column: Column, is_spelled: bool, zone: str) -> None:
        self._column, self._zone = column, zone
        self._families = (YES_NO, NUMBER, DATE, DATE_TIME) if is_spelled else (YES_NO, DATE, DATE_TIME)
        self._kind: Type | None = None
        self._fixed: Type | None = None
        self._moments_are_days = True
        self._dotted = False
        self._words = False
        self._flags: set[str] = set()

    def watch(self, raw: RawColumn) -> Converted:
        """Takes a chunk in, and gives it back as what the column has been so far, this chunk included."""
        fixed = _type_of(raw)
        if fixed is None:
            return self._watch_texts(spelled(raw))
        if fixed is not UNKNOWN:
            self._fixed = _wider(self._fixed, fixed)
        if fixed is not DATE_TIME:
            return convert(raw, self._as(self.type), self._zone)
        found = convert(raw, self._as(DATE_TIME), self._zone)
        moments: Any = found.vector
        self._moments_are_days = self._moments_are_days and only_days(moments)
        return Converted(moments.astype("datetime64[D]"), found.bad) if self.type is DATE else found

    @property
    def type(self) -> Type:
        """UNKNOWN when there was no value at all."""
        if self._fixed is not None:
            if self._fixed is DATE_TIME and self._moments_are_days:
                return DATE if self._kind is None else TEXT
            return self._fixed if self._kind is None else TEXT
        if self._kind is None:
            return TEXT if self._words else UNKNOWN
        return WHOLE if self._kind is NUMBER and not self._dotted else self._kind

    @property
    def given(self) -> Type:
        """What the last chunk was given back as; UNKNOWN while nothing has shown what the column is."""
        return UNKNOWN if self._fixed is None and self._kind is None else self.type

    def _as(self, kind: Type) -> Column:
        return Column(
            self._column.name,
            kind,
            missing_codes=self._column.missing_codes,
            date_pattern=self._column.date_pattern,
            decimal_mark=self._column.decimal_mark,
        )

    def _watch_texts(self, texts: Arrow) -> Converted:
        if self._kind is None:
            sample = self._sample(texts)
            if not sample:
                self._words = self._words or texts.null_count < len(texts)
                return Converted(np.full(len(texts), np.nan))
            could_be = (kind for kind in self._families if all(self._could_be(text, kind) for text in sample))
            self._kind = next(could_be, TEXT)
        while True:
            found = self._try(texts, self._kind)
            if found is not None:
                return found
            self._kind = DATE_TIME if self._kind is DATE else TEXT

    def _sample(self, texts: Arrow) -> list[str]:
        """Some spellings of values, to tell which kind to try."""
        codes = text_codes(self._as(TEXT))
        if pa.types.is_dictionary(texts.type):
            found = texts_in(encoded(texts)[1])
        else:
            found = texts.slice(0, _FEW).drop_null().to_pylist()
            if not any(self._counts(text, codes) for text in found):
                found = pc.unique(texts).drop_null().to_pylist()
        return list(islice((text for text in found if self._counts(text, codes)), _FEW))

    def _counts(self, text: str, codes: frozenset[str]) -> bool:
        if text in codes or spelling.is_missing(text):
            return False
        number = spelling.number(text, self._column.decimal_mark)
        return not any(isinstance(code, (int, float)) and number == code for code in self._column.missing_codes)

    def _could_be(self, text: str, kind: Type) -> bool:
        if kind is YES_NO:
            return any(text.strip().lower() in pair for pair in spelling.SURE_YES_NO)
        if kind is NUMBER:
            mark = self._column.decimal_mark
            plain = mark == "," or not spelling.looks_like_identifier(text)
            return plain and not isinstance(spelling.number(text, mark), spelling.Odd)
        if self._column.date_pattern:
            return True
        found = spelling.date(text) if kind is DATE else spelling.date_time(text, self._zone)
        return not isinstance(found, spelling.Odd)

    def _try(self, texts: Arrow, kind: Type) -> Converted | None:
        """The chunk as this kind, None when some of it is something else."""
        if kind is YES_NO and not self._all_flags(texts):
            return None
        found = convert(texts, self._as(kind), self._zone)
        if kind is TEXT:
            return found
        if found.bad or (kind is NUMBER and found.identifiers and self._column.decimal_mark == "."):
            return None
        self._dotted = self._dotted or found.dotted
        return found

    def _all_flags(self, texts: Arrow) -> bool:
        """Whether all spellings so far are from one pair."""
        codes = text_codes(self._as(TEXT))
        words = {text.strip().lower() for text in texts_in(encoded(texts)[1]) if text not in codes}
        # Beside `yes` the word `none` is an answer (no telephone); beside `true` it is a program's word for no value.
        self._flags |= words - (spelling.MISSING_WORDS - {"none"})
        answers, values = spelling.SURE_YES_NO
        return self._flags <= answers or self._flags <= values | {"none"}


def _wider(before: Type | None, now: Type) -> Type:
    if before is None or before is now:
        return now
    return NUMBER if {before, now} == {WHOLE, NUMBER} else TEXT


def _type_of(raw: RawColumn) -> Type | None:
    """What the storage type says; None for texts, UNKNOWN for a column with nothing in it. Floating-point numbers that
    are all whole are whole numbers: a data frame has no others where one is missing."""
    if isinstance(raw, np.ndarray):
        if raw.dtype.kind == "f":
            return _type_of_floats(raw)
        return {"i": WHOLE, "u": WHOLE, "b": YES_NO, "M": DATE_TIME}[raw.dtype.kind]
    kind = raw.type.value_type if pa.types.is_dictionary(raw.type) else raw.type
    if pa.types.is_null(kind) or raw.null_count == len(raw):
        return UNKNOWN
    if pa.types.is_integer(kind):
        return WHOLE
    if pa.types.is_floating(raw.type):
        # The first values tell nearly always, and cost next to nothing.
        first = _type_of_floats(raw.slice(0, _FEW).to_numpy(zero_copy_only=False))
        return first if first is NUMBER else _type_of_floats(raw.to_numpy(zero_copy_only=False))
    if pa.types.is_floating(kind):
        return NUMBER
    if pa.types.is_decimal(kind):
        return WHOLE if kind.scale <= 0 else NUMBER
    if pa.types.is_boolean(kind):
        return YES_NO
    if pa.types.is_date(kind):
        return DATE
    return DATE_TIME if pa.types.is_timestamp(kind) else None


def _type_of_floats(numbers: Numbers) -> Type:
    known = numbers[np.isfinite(numbers)].astype(np.float64, copy=False)
    if not len(known):
        return UNKNOWN
    for some in (known[:_FEW], known):
        if (np.floor(some) != some).any() or (np.abs(some) > spelling.EXACT).any():
            return NUMBER
    return WHOLE
