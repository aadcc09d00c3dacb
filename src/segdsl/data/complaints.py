"""Bad rows put into words, one diagnostic for each column and reason; shows rows and counts, never a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

import pyarrow as pa

from segdsl.data.converted import Reason, spelled
from segdsl.data.raw import Raw
from segdsl.data.reading import NAMED, BadRows, Plan
from segdsl.data.wording import listed, many, places
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Code, Diagnostic
from segdsl.schemas import Column
from segdsl.types import Kind

_SHOWN_VALUES = 6
_SHAPES = (
    (re.compile(r"[+-]?[\d.' \u00a0\u202f]*\d,\d+"), Kind.NUMBER, "decimal comma"),
    (re.compile(r"\d\d\.\d\d\.\d{4}"), Kind.DATE, 'date "dd.mm.yyyy"'),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}"), Kind.DATE, 'date "d.m.yyyy"'),
    (re.compile(r"\d{4}/\d\d/\d\d"), Kind.DATE, 'date "yyyy/mm/dd"'),
    (re.compile(r"\d{8}"), Kind.DATE, 'date "yyyymmdd"'),
    (re.compile(r"\d\d/\d\d/\d{4}"), Kind.DATE, 'date "dd/mm/yyyy"` or `date "mm/dd/yyyy"'),
)


def complaints(bad: BadRows, plan: Plan, raw: Raw) -> Iterator[Diagnostic]:
    """One diagnostic for each column and reason."""
    for (name, reason), rows in bad.rows.items():
        shapes = _spellings(raw, plan.places[name], rows) if reason is Reason.KIND else []
        yield complain(plan.columns[name], reason, rows, raw.label, shapes)


def left_out(count: int, names: Sequence[str], label: str) -> Diagnostic:
    """Says that rows went into quarantine."""
    causes = [f"`{name}`" if name else "the number of fields" for name in names]
    said = f"{many(count, 'row')} of `{label}` {'was' if count == 1 else 'were'} left out, because of {listed(causes)}"
    return Diagnostic(codes.ROWS_QUARANTINED, said, path=label)


def no_customer(count: int, key: str, label: str) -> Diagnostic:
    """Says that rows of events without a key make no customer."""
    belong = "belongs" if count == 1 else "belong"
    said = f"{many(count, 'row')} of `{label}` without a `{key}` {belong} to no customer"
    return Diagnostic(codes.ROWS_WITHOUT_KEY, said, path=label)


def _spellings(raw: Raw, place: int, rows: Sequence[int], most: int = 50) -> list[str]:
    """Some of the bad spellings, from the first chunk that has any."""
    for chunk in raw.chunks([place]):
        here = [row - chunk.first for row in rows if chunk.first <= row < chunk.first + chunk.rows][:most]
        if here:
            found = spelled(chunk.columns[place]).take(pa.array(here))
            return [text for text in found.to_pylist() if text]
    return []


def complain(column: Column, reason: Reason, rows: Sequence[int], label: str, shapes: Sequence[str]) -> Diagnostic:
    """What is wrong with some rows (from 0, ascending). `shapes` are some of the bad spellings: they are looked at for
    a declaration that would fit, and not shown."""
    numbers = [row + 1 for row in rows[:NAMED]]
    found = complain_of(column, reason, len(rows), label, (), shapes)
    return replace(found, message=f"{found.message} ({places(numbers, len(rows))})")


def complain_of(
    column: Column, reason: Reason, count: int, label: str, more: Sequence[str], shapes: Sequence[str] = ()
) -> Diagnostic:
    """The same where only the number of the rows is known; `more` follows the help."""
    where = f"of `{column.name}` in `{label}`"
    code, said, help = _words(column, reason, count, shapes)
    noun = "key" if reason in (Reason.MANGLED,) else "value"
    if reason is Reason.NO_KEY:
        message = f"{many(count, 'row')} of `{label}` {'has' if count == 1 else 'have'} no `{column.name}`"
    elif reason is Reason.REPEATED:
        verb = "has" if count == 1 else "have"
        message = f"{many(count, 'row')} of `{label}` {verb} a `{column.name}` that an earlier row has"
    else:
        message = f"{many(count, noun)} {where} {said}"
    return Diagnostic(code, message, column.span, help=(*help, *more), path=None if column.span else label)


def _words(column: Column, reason: Reason, count: int, shapes: Sequence[str]) -> tuple[Code, str, tuple[str, ...]]:
    verb = "is" if count == 1 else "are"
    code_help = "a code that means nothing is known is declared with `missing when`"
    match reason:
        case Reason.KIND:
            return codes.WRONG_KIND, f"{verb} not {_kind(column, count)}", _kind_help(column, shapes)
        case Reason.DECIMALS:
            has = "has" if count == 1 else "have"
            said = f"{has} more than the declared {many(column.decimals or 0, 'decimal')}"
            return (
                codes.WRONG_KIND,
                said,
                ("leave the decimals out of the declaration to take the numbers as they are",),
            )
        case Reason.RANGE:
            return codes.OUT_OF_RANGE, f"{verb} {_range(column)}", (code_help,)
        case Reason.SET:
            shown = listed([f'"{value}"' for value in column.type.values[:_SHOWN_VALUES]], "or")
            more = len(column.type.values) - _SHOWN_VALUES
            said = f"{verb} not {shown}" + (f" (or {more} more)" if more > 0 else "")
            return codes.NOT_IN_SET, said, (code_help,)
        case Reason.LARGE:
            help = (f"if it is an identifier, declare it as text: `column {column.name}: text`",)
            return codes.NUMBER_TOO_LARGE, f"{verb} beyond 9,007,199,254,740,992, where numbers lose digits", help
        case Reason.MANGLED:
            help = ("export the data again with the column as text: a spreadsheet has dropped the last digits",)
            return codes.MANGLED_KEY, f"{verb} written like `1.23457E+11` or with a fraction, so digits are lost", help
        case Reason.NO_KEY:
            return (
                codes.MISSING_KEY,
                "",
                ("every row needs a key, or leave such rows out with `--on-bad-rows quarantine`",),
            )
        case Reason.REPEATED:
            return codes.REPEATED_KEY, "", (_repeated_help(column),)
        case Reason.SHAPE:
            return codes.RAGGED_ROWS, "", ()
        case _:
            assert_never(reason)


def _kind(column: Column, count: int) -> str:
    match column.type.kind:
        case Kind.WHOLE:
            return "a whole number" if count == 1 else "whole numbers"
        case Kind.NUMBER:
            return "a number" if count == 1 else "numbers"
        case Kind.YES_NO:
            return "yes or no"
        case Kind.DATE:
            form = f" like `{column.date_pattern}`" if column.date_pattern else " like `2026-11-23`"
            return ("a date" if count == 1 else "dates") + form
        case Kind.DATE_TIME:
            form = f" like `{column.date_pattern}`" if column.date_pattern else " like `2026-11-23 08:26`"
            return ("a date and time" if count == 1 else "dates and times") + form
        case _:
            return str(column.type.kind.value)


def _range(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f"not between {column.low} and {column.high}"
    return f"below {column.low}" if column.low is not None else f"above {column.high}"


def _kind_help(column: Column, shapes: Sequence[str]) -> tuple[str, ...]:
    kind = column.type.kind
    family = Kind.NUMBER if kind in (Kind.WHOLE, Kind.NUMBER) else Kind.DATE if kind is Kind.DATE else None
    for shape, fits, words in _SHAPES:
        if fits is family and shapes and all(shape.fullmatch(text.strip()) for text in shapes):
            if family is Kind.NUMBER:
                return (f"a decimal comma is declared: `column {column.name}: number, {words}`",)
            return (f"the form of the dates is declared: `column {column.name}: {words}`",)
    return ("a code that means nothing is known is declared with `missing when`",)


def _repeated_help(column: Column) -> str:
    return f"if a customer may have several rows, write `key {column.name}, one per distinct value`"
