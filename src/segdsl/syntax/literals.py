"""Reads numbers, texts, dates and durations as written, within the limits of a rule file, and writes texts again."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Collector, Diagnostic
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import Unit

DIGITS = 18
TEXT_BYTES = 65_536
_ESCAPE = re.compile(r'\\(?:(["\\])|u\{([0-9A-Fa-f]{1,6})\})')
_SCALE = {"k": 1_000, "m": 1_000_000}
_UNITS = {"day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR}


def _too_many_digits(digits: str, span: Span, say: Collector) -> bool:
    if len(digits) <= DIGITS:
        return False
    say.add(
        Diagnostic(
            codes.WRONG_NUMBER,
            f"a number has at most {DIGITS} digits, and this one has {len(digits)}",
            span,
            help=("a longer number is a text, in double quotes, such as an account number",),
        )
    )
    return True


def number(text: str, span: Span, say: Collector) -> ast.NumberLit:
    """`12`, `1_000`, `100k`, `1.5m`, `-3`, `60%`."""
    spelling = "".join(text.split())
    whole, _, decimals = spelling.replace("_", "").rstrip("%kKmM").partition(".")
    if _too_many_digits(whole.lstrip("-") + decimals, span, say):
        return ast.NumberLit(0, spelling, span=span)
    # Whole numbers as long as possible: their division is rounded once, and so is right to the last bit.
    numerator = int(whole + decimals) * _SCALE.get(spelling[-1].lower(), 1)
    denominator = 10 ** len(decimals) * (100 if spelling.endswith("%") else 1)
    exact = numerator % denominator == 0
    return ast.NumberLit(numerator // denominator if exact else numerator / denominator, spelling, span=span)


def duration(text: str, span: Span, say: Collector) -> ast.DurationLit:
    """`90 days`, `1 month`."""
    count, unit = text.split()
    if _too_many_digits(count, span, say):
        count = "1"
    elif int(count) > 100_000:
        say.add(Diagnostic(codes.WRONG_NUMBER, "a duration counts at most 100000 days, weeks, months or years", span))
        count = "1"
    return ast.DurationLit(int(count), _UNITS[unit.lower().removesuffix("s")], span=span)


def date(text: str, span: Span, say: Collector) -> ast.DateLit:
    """`2026-11-23`."""
    try:
        return ast.DateLit(dt.date.fromisoformat(text), span=span)
    except ValueError:
        say.add(
            Diagnostic(
                codes.WRONG_DATE,
                f"there is no such day as `{text}`",
                span,
                help=("a date is written year-month-day, as in `2026-11-23`",),
            )
        )
        return ast.DateLit(dt.date(1, 1, 1), span=span)


def text(written: str, span: Span, say: Collector) -> ast.TextLit:
    r"""`"text"`: `\"` and `\\` stand for `"` and `\`, `\u{1F600}` for a character by number; any other `\` for
    itself."""
    inner = written[1:-1]
    if len(inner) > TEXT_BYTES // 4 and len(inner.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
        say.add(Diagnostic(codes.WRONG_TEXT, f"a text has at most {TEXT_BYTES} bytes", span))
        inner = ""
    value = _ESCAPE.sub(lambda match: match[1] or _character(match[2], span, say), inner) if "\\" in inner else inner
    return ast.TextLit(unicodedata.normalize("NFC", value), span=span)


def _character(digits: str, span: Span, say: Collector) -> str:
    number = int(digits, 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        say.add(Diagnostic(codes.WRONG_TEXT, f"there is no character with the number `{digits}`", span))
        return ""
    return chr(number)
