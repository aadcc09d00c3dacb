"""Values, populations, guards and reports of estimates from purchases, through the language."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from tests.learn.estimates.estimating import SHOP, Estimated, estimated, fit, shop

from segdsl import ir, pipeline
from segdsl.formulas.purchases import Model
from segdsl.frames import Numbers, cells
from segdsl.interpret import Interpreter
from segdsl.learn.estimates import constants
from segdsl.learn.estimates.lengths import discounting, units
from segdsl.learn.estimates.report import report
from segdsl.types import NUMBER, Unit

YEAR = """estimate worth
  from amount in purchases, counted in weeks
  over the next 12 months, margin 40%, discount 8% a year
"""


@pytest.fixture(scope="module")
def found() -> Estimated:
    return estimated(SHOP + YEAR, shop(600, 1))


def test_value_is_margin_times_purchases_times_spend_without_discount() -> None:
    plain = estimated(SHOP + YEAR.replace(", discount 8% a year", ""), shop(300, 2))
    values = plain.values("worth", "expected purchases", "expected spend")
    assert len(plain.purchases.steps) == 1
    wanted = 0.4 * values["expected purchases"] * values["expected spend"]
    assert np.allclose(values["worth"], wanted, rtol=1e-12, equal_nan=True)


def test_quarters_are_as_good_as_days(found: Estimated) -> None:
    """The value by four steps lies within 0.1% of the one by 365."""
    p = found.purchases
    model = Model(p.r, p.alpha, p.a, p.b)
    values = found.values("worth", "expected spend")
    history = _histories(found)
    days = p.horizon / 365 * np.arange(1, 366)
    cumulated = [np.zeros(len(history))] + [
        model.purchases(history[:, 0], history[:, 1], history[:, 2], float(end)) for end in days
    ]
    worth = [(now - before) * 1.08 ** (-(day + 0.5) / 365) for day, (before, now) in enumerate(pairwise(cumulated))]
    wanted = 0.4 * np.sum(worth, axis=0) * values["expected spend"].to_numpy()
    assert np.allclose(values["worth"].to_numpy(), wanted, rtol=1e-3, equal_nan=True)


def _histories(found: Estimated) -> Numbers:
    source = found.thing.source
    assert isinstance(source, ir.PurchaseHistory)
    asked = [constants.repeats(source), constants.days_to_last(source), constants.days_observed(source)]
    batches = list(pipeline.ask(found.checked, [], asked))
    columns = [np.concatenate([np.asarray(batch.values[i], dtype=float) for batch in batches]) for i in range(3)]
    return np.column_stack([columns[0], columns[1] / 7, columns[2] / 7])


def test_discounting_ends_where_the_length_ends() -> None:
    steps = discounting((12, Unit.MONTH), Unit.WEEK, 0.1)
    assert len(steps) == 4
    assert steps[-1][0] == pytest.approx(365.25 / 7)
    assert [worth for _, worth in steps] == pytest.approx([1.1 ** -(k / 8) for k in (1, 3, 5, 7)])
    assert len(discounting((10, Unit.YEAR), Unit.MONTH, 0.1)) == 12
    assert units((12, Unit.MONTH), Unit.YEAR) == 1
    assert units((2, Unit.WEEK), Unit.DAY) == 14


def test_spend_lies_between_own_and_everybodys(found: Estimated) -> None:
    values = found.values("expected spend")["expected spend"].to_numpy()
    source = found.thing.source
    assert isinstance(source, ir.PurchaseHistory)
    later = ir.Arithmetic(ir.Op.SUBTRACT, source.total, source.opening)
    total = np.concatenate([np.asarray(batch.values[0]) for batch in pipeline.ask(found.checked, [], [later])])
    repeats = _histories(found)[:, 0]
    again = repeats > 0
    own, all_of_them = total[again] / repeats[again], found.purchases.mean_spend
    low, high = np.minimum(own, all_of_them), np.maximum(own, all_of_them)
    assert ((values[again] >= low - 1e-9) & (values[again] <= high + 1e-9)).all()


def test_customers_without_a_purchase_have_no_values(found: Estimated) -> None:
    values = found.values("worth", "chance alive", "expected purchases", "expected spend")
    nobody = values.loc[[f"K{number:05d}" for number in range(600, 605)]]
    assert nobody.isna().all().all()
    assert values.drop(nobody.index).notna().all().all()
    assert (found.state.population, found.state.learned_from) == (605, 600)


def test_engine_and_interpreter_agree(found: Estimated) -> None:
    names = ("worth", "chance alive", "expected purchases", "expected spend")
    key = next(iter(found.checked.program.learned))
    ready = pipeline.with_states(found.checked, {key: found.state}, [key], None).value
    assert ready is not None
    assert ready.opened is not None
    tables = {
        name: [
            cells(b, i) for b in store.batches(ready.program.tables[name].used | _links(name)) for i in range(b.rows)
        ]
        for name, store in ready.opened.stores.items()
    }
    meant = Interpreter(ready.program, tables)
    values = found.values(*names)
    for row in tables["customers"][::40]:
        for name in names:
            mine = meant.value(ir.Named(name, NUMBER), row)
            theirs = float(values[name].to_numpy()[list(values.index).index(str(row["customer id"]))])
            assert (mine is None and np.isnan(theirs)) or theirs == pytest.approx(mine, rel=1e-10)


def _links(name: str) -> frozenset[str]:
    return frozenset({"customer id", "day", "amount"} if name == "purchases" else {"customer id"})


def test_shuffled_rows_and_future_rows_change_nothing(found: Estimated) -> None:
    data = shop(600, 1)
    frames = {name: frame for name, frame in data.items() if isinstance(frame, pd.DataFrame)}
    future = frames["purchases"].head(50).assign(day=pd.Timestamp("2026-07-15"), amount=5000.0)
    more = pd.concat([frames["purchases"], future]).sample(frac=1, random_state=1)
    again = estimated(SHOP + YEAR, {"customers": frames["customers"].sample(frac=1, random_state=2), "purchases": more})
    assert again.state.model_dump_json() == found.state.model_dump_json()


def test_held_out_is_a_fit_as_of_that_day(found: Estimated) -> None:
    held_out = found.state.held_out
    assert held_out is not None
    rules = (SHOP + YEAR).replace("2026-06-30", held_out.as_of.isoformat())
    rules = rules.replace("over the next 12 months", f"over the next {held_out.days} days")
    then = estimated(rules, shop(600, 1))
    assert held_out.expected == pytest.approx(then.purchases.purchases, rel=1e-9)
    frame = shop(600, 1)["purchases"]
    assert isinstance(frame, pd.DataFrame)
    known = set(frame[frame["day"] <= pd.Timestamp(held_out.as_of)]["customer_id"])
    after = frame[(frame["day"] > pd.Timestamp(held_out.as_of)) & frame["customer_id"].isin(known)]
    assert held_out.happened == len(after.drop_duplicates(["customer_id", "day"]))


def test_a_population_is_learned_from_alone() -> None:
    data = shop(600, 3)
    rules = SHOP + YEAR + "  of those where count of purchases is at least 2\n"
    some = estimated(rules, data)
    values = some.values("worth")["worth"]
    assert int(values.notna().sum()) == some.state.population == some.state.values.rows
    assert some.state.population < 600


def test_two_estimates_live_together() -> None:
    rules = SHOP + YEAR + YEAR.replace("worth", "second worth").replace("weeks", "days")
    data = shop(300, 4)
    ready, state, said = fit(rules, data)
    assert state is not None, said
    assert {"worth chance alive", "second worth expected spend"} <= set(ready.program.defines)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame.drop_duplicates("customer_id"), "SEG482"),
        (lambda frame: frame.assign(amount=-1.0), "SEG482"),
        (lambda frame: frame.assign(day=pd.Timestamp("2026-06-20") + pd.to_timedelta(frame.index % 9, "D")), "SEG483"),
    ],
)
def test_too_little_to_learn_from(change: Callable[[pd.DataFrame], pd.DataFrame], code: str) -> None:
    data = shop(300, 5)
    frame = data["purchases"]
    assert isinstance(frame, pd.DataFrame)
    _, state, said = fit(SHOP + YEAR, {**data, "purchases": change(frame)})
    assert state is None
    assert [d.code.id for d in said if d.is_error] == [code]


def test_amounts_without_a_mean() -> None:
    """Amounts so uneven that no mean can be expected: each customer a hundred times the one before."""
    draw = np.random.default_rng(6)
    keys = np.repeat([f"K{n:03d}" for n in range(200)], 3)
    scale = np.repeat(np.exp(draw.standard_cauchy(200).clip(-4, 12)), 3)
    day = pd.Timestamp("2026-06-30") - pd.to_timedelta(draw.permutation(600) % 300, unit="D")
    amount = np.round(scale * draw.gamma(30, 1 / 30, 600) + 0.01, 2)
    frame = pd.DataFrame({"customer_id": keys, "day": day, "amount": amount})
    _, state, said = fit(SHOP + YEAR, {"customers": pd.DataFrame({"customer_id": np.unique(keys)}), "purchases": frame})
    assert state is None
    assert [d.code.id for d in said if d.is_error] == ["SEG484"]


def test_warnings() -> None:
    data = shop(400, 7)
    frame = data["purchases"]
    assert isinstance(frame, pd.DataFrame)
    often = frame.groupby("customer_id")["day"].transform("count")
    rich = frame.assign(amount=(often * frame["amount"]).round(2))
    warned = estimated(SHOP + YEAR.replace("12 months", "5 years"), {**data, "purchases": rich})
    assert any("spend more each time" in text for text in warned.state.warnings)
    assert any("less than the 5 years looked ahead" in text for text in warned.state.warnings)


def test_the_report_speaks_plainly(found: Estimated) -> None:
    told = report(found.thing, found.state)
    text = "\n".join([told.summary, *(s for section in told.sections for s in section.sentences)])
    assert "605 customers have bought" in text
    assert "expected to be customers still" in text
    assert "Learned as of" in text
    tables = [section.table for section in told.sections if section.table is not None]
    assert all(len(row) == len(table.header) for table in tables for row in table.rows)
    none = report(found.thing, found.state.model_copy(update={"held_out": None}))
    assert "too short" in none.sections[-1].sentences[0]
