"""What may have been meant by a name that nothing has: the helps of its message, the likeliest alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from segdsl import schemas
from segdsl.check import elsewhere, words
from segdsl.check.context import Context, close, has_many_wrong_names
from segdsl.check.scope import AColumn, ANamed, Meaning, Sort, Unknown
from segdsl.names import fold
from segdsl.syntax import other_words
from segdsl.types import Type, is_numeric, is_temporal

MOST_LISTED = 12
_TRUTHS = {"true": "yes", "false": "no"}
_EVERYBODY = frozenset({"everyone", "everybody", "all", "always", "all customers"})
# Compiled by `re` when they are first used: most files have no mistake, and the program starts sooner.
_PART_OF_DATE = r"(?i)year of (.+)"
_MEASURES = (
    (r"(?i)(?:count|number|no|num|how\s+many)(?:\s+of)?\s+(?:all\s+|the\s+)?(?P<of>.+)", "count of"),
    (r"(?i)(?:sum|total)(?:\s+of)?\s+(?P<of>.+)", "sum of"),
    (r"(?i)(?:average|avg|mean)(?:\s+of)?\s+(?P<of>.+)", "average of"),
    (r"(?i)median(?:\s+of)?\s+(?P<of>.+)", "median of"),
    (r"(?i)(?:max|maximum|largest|highest|biggest)(?:\s+of)?\s+(?P<of>.+)", "largest of"),
    (r"(?i)(?:min|minimum|smallest|lowest)(?:\s+of)?\s+(?P<of>.+)", "smallest of"),
    (r"(?i)(?:last|newest|most\s+recent)\s+(?P<of>.+)", "latest"),
    (r"(?i)(?:first|oldest)\s+(?P<of>.+)", "earliest"),
)


def hints(cx: Context, text: str) -> tuple[str, ...]:
    """The helps for an unknown name: what is alike, else what there is."""
    return likely(cx, text) or _whole_of(cx) or _all(cx)


def likely(cx: Context, text: str) -> tuple[str, ...]:
    """What the name was most likely meant to be; nothing when it looks like nothing that is known."""
    if has_many_wrong_names(cx):
        return ()
    return (
        _subtraction(cx, text)
        or _other_name(cx, text)
        or _other_words(cx, text)
        or _without_comma(cx, text)
        or measured(cx, text)
        or elsewhere.of_ruleset(cx, text)
        or _similar(cx, text)
        or elsewhere.learned(cx, text)
        or _begins_with_known(cx, text)
    )


def _subtraction(cx: Context, text: str) -> tuple[str, ...]:
    pieces = text.split("-")
    if len(pieces) > 1 and all(is_known(_find(cx, piece.strip())) for piece in pieces):
        return (f"subtraction needs spaces: `{' - '.join(pieces)}`",)
    return ()


def _other_name(cx: Context, text: str) -> tuple[str, ...]:
    """A header that the rules gave another name, and the truths of other languages."""
    for table in (cx.scope.table, *cx.rules.names.tables.tables.values()):
        for column in table.columns.values():
            if column.physical is not None and fold(column.physical) == fold(text) and column.name != text:
                return (f"the table `{table.name}` calls this column `{column.name}`",)
    if text.lower() in _TRUTHS:
        return (f"it is written `{_TRUTHS[text.lower()]}`",)
    if text.lower() in _EVERYBODY:
        return ("a condition that everybody meets is written `yes`",)
    dated = re.fullmatch(_PART_OF_DATE, text)
    if dated and is_known(_find(cx, dated[1])):
        return (f"a year is written with its ends: `{dated[1]} between 2020-01-01 and 2020-12-31`",)
    return ()


def _other_words(cx: Context, text: str) -> tuple[str, ...]:
    """`age greater than 65`: a known name and a test in words of other languages."""
    whole = other_words.alone(text)
    if whole is not None:
        return (f"it is written `{whole}`",)
    found = other_words.find(text)
    table = cx.rules.names.table(found.name) if found is not None else None
    if found is not None and table is not None and table.role is schemas.Role.MANY and not found.value:
        word = "no" if found.said == "is missing" else "any"
        return (f"whether there are any rows is asked with `{word} {found.name}`",)
    alone = other_words.find(f"x {text}")
    if alone is not None and alone.name == "x" and alone.value and alone.said.startswith("is "):
        return (f"each test names its value: `NAME {alone.said} {alone.value}`",)
    meaning = _find(cx, found.name) if found is not None else Unknown()
    if found is None or not is_known(meaning):
        return ()
    return (f"`{found.name}` is {what(meaning)}, and the test is written `{found.whole}`",)


def _without_comma(cx: Context, text: str) -> tuple[str, ...]:
    """`balance weight 2` in a score, `log of balance` and `all columns` among what is learned from."""
    found = re.fullmatch(r"(?i)(?P<of>.+?)\s+(?P<more>weight\s+\S+)", text)
    if found is not None and is_known(_find(cx, found["of"])):
        return (f"a comma stands before `{found['more']}`: `{found['of']}, {found['more']}`",)
    found = re.fullmatch(r"(?i)(?:log|logarithm)(?:\s+of)?\s+(?P<of>.+)", text)
    if found is not None and is_known(_find(cx, found["of"])):
        return (f"in the features of a learned statement it is written `{found['of']} (log)`",)
    if re.fullmatch(r"(?i)(?:all|every)(?:\s+(?:the\s+)?(?:other\s+)?(?:columns?|features?|values?|rest))", text):
        return ("what is looked at is listed, value by value: `age, balance`",)
    return ()


def measured(cx: Context, text: str) -> tuple[str, ...]:
    """`count transactions`, `average amount`: a measure whose words are not quite those."""
    names = cx.rules.names
    for pattern, aggregate in _MEASURES:
        found = re.fullmatch(pattern, text)
        if found is None or cx.scope.own_only:
            continue
        of = found["of"]
        table = names.table(of)
        if table is not None and table.role is schemas.Role.MANY:
            if aggregate == "count of":
                return (f"how many there are is written `count of {of}`",)
            return (f"say of which column: `{aggregate} {_operand(table, aggregate)} in {of}`",)
        left, _, right = of.rpartition(" in ") if " in " in of else of.rpartition(" of ")
        table = names.table(right) if left else None
        if table is not None and table.role is schemas.Role.MANY and fold(left) in table.columns:
            return (f"it is written `{aggregate} {left} in {table.name}`",)
        homes = [t for t in names.tables.tables.values() if t.role is schemas.Role.MANY and fold(of) in t.columns]
        if homes and aggregate != "count of":
            return (f"it is written `{aggregate} {of} in {homes[0].name}`",)
    return ()


def _operand(table: schemas.Table, aggregate: str) -> str:
    """A column that can be aggregated so, `…` when none is known."""
    fits = is_temporal if aggregate in ("latest", "earliest") else is_numeric
    link = fold(table.per or "")
    return next((c.name for folded, c in table.columns.items() if fits(c.type) and folded != link), "…")


def _similar(cx: Context, text: str) -> tuple[str, ...]:
    candidates = dict(_candidates(cx))
    found = close(cx, text, candidates)
    if found is None:
        return ()
    shown = f"`in {found}`" if candidates[found] == "segment" else f"`{found}`"
    return (f"a {candidates[found]} with a similar name exists: {shown}",)


def _begins_with_known(cx: Context, text: str) -> tuple[str, ...]:
    parts = text.split()
    for cut in range(len(parts) - 1, 0, -1):
        name = " ".join(parts[:cut])
        meaning = _find(cx, name)
        if is_known(meaning):
            return (f"`{name}` is {what(meaning)}: a comparison such as `{name} is …` or `{name} > …` follows it",)
    return ()


def _whole_of(cx: Context) -> tuple[str, ...]:
    customers = cx.rules.names.tables.customers
    if customers.distinct and cx.scope.of_customer:
        return (
            f"the customers are the distinct values of `{customers.key}` and have no other column: "
            "measure a table with `many per …`",
        )
    return ()


def _all(cx: Context) -> tuple[str, ...]:
    table = cx.scope.table
    return () if has_many_wrong_names(cx) else columns_of(table)


def columns_of(table: schemas.Table) -> tuple[str, ...]:
    """All columns of a table, in words; the first of them where they are many."""
    names = [column.name for column in table.columns.values()]
    if not names:
        return ()
    return (f"{'the columns' if len(names) > 1 else 'the only column'} of `{table.name}` {some(names)}",)


def some(names: Sequence[str]) -> str:
    """`is `a``, `are `a` and `b``, `are `a`, `b`, … and 3 more`."""
    if len(names) == 1:
        return f"is {words.listed(list(names))}"
    if len(names) <= MOST_LISTED:
        return f"are {words.listed(list(names))}"
    listed = ", ".join(f"`{name}`" for name in names[:MOST_LISTED])
    return f"are {listed} and {len(names) - MOST_LISTED} more"


def _find(cx: Context, text: str) -> Meaning:
    return cx.rules.names.find(text, cx.scope) if text else Unknown()


def is_known(meaning: Meaning) -> bool:
    """Whether something certainly has the name: an open table may turn out to have any column."""
    return (isinstance(meaning, AColumn) and meaning.known) or isinstance(meaning, ANamed)


def what(meaning: Meaning) -> str:
    """What a known name is."""
    if isinstance(meaning, ANamed):
        return {Sort.TIERS: "the name of tiers"}.get(meaning.sort, f"a {meaning.sort.value}")
    return "a column"


def which(name: str, type_: Type, table: str) -> tuple[str, ...]:
    """The measures that make one value of many, by the type of the column, and the question whether a row is there."""
    ways, test = ("most common", "number of different"), "is …"
    if is_numeric(type_):
        ways, test = ("sum of", "average of"), "> …"
    elif is_temporal(type_):
        ways, test = ("latest", "earliest"), "is after …"
    return (
        f"say which of them: `{ways[0]} {name} in {table}`, `{ways[1]} {name} in {table}`",
        f"or whether there is such a row: `any {table} where {name} {test}`",
    )


def _candidates(cx: Context) -> Iterator[tuple[str, str]]:
    """All names that could stand here, with what each is, the last ones counting when a name stands twice."""
    names = cx.rules.names
    for folded, sort in names.named.items():
        yield cx.rules.shown[folded], {Sort.TIERS: "tiers statement"}.get(sort, sort.value)
    starts = [names.tables.customers] if cx.scope.of_customer else [names.tables.customers, cx.scope.table]
    for start in starts:
        for name in names.ways(start):
            yield from ((c.name, "column") for c in names.tables.tables[name].columns.values())
    for start in starts:
        own = start.columns.values() if not start.distinct else ()
        yield from ((c.name, "column") for c in own)
