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

from segdsl.names import fold
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
    *("score", "cluster", "into", "groups", "that", "among", "require", "call", "largest", "others", "learn", "test"),
    *("every", "keeping", "counted", "weeks", "knowing", "likely", "to", "buy", "chance", "buying", "top", "3", "next"),
    *("above", "below", "average", "cut", "lower", "better", "weight", "those", "detect", "group", "month"),
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
chances = texts.map(lambda product: ast.ChanceOf(product, span=NOWHERE))
atoms: SearchStrategy[ast.Expr] = st.one_of(references, references, literals, st.just(ast.Today(span=NOWHERE)), chances)

# ---- values ---------------------------------------------------------------------------------------------------------


@st.composite
def windows(draw: DrawFn, depth: int = 1) -> ast.Window:
    value = exprs(depth)
    match draw(st.integers(0, 6)):
        case 0:
            return ast.LastWindow(draw(durations), span=NOWHERE)
        case 6:
            return ast.NextWindow(draw(durations), span=NOWHERE)
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
def rankings(draw: DrawFn, value: ast.Expr) -> ast.Ranked:
    place: Literal["top", "bottom", "above average", "below average"]
    place = draw(st.sampled_from(["top", "bottom", "above average", "below average"]))
    share = draw(percents) if place in ("top", "bottom") else None
    return ast.Ranked(value, place, share, draw(st.none() | names), draw(st.booleans()), span=NOWHERE)


@st.composite
def single_tests(draw: DrawFn, depth: int) -> ast.Cond:
    """A condition without `and`, `or`, `not`, and with nothing open at its end."""
    value = draw(exprs(depth))
    match draw(st.integers(0, 12)):
        case 11:
            return draw(rankings(value))
        case 12:
            return ast.LikelyTo(draw(texts), span=NOWHERE)
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
        st.builds(
            lambda product, negated: (
                ast.Not(likely, span=NOWHERE) if (likely := ast.LikelyTo(product, span=NOWHERE)) and negated else likely
            ),
            texts,
            st.booleans(),
        ),
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


# ---- statements of what is learned ----------------------------------------------------------------------------------

counts = st.integers(1, 12).map(lambda n: ast.NumberLit(n, str(n), span=NOWHERE))


def _ends_a_clause(condition: ast.Cond | None) -> bool:
    """Whether it can stand before a line that begins with a word: after `no` that would be a name."""
    match condition:
        case ast.Chain(items=items):
            return _ends_a_clause(items[-1])
        case ast.Not(condition=negated):
            return _ends_a_clause(negated)
        case ast.Happened(where=where) | ast.Holds(value=ast.Measure(where=where)):
            return _ends_a_clause(where)
        case ast.Holds(value=value):
            return not isinstance(value, ast.YesNoLit)
        case _:
            return not isinstance(condition, ast.Except)


clause_ends = conditions(1).filter(_ends_a_clause)
populations = st.none() | clause_ends
features: SearchStrategy[ast.Feature] = st.builds(
    lambda value, treatment: ast.Feature(value, treatment, span=NOWHERE),
    st.one_of(references, exprs(1), measures(1)),
    st.sampled_from([None, None, "log", "category", "unscaled"]),
)
feature_lists = st.lists(features, min_size=1, max_size=4).map(tuple)
date_lists = st.lists(dates, max_size=2).map(tuple)


@st.composite
def requirements(draw: DrawFn) -> tuple[ast.Requirement, ...]:
    metrics: list[
        Literal["stability", "each group", "auc", "calibration error", "lift", "brier score", "better than"]
    ] = ["stability", "each group", "auc", "calibration error", "lift", "brier score", "better than"]
    found: list[ast.Requirement] = []
    for metric in draw(st.lists(st.sampled_from(metrics), unique=True, max_size=3)):
        if metric == "better than":
            found.append(ast.Requirement("better than", True, None, draw(exprs(1)), span=NOWHERE))
        else:
            limit = draw(st.one_of(numbers(), percents))
            found.append(ast.Requirement(metric, draw(st.booleans()), limit, None, span=NOWHERE))
    return tuple(found)


@st.composite
def scores(draw: DrawFn) -> ast.ScoreDecl:
    parts = [
        ast.ScorePart(
            part,
            draw(st.one_of(exprs(1), measures(1))),
            draw(st.sampled_from([None, True, False])),
            draw(st.none() | numbers()),
            tuple(draw(st.lists(numbers(), max_size=3))),
            span=NOWHERE,
        )
        for part in draw(st.lists(names, min_size=1, max_size=3, unique_by=lambda n: fold(n.text)))
    ]
    return ast.ScoreDecl(draw(names), draw(st.none() | counts), draw(populations), tuple(parts), span=NOWHERE)


@st.composite
def calls(draw: DrawFn) -> ast.GroupCall:
    which: Literal["highest", "lowest", "largest", "smallest"]
    which = draw(st.sampled_from(["highest", "lowest", "largest", "smallest"]))
    by = draw(exprs(1)) if which in ("highest", "lowest") else None
    return ast.GroupCall(which, by, draw(texts), span=NOWHERE)


@st.composite
def clusters(draw: DrawFn) -> ast.ClusterDecl:
    others = draw(st.none() | texts.map(lambda label: ast.GroupCall("others", None, label, span=NOWHERE)))
    least = draw(counts)
    return ast.ClusterDecl(
        draw(names),
        draw(populations),
        draw(feature_lists),
        least,
        draw(st.one_of(st.just(least), counts)),
        draw(st.none() | names),
        (*draw(st.lists(calls(), max_size=2)), *([others] if others else [])),
        draw(requirements()),
        span=NOWHERE,
    )


@st.composite
def outcomes(draw: DrawFn) -> ast.LaterOutcome | ast.Cond:
    if draw(st.booleans()):
        return draw(conditions(2).filter(_ends_a_clause))
    where = draw(st.none() | clause_ends)
    return ast.LaterOutcome(
        draw(st.sampled_from([None, True, False])), draw(names), draw(durations), where, span=NOWHERE
    )


@st.composite
def estimates(draw: DrawFn) -> ast.EstimateDecl:
    source: ast.PurchaseHistory | ast.Contract
    if draw(st.booleans()):
        where = draw(st.none() | clause_ends)
        unit = draw(st.none() | st.sampled_from(list(Unit)))
        source = ast.PurchaseHistory(draw(exprs(1)), draw(names), where, unit, span=NOWHERE)
    else:
        source = ast.Contract(draw(exprs(1)), draw(durations), draw(exprs(1)), draw(durations), span=NOWHERE)
    number = st.none() | numbers()
    return ast.EstimateDecl(
        draw(names), source, draw(populations), draw(durations), draw(number), draw(number), span=NOWHERE
    )


@st.composite
def recommendations(draw: DrawFn) -> ast.RecommendDecl:
    length = draw(st.none() | durations)
    return ast.RecommendDecl(
        draw(names),
        draw(st.none() | st.tuples(exprs(1), names)),
        tuple(draw(st.lists(st.one_of(texts, names), min_size=1, max_size=3))),
        draw(st.none() | names) if length is not None else None,
        length,
        draw(populations),
        draw(st.just(()) | feature_lists),
        draw(st.none() | numbers()),
        draw(date_lists),
        draw(date_lists),
        draw(requirements()),
        span=NOWHERE,
    )


learned: SearchStrategy[ast.LearnedDecl] = st.one_of(
    scores(),
    clusters(),
    st.builds(
        lambda n, o, p, f, m, learn, test, r: ast.PredictDecl(n, o, p, f, m, learn, test, r, span=NOWHERE),
        names,
        outcomes(),
        populations,
        feature_lists,
        st.none() | names,
        date_lists,
        date_lists,
        requirements(),
    ),
    # `over the next` there is how far the estimate looks ahead, and no window.
    estimates().filter(lambda e: "NextWindow" not in repr(e)),
    recommendations(),
    st.builds(lambda n, p, f: ast.DetectDecl(n, p, f, span=NOWHERE), names, populations, feature_lists),
)

# ---- files ----------------------------------------------------------------------------------------------------------

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
    learned,
    learned,
)
files: SearchStrategy[ast.File] = st.lists(statements, max_size=5).map(
    lambda found: ast.File(NOWHERE.source, tuple(found), ())
)
