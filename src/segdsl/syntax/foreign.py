"""What comes from elsewhere and means nothing here: signs and words of other languages, odd characters, lost quotes.

Each is found by its look alone, before parsing, so that its message can say what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Code, Diagnostic, Edit, Fix, Label, rewrite
from segdsl.source import Source, Span
from segdsl.syntax import foreign_fixes

RESERVED = ("backtest", "experiment")
"""Words that begin statements of checks over time and of tests in the market; none of them begins one yet."""

CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F"
INVISIBLE = (
    CONTROLS + r"\x80-\x9F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F"
    r"\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001D173-\U0001D17A"
    r"\U000E0000-\U000E0FFF\uD800-\uDFFF"
)
"""Characters that cannot be seen or that turn the direction of others, as the inside of a character class."""

_EDGE = r"(?![\w-])"
_SIGNS = {
    "==": "`=` or `is`",
    "<>": "`!=` or `is not`",
    "!": "`not`",
    "=<": "`<=`",
    "=>": "`>=`",
    "≤": "`<=`",
    "≥": "`>=`",
    "≠": "`!=`",
    "&&": "`and`",
    "&": "`and`",
    "||": "`or`",
    "|": "`or`",
    "×": "`*`",
    "÷": "`/`",
    "–": "`-`",
    "—": "`-`",
    "−": "`-`",
    ";": "`,` between values, a new line between statements",
}
_RESERVED = re.compile(rf"(?i)(?:{'|'.join(RESERVED)}){_EDGE}")
_MORE = "greater|higher|bigger|larger|older"
_LESS = "smaller|lower|fewer|younger"
_IS_MORE = re.compile(rf"(?i)(?:{_MORE}|over|above|later)")
_WORDS = re.compile(
    rf"(?i)(?P<average>(?P<side>(?:{_MORE}|{_LESS}|better|worse)\s+than|over|above|below|under)"
    rf"\s+(?:the\s+)?(?:average|mean)){_EDGE}"
    rf"|(?:(?P<than>(?:{_MORE}|{_LESS})\s+than)(?P<equal>\s+or\s+equal(?:\s+to)?)?|equal\s+to){_EDGE}"
    rf"|(?P<than_number>over|above|under|below)(?=\s+[-\d])|(?P<date>(?:later|earlier|sooner)\s+than){_EDGE}"
    rf"|(?P<missing>null|none|empty|blank|nan)(?![\w-]|[ \t]+\w)"
)
_OUTCOME = re.compile(
    r"(?i)(?P<name>\S.*?)\s+(?:(?:with)?in|over|during)?\s*(?:the\s+)?(?:next|following|coming)\s+"
    r"(?P<length>\d+\s+(?:days?|weeks?|months?|years?))"
)
_QUOTES = "'“”„‟‘’‚‛«»‹›「」『』"
_DATE = (
    r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}[./]\d{1,2}[./]\d{1,2}"  # 31.12.1998, 1998/12/31
    r"|\d{4}-(?:\d-\d{1,2}|\d\d-\d)"  # 1998-1-5
)
_FIND = re.compile(
    r"(?P<sign>==+|<>|=<|=>|&&?|\|\|?|!(?!=)|[≤≥≠×÷–—−;])"
    rf"|(?P<quote>[{_QUOTES}][^{_QUOTES}\n]*[{_QUOTES}]?)"
    rf"|(?<![\w.,/-])(?P<date>{_DATE}){_EDGE}"
    rf"|(?<![\w.-])(?P<exponent>\d+(?:\.\d+)?[eE][+-]?\d+){_EDGE}"
)
_SAID: dict[str, tuple[Code, str, str]] = {
    "date": (
        codes.WRONG_DATE,
        "a date is written year-month-day with two digits for month and day",
        "for example `2026-11-23`",
    ),
    "exponent": (
        codes.WRONG_NUMBER,
        "a number is written without an exponent",
        "the number written out, or with `k` for thousands or `m` for millions",
    ),
}


def find(source: Source, code: str) -> Iterator[tuple[int, Diagnostic]]:
    """Where something foreign stands, and what to say of it; `code` has the insides of texts struck out."""
    for match in _FIND.finditer(code):
        kind = match.lastgroup or ""
        span, found = Span(source, *match.span(kind)), match[kind]
        if kind == "sign":
            help = f"it is written {_SIGNS['==' if found.startswith('==') else found]}"
            yield (
                span.start,
                Diagnostic(
                    codes.FOREIGN_SIGN,
                    f"`{span.text}` is not a sign of segdsl",
                    span,
                    help=(help,),
                    fixes=foreign_fixes.sign(span),
                ),
            )
        elif kind == "quote":
            yield span.start, _quote(span)
        else:
            code_, message, help = _SAID[kind]
            help = dated(found) if kind == "date" else help
            fixes = foreign_fixes.date(span, _days(found)) if kind == "date" else ()
            yield span.start, Diagnostic(code_, message, span, help=(help,), fixes=fixes)


def dated(found: str) -> str:
    """How a date in another form is written; both ways, where day and month could be either."""
    days = [f"`{day}`" for day in _days(found)]
    return f"it is written {' or '.join(days)}" if days else "for example `2026-11-23`"


def _days(found: str) -> list[str]:
    first, second, third = (int(part) for part in re.split(r"[./-]", found))
    if first > 31:
        ways = [(first, second, third)]
    elif "." in found:  # day first, wherever points are in use
        ways = [(third, second, first)]
    else:
        ways = [(third, second, first), (third, first, second)]
    days = [f"{year:04}-{month:02}-{day:02}" for year, month, day in ways if 1 <= month <= 12 and 1 <= day <= 31]
    return list(dict.fromkeys(days))


def words_after_is(operator: Span, right: Span) -> Diagnostic | None:
    """`is greater than 5`, `is null`: the bare name after `is` is no name."""
    found = _WORDS.match(right.source.text, right.start)
    if not found:
        return None
    span = Span(operator.source, operator.start, found.end())
    wording = " ".join(span.text.lower().split())
    negated, more = "not" in wording.split()[1:2], bool(_IS_MORE.match(found.group()))
    if found["average"]:
        above = more or found["side"].lower().startswith("better")
        said = f"is {'not ' if negated else ''}{'above' if above else 'below'} average"
    elif found["missing"]:
        said = "is not missing" if negated else "is missing"
    elif found["date"]:
        said = f"is {'not ' if negated else ''}{'after' if more else 'before'}"
    elif not found["than"] and not found["than_number"]:
        said = "is not" if negated else "is"
    elif found["equal"]:
        said = ("is less than" if more else "is more than") if negated else ("is at least" if more else "is at most")
    else:
        said = ("is at most" if more else "is at least") if negated else ("is more than" if more else "is less than")
    help = (f"it is written `{said}`",)
    # `none`, `empty` and `blank` may be texts that lack their quotes.
    fixes = (rewrite(span, said, safe=(found["missing"] or "null").lower() in ("null", "nan")),)
    return Diagnostic(codes.FOREIGN_WORDS, f"`{wording}` is said in other words", span, help=help, fixes=fixes)


def days_of_outcome(outcome: Span) -> Diagnostic | None:
    """`closed within the next 90 days`, which was taken for a name."""
    found = _OUTCOME.fullmatch(outcome.text)
    if found is None:
        return None
    written = f"{found['name']} within {' '.join(found['length'].split())} after the as-of date"
    message = "the days of an outcome are said in other words"
    fixes = (rewrite(outcome, written),)
    return Diagnostic(codes.FOREIGN_WORDS, message, outcome, help=(f"it is written `{written}`",), fixes=fixes)


def _quote(whole: Span) -> Diagnostic:
    span, found = Span(whole.source, whole.start, whole.start + 1), whole.text
    if len(found) > 1 and found[0] in "'’" and found[-1] not in "'’":
        message = f"expected a sign or a word, found `{found[0]}`"
        return Diagnostic(codes.WRONG_QUOTES, message, span, help=("a name with other characters stands in backticks",))
    return Diagnostic(
        codes.WRONG_QUOTES,
        f"expected a text in double quotes, found `{found[0]}`",
        span,
        help=('a text stands between two straight double quotes: `"text"`',),
        fixes=foreign_fixes.quotes(whole),
    )


def reserved(source: Source, code: str, start: int) -> Diagnostic | None:
    """The word at the start of a statement, when it is kept for later."""
    found = _RESERVED.match(code, start)
    if not found:
        return None
    message = f"`{found.group().lower()}` at the start of a statement is kept for what comes later"
    help = ("the name of a segment that begins with it stands in backticks",)
    return Diagnostic(codes.RESERVED_WORD, message, Span(source, *found.span()), help=help)


def invisible(span: Span) -> Diagnostic:
    number = ord(span.text)
    name = unicodedata.name(span.text, "").lower() or "a control character"
    return Diagnostic(
        codes.INVISIBLE_CHARACTER,
        f"the character U+{number:04X} ({name}) cannot be seen, so nobody can review it",
        span,
        help=(f"in a text it can be written `\\u{{{number:X}}}`, elsewhere it has to go",),
    )


def conflict(start: Span, end: Span | None) -> Diagnostic:
    return Diagnostic(
        codes.CONFLICT_MARKER,
        "a merge conflict was left in the file",
        start,
        labels=(Label(end, "up to here"),) if end else (),
        help=("one of the two versions stays, and the lines with `<<<<<<<`, `=======` and `>>>>>>>` go",),
    )


def unclosed(span: Span, quote: str) -> Diagnostic:
    what = "text" if quote == '"' else "name in backticks"
    return Diagnostic(
        codes.UNCLOSED,
        f"a {what} begins here and does not end on its line",
        span,
        help=(f"it ends with {'a double quote' if quote == chr(34) else 'a backtick'} on the same line",),
    )


def unclosed_bracket(span: Span) -> Diagnostic:
    closing = ")" if span.text in "(（" else "]"
    message = f"`{'(' if closing == ')' else '['}` is opened here and never closed"
    return Diagnostic(codes.UNCLOSED, message, span, help=(f"a `{closing}` closes it",))


def full_width(repairs: Sequence[Edit]) -> Diagnostic:
    count = len(repairs)
    message = (
        "a full-width sign is read as its plain form"
        if count == 1
        else f"{count} full-width signs are read as their plain forms"
    )
    help = ("`segdsl format` writes them plainly",)
    return Diagnostic(codes.FULL_WIDTH, message, repairs[0].span, help=help, fixes=foreign_fixes.plain(repairs))


def indented_first(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.INDENTATION,
        "the first statement is indented",
        span,
        help=("a statement begins at the left margin, and indented lines continue the statement above them",),
    )


def not_indented(span: Span) -> Diagnostic:
    helps = ("a new segment begins with its name: `NAME if CONDITION`",) if span.text.lower() in ("if", "when") else ()
    return Diagnostic(
        codes.INDENTATION,
        f"`{span.text.lower()}` cannot begin a statement",
        span,
        help=("two blanks before it make the line a part of the statement above", *helps),
        fixes=(Fix("indent the line", (Edit(Span(span.source, span.start, span.start), "  "),), safe=not helps),),
    )
