"""Writes names and texts: bare where the reader would take them for the same name, else in backticks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from segdsl.syntax import ast
from segdsl.syntax.foreign import INVISIBLE, RESERVED
from segdsl.syntax.lalr import pattern_of

Place: TypeAlias = Literal[
    "value", "table", "after no", "after in", "segment", "as", "from", "by", "using", "learned", "part"
]
"""Where a name stands: what ends it and what may not begin it depends on the place ("table" is any plain reference)."""

_TERMINALS: dict[Place, str] = {
    "as": "NAME_BEFORE_AS",
    "from": "NAME_BEFORE_FROM",
    "by": "NAME_BEFORE_BY",
    "using": "NAME_BEFORE_USING",
    "learned": "NAME_BEFORE_CLAUSE",
    "part": "NAME_OF_A_PART",
}
_BEGIN_A_VALUE = (
    "any, no, yes, today, the as-of date, round, absolute, earliest, latest, most common, number of different, "
    "days since, weeks since, months since, years since, count of, sum of, average of, median of, smallest of, "
    "largest of, share of, larger of, smaller of, is"
)
_FOLLOW_NO = "is, contains, matches, starts with, ends with, defaulting to, key, column, many per, one per, only where"
_BEGIN_A_STATEMENT = (
    "ruleset, use, as of, table, define, tiers, split, suppress, example, column, many per, one per, only where, "
    "given, expect, score, cluster, predict, estimate, recommend, " + ", ".join(RESERVED)
)
_RANKING = re.compile(r"(?i)the (?:top|bottom) \d")
_statement: ContextVar[str | None] = ContextVar("statement", default=None)
_TAKEN: dict[Place, str] = {
    "value": _BEGIN_A_VALUE,
    "after no": _FOLLOW_NO,
    "segment": _BEGIN_A_STATEMENT,
}
"""Words that begin something else where the name stands."""
_WIDE_DIGITS = frozenset("０１２３４５６７８９")


def name(written: ast.Name, place: Place) -> str:
    """`RFM score`, or `` `income and assets` ``. A name that was bare in the source stays bare."""
    text = written.text
    kind = _statement.get()
    if kind is not None and _cut(text, kind):
        return f"`{text}`"
    if _bare(text, place) or (place == "value" and _is_bare_in_source(written)):
        return text
    return f"`{text}`"


def anywhere(text: str) -> str:
    """A name as it can be written wherever names stand."""
    return text if all(_bare(text, place) for place in ("value", "after in", "segment", "part")) else f"`{text}`"


@contextmanager
def inside_statement(kind: str) -> Iterator[None]:
    """Names are written for a learned statement of this kind, whose clauses may end them."""
    token = _statement.set(kind)
    try:
        yield
    finally:
        _statement.reset(token)


@lru_cache(maxsize=4096)
def _cut(text: str, kind: str) -> bool:
    from segdsl.syntax import clause_lines

    return clause_lines.cuts(text, kind)


def titled(written: ast.Name, place: Place, title: ast.TextLit | None) -> str:
    """A name and its title: `at-risk "Customers we may lose"`."""
    if title is None:
        return name(written, place)
    # `matches` before a text is the test of that name.
    quoted = written.text.lower().endswith(" matches")
    return (f"`{written.text}`" if quoted else name(written, place)) + f" {text(title)}"


def _is_bare_in_source(written: ast.Name) -> bool:
    found = written.span.text
    return not found.startswith(("`", "\uff40")) and " ".join(found.split()) == written.text


@lru_cache(maxsize=65536)
def _bare(text: str, place: Place) -> bool:
    pattern = pattern_of(_TERMINALS.get(place, "NAME"), text.isascii())
    if not _WIDE_DIGITS.isdisjoint(text):
        return False
    if place == "part":
        found = pattern.match(f"\r{text} from", 1)
        return found is not None and found.group() == text
    if not pattern.fullmatch(text) or (place == "after in" and _RANKING.match(text)):
        return False
    return place not in _TAKEN or not begins_with(text, _TAKEN[place])


@lru_cache
def _phrases(phrases: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in phrases.split(", "))


def begins_with(text: str, phrases: str) -> bool:
    """Whether a text begins with one of the phrases (lower case, joined by commas), whole words, in any case."""
    words = tuple(text.lower().split())
    return any(words[:length] in _phrases(phrases) for length in (1, 2, 3))


def text(literal: ast.TextLit) -> str:
    r"""`"text"`, with `\"` and `\\` only where they are needed and what cannot be seen by number."""
    value = literal.value
    if not value.isprintable() or "\\" in value or '"' in value or not value.isascii():
        value = _special().sub(_escape, value)
    return f'"{value}"'


@cache
def _special() -> re.Pattern[str]:
    unseen = rf"[{INVISIBLE}\t\n\r]"
    return re.compile(rf'(?P<mark>\\(?=["\\]|u\{{|\Z|{unseen})|")|(?P<unseen>{unseen})')


def _escape(match: re.Match[str]) -> str:
    found = match.group()
    return f"\\u{{{ord(found):X}}}" if match.lastgroup == "unseen" else "\\" + found
