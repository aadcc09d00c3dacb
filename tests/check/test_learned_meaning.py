"""What learned statements and rankings mean: the exact IR of each, and the names that they give."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.check import rules

from segdsl import ir, types
from segdsl.ir import Aggregate, Metric, Place, Rel, Treatment, Which
from segdsl.record import record
from segdsl.types import Unit, one_of

TODAY = ir.Today()
AGE = ir.Column("customers", "age", types.WHOLE)
BALANCE = ir.Column("customers", "balance", types.NUMBER)
JOINED = ir.Column("customers", "joined", types.DATE)
JOB = ir.Column("customers", "job", types.TEXT)
CONSENT = ir.Column("customers", "consent", types.YES_NO)
AMOUNT = ir.Column("transactions", "amount", types.NUMBER)
BOOKED = ir.Column("transactions", "booked on", types.DATE)
KIND = ir.Column("transactions", "kind", one_of(("credit", "withdrawal")))


def learned(text: str, name: str = "") -> ir.LearnedThing:
    """The only learned thing of the rules, or the one of this name."""
    things = rules.program(text).learned
    return things[name] if name else next(iter(things.values()))


def literal(value: types.Value, type_: types.Type = types.WHOLE) -> ir.Literal:
    return ir.Literal(value, type_)


def days_ahead(count: int, unit: Unit = Unit.DAY) -> ir.Window:
    return ir.Window(ir.Shift(TODAY, 1, Unit.DAY), ir.Shift(TODAY, count, unit))


def rows(window: ir.Window | None, where: ir.Cond | None = None) -> ir.Measure:
    return ir.Measure(Aggregate.COUNT, "transactions", None, window, where, types.WHOLE)


def is_kind(text: str) -> ir.Cond:
    return ir.Compare(Rel.EQ, KIND, literal(text, types.TEXT))


# ---- scores --------------------------------------------------------------------------------------

SCORE = """
score RFM
  recency from days since joined
  frequency from age, lower is better
  monetary from balance
  monetary cut at 10, 20.5
"""


def test_a_score() -> None:
    found = learned(SCORE)
    assert isinstance(found, ir.Score)
    assert (found.name, found.bands, found.population) == ("RFM", 5, None)
    assert found.parts == (
        ir.ScorePart("recency", ir.Since(Unit.DAY, JOINED), True, 1.0, ()),
        ir.ScorePart("frequency", AGE, True, 1.0, ()),
        ir.ScorePart("monetary", BALANCE, False, 1.0, (10.0, 20.5)),
    )
    assert found.outputs == {
        "score": "RFM score",
        "code": "RFM code",
        "recency": "RFM recency",
        "frequency": "RFM frequency",
        "monetary": "RFM monetary",
    }


def test_the_names_of_a_score_are_definitions() -> None:
    program = rules.program(SCORE + 'x if rfm_score > 12 and RFM code is "553"\n')
    assert program.defines["rfm score"].value == ir.Learned("rfm", "score", types.WHOLE)
    assert program.defines["rfm code"].value == ir.Learned("rfm", "code", types.TEXT)
    assert program.defines["rfm monetary"].value == ir.Learned("rfm", "monetary", types.WHOLE)
    assert [d.name for d in program.defines.values()] == list(program.learned["rfm"].outputs.values())
    score, code = ir.Named("rfm score", types.WHOLE), ir.Named("rfm code", types.TEXT)
    assert program.segments["x"].condition == ir.And(
        (ir.Compare(Rel.GT, score, literal(12)), ir.Compare(Rel.EQ, code, literal("553", types.TEXT)))
    )
    assert program.order[-1] == "x"
    assert set(program.order) == {*program.defines, "x"}


def test_a_score_that_is_called_so_is_its_sum() -> None:
    program = rules.program("score credit score\n  in 3 bands\n  age from age, weight 0.5\nx if credit score > 1\n")
    assert program.learned["credit score"].outputs == {
        "score": "credit score",
        "code": "credit score code",
        "age": "credit score age",
    }
    assert program.defines["credit score"].value == ir.Learned("credit score", "score", types.NUMBER)


@pytest.mark.parametrize("limit", ["3", "15", "15.0", "3.5"])
def test_the_ends_of_a_score_may_be_asked(limit: str) -> None:
    text = "score v\n  a from age\n  b from balance\n  c from days since joined\n"
    assert rules.said(f"{text}x if v score >= {limit}") == ""


# ---- groups --------------------------------------------------------------------------------------


def test_a_cluster() -> None:
    found = learned("""
cluster lifestyle
  of those where age > 20
  by age, balance (log), job, consent, age * 2 (category), days since joined (unscaled)
  into 3 to 5 groups using gaussian mixture
  call the group with the highest balance "savers"
  call the largest group "many"
  call the others "rest"
  require stability at least 0.8, each group at least 5%
""")
    assert isinstance(found, ir.Cluster)
    assert found.population == ir.Compare(Rel.GT, AGE, literal(20))
    assert found.features == (
        ir.Feature("age", AGE, Treatment.NUMBER),
        ir.Feature("balance", BALANCE, Treatment.LOG),
        ir.Feature("job", JOB, Treatment.CATEGORY),
        ir.Feature("consent", CONSENT, Treatment.NUMBER),
        ir.Feature("age * 2", ir.Arithmetic(ir.Op.MULTIPLY, AGE, literal(2), types.WHOLE), Treatment.CATEGORY),
        ir.Feature("days since joined", ir.Since(Unit.DAY, JOINED), Treatment.UNSCALED),
    )
    assert (found.groups, found.method) == ((3, 5), ir.Grouping.MIXTURE)
    assert found.calls == (
        ir.GroupCall(Which.HIGHEST, BALANCE, "savers", ""),
        ir.GroupCall(Which.LARGEST, None, "many", ""),
        ir.GroupCall(Which.OTHERS, None, "rest", ""),
    )
    assert found.calls[0].text == 'call the group with the highest balance "savers"'
    assert found.require == (
        ir.Requirement(Metric.STABILITY, True, 0.8),
        ir.Requirement(Metric.SMALLEST, True, 0.05),
    )
    assert found.outputs == {"group": "lifestyle"}


@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        ("into 2 groups", ("group 1", "group 2")),
        ("into 2 to 4 groups", ("group 1", "group 2", "group 3", "group 4")),
        ('into 2 groups\n  call the largest group "a"\n  call the smallest group "b"', ("a", "b")),
        ('into 4 groups\n  call the largest group "a"\n  call the others "b"', ("a", "b")),
    ],
)
def test_a_group_is_one_of_its_names(lines: str, groups: tuple[str, ...]) -> None:
    program = rules.program(f"cluster l\n  by age, balance\n  {lines}\n")
    assert program.defines["l"].value == ir.Learned("l", "group", one_of(groups))
    assert isinstance(program.learned["l"], ir.Cluster)
    assert program.learned["l"].method is ir.Grouping.K_MEANS


def test_a_detection() -> None:
    found = learned("detect oddity\n  of those where consent\n  by age, job\n")
    features = (ir.Feature("age", AGE, Treatment.NUMBER), ir.Feature("job", JOB, Treatment.CATEGORY))
    assert found == ir.Detection("oddity", ir.Holds(CONSENT), features, {"unusualness": "oddity"}, "")


# ---- predictions ---------------------------------------------------------------------------------


def prediction(outcome: str, rest: str = "") -> ir.Prediction:
    found = learned(f"predict p\n  that {outcome}\n  from balance\n{rest}", "p")
    assert isinstance(found, ir.Prediction)
    return found


NONE = ir.Compare(Rel.EQ, rows(days_ahead(90)), literal(0))
ANY = ir.Compare(Rel.GE, rows(days_ahead(1, Unit.MONTH), is_kind("credit")), literal(1))


@pytest.mark.parametrize(
    ("outcome", "condition", "length", "tables"),
    [
        ("consent is yes", ir.Compare(Rel.EQ, CONSENT, literal(True, types.YES_NO)), None, ()),
        ("consent", ir.Holds(CONSENT), None, ()),
        ("no transactions within 90 days after the as-of date", NONE, (90, Unit.DAY), ("transactions",)),
        (
            'any transactions within 1 month after the as-of date where kind is "credit"',
            ANY,
            (1, Unit.MONTH),
            ("transactions",),
        ),
        (
            'transactions within 1 month after the as-of date where kind is "credit"',
            ANY,
            (1, Unit.MONTH),
            ("transactions",),
        ),
        ("no transactions over the next 90 days", NONE, (90, Unit.DAY), ("transactions",)),
        (
            "(count of transactions over the next 90 days) < age",
            ir.Compare(Rel.LT, rows(days_ahead(90)), AGE),
            (90, Unit.DAY),
            ("transactions",),
        ),
    ],
)
def test_outcomes(outcome: str, condition: ir.Cond, length: tuple[int, Unit] | None, tables: tuple[str, ...]) -> None:
    found = prediction(outcome).outcome
    assert (found.condition, found.length, found.tables) == (condition, length, tables)
    assert found.text == outcome


def test_names_in_an_outcome_are_opened() -> None:
    """It is asked as of its last day, and a name's own windows must not look back from there."""
    text = "define minimum as age + 1\npredict p\n  that (count of transactions over the next 90 days) < minimum\n"
    found = learned(text + "  from balance\n")
    assert isinstance(found, ir.Prediction)
    minimum = ir.Arithmetic(ir.Op.ADD, AGE, literal(1), types.WHOLE)
    assert found.outcome.condition == ir.Compare(Rel.LT, rows(days_ahead(90)), minimum)


def test_a_date_to_come() -> None:
    """Missing is no; before the day nothing is decided; within the days yes; later no."""
    condition = prediction("joined within 90 days after the as-of date").outcome.condition
    still_open = ir.Or((ir.IsMissing(JOINED), ir.Compare(Rel.GT, JOINED, TODAY)))
    within = ir.Between(JOINED, ir.Shift(TODAY, 1, Unit.DAY), ir.Shift(TODAY, 90, Unit.DAY))
    comes = ir.Truth(ir.And((ir.Not(ir.IsMissing(JOINED)), within)))
    assert condition == ir.Holds(ir.Choose(((still_open, comes),), None, types.YES_NO))


@record
class Dated:
    learn: tuple[str, ...]
    test: tuple[str, ...]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", Dated(("2025-08-04",), ("2025-11-02",))),
        ("  learn as of 2025-06-30, 2025-01-31\n", Dated(("2025-01-31", "2025-06-30"), ("2025-11-02",))),
        ("  test as of 2025-07-01\n", Dated(("2025-04-02",), ("2025-07-01",))),
        ("  learn as of 2025-04-02\n  test as of 2025-07-01\n", Dated(("2025-04-02",), ("2025-07-01",))),
    ],
)
def test_dates_that_are_left_out(rest: str, expected: Dated) -> None:
    found = prediction("no transactions within 90 days after the as-of date", rest)
    assert found.learn == tuple(dt.date.fromisoformat(day) for day in expected.learn)
    assert found.test == tuple(dt.date.fromisoformat(day) for day in expected.test)


def test_without_an_as_of_date_the_dates_wait() -> None:
    header = rules.HEADER.replace("as of 2026-01-31\n", "")
    program = rules.program("predict p that no transactions within 90 days after the as-of date from age\n", header)
    found = program.learned["p"]
    assert isinstance(found, ir.Prediction)
    assert (found.learn, found.test) == ((), ())


def test_a_prediction() -> None:
    rest = "  using random forest\n  require AUC at least 0.7, calibration error at most 3%, better than age\n"
    found = prediction("consent", rest)
    assert found.features == (ir.Feature("balance", BALANCE, Treatment.NUMBER),)
    assert found.method is ir.Method.RANDOM_FOREST
    assert found.require == (ir.Requirement(Metric.AUC, True, 0.7), ir.Requirement(Metric.CALIBRATION, False, 0.03))
    assert (found.baseline, found.must_beat) == (ir.Feature("age", AGE, Treatment.NUMBER), True)
    assert found.outputs == {"chance": "p"}
    assert prediction("consent").method is ir.Method.BOOSTED_TREES


def test_a_score_stands_beside_a_prediction() -> None:
    text = "predict p that consent from age\nscore value\n  age from age\n"
    score = ir.Feature("value score", ir.Named("value score", types.WHOLE), Treatment.NUMBER)
    program = rules.program(text)
    found = program.learned["p"]
    assert isinstance(found, ir.Prediction)
    assert (found.baseline, found.must_beat) == (score, False)
    assert list(program.learned) == ["value", "p"]


def test_of_two_scores_only_the_one_called_rfm_stands_beside_it() -> None:
    text = "score a\n  x from age\nscore b\n  x from balance\npredict p that consent from age\n"
    assert isinstance(found := learned(text, "p"), ir.Prediction)
    assert found.baseline is None
    found = learned(text.replace("score b", "score RFM"), "p")
    assert isinstance(found, ir.Prediction)
    assert found.baseline is not None
    assert found.baseline.name == "RFM score"


def test_a_score_made_of_the_prediction_is_no_rival() -> None:
    text = "score RFM\n  risk from p, lower is better\npredict p that consent from age\n"
    assert isinstance(found := learned(text, "p"), ir.Prediction)
    assert found.baseline is None


# ---- estimates -----------------------------------------------------------------------------------

ESTIMATE = """
estimate lifetime value
  from amount in transactions where kind is "credit", counted in weeks
  over the next 12 months, margin 25%, discount 10% a year
"""


def test_purchases_are_measures() -> None:
    found = learned(ESTIMATE)
    assert isinstance(found, ir.Estimate)
    assert (found.length, found.margin, found.discount) == ((12, Unit.MONTH), 0.25, 0.1)

    def measure(aggregate: Aggregate, of: ir.Expr, type_: types.Type, window: ir.Window | None = None) -> ir.Measure:
        return ir.Measure(aggregate, "transactions", of, window, is_kind("credit"), type_)

    first = measure(Aggregate.EARLIEST, BOOKED, types.DATE)
    assert found.source == ir.PurchaseHistory(
        table="transactions",
        first=first,
        latest=measure(Aggregate.LATEST, BOOKED, types.DATE),
        days=measure(Aggregate.DIFFERENT, BOOKED, types.WHOLE),
        total=measure(Aggregate.SUM, AMOUNT, types.NUMBER),
        opening=measure(Aggregate.SUM, AMOUNT, types.NUMBER, ir.Window(first, first)),
        unit=Unit.WEEK,
    )


def test_purchases_with_a_time_of_day_are_counted_by_days() -> None:
    header = rules.HEADER.replace("column booked on: date", "column booked on: date and time")
    found = rules.program(ESTIMATE, header).learned["lifetime value"]
    assert isinstance(found, ir.Estimate)
    assert isinstance(found.source, ir.PurchaseHistory)
    assert isinstance(found.source.days, ir.Measure)
    assert found.source.days.of == ir.DayOf(ir.Column("transactions", "booked on", types.DATE_TIME))


def test_an_estimate_gives_short_and_long_names() -> None:
    program = rules.program(ESTIMATE + "x if lifetime value chance alive < 20% and expected spend > 3\n")
    assert program.learned["lifetime value"].outputs == {
        "value": "lifetime value",
        "alive": "chance alive",
        "purchases": "expected purchases",
        "spend": "expected spend",
    }
    short = ir.Named("chance alive", types.NUMBER)
    assert program.defines["chance alive"].value == ir.Learned("lifetime value", "alive", types.NUMBER)
    assert program.defines["lifetime value chance alive"].value == short
    assert program.order.index("chance alive") < program.order.index("lifetime value chance alive")


@pytest.mark.parametrize(
    "more",
    [
        "define chance alive as age\n",
        "score chance alive\n  x from age\n",
        "estimate worth from amount in transactions, counted in days over the next 30 days\n",
        "chance alive if age > 3\n",
    ],
)
def test_a_short_name_that_something_else_has_is_not_given(more: str) -> None:
    program = rules.program(ESTIMATE + more)
    assert program.learned["lifetime value"].outputs["alive"] == "lifetime value chance alive"
    assert program.defines["lifetime value chance alive"].value == ir.Learned("lifetime value", "alive", types.NUMBER)


def test_a_contract() -> None:
    found = learned("estimate v from balance every month, keeping 98% every 90 days\n  over the next 2 years\n")
    assert isinstance(found, ir.Estimate)
    assert found.source == ir.Contract(BALANCE, (1, Unit.MONTH), literal(0.98, types.NUMBER), (90, Unit.DAY))
    assert (found.margin, found.discount, found.outputs) == (1.0, 0.0, {"value": "v"})


# ---- recommendations -----------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["", "  from kind in transactions\n"])
def test_a_recommendation_from_dated_rows(source: str) -> None:
    found = learned(
        f'recommend next\n{source}  among "credit", "withdrawal"\n'
        "  booked on within 90 days by those who do not hold it\n  knowing age\n  likely means 3 times the usual rate\n"
    )
    assert isinstance(found, ir.Recommendation)
    held = ir.Compare(Rel.GE, rows(None, is_kind("credit")), literal(1))
    bought = ir.Compare(Rel.GE, rows(days_ahead(90), is_kind("credit")), literal(1))
    outcome = ir.Outcome(bought, (90, Unit.DAY), ("transactions",), "")
    assert found.products[0] == ir.Product("credit", held, outcome)
    assert [product.name for product in found.products] == ["credit", "withdrawal"]
    assert (found.likely, found.features) == (3.0, (ir.Feature("age", AGE, Treatment.NUMBER),))
    assert (found.learn, found.test) == ((dt.date(2025, 8, 4),), (dt.date(2025, 11, 2),))


def test_a_recommendation_from_columns() -> None:
    found = learned("define grown as age > 18\nrecommend next\n  among consent, grown\n")
    assert isinstance(found, ir.Recommendation)
    holds = (ir.Holds(CONSENT), ir.Holds(ir.Named("grown", types.YES_NO)))
    assert [product.holds for product in found.products] == list(holds)
    assert [product.bought.condition for product in found.products] == list(holds)
    assert all(product.bought.length is None for product in found.products)


def test_the_names_of_a_recommendation() -> None:
    text = 'recommend next\n  among "credit", "withdrawal"\n'
    program = rules.program(text + 'x if likely to buy "credit" or not (chance of buying "withdrawal" > 20%)\n')
    assert program.learned["next"].outputs == {
        "next": "next",
        "chance of credit": 'chance of buying "credit"',
        "likely to credit": 'likely to buy "credit"',
        "chance of withdrawal": 'chance of buying "withdrawal"',
        "likely to withdrawal": 'likely to buy "withdrawal"',
    }
    likely = ir.Holds(ir.Named('likely to buy "credit"', types.YES_NO))
    chance = ir.Named('chance of buying "withdrawal"', types.NUMBER)
    assert program.segments["x"].condition == ir.Or(
        (likely, ir.Not(ir.Compare(Rel.GT, chance, literal(0.2, types.NUMBER))))
    )
    assert program.defines["next"].value == ir.Learned("next", "next", one_of(("credit", "withdrawal")))


# ---- rankings ------------------------------------------------------------------------------------


def share(key: str) -> ir.Learned:
    return ir.Learned(key, "limit", types.NUMBER)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("balance is in the top 10%", "top 10% of balance", (Place.TOP, BALANCE, 0.1, None)),
        ("BALANCE in the bottom 2.5% by job", "bottom 2.5% of balance by job", (Place.BOTTOM, BALANCE, 0.025, JOB)),
        ("balance is above average", "above average of balance", (Place.ABOVE, BALANCE, None, None)),
        ("age is below average by consent", "below average of age by consent", (Place.BELOW, AGE, None, CONSENT)),
    ],
)
def test_rankings(text: str, key: str, expected: tuple[Place, ir.Expr, float | None, ir.Expr | None]) -> None:
    program = rules.program(f"x if {text}")
    assert program.segments["x"].condition == ir.Ranked(*expected, share(key))
    thing = program.learned[key]
    assert isinstance(thing, ir.Share)
    assert (thing.place, thing.value, thing.share, thing.by) == expected
    assert thing.outputs == {"limit": thing.name}


def test_a_negated_ranking() -> None:
    found = rules.condition("balance is not in the top 10%")
    assert found == ir.Not(ir.Ranked(Place.TOP, BALANCE, 0.1, None, share("top 10% of balance")))


def test_equal_rankings_share_a_limit_and_others_do_not() -> None:
    program = rules.program("""
x if balance is in the top 10%
y if `balance` in the top 10.0% and age is in the top 10%
define w as (count of transactions where channel is "A") is in the top 5%
define v as (count of transactions where channel is "a") is in the top 5%
z if w and v
""")
    shares = {key: thing for key, thing in program.learned.items() if isinstance(thing, ir.Share)}
    assert len(shares) == 4
    channels = {
        thing.value.where.right
        for thing in shares.values()
        if isinstance(thing.value, ir.Measure) and isinstance(thing.value.where, ir.Compare)
    }
    assert channels == {literal("A", types.TEXT), literal("a", types.TEXT)}


def test_things_come_after_what_they_need() -> None:
    program = rules.program("""
predict p that consent from l, top
define top as r score is in the top 10%
cluster l
  of those where top
  by age, r score
  into 3 groups
score r
  age from age
x if p > 3%
""")
    assert list(program.learned) == ["r", "top 10% of r score", "l", "p"]
    assert [name for name in program.order if name in ("top", "l", "p", "x", "r score")] == [
        "r score",
        "top",
        "l",
        "p",
        "x",
    ]


# ---- the rest of the rules -----------------------------------------------------------------------


def test_examples_give_learned_values() -> None:
    program = rules.program(
        SCORE
        + """
cluster l
  by age
  into 2 groups
predict p that consent from age
recommend n
  among "credit", "withdrawal"
x if RFM score > 12
example "a"
  given RFM score is 13, l is "group 1", p is 70%, chance of buying "credit" is 30%, n is missing
  expect x
"""
    )
    (example,) = program.examples
    assert [(given.target.name, given.value) for given in example.given] == [  # type: ignore[union-attr]
        ("rfm score", 13),
        ("l", "group 1"),
        ("p", 0.7),
        ('chance of buying "credit"', 0.3),
        ("n", None),
    ]


def test_everything_that_is_learned_from_is_read() -> None:
    program = rules.program("""
cluster l
  of those where consent
  by age, avg salary of districts
  into 2 groups
  call the group with the highest balance "a"
  call the others "b"
estimate v from amount in transactions where channel is "x", counted in weeks
  over the next 12 months
recommend n
  from word in notes
  among "p"
x if days since joined is in the top 10% by job
""")
    assert program.customers.used == {"customer id", "consent", "age", "district id", "balance", "joined", "job"}
    assert program.tables["transactions"].used == {"customer id", "booked on", "amount", "channel"}
    assert program.tables["notes"].used == {"customer id", "word"}
    assert program.tables["districts"].used == {"district id", "avg salary"}


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("score s\n  a from age\n", False),
        ("score s\n  a from days since joined\n", True),
        ("predict p that consent from age\n", False),
        ("predict p that no transactions within 90 days after the as-of date from age\n", True),
        ("estimate v from amount in transactions, counted in weeks over the next 30 days\n", True),
        ("estimate v from balance every month, keeping 98% every month over the next 30 days\n", False),
        ('recommend n\n  among "credit", "withdrawal"\n', False),
        ('recommend n\n  among "credit", "withdrawal"\n  within 9 days by those who do not hold it\n', True),
        ("x if balance is in the top 10%\n", False),
        ("x if days since joined is in the top 10%\n", True),
    ],
)
def test_what_needs_an_as_of_date(text: str, needed: bool) -> None:
    from segdsl import check

    program = rules.program(text, rules.HEADER.replace("as of 2026-01-31\n", ""))
    assert (check.needs_as_of(program) is not None) is needed


def test_a_column_comes_before_a_learned_name() -> None:
    header = rules.HEADER.replace("column job: text", "column job: text\n  column RFM_score: number")
    said = rules.said(SCORE, header).splitlines()
    assert said == [
        "SEG211 1:7 rules that say `RFM score` mean the column of the customers, not this [RFM]",
        "  - RFM_score: the column",
        "  = give it a name that no column has",
    ]


def test_in_open_tables_a_score_is_still_no_value() -> None:
    header = "table customers\n  key id\n"
    assert rules.said("score RFM\n  a from spend\nx if RFM > 12\n", header).startswith("SEG218 3:6 ")
    assert rules.program("x if RFM > 12\n", header).segments["x"].condition == ir.Compare(
        Rel.GT, ir.Column("customers", "rfm", types.UNKNOWN), literal(12)
    )
