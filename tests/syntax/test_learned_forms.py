"""Every form of a learned statement, and of a condition that asks for what is learned, is read as it is meant."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.syntax import strategies
from tests.syntax.reading import NOWHERE, condition, read, statement

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file, print_statement
from segdsl.types import Unit


def name(text: str) -> ast.Name:
    return ast.Name(text, span=NOWHERE)


def ref(text: str) -> ast.Ref:
    return ast.Ref(name(text), span=NOWHERE)


def number(value: float, text: str = "") -> ast.NumberLit:
    return ast.NumberLit(value, text or str(value), span=NOWHERE)


def text(value: str) -> ast.TextLit:
    return ast.TextLit(value, span=NOWHERE)


def holds(value: str) -> ast.Holds:
    return ast.Holds(ref(value), span=NOWHERE)


def length(count: int, unit: Unit = Unit.DAY) -> ast.DurationLit:
    return ast.DurationLit(count, unit, span=NOWHERE)


def day(written: str) -> ast.DateLit:
    return ast.DateLit(dt.date.fromisoformat(written), span=NOWHERE)


def feature(value: str, treatment: Literal["log", "category", "unscaled"] | None = None) -> ast.Feature:
    return ast.Feature(ref(value), treatment, span=NOWHERE)


# ---- conditions and values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["top", "bottom"])
@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("by", [None, "age group"])
@pytest.mark.parametrize("is_", ["is ", ""])
def test_places_among_all(place: Literal["top", "bottom"], negated: bool, by: str | None, is_: str) -> None:
    written = f"balance {is_}{'not ' if negated else ''}in the {place} 2.5%" + (f" by {by}" if by else "")
    share = number(0.025, "2.5%")
    wanted = ast.Ranked(ref("balance"), place, share, name(by) if by else None, negated, span=NOWHERE)
    assert condition(written) == wanted
    assert condition(f"{written} and a") == ast.Chain("and", (wanted, holds("a")), op_spans=(), span=NOWHERE)


@pytest.mark.parametrize("side", ["above average", "below average"])
@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("by", [None, "job"])
def test_averages(side: Literal["above average", "below average"], negated: bool, by: str | None) -> None:
    written = f"a + b is {'not ' if negated else ''}{side}" + (f" by {by}" if by else "")
    value = ast.Binary("+", ref("a"), ref("b"), span=NOWHERE)
    assert condition(written) == ast.Ranked(value, side, None, name(by) if by else None, negated, span=NOWHERE)


def test_a_name_after_is_may_begin_with_above_average_in_parentheses_alone() -> None:
    found = condition("a is (above average)")
    assert isinstance(found, ast.Compare)
    assert print_statement(statement("x if a is (above average)")) == "x if a is (above average)"


def test_what_a_recommendation_learned() -> None:
    likely = ast.LikelyTo(text("credit card"), span=NOWHERE)
    assert condition('likely to buy "credit card"') == likely
    assert condition('not likely to buy "credit card"') == ast.Not(likely, span=NOWHERE)
    chance = ast.ChanceOf(text("credit card"), span=NOWHERE)
    found = condition('chance of buying "credit card" > 50%')
    assert found == ast.Compare(chance, ">", number(0.5, "50%"), op_span=NOWHERE, span=NOWHERE)


# ---- scores --------------------------------------------------------------------------------------------------------


def part(
    of: str,
    value: str,
    lower: bool | None = None,
    weight: ast.NumberLit | None = None,
    cuts: tuple[ast.NumberLit, ...] = (),
) -> ast.ScorePart:
    return ast.ScorePart(name(of), ref(value), lower, weight, cuts, span=NOWHERE)


def test_a_score() -> None:
    found = statement(
        "score value\n  of those where active\n  in 4 bands\n  recency from a, lower is better, weight 2\n"
        "  debt from b, weight 0.5, higher is better\n  recency cut at 30, 90, -1\n  rest from c"
    )
    parts = (
        part("recency", "a", True, number(2), (number(30), number(90), number(-1))),
        part("debt", "b", False, number(0.5, "0.5")),
        part("rest", "c"),
    )
    assert found == ast.ScoreDecl(name("value"), number(4), holds("active"), parts, span=NOWHERE)


@pytest.mark.parametrize(
    "of",
    [
        "weight",
        "margin",
        "discount",
        "by",
        "every",
        "that",
        "require",
        "into",
        "using",
        "keeping",
        "from",
        "call",
        "cut",
    ],
)
def test_a_part_may_be_called_by_any_word(of: str) -> None:
    found = statement(f"score x\n  first from discount fee\n  {of} from b\n  {of} cut at 3")
    assert isinstance(found, ast.ScoreDecl)
    assert [p.name.text for p in found.parts] == ["first", of]
    assert found.parts[1] == part(of, "b", cuts=(number(3),))


def test_a_where_ends_with_the_line_of_its_part() -> None:
    found = statement("score x\n  a from count of t where b and c\n  d from count of u where e, weight 2")
    assert isinstance(found, ast.ScoreDecl)
    first, second = (p.value for p in found.parts)
    assert isinstance(first, ast.Measure)
    assert isinstance(first.where, ast.Chain)
    assert isinstance(second, ast.Measure)
    assert second.where == holds("e")


# ---- groups --------------------------------------------------------------------------------------------------------


def test_groups() -> None:
    found = statement(
        "cluster lifestyle\n  of those where active\n  by age, spend (log), channel ( Category ), x (unscaled)\n"
        '  into 4 to 8 groups using gaussian mixture\n  call the group with the highest spend "big"\n'
        '  call the group with the lowest spend "small"\n  call the largest group "usual"\n'
        '  call the smallest group "rare"\n  call the others "rest"\n'
        "  require stability at least 0.75, each group at least 3%"
    )
    calls = (
        ast.GroupCall("highest", ref("spend"), text("big"), span=NOWHERE),
        ast.GroupCall("lowest", ref("spend"), text("small"), span=NOWHERE),
        ast.GroupCall("largest", None, text("usual"), span=NOWHERE),
        ast.GroupCall("smallest", None, text("rare"), span=NOWHERE),
        ast.GroupCall("others", None, text("rest"), span=NOWHERE),
    )
    require = (
        ast.Requirement("stability", True, number(0.75, "0.75"), None, span=NOWHERE),
        ast.Requirement("each group", True, number(0.03, "3%"), None, span=NOWHERE),
    )
    features = (feature("age"), feature("spend", "log"), feature("channel", "category"), feature("x", "unscaled"))
    assert found == ast.ClusterDecl(
        name("lifestyle"),
        holds("active"),
        features,
        number(4),
        number(8),
        name("gaussian mixture"),
        calls,
        require,
        span=NOWHERE,
    )


def test_a_number_of_groups_is_its_own_most() -> None:
    found = statement("cluster lifestyle by age, spend into 3 groups")
    features = (feature("age"), feature("spend"))
    assert found == ast.ClusterDecl(name("lifestyle"), None, features, number(3), number(3), None, (), (), span=NOWHERE)


# ---- predictions ---------------------------------------------------------------------------------------------------


def predict(outcome: str) -> ast.LaterOutcome | ast.Cond:
    found = statement(f"predict churn risk\n  that {outcome}\n  from age")
    assert isinstance(found, ast.PredictDecl)
    return found.outcome


def test_a_prediction() -> None:
    found = statement(
        "predict churn risk\n  that closed within 90 days after the as-of date\n  of those where active\n"
        "  from age, visits\n  using boosted trees\n  learn as of 1997-06-30, 1997-12-31\n  test as of 1998-06-30\n"
        "  require AUC at least 0.70, calibration error at most 3%, Brier score at most 0.1, lift at least 2,\n"
        "    better than RFM score"
    )
    outcome = ast.LaterOutcome(None, name("closed"), length(90), None, span=NOWHERE)
    require = (
        ast.Requirement("auc", True, number(0.7, "0.70"), None, span=NOWHERE),
        ast.Requirement("calibration error", False, number(0.03, "3%"), None, span=NOWHERE),
        ast.Requirement("brier score", False, number(0.1), None, span=NOWHERE),
        ast.Requirement("lift", True, number(2), None, span=NOWHERE),
        ast.Requirement("better than", True, None, ref("RFM score"), span=NOWHERE),
    )
    assert found == ast.PredictDecl(
        name("churn risk"),
        outcome,
        holds("active"),
        (feature("age"), feature("visits")),
        name("boosted trees"),
        (day("1997-06-30"), day("1997-12-31")),
        (day("1998-06-30"),),
        require,
        span=NOWHERE,
    )


def test_outcomes() -> None:
    three = length(3, Unit.MONTH)
    after = "within 3 months after the as-of date"
    assert predict(f"any complaints {after}") == ast.LaterOutcome(True, name("complaints"), three, None, span=NOWHERE)
    assert predict(f"no transactions {after}") == ast.LaterOutcome(
        False, name("transactions"), three, None, span=NOWHERE
    )
    where = ast.Chain("and", (holds("grave"), holds("open")), op_spans=(), span=NOWHERE)
    assert predict(f"any complaints {after} where grave and open") == ast.LaterOutcome(
        True, name("complaints"), three, where, span=NOWHERE
    )
    yes = ast.YesNoLit(True, span=NOWHERE)
    assert predict("exited is yes") == ast.Compare(ref("exited"), "is", yes, op_span=NOWHERE, span=NOWHERE)
    assert predict("y") == holds("y")


def test_a_window_of_an_outcome() -> None:
    window = ast.NextWindow(length(90), span=NOWHERE)
    measure = ast.Measure("count of", None, name("visits"), window, None, span=NOWHERE)
    assert predict("count of visits over the next 90 days is 0") == ast.Compare(
        measure, "is", number(0), op_span=NOWHERE, span=NOWHERE
    )
    assert predict("no visits over the next 90 days where paid") == ast.Happened(
        False, name("visits"), window, holds("paid"), span=NOWHERE
    )


# ---- estimates and recommendations ---------------------------------------------------------------------------------


def test_an_estimate_from_purchases() -> None:
    found = statement(
        "estimate lifetime value\n  of those where active\n  from amount in transactions where paid and sure, "
        "counted in weeks\n  over the next 12 months, margin 25%, discount 10% a year"
    )
    where = ast.Chain("and", (holds("paid"), holds("sure")), op_spans=(), span=NOWHERE)
    source = ast.PurchaseHistory(ref("amount"), name("transactions"), where, Unit.WEEK, span=NOWHERE)
    assert found == ast.EstimateDecl(
        name("lifetime value"),
        source,
        holds("active"),
        length(12, Unit.MONTH),
        number(0.25, "25%"),
        number(0.1, "10%"),
        span=NOWHERE,
    )


def test_an_estimate_from_a_contract() -> None:
    found = statement(
        "estimate value\n  from monthly fee every month, keeping 98% every 90 days\n  over the next 3 years"
    )
    source = ast.Contract(ref("monthly fee"), length(1, Unit.MONTH), number(0.98, "98%"), length(90), span=NOWHERE)
    assert found == ast.EstimateDecl(name("value"), source, None, length(3, Unit.YEAR), None, None, span=NOWHERE)


def test_a_recommendation() -> None:
    found = statement(
        'recommend next product\n  from product in holdings\n  among "fund", "credit card"\n'
        "  opened within 90 days by those who do not hold it\n  of those where active\n  knowing age, income (log)\n"
        "  likely means 3 times the usual rate\n  learn as of 1997-06-30\n  test as of 1998-06-30\n"
        "  require lift at least 2"
    )
    assert found == ast.RecommendDecl(
        name("next product"),
        (ref("product"), name("holdings")),
        (text("fund"), text("credit card")),
        name("opened"),
        length(90),
        holds("active"),
        (feature("age"), feature("income", "log")),
        number(3),
        (day("1997-06-30"),),
        (day("1998-06-30"),),
        (ast.Requirement("lift", True, number(2), None, span=NOWHERE),),
        span=NOWHERE,
    )


def test_a_recommendation_from_columns() -> None:
    found = statement("recommend next among securities account, `credit card`\n  within 90 days")
    assert isinstance(found, ast.RecommendDecl)
    assert found.products == (name("securities account"), name("credit card"))
    assert (found.source, found.opened, found.length) == (None, None, length(90))


def test_unusual_behaviour() -> None:
    found = statement('detect unusual behaviour of those where kind is "a if b" by spend (log), visits')
    kind = ast.Compare(ref("kind"), "is", text("a if b"), op_span=NOWHERE, span=NOWHERE)
    features = (feature("spend", "log"), feature("visits"))
    assert found == ast.DetectDecl(name("unusual behaviour"), kind, features, span=NOWHERE)


# ---- one line, any order --------------------------------------------------------------------------------------------

ONE_LINE = [
    (
        "cluster lifestyle of those where active by age, spend (log) into 3 to 5 groups using k-means "
        'call the largest group "usual" call the others "rest" require stability at least 0.8',
        "cluster lifestyle\n  of those where active\n  by age, spend (log)\n  into 3 to 5 groups using k-means\n"
        '  call the largest group "usual"\n  call the others "rest"\n  require stability at least 0.8\n',
    ),
    (
        "predict churn that exited of those where active from age, distance from home using decision tree "
        "learn as of 1997-06-30 test as of 1998-06-30 require better than RFM score",
        "predict churn\n  that exited\n  of those where active\n  from age, distance from home\n  using decision tree\n"
        "  learn as of 1997-06-30\n  test as of 1998-06-30\n  require better than RFM score\n",
    ),
    (
        "estimate value from monthly fee every month, keeping stay rate every year, over the next 3 years",
        "estimate value\n  from monthly fee every month, keeping stay rate every year\n  over the next 3 years\n",
    ),
    (
        "estimate value from amount in orders where paid counted in weeks over the next 3 years margin 25%",
        "estimate value\n  from amount in orders where paid, counted in weeks\n  over the next 3 years, margin 25%\n",
    ),
    (
        'recommend next from product in holdings among "fund", "card" opened within 90 days by those who do not '
        "hold it of those where active knowing age, income likely means 3 times the usual rate require lift at least 2",
        'recommend next\n  from product in holdings\n  among "fund", "card"\n  opened within 90 days by those who do '
        "not hold it\n  of those where active\n  knowing age, income\n  likely means 3 times the usual rate\n"
        "  require lift at least 2\n",
    ),
    ("detect odd ones by spend, visits", "detect odd ones\n  by spend, visits\n"),
    ("score RFM of those where active\n  a from b", "score RFM\n  of those where active\n  a from b\n"),
]


@pytest.mark.parametrize(("written", "printed"), ONE_LINE, ids=lambda t: t[:30])
def test_on_one_line(written: str, printed: str) -> None:
    assert print_file(read(written)) == printed
    assert print_file(read(printed)) == printed


def test_keywords_are_read_in_any_case() -> None:
    for written, _ in ONE_LINE:
        text = written.replace("\n  a from b", "\n  A FROM b")
        words = [word if word.startswith('"') else word.upper() for word in text.split(" ")]
        assert parse(Source("f", " ".join(words))).ok
    assert statement("SCORE x\n  IN 4 BANDS\n  y FROM z, LOWER IS BETTER\n  y CUT AT 3") == statement(
        "score x\n  in 4 bands\n  y from z, lower is better\n  y cut at 3"
    )


def test_line_ends_and_indentation_mean_nothing() -> None:
    for written, printed in ONE_LINE:
        for text in (printed.replace("\n", "\r\n"), printed.replace("  ", "\t"), printed.replace("\n  ", "\n        ")):
            assert read(text).statements == read(written).statements


@settings(max_examples=150, deadline=None)
@given(strategies.learned, st.randoms(use_true_random=False))
def test_clauses_stand_in_any_order(declared: ast.LearnedDecl, random: object) -> None:
    head, *lines = print_statement(declared).split("\n")
    clauses: list[list[str]] = []
    for line in lines:
        if line.startswith("    ") or line == "  ]":
            clauses[-1].append(line)
        else:
            clauses.append([line])
    # The parts of a score and the names of groups have an order of their own.
    ordered = [
        c for c in clauses if isinstance(declared, ast.ScoreDecl) and not c[0].startswith(("  of those", "  in "))
    ]
    ordered += [c for c in clauses if c[0].startswith("  call the ")]
    free = [c for c in clauses if c not in ordered]
    for clause in free:
        ordered.insert(random.randrange(len(ordered) + 1), clause)  # type: ignore[attr-defined]
    shuffled = "\n".join([head, *(line for clause in ordered for line in clause)]) + "\n"
    assert read(shuffled).statements == (declared,), shuffled


# ---- what is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("cluster x\n  by a\n  by b\n  into 3 groups", "repeated-clause"),
        ("cluster x\n  by a\n  into 3 groups\n  into 4 groups", "repeated-clause"),
        ('cluster x\n  by a\n  into 3 groups\n  call the others "a"\n  call the others "b"', "repeated-clause"),
        ("score x\n  a from b\n  A from c", "repeated-clause"),
        ("score x\n  a from b, weight 1, weight 2", "repeated-clause"),
        ("score x\n  a from b\n  a cut at 1\n  a cut at 2", "repeated-clause"),
        ("score x\n  a from b\n  c cut at 1", "unknown-score-part"),
        ("estimate x\n  from a in b\n  from a every month\n  over the next 3 days", "repeated-clause"),
        ("estimate x\n  from a in b, keeping 3% every month\n  over the next 3 days", "estimate-clause"),
        *(
            (f"{kind} x", "missing-clause")
            for kind in ("score", "cluster", "predict", "estimate", "recommend", "detect")
        ),
    ],
)
def test_clauses_that_do_not_belong(written: str, slug: str) -> None:
    found = parse(Source("f", written)).diagnostics
    assert {said.code.slug for said in found} == {slug}
    assert all(said.is_error and said.span is not None for said in found)
