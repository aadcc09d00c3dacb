"""Random well-formed syntax trees: those that some text makes, so that printing and parsing give them back.

What the shape of a tree cannot say is kept here: a `where` with `and` in a condition stands in parentheses, an open
`where` comes last, a value in parentheses that stands as a `define`'s body is a value and not a group.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from segdsl.source import Source, Span
from segdsl.syntax import ast
from segdsl.syntax.foreign import INVISIBLE
from segdsl.types import Unit

NOWHERE = Span(Source("<generated>", ""), 0, 0)

_WORDS = (
    *("RFM", "score", "age", "balance", "spend", "visits", "channel", "high-value", "loan_date", "高價值", "年齡"),
    *("баланс", "とし", "2024", "x1", "first", "last", "birth", "latest", "earliest", "since", "over", "within"),
    *("date", "of", "by", "from", "using", "as", "no", "any", "not", "and", "or", "in", "is", "where", "yes"),
    *("today", "round", "absolute", "count", "sum", "days", "the", "matches", "contains", "starts", "with"),
    *("table", "define", "missing", "known", "before", "between", "share", "number", "different", "at"),
    *("least", "text", "if", "then", "when", "except", "otherwise", "because", "most", "common", "all", "time"),
    *("list", "more", "than", "example", "given", "expect", "policy"),
)
_PLAIN_WORDS = [
    "RFM",
    "score",
    "age",
    "balance",
    "spend",
    "visits",
    "channel",
    "high-value",
    "高價值",
    "年齡",
    "of",
    "last",
]

# ---- names and literals ---------------------------------------------------------------------------------------------

_UNSEEN = re.compile(f"[{INVISIBLE}]")
odd_names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="`"), min_size=1, max_size=9
).filter(lambda text: not _UNSEEN.search(text))
names: SearchStrategy[ast.Name] = st.one_of(
    st.lists(st.sampled_from(_PLAIN_WORDS), min_size=1, max_size=3).map(" ".join),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join),
    odd_names,
).map(lambda text: ast.Name(text, span=NOWHERE))


@st.composite
def numbers(draw: DrawFn) -> ast.NumberLit:
    whole = draw(st.integers(-10_000, 10_000))
    spelling = f"{whole:_}" if draw(st.booleans()) else str(whole)
    if draw(st.booleans()):
        spelling += draw(st.sampled_from([".5", ".25", ".0", ".125"]))
    suffix = draw(st.sampled_from(["", "", "k", "m", "K", "%"]))
    scale = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000), "%": Decimal("0.01")}[suffix.lower()]
    value = Decimal(spelling.replace("_", "")) * scale
    return ast.NumberLit(int(value) if value == int(value) else float(value), spelling + suffix, span=NOWHERE)


percents = st.integers(0, 100).map(
    lambda n: ast.NumberLit(n // 100 if n % 100 == 0 else float(Decimal(n) / 100), f"{n}%", span=NOWHERE)
)
texts: SearchStrategy[ast.TextLit] = st.one_of(
    st.sampled_from(["Praha", "a b", "", "臺北", 'say "x"', "a\\b", "\\", "line\nbreak", "\u200b", "# no", "`"]),
    st.text(st.characters(codec="utf-8"), max_size=12),
).map(lambda text: ast.TextLit(unicodedata.normalize("NFC", text), span=NOWHERE))
yes_no = st.booleans().map(lambda value: ast.YesNoLit(value, span=NOWHERE))
dates = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)).map(lambda day: ast.DateLit(day, span=NOWHERE))
durations = st.builds(
    lambda count, unit: ast.DurationLit(count, unit, span=NOWHERE), st.integers(0, 400), st.sampled_from(list(Unit))
)
literals: SearchStrategy[ast.Literal_] = st.one_of(numbers(), texts, yes_no, dates, durations)
references = names.map(lambda name: ast.Ref(name, span=NOWHERE))
atoms: SearchStrategy[ast.Expr] = st.one_of(references, references, literals, st.just(ast.Today(span=NOWHERE)))

# ---- values ---------------------------------------------------------------------------------------------------------


@st.composite
def windows(draw: DrawFn, depth: int = 1) -> ast.Window:
    value = exprs(depth)
    match draw(st.integers(0, 5)):
        case 0:
            return ast.LastWindow(draw(durations), span=NOWHERE)
        case 1:
            return ast.EndingWindow(draw(durations), draw(durations), span=NOWHERE)
        case 2:
            return ast.SinceWindow(draw(value), span=NOWHERE)
        case 3:
            return ast.BetweenWindow(draw(value), draw(value), span=NOWHERE)
        case 4:
            return ast.AllTime(span=NOWHERE)
        case _:
            return ast.AroundWindow(
                draw(durations), draw(st.sampled_from(["before", "after"])), draw(value), span=NOWHERE
            )


@st.composite
def measures(draw: DrawFn, depth: int = 1) -> ast.Measure:
    aggregates: list[ast.Aggregate] = [
        "sum of",
        "average of",
        "median of",
        "smallest of",
        "largest of",
        "number of different",
    ]
    plain: list[ast.Aggregate] = ["earliest", "latest", "most common"]
    window = draw(st.none() | windows(depth - 1)) if depth > 0 else None
    where = draw(st.none() | conditions(depth - 1)) if depth > 0 else None
    if isinstance(where, ast.Except):
        where = ast.Group(where, span=NOWHERE)
    of: ast.Expr | None = None
    aggregate: ast.Aggregate
    match draw(st.integers(0, 3)):
        case 0:
            aggregate = "count of"
        case 1:
            aggregate, of = draw(st.sampled_from(aggregates)), draw(exprs(depth - 1))
        case 2:
            aggregate, of = draw(st.sampled_from(plain)), draw(references)
        case _:
            aggregate, of = "share of", draw(st.none() | references)
            window = draw(st.none() | windows(0))
            where = where or ast.Holds(draw(references), span=NOWHERE)
    return ast.Measure(aggregate, of, draw(names), window, where, span=NOWHERE)


@st.composite
def exprs(draw: DrawFn, depth: int = 2) -> ast.Expr:
    if depth <= 0:
        return draw(atoms)
    inner = exprs(depth - 1)
    match draw(st.integers(0, 9)):
        case 0 | 1 | 2:
            return draw(atoms)
        case 3 | 4:
            operator: Literal["+", "-", "*", "/"] = draw(st.sampled_from(["+", "-", "*", "/"]))
            return ast.Binary(operator, draw(inner), draw(inner), span=NOWHERE)
        case 5:
            return ast.Binary("of", draw(percents), draw(inner), span=NOWHERE)
        case 6:
            negated = draw(inner)
            if isinstance(negated, ast.NumberLit) and not negated.text.startswith("-"):
                return negated
            return ast.Negative(negated, span=NOWHERE)
        case 7:
            return ast.Since(draw(st.sampled_from(list(Unit))), draw(inner), span=NOWHERE)
        case 8:
            match draw(st.integers(0, 2)):
                case 0:
                    return ast.Defaulting(draw(inner), draw(inner), span=NOWHERE)
                case 1:
                    two = (draw(inner), draw(inner))
                    return ast.Call(draw(st.sampled_from(["larger of", "smaller of"])), two, span=NOWHERE)
                case _:
                    return ast.Call(draw(st.sampled_from(["round", "absolute"])), (draw(inner),), span=NOWHERE)
        case _:
            return draw(measures(depth))


# ---- conditions -----------------------------------------------------------------------------------------------------

_OPERATORS: list[ast.CompareOp] = [
    *("<", "<=", ">", ">=", "=", "!="),
    *("is", "is not", "is at least", "is at most", "is more than", "is less than"),
]


@st.composite
def single_tests(draw: DrawFn, depth: int) -> ast.Cond:
    """A condition without `and`, `or`, `not`, and with nothing open at its end."""
    value = draw(exprs(depth))
    match draw(st.integers(0, 10)):
        case 0 | 1 | 2:
            operator = draw(st.sampled_from(_OPERATORS))
            return ast.Compare(value, operator, draw(exprs(depth)), op_span=NOWHERE, span=NOWHERE)
        case 3:
            return ast.Between(value, draw(exprs(depth)), draw(exprs(depth)), draw(st.booleans()), span=NOWHERE)
        case 4:
            items = tuple(draw(st.lists(literals, min_size=1, max_size=4)))
            return ast.InList(value, items, draw(st.booleans()), span=NOWHERE)
        case 5:
            return ast.InFile(value, draw(texts), draw(st.booleans()), span=NOWHERE)
        case 6:
            return ast.Presence(value, draw(st.booleans()), span=NOWHERE)
        case 7:
            test: Literal["contains", "starts with", "ends with", "matches"]
            test = draw(st.sampled_from(["contains", "starts with", "ends with", "matches"]))
            return ast.TextTest(value, test, draw(texts), span=NOWHERE)
        case 8:
            relation: Literal["before", "after", "on"] = draw(st.sampled_from(["before", "after", "on"]))
            return ast.DateCompare(value, relation, draw(exprs(depth)), span=NOWHERE)
        case 9:
            words = ["within", "within the next", "at least", "at most", "more than", "less than"]
            return ast.Ago(value, draw(st.sampled_from(words)), draw(durations), span=NOWHERE)
        case _:
            return ast.InSegment(draw(names), draw(st.booleans()), span=NOWHERE)


@st.composite
def happenings(draw: DrawFn, depth: int, where: SearchStrategy[ast.Cond] | None) -> ast.Happened:
    window = draw(st.none() | windows(depth - 1))
    condition = draw(st.none() | where) if where is not None else None
    return ast.Happened(draw(st.booleans()), draw(names), window, condition, span=NOWHERE)


@st.composite
def units(draw: DrawFn, depth: int = 2, last: bool = True) -> ast.Cond:
    """One clause; `last` when nothing follows that a `where` at its end could swallow."""
    if depth <= 0:
        value = draw(atoms)
        return ast.Holds(value, span=NOWHERE)
    match draw(st.integers(0, 7)):
        case 0 | 1 | 2:
            return draw(single_tests(depth - 1))
        case 3:
            value = draw(exprs(depth - 1).filter(lambda e: not isinstance(e, ast.Measure)))
            return ast.Holds(value, span=NOWHERE)
        case 4:
            negated = draw(units(depth - 1, last).filter(lambda c: not isinstance(c, ast.InSegment)))
            return ast.Not(negated, span=NOWHERE)
        case 5:
            return draw(happenings(depth, units(depth - 1, last) if last else None))
        case 6:
            open_where = draw(measures(depth))
            return ast.Group(ast.Holds(open_where, span=NOWHERE), span=NOWHERE)
        case _:
            inner = draw(st.one_of(conditions(depth - 1), happenings(depth, conditions(depth - 1).filter(_no_except))))
            return ast.Group(inner, span=NOWHERE)


def _no_except(condition: ast.Cond) -> bool:
    return not isinstance(condition, ast.Except)


@st.composite
def conditions(draw: DrawFn, depth: int = 2) -> ast.Cond:
    match draw(st.integers(0, 5)):
        case 0 | 1 | 2:
            return draw(units(depth))
        case 3 | 4:
            items = [*draw(st.lists(units(depth, last=False), min_size=1, max_size=3)), draw(units(depth))]
            return ast.Chain(draw(st.sampled_from(["and", "or"])), tuple(items), op_spans=(), span=NOWHERE)
        case _:
            excluded: ast.InSegment | ast.Group = ast.InSegment(draw(names), False, span=NOWHERE)
            if draw(st.booleans()):
                excluded = ast.Group(draw(units(depth - 1)), span=NOWHERE)
            return ast.Except(draw(conditions(depth - 1)) if depth > 0 else draw(units(0)), excluded, span=NOWHERE)


# ---- statements -----------------------------------------------------------------------------------------------------


@st.composite
def column_types(draw: DrawFn) -> ast.ColumnType:
    low: ast.NumberLit | ast.DateLit | None
    high: ast.NumberLit | ast.DateLit | None
    match draw(st.integers(0, 6)):
        case 0:
            values = tuple(draw(st.lists(texts, min_size=1, max_size=3)))
            return ast.ColumnType("one of", values, decimals=draw(st.none() | st.integers(0, 9)), span=NOWHERE)
        case 1:
            return ast.ColumnType("text", span=NOWHERE)
        case 2:
            return ast.ColumnType("yes or no", span=NOWHERE)
        case 3:
            return ast.ColumnType("date and time", pattern=draw(st.none() | texts), span=NOWHERE)
        case 4:
            low, high = draw(st.none() | dates), draw(st.none() | dates)
            return ast.ColumnType("date", (), low, high, None, draw(st.none() | texts), span=NOWHERE)
        case 5:
            low, high = draw(st.none() | numbers()), draw(st.none() | numbers())
            return ast.ColumnType("number", (), low, high, draw(st.none() | st.integers(0, 6)), span=NOWHERE)
        case _:
            low, high = draw(st.none() | numbers()), draw(st.none() | numbers())
            return ast.ColumnType("whole number", (), low, high, span=NOWHERE)


@st.composite
def table_clauses(draw: DrawFn) -> ast.TableClause:
    match draw(st.integers(0, 6)):
        case 0:
            return ast.KeyClause(draw(names), draw(st.booleans()), span=NOWHERE)
        case 1:
            through = draw(st.none() | names)
            where = draw(st.none() | conditions(1).filter(_no_except)) if through else None
            return ast.ManyClause(draw(names), draw(st.none() | names), through, where, span=NOWHERE)
        case 2:
            return ast.OneClause(draw(names), span=NOWHERE)
        case 3:
            return ast.OnlyWhere(draw(conditions(1).filter(_no_except)), span=NOWHERE)
        case _:
            classes = ["identifier", "personal", "sensitive", "protected", "operational"]
            data_class = draw(st.none() | st.sampled_from(classes).map(lambda word: ast.Name(word, span=NOWHERE)))
            return ast.ColumnClause(
                draw(names),
                draw(st.none() | texts),
                draw(st.none() | column_types()),
                tuple(draw(st.lists(literals, max_size=2))),
                data_class,
                draw(st.sampled_from([None, ",", "."])),
                span=NOWHERE,
            )


@st.composite
def cases(draw: DrawFn) -> ast.Cases:
    branch = st.builds(lambda c, r: ast.Branch(c, r, span=NOWHERE), conditions(1), exprs(1))
    branches = tuple(draw(st.lists(branch, min_size=1, max_size=3)))
    return ast.Cases(branches, draw(st.none() | exprs(1)), span=NOWHERE)


def _is_not_a_value(condition: ast.Cond) -> bool:
    while isinstance(condition, ast.Group):
        condition = condition.condition
    return not isinstance(condition, ast.Holds)


bodies: SearchStrategy[ast.Expr | ast.Cond] = st.one_of(
    exprs(3),
    measures(2),
    cases(),
    conditions(2).filter(_is_not_a_value),
    happenings(2, conditions(1).filter(_no_except)),
)
parts: SearchStrategy[ast.Ref | ast.TextLit] = st.one_of(references, texts)


@st.composite
def examples(draw: DrawFn) -> ast.ExampleDecl:
    fact: SearchStrategy[ast.Cond] = st.one_of(
        st.builds(
            lambda v, op, r: ast.Compare(v, op, r, op_span=NOWHERE, span=NOWHERE),
            exprs(1),
            st.sampled_from(["is", "="]),
            literals,
        ),
        st.builds(lambda v, m: ast.Presence(v, m, span=NOWHERE), exprs(1), st.booleans()),
        happenings(1, None),
    )
    given = fact.map(lambda condition: ast.Given(condition, span=NOWHERE))
    expectation = st.builds(
        lambda n, negated, part: ast.Expectation(n, negated, part, span=NOWHERE),
        names,
        st.booleans(),
        st.none() | parts,
    )
    return ast.ExampleDecl(
        draw(texts),
        tuple(draw(st.lists(given, max_size=4))),
        tuple(draw(st.lists(expectation, min_size=1, max_size=4))),
        span=NOWHERE,
    )


segments = st.builds(
    lambda n, title, c, because, then: ast.SegmentDecl(n, title, c, because, then, span=NOWHERE),
    names,
    st.none() | texts,
    conditions(3),
    st.none() | texts,
    st.none() | texts,
)
statements: SearchStrategy[ast.Statement] = st.one_of(
    segments,
    segments,
    st.builds(
        lambda t, v, o, p: ast.RulesetDecl(t, v, o, p, span=NOWHERE),
        texts,
        st.none() | texts,
        st.none() | texts,
        st.none() | names,
    ),
    st.builds(lambda path: ast.Use(path, span=NOWHERE), texts),
    st.builds(lambda date, zone: ast.AsOf(date, zone, span=NOWHERE), dates, st.none() | texts),
    st.builds(
        lambda n, p, c: ast.TableDecl(n, p, tuple(c), span=NOWHERE),
        names,
        st.none() | texts,
        st.lists(table_clauses(), max_size=4),
    ),
    st.builds(lambda n, body: ast.DefineDecl(n, body, span=NOWHERE), names, bodies),
    st.builds(
        lambda n, title, b, o: ast.TiersDecl(n, title, tuple(b), o, span=NOWHERE),
        names,
        st.none() | texts,
        st.lists(st.builds(lambda c, r: ast.Branch(c, r, span=NOWHERE), conditions(1), parts), min_size=1, max_size=3),
        parts,
    ),
    st.builds(
        lambda n, by, salt, shares: ast.SplitDecl(n, by, salt, tuple(shares), span=NOWHERE),
        names,
        names,
        texts,
        st.lists(st.builds(lambda s, p: ast.Share(s, p, span=NOWHERE), percents, names), min_size=1, max_size=3),
    ),
    st.builds(lambda c, b: ast.SuppressDecl(c, b, span=NOWHERE), conditions(2), st.none() | texts),
    examples(),
)
files: SearchStrategy[ast.File] = st.lists(statements, max_size=5).map(
    lambda found: ast.File(NOWHERE.source, tuple(found), ())
)
