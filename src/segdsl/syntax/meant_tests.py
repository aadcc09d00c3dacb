"""Which test is meant by the words round the place where a condition cannot be read on; it complains of nothing."""

from __future__ import annotations

import re

from segdsl.syntax import other_words
from segdsl.syntax.lalr import Unexpected

SIGNS = frozenset({"LESS", "LESS_EQ", "MORE", "MORE_EQ", "IS", "IS_NOT", "EQ", "NOT_EQ"})
NEEDS_BACKTICKS = "a name with `{}` in it stands in backticks: `{}`"
_SPAN = re.compile(r"(?i)(?:the\s+)?(?:last|past|previous)\s+(\d+\s+\w+)")
_DOTTED = re.compile(r"\.([^\W\d]\w*)")
_TEXT = re.compile(r'"(%?)([^"\\%\n]*)(%?)"')
_LIKE = re.compile(r"(?i)(?:.* )?(?:i?like|includes?|including|containing|contain|has)")
_AGGREGATES = (
    (re.compile(r"(?i)(?:sum|total)(?:\s+of)?\s+(.+)"), "sum of"),
    (re.compile(r"(?i)(?:average|avg|mean)(?:\s+of)?\s+(.+)"), "average of"),
    (re.compile(r"(?i)median\s+(.+)"), "median of"),
    (re.compile(r"(?i)(?:max|maximum|largest|highest|biggest)(?:\s+of)?\s+(.+)"), "largest of"),
    (re.compile(r"(?i)(?:min|minimum|smallest|lowest)(?:\s+of)?\s+(.+)"), "smallest of"),
    (re.compile(r"(?i)(?:distinct|unique|number\s+of|count|count\s+of)(?:\s+(?:distinct|unique))?\s+(.+)"), ""),
)
_GROUPED = re.compile(r"(?:[ \t]\d{3})+(?![\w.])")
_UNIT = re.compile(
    r"(?i)(?:(?P<currency>eur|usd|gbp|czk|chf|jpy|cny|twd|ntd|pln|huf|euros?|dollars?|pounds?|crowns?|pcs|pieces|units?|times)"
    r"|(?P<share>percent|pct)|(?P<scale>thousand|million|mil|mio|tsd))(?![\w-])"
)
_TO = re.compile(r"(?i)[ \t]*(?:to|until|\.\.+|–)[ \t]*(-?\d[\d_.]*[km]?)")
_RANGE = re.compile(r"(?i)(-?\d[\d_]*[km]?)[ \t]*(?:to|until|\.\.+|–)[ \t]*(-?\d[\d_.]*[km]?)")
_COUNTED = re.compile(r"(?i)(?:count|number)(?:\s+of)?\s+")
_LIST = re.compile(r"\(\s*([^()\n]*?)\s*\)|([^()\[\]\s,]+(?:[ \t]*,[ \t]*[^()\[\]\s,]+)+)")
_DECIMALS = re.compile(r"\.\d+")
_YEAR = re.compile(r"\d{4}(?![\w.-])")
_WINDOW = re.compile(
    r"(?i)(?:(?:over|in|within|during|for|since)\s+)?(?:the\s+)?(?:last|past|previous)\s+(\d+\s+\w+)|over\s+"
)
_OF_ROWS = frozenset({"COUNT_OF", "ANY", "NO", "IN"})


def after_in(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """`joined in last 30 days`, `average amount in orders`."""
    history = unexpected.history
    if len(history) < 2 or "LBRACKET" not in unexpected.accepted or history[-1].type not in ("IN", "IS_IN"):
        return ()
    name = history[-2].text if history[-2].type == "NAME" else ""
    range_ = _RANGE.match(text, unexpected.position, end)
    if name and range_:
        return (f"a range is written `{name} between {range_[1]} and {range_[2]}`",)
    values = _LIST.match(text, unexpected.position, end)
    if name and values:
        return (f"a list stands in square brackets: `{name} in [{values[1] or values[2]}]`",)
    year = _YEAR.match(text, unexpected.position, end)
    if name and year:
        return (f"a year is written with its ends: `{name} between {year.group()}-01-01 and {year.group()}-12-31`",)
    time = _SPAN.match(text, unexpected.position, end)
    if time and len(history) > 2 and history[-3].type in _OF_ROWS:
        return (f"a window is written `over the last {' '.join(time[1].split())}`",)
    if name and time:
        return (f"a time up to the as-of date is written `{name} is within {' '.join(time[1].split())}`",)
    table = re.compile(r"[^\W\d][\w-]*").match(text, unexpected.position, end)
    if not name or table is None:
        return ()
    for pattern, aggregate in _AGGREGATES:
        found = pattern.fullmatch(name)
        if found:
            if not aggregate:
                return (f"it is written `number of different {found[1]} in {table.group()}`",)
            return (f"it is written `{aggregate} {found[1]} in {table.group()}`",)
    return (
        'a list is written `x in ["a", "b"]`, membership of a segment `in NAME` with nothing before it',
        NEEDS_BACKTICKS.format("in", f"{name} in {table.group()}"),
    )


def after_name(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """`job like "%a%"`, `age over 65`, `branches.city`."""
    last = unexpected.history[-1]
    if last.type != "NAME":
        return ()
    dotted = _DOTTED.match(text, unexpected.position, end)
    if dotted and last.end == unexpected.position:
        return (f"a column of another table is written `{dotted[1]} of {last.text}`",)
    like = _TEXT.match(text, unexpected.position, end)
    if like and _LIKE.fullmatch(last.text):
        test = {("", "%"): "starts with", ("%", ""): "ends with"}.get((like[1], like[3]), "contains")
        name = last.text.rsplit(" ", 1)[0] + " " if " " in last.text else ""
        return (f'a part of a text is asked for with `{name}{test} "{like[2]}"`',)
    window = _WINDOW.match(text, unexpected.position, end)
    if window and len(unexpected.history) > 1 and unexpected.history[-2].type in _OF_ROWS:
        length = " ".join((window[1] or "90 days").split())
        return (f"a window is written `over the last {length}`",)
    if window and window[1]:
        length = " ".join(window[1].split())
        if window.group().lower().startswith("over"):
            table = _COUNTED.sub("", last.text)
            return (f"a window belongs to a measure: `count of {table} over the last {length}`",)
        return (f"the test is written `{last.text} is within {length}`",)
    decimals = _DECIMALS.match(text, unexpected.position, end)
    if decimals and last.end == unexpected.position:
        found = other_words.find(last.text + decimals.group())
        return (f"the test is written `{found.whole}`",) if found is not None and found.value else ()
    rest = text[unexpected.position : end].split("\n", 1)[0].split()
    if rest[:1] == ["not"]:
        return ()
    for count in range(min(len(rest), 6) + 1):
        found = other_words.find(" ".join([last.text, *rest[:count]]))
        if found is not None and found.value:
            return (f"the test is written `{found.whole}`",)
    found = other_words.find(last.text)
    return (f"the test is written `{found.name} {found.said}`",) if found is not None and like else ()


def around_number(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """`> 1 000`, `> $100`, `> 100 EUR`, `> 30 days ago`, `between 18 to 65`."""
    history, position = unexpected.history, unexpected.position
    last = history[-1]
    if text[position : position + 1] in ("$", "€", "£", "¥") and "NUMBER" in unexpected.accepted:
        return ("a number is written without its currency",)
    if last.type in ("NUMBER", "DURATION") and _WINDOW.match(text, position, end) and "NAME" not in unexpected.accepted:
        return ("a window follows its table: `count of TABLE over the last 30 days > 3`",)
    if last.type == "NUMBER":
        grouped = _GROUPED.match(text, last.end, end)
        unit = _UNIT.match(text, position, end)
        if grouped:
            written = last.text + grouped.group().replace(" ", "_").replace("\t", "_")
            return (f"thousands can be set apart by `_`: `{written}`",)
        to = _TO.match(text, last.end, end)
        if to and "AND" in unexpected.accepted and "OR" not in unexpected.accepted:
            return (f"`and` stands between the two ends: `between {last.text} and {to[1]}`",)
        if unit and "\n" not in text[last.end : position]:
            return (_without_unit(last.text, unit),)
    if last.type == "DURATION" and text[position : position + 3].lower() == "ago" and len(history) > 2:
        name, sign = history[-3:-1]
        if name.type == "NAME" and sign.type in SIGNS:
            length = " ".join(last.text.split())
            return (f"dates are compared with words: `{name.text} is more than {length} ago`, `is within {length}`",)
    return ()


def _without_unit(number: str, unit: re.Match[str]) -> str:
    if unit["share"]:
        return f"a share is written `{number}%`"
    if unit["scale"]:
        return f"it is written `{number}{'k' if unit['scale'].lower() in ('thousand', 'tsd') else 'm'}`"
    return "a number is written without its unit"
