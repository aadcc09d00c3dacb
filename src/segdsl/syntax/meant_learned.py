"""What is often meant where a learned statement or a ranking cannot be read on; it complains of nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from segdsl.record import record
from segdsl.syntax import other_words
from segdsl.syntax.lalr import Token, Unexpected
from segdsl.syntax.meant_clauses import CLAUSES, MEANT, NUMBERS

_STATEMENTS = frozenset({"SCORE", "CLUSTER", "PREDICT", "ESTIMATE", "RECOMMEND", "DETECT"})
_FIRST_CLAUSES = frozenset({"by", "that", "from", "into", "among", "over"})
_LOW = ("lowest", "smallest", "least", "min", "minimum")
_SHARES = {
    "decile": "10%",
    "quintile": "20%",
    "quartile": "25%",
    "quarter": "25%",
    "third": "33%",
    "half": "50%",
    "percentile": "1%",
    "ten": "10%",
    "five": "5%",
    "twenty": "20%",
    "one": "1%",
    "fifty": "50%",
}
_TOP = r"(?:the\s+)?(?P<side>top|bottom|highest|lowest|upper|lower|best|worst|first|last)"
_TIME = r"\s*(?:days?|weeks?|months?|years?)(?![\w-])"
_SHARE = rf"(?P<share>\d[\d.]*|{'|'.join(_SHARES)})(?:\s*(?:%|percent|per\s+cent|pct|percentiles?)|(?!{_TIME}|[\w-]))"
_EDGE = r"(?![\w-])"
_BY = r"by\s+(?P<by>[^\W\d][\w-]*)"
_BOTTOM = frozenset({"bottom", "lowest", "lower", "worst", "last"})
_NAME = r"[^\W\d][\w-]*(?:[ \t]+(?!(?:and|or|by|is)(?![\w-]))[^\W\d][\w-]*)*"
_BEFORE_A_VALUE = frozenset({"IF", "AND", "OR", "LPAR", "NOT", "WHERE", "WHEN"})
_AVERAGE = "the average is that of the value before `is`: `balance is above average`, `balance is above average by job`"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?i){pattern}")


def statement(unexpected: Unexpected) -> str | None:
    """Which learned statement it is, if it is one."""
    first = unexpected.history[0].type if unexpected.history else ""
    return first.lower() if first in _STATEMENTS else None


def in_statement(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """What helps in a learned statement."""
    kind = statement(unexpected)
    if kind is None:
        return ()
    found = nameless(kind, unexpected.history[1].text) if len(unexpected.history) == 2 else ()
    found = found or _meant(text, end, unexpected, kind)
    at = text[unexpected.position : end]
    if _compiled(r"if(?![\w-])").match(at) or len(unexpected.history) == 1:
        found += (f"a segment whose name begins with `{kind}` has its name in backticks",)
    return found


def nameless(kind: str, name: str) -> tuple[str, ...]:
    """`predict that exited`: the first clause was read as the name."""
    if name.split(maxsplit=1)[0].lower() not in _FIRST_CLAUSES or " " not in name:
        return ()
    return (f"a name for what is learned comes first: `{kind} NAME {' '.join(name.split())} …`",)


def clauses(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """Where a clause could begin, and nothing else is known to help."""
    kind = statement(unexpected)
    if kind is None or "OF_THOSE_WHERE" not in unexpected.accepted or unexpected.position >= end:
        return ()
    return (f"the clauses of `{kind}` begin with {CLAUSES[kind]}",)


def _meant(text: str, end: int, unexpected: Unexpected, kind: str) -> tuple[str, ...]:
    for meant in MEANT:
        if (meant.statements and kind not in meant.statements) or meant.accepted not in unexpected.accepted:
            continue
        before = unexpected.history[-2].type if len(unexpected.history) > 1 else ""
        if meant.after not in ("", before):
            continue
        found = _compiled(meant.pattern).match(text, unexpected.position, end)
        if found is not None:
            return (meant.help.format_map(_words(found, unexpected)),)
    return ()


def _words(found: re.Match[str], unexpected: Unexpected) -> dict[str, str]:
    words = {name: " ".join((value or "").split()) for name, value in found.groupdict().items()}
    number = words.get("n", "")
    if number.lower() in NUMBERS:
        words["n"] = str(NUMBERS.index(number.lower()) + 1)
    words["side"] = "lowest" if words.get("side", "").lower() in _LOW else "highest"
    words["n"] = words.get("n") or "5"
    return words | {"date": number or "1997-06-30", "last": " ".join(unexpected.history[-1].text.split())}


def after_value(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """`likely to buy "card" > 20%`, `likely to purchase "card"`, `balance is in the top 5% of customers`."""
    if len(unexpected.history) < 2:
        return ()
    before, last = unexpected.history[-2:]
    if before.type == "LIKELY_TO_BUY":
        asked = _compiled(r"(?P<sign>[<>=]+|is\s+(?:at\s+least|at\s+most|more\s+than|less\s+than))\s*(?P<n>[\d.]+%?)?")
        found = asked.match(text, unexpected.position, end)
        if found is not None:
            return (f"how likely is a value: `chance of buying {last.text} {found['sign']} {found['n'] or '10%'}`",)
    if before.type == "IN_THE_TOP" and _compiled(rf"(?:of|among|in|within|for){_EDGE}").match(
        text, unexpected.position
    ):
        return ("it is a share of all customers: nothing follows it but `by` and a category to compare within",)
    product = _compiled(r'"([^"\\\n]+)"').match(text, unexpected.position, end)
    written = other_words.alone(f"{last.text} {product[1]}") if product and last.type == "NAME" else None
    return (f"it is written `{written}`",) if written is not None else ()


# ---- rankings -------------------------------------------------------------------------------------------------------


@record
class Ranking:
    """A place among all customers said in other words, from `start` to `end`, and how it is written."""

    start: int
    end: int
    help: str


def given_ranking(text: str, end: int, unexpected: Unexpected) -> Ranking | None:
    """`given balance is in the top 10%`."""
    history = unexpected.history
    if not history or "IS" not in unexpected.accepted or "GIVEN" not in [token.type for token in history]:
        return None
    place = rf"is\s+(?:not\s+)?(?:in\s+{_TOP}\s+\d+\s*%?|(?:above|below)\s+average)"
    found = _compiled(place).match(text, unexpected.position, end)
    if found is None:
        return None
    value = " ".join(history[-1].text.split())
    help = f"give the value, `{value} is 50k`, and say what was learned: `segdsl test --state DIR`"
    return Ranking(history[-1].start, found.end(), help)


def ranking(text: str, end: int, unexpected: Unexpected) -> Ranking | None:
    history, position = unexpected.history, unexpected.position
    if not history or len(history[-1].text) > 200:
        return None
    last = history[-1]
    share_before = last.type == "PERCENT" and len(history) > 1 and history[-2].type == "IN_THE_TOP"
    if (share_before or last.type == "IS_ABOVE_AVERAGE") and text[position : position + 2].lower() == "by":
        return Ranking(position, position + 2, "`by` stands on the same line: `balance is in the top 10% by job`")
    if last.type == "IN_THE_TOP":
        found = _compiled(rf"\s*{_SHARE}").match(text, position, end)
        share, stop = (found["share"], found.end()) if found else ("10", last.end)
        return _ranking(text, unexpected, stop, "bottom" if "bottom" in last.text.lower() else "top", share)
    if last.type.startswith("IS_ABOVE_AVERAGE") and "AND" in unexpected.accepted:
        word = re.compile(r"\w*").match(text, position, end)
        return Ranking(last.start, word.end() if word else last.end, _AVERAGE)
    if last.type in ("IN", "NOT_IN", "IS_IN", "IS_NOT_IN") and "LBRACKET" in unexpected.accepted:
        found = _compiled(rf"{_TOP}(?:\s+{_BY})?\s+{_SHARE}(?:\s+{_BY.replace('by>', 'after>')})?").match(
            text, position, end
        )
        if found is None:
            return None
        by = found["by"] or found["after"]
        return _ranking(text, unexpected, found.end(), found["side"], found["share"], f" by {by}" if by else "")
    if last.type == "NAME" and text[position : position + 1] == "%":
        return _share_of(text, end, unexpected)
    return None


def _share_of(text: str, end: int, unexpected: Unexpected) -> Ranking | None:
    """`top 10% of balance`, `balance is top 10%`, `in top 10%`: the name was read up to the number."""
    last = unexpected.history[-1]
    found = _compiled(rf"(?:(?P<before>\S.*?)\s+)??{_TOP}\s+(?P<share>\d+)").fullmatch(last.text)
    if found is None:
        return None
    of = _compiled(rf"%\s+(?:of|by|in)\s+(?:the\s+)?(?P<of>{_NAME})").match(text, unexpected.position, end)
    subject = found["before"] or (of["of"] if of else "")
    stop = of.end() if of is not None and not found["before"] else unexpected.position + 1
    return _ranking(text, unexpected, stop, found["side"], found["share"], subject=subject)


def _ranking(
    text: str, unexpected: Unexpected, end: int, side: str, share: str, by: str = "", subject: str = ""
) -> Ranking:
    *before, last = unexpected.history
    if not subject and last.type == "NAME" and before:
        *before, last = before
    if not subject:
        subject = _subject(text, before)
    negated = "not" in last.text.lower().split() and last.type not in ("NAME", "QUOTED_NAME")
    amount = _SHARES.get(share.lower(), f"{share}%")
    place = "bottom" if side.lower() in _BOTTOM else "top"
    start = last.start if last.type not in _BEFORE_A_VALUE else unexpected.history[-1].start
    return Ranking(start, end, f"it is written `{subject} is {'not ' if negated else ''}in the {place} {amount}{by}`")


def _subject(text: str, before: Sequence[Token]) -> str:
    """The value that stands last, as it is written: `sum of amount in purchases`."""
    if not before or before[-1].type not in ("NAME", "QUOTED_NAME"):
        return "balance"
    first = len(before) - 1
    while first and before[first - 1].type not in _BEFORE_A_VALUE:
        first -= 1
    whole = " ".join(text[before[first].start : before[-1].end].split())
    return whole if len(whole) <= 60 else " ".join(before[-1].text.split())
