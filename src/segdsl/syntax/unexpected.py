"""Says why a statement cannot be read on: first what is often meant, else what was expected and what was found."""

from __future__ import annotations

import re

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.names import similar
from segdsl.source import Source, Span
from segdsl.syntax import expected, meant_learned, often_meant
from segdsl.syntax.lalr import END, Token, Unexpected

_COMPARISONS = frozenset(
    {"LESS", "LESS_EQ", "MORE", "MORE_EQ", "EQ", "NOT_EQ", "IS", "IS_NOT", "IS_AT_LEAST", "IS_AT_MOST", "IS_MORE_THAN"}
    | {"IS_LESS_THAN"}
)
_SIGN = re.compile(r"[<>=!]")
_WORD = re.compile(r"[^\W\d]+")
_COMMAS = re.compile(r"(?:,\d+)+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?:,\d{3})+(?:\.\d+)?")
_POINT_FIRST = re.compile(r"\.\d")
_DIGITS_FIRST = re.compile(r"\d+[^\W\d]")
_CLAUSE_STARTS = frozenset({"IF", "WHERE", "AND", "OR", "WHEN", "LPAR", "NOT", "EXCEPT", "ONLY_WHERE", "AS", "GIVEN"})


def explain(source: Source, text: str, end: int, unexpected: Unexpected) -> Diagnostic:
    """The one message for a statement that ends at `end`."""
    words, length = expected.found(text, unexpected.position, end)
    same_line = "\n" not in text[unexpected.previous : unexpected.position]
    learned = meant_learned.statement(unexpected) is not None
    if length and (same_line or learned or not unexpected.history):
        span = Span(source, unexpected.position, unexpected.position + length)
    else:
        span = Span(source, unexpected.previous, unexpected.previous)
    return (
        _ranking(source, text, end, unexpected)
        or _chained(source, text, unexpected, span)
        or _number(text, unexpected, span)
        or _where(unexpected, span)
        or _missing_word(text, end, unexpected, span, words)
        or Diagnostic(
            codes.UNEXPECTED,
            f"expected {expected.expected(unexpected.accepted)}, found {words}",
            span,
            help=_help(text, end, unexpected),
        )
    )


def _ranking(source: Source, text: str, end: int, unexpected: Unexpected) -> Diagnostic | None:
    given = meant_learned.given_ranking(text, end, unexpected)
    if given is not None:
        message = "a place among all customers is learned, and cannot be given"
        return Diagnostic(codes.RANKING, message, Span(source, given.start, given.end), help=(given.help,))
    found = meant_learned.ranking(text, end, unexpected)
    if found is None:
        return None
    message = "this place among all customers cannot be read"
    return Diagnostic(codes.RANKING, message, Span(source, found.start, found.end), help=(found.help,))


def _unit(history: list[Token]) -> list[Token]:
    """The tokens since the condition at hand began."""
    for i in range(len(history) - 1, -1, -1):
        if history[i].type in _CLAUSE_STARTS:
            return history[i + 1 :]
    return history


def _chained(source: Source, text: str, unexpected: Unexpected, span: Span) -> Diagnostic | None:
    if "AND" not in unexpected.accepted or not _SIGN.match(text, unexpected.position):
        return None
    first = next((t for t in _unit(unexpected.history) if t.type in _COMPARISONS), None)
    if first is None:
        return None
    help = ["two conditions joined by `and` say it: `3 < x and x < 5`, or `x between 3 and 5` with both ends"]
    if any(t.type == "WHERE" for t in unexpected.history):
        help = ["a measure with a `where` stands in parentheses: `(count of t where a) > 3`"]
    label = Label(Span(source, first.start, first.end), "the first comparison")
    return Diagnostic(
        codes.CHAINED_COMPARISON, "two comparisons stand in a row", span, labels=(label,), help=tuple(help)
    )


def _number(text: str, unexpected: Unexpected, span: Span) -> Diagnostic | None:
    last = unexpected.history[-1] if unexpected.history else None
    if last and last.type == "NUMBER" and last.end == unexpected.position:
        after = _COMMAS.match(text, unexpected.position)
        if after:
            whole = Span(span.source, last.start, after.end())
            thousands = _THOUSANDS.fullmatch(after.group())
            written = f"thousands can be set apart by `_`: `{whole.text.replace(',', '_')}`"
            if not thousands and whole.text.count(",") == 1:
                written = f"decimals are set apart by a point: `{whole.text.replace(',', '.')}`"
            elif not thousands:
                written = "thousands can be set apart by `_`, decimals by a point: `1_000.5`"
            return Diagnostic(codes.WRONG_NUMBER, "a number is written without commas", whole, help=(written,))
    if _DIGITS_FIRST.match(text, unexpected.position) and unexpected.accepted & {"NUMBER", "NAME"}:
        help = ("a name that begins with a digit stands in backticks",)
        found, _ = expected.found(text, unexpected.position, len(text))
        message = f"expected {expected.expected(unexpected.accepted)}, found {found}"
        return Diagnostic(codes.UNEXPECTED, message, span, help=help)
    return None


def _where(unexpected: Unexpected, span: Span) -> Diagnostic | None:
    if span.text.lower() != "where" or "OF_THOSE_WHERE" in unexpected.accepted:
        return None
    return Diagnostic(
        codes.WHERE_REACH,
        "a measure with a `where` stands in parentheses here",
        span,
        help=("parentheses say where it ends: `(count of t where a) > 3`",),
    )


def _missing_word(text: str, end: int, unexpected: Unexpected, span: Span, words: str) -> Diagnostic | None:
    accepted = unexpected.accepted
    missing = None
    if "IF" in accepted:
        missing, help = "if", 'a segment is written `NAME if CONDITION`, with a title `NAME "TITLE" if CONDITION`'
        if unexpected.history and unexpected.history[0].type == "SUPPRESS":
            help = "a suppression is written `suppress if CONDITION`"
    elif "THEN" in accepted and "BECAUSE" not in accepted:
        missing, help = "then", "each case is written `when CONDITION then VALUE`"
    elif "AS" in accepted and "DEFINE" in {t.type for t in unexpected.history}:
        missing, help = "as", "a measure is written `define NAME as VALUE`"
    if missing is None:
        return None
    if missing == "then" and unexpected.history[-1].type in _CLAUSE_STARTS:
        return None
    helps = often_meant.unquoted_name(text, end, unexpected, missing) if missing != "then" else ()
    return Diagnostic(codes.MISSING_WORD, f"expected `{missing}`, found {words}", span, help=helps or (help,))


def _help(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    meant = (
        meant_learned.in_statement(text, end, unexpected)
        or meant_learned.after_value(text, end, unexpected)
        or often_meant.inside(text, end, unexpected)
    )
    if meant:
        return meant
    last = unexpected.history[-1].type if unexpected.history else ""
    unit = _unit(unexpected.history)
    if last in _COMPARISONS and _SIGN.match(text, unexpected.position):
        return ("one of the two is enough: the word `is` or the sign",)
    if unit and unit[0].type in ("NO", "ANY", "YES", "TODAY") and len(unit) <= 2:
        return (f"a name that begins with `{unit[0].type.lower()}` stands in backticks",)
    if "LBRACKET" in unexpected.accepted and last.endswith("IN"):
        return ('a list is written `x in ["a", "b"]`, membership of a segment `in NAME` with nothing before it',)
    if "CONTAINS" in unexpected.accepted and text[unexpected.position : unexpected.position + 3].lower() == "not":
        return ('`not` stands before the whole condition: `not t contains "x"`',)
    if "GIVEN" in [t.type for t in unexpected.history] and {"IS", "EQ"} <= unexpected.accepted:
        return ("an example gives values: `age is 35`, `age is missing`, `no purchases`",)
    if _POINT_FIRST.match(text, unexpected.position):
        return ("a number begins with a digit: `0.5`",)
    if not unexpected.history and (at_start := often_meant.at_start(text, end, unexpected.position)):
        return at_start
    if unexpected.accepted == {END}:
        return ("a statement begins at the left margin of a new line",)
    if unexpected.accepted == {"STRING"}:
        return ('a text stands between two double quotes: `"text"`',)
    return _spelling(text, unexpected) or _policy_lines(unexpected) or meant_learned.clauses(text, end, unexpected)


def _policy_lines(unexpected: Unexpected) -> tuple[str, ...]:
    if not unexpected.history or unexpected.history[0].type != "POLICY":
        return ()
    return (
        "a policy has lines such as `never use gender`, `at least 50 customers in every segment`, "
        "`no overlap between a and b`, `every customer in one of a, b`, `a is inside b`",
    )


def _spelling(text: str, unexpected: Unexpected) -> tuple[str, ...]:
    """A word that could come and is spelled nearly so."""
    written = _WORD.match(text, unexpected.position)
    words = [t.lower().replace("_", " ") for t in sorted(unexpected.accepted) if t not in expected.THINGS]
    close = similar(written.group(), words, limit=1) if written and len(written.group()) > 3 else []
    return (f"a word that can stand here has a similar spelling: `{close[0]}`",) if close else ()
