"""Chances of buying what is not held: learned windows, own holding left out, usual rates, evidence, reproducible."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from tests.learn.from_rules import DATA
from tests.learn.recommendations.recommending import AS_OF, RULES, Recommended, bank, fit, recommended

from segdsl import ir
from segdsl.frames import cells
from segdsl.interpret import Interpreter
from segdsl.learn.recommendations.report import report
from segdsl.learn.report import LearnedReport
from segdsl.names import fold
from segdsl.types import NUMBER

PRODUCTS = ("card", "fund", "loan", "gold")


@pytest.fixture(scope="module")
def data() -> dict[str, pd.DataFrame]:
    return {name: frame for name, frame in bank().items() if isinstance(frame, pd.DataFrame)}


@pytest.fixture(scope="module")
def found(data: dict[str, pd.DataFrame]) -> Recommended:
    return recommended(RULES, dict(data))


def windows(data: dict[str, pd.DataFrame], product: str, as_of: pd.Timestamp, days: int = 90) -> pd.DataFrame:
    """By pandas: who did not hold a product on a day, what they held, and whether they bought it after it."""
    held = data["holdings"][data["holdings"]["opened"] <= as_of]
    table = (
        pd.crosstab(held["customer_id"], held["product"]).reindex(data["customers"]["customer_id"], fill_value=0) > 0
    )
    table = table.reindex(columns=list(PRODUCTS), fill_value=False)
    later = data["holdings"]
    end = as_of + pd.Timedelta(days=days)
    bought = later[(later["product"] == product) & (later["opened"] > as_of) & (later["opened"] <= end)]
    table["bought"] = table.index.isin(bought["customer_id"])
    return table[~table[product]]


def test_usual_rate_is_that_of_those_who_did_not_hold_it(found: Recommended, data: dict[str, pd.DataFrame]) -> None:
    (learn,) = found.state.learn
    assert learn == (AS_OF - pd.Timedelta(days=180)).date()
    assert found.state.test == ((AS_OF - pd.Timedelta(days=90)).date(),)
    for state in found.state.products:
        wanted = windows(data, state.name, pd.Timestamp(learn))
        assert (state.learned_from, state.bought) == (len(wanted), int(wanted["bought"].sum()))
        assert state.usual == pytest.approx(wanted["bought"].mean(), rel=1e-11)


def test_those_who_hold_it_are_not_asked(found: Recommended, data: dict[str, pd.DataFrame]) -> None:
    values = found.values("next", *(f"chance of {p}" for p in PRODUCTS), *(f"likely to {p}" for p in PRODUCTS))
    for state in found.state.products:
        asked = set(windows(data, state.name, AS_OF).index)
        chance, likely = values[f"chance of {state.name}"], values[f"likely to {state.name}"]
        assert set(chance.dropna().index) == asked
        assert not likely[~likely.index.isin(asked)].any()
        limit = found.state.likely * state.usual
        assert likely[chance.notna()].astype(bool).equals((chance.dropna() >= limit).astype(bool))
        assert int(likely.sum()) == state.likely
        assert state.asked + state.holders == 3000
        assert int((values["next"] == state.name).sum()) == state.first
    chances = values[[f"chance of {p}" for p in PRODUCTS]].astype(float)
    best = chances.idxmax(axis=1, skipna=True).map(lambda name: str(name).removeprefix("chance of "))
    known = chances.notna().any(axis=1)
    assert (values["next"][known] == best[known]).all()


def test_a_product_is_no_feature_of_itself(found: Recommended) -> None:
    for state in found.state.products:
        names = [] if state.model is None else [feature.name for feature in state.model.features]
        assert f"holds {state.name}" not in names
        assert state.model is None or "age" in names


def test_what_was_planted_is_found(found: Recommended) -> None:
    values = found.values("chance of fund", "chance of loan")
    fund = next(state for state in found.state.products if state.name == "fund")
    assert fund.model is not None
    with_card, without = (
        next(i for i in fund.model.importance if i.feature == "holds card").effects[place].chance for place in (1, 0)
    )
    assert with_card > 2 * without
    loan = values["chance of loan"].dropna().astype(float)
    assert loan.quantile(0.9) > 5 * loan.quantile(0.1)


def test_too_few_purchases_give_the_usual_rate(found: Recommended) -> None:
    gold = next(state for state in found.state.products if state.name == "gold")
    assert gold.model is None
    assert gold.bought < 30
    assert set(found.values("chance of gold")["chance of gold"].dropna()) == {gold.usual}
    assert any("`gold` has too few purchases" in s for part in _report(found).sections for s in part.sentences)


def _report(found: Recommended) -> LearnedReport:
    return report(found.thing, found.state)


def test_rules_are_counted_right(found: Recommended, data: dict[str, pd.DataFrame]) -> None:
    assert found.state.rules
    lifts = [rule.lift for rule in found.state.rules]
    assert lifts == sorted(lifts, reverse=True)
    for rule in found.state.rules:
        asked = windows(data, rule.then, pd.Timestamp(found.state.learn[0]))
        held = asked[list(rule.if_held)].all(axis=1)
        assert (rule.held, rule.rows) == (int(held.sum()), int((held & asked["bought"]).sum()))
        assert rule.confidence == pytest.approx(rule.rows / rule.held, rel=1e-11)
        assert rule.lift == pytest.approx(rule.confidence / asked["bought"].mean(), rel=1e-9)
        assert rule.rows >= 10


def test_strong_pairs_are_not_left_out(found: Recommended, data: dict[str, pd.DataFrame]) -> None:
    said = {(rule.if_held, rule.then) for rule in found.state.rules}
    for then in PRODUCTS:
        asked = windows(data, then, pd.Timestamp(found.state.learn[0]))
        usual = asked["bought"].mean()
        for size in (1, 2):
            for left in combinations([p for p in PRODUCTS if p != then], size):
                rows = asked[asked[list(left)].all(axis=1)]
                shares = [asked[asked[one]]["bought"].mean() for one in left]
                better = size == 1 or rows["bought"].mean() > max(shares)
                if rows["bought"].sum() >= 10 and rows["bought"].mean() >= 1.1 * usual and better:
                    assert (left, then) in said


def test_order_and_future_leave_no_trace(found: Recommended, data: dict[str, pd.DataFrame]) -> None:
    future = data["holdings"].head(40).assign(opened=AS_OF + pd.Timedelta(days=3), product="loan")
    more = pd.concat([data["holdings"], future]).sample(frac=1, random_state=1)
    again = recommended(RULES, {"customers": data["customers"].sample(frac=1, random_state=2), "holdings": more})
    assert again.state.model_dump_json() == found.state.model_dump_json()


def test_purchases_of_the_test_teach_nothing(found: Recommended, data: dict[str, pd.DataFrame]) -> None:
    """Other purchases after the last learning window: the models are the same, what was tested is not."""
    frame = data["holdings"]
    late = frame["opened"] > pd.Timestamp(found.state.test[0])
    other = frame.assign(product=frame["product"].where(~late, "loan"))
    again = recommended(RULES, {**data, "holdings": other})
    for mine, theirs in zip(found.state.products, again.state.products, strict=True):
        assert (mine.usual, mine.bought) == (theirs.usual, theirs.bought)
        if mine.model is not None and theirs.model is not None:
            assert mine.model.coefficients == theirs.model.coefficients
            assert (mine.model.slope, mine.model.offset) == (theirs.model.slope, theirs.model.offset)
    assert again.state.products[2].model != found.state.products[2].model


def test_engine_and_interpreter_agree(found: Recommended) -> None:
    ready = found.ready()
    assert ready.opened is not None
    columns = {
        "customers": frozenset({"customer id", "age"}),
        "holdings": frozenset({"customer id", "product", "opened"}),
    }
    tables = {
        name: [cells(b, i) for b in store.batches(columns[name]) for i in range(b.rows)]
        for name, store in ready.opened.stores.items()
    }
    meant = Interpreter(ready.program, tables)
    outputs = ("next", "chance of fund", "likely to loan")
    values = found.values(*outputs)
    for place in range(0, 3000, 113):
        row = tables["customers"][place]
        for output in outputs:
            mine = meant.value(ir.Named(fold(found.thing.outputs[output]), NUMBER), row)
            theirs = values[output].tolist()[place]
            theirs = None if isinstance(theirs, float) and np.isnan(theirs) else theirs
            assert mine == pytest.approx(theirs, rel=1e-12) if isinstance(mine, float) else mine == theirs


def test_a_population_and_requirements(data: dict[str, pd.DataFrame]) -> None:
    rules = RULES + "  of those where age >= 40\n  require AUC at least 0.99\n"
    some = recommended(rules, dict(data))
    values = some.values("chance of loan")["chance of loan"]
    old = data["customers"].set_index("customer_id")["age"] >= 40
    assert some.state.population == int(old.sum())
    assert set(values.dropna().index) <= set(old[old].index)
    (gate,) = some.state.gates
    tested = [s.model.tested.auc for s in some.state.products if s.model is not None and s.model.tested.auc is not None]
    assert not gate.met
    assert gate.found == min(tested)


def test_nobody_bought_anything(data: dict[str, pd.DataFrame]) -> None:
    rules = RULES.replace('"card", "fund", "loan", "gold"', '"yacht", "castle"')
    _, state, said = fit(rules, dict(data))
    assert state is None
    assert [d.code.id for d in said if d.is_error] == ["SEG486"]


def test_what_nobody_buys_is_recommended_to_nobody(data: dict[str, pd.DataFrame]) -> None:
    some = recommended(RULES.replace('"gold"', '"castle"'), dict(data))
    assert "castle" not in set(some.values("next")["next"].dropna())
    assert set(some.values("chance of castle")["chance of castle"]) == {0.0}
    assert not some.values("likely to castle")["likely to castle"].any()


def test_data_that_ends_before_the_windows(data: dict[str, pd.DataFrame]) -> None:
    early = data["holdings"][data["holdings"]["opened"] <= AS_OF - pd.Timedelta(days=40)]
    _, state, said = fit(RULES, {**data, "holdings": early})
    assert state is None
    assert [d.code.id for d in said if d.is_error] == ["SEG474"]
    quiet = data["holdings"][data["holdings"]["opened"] <= AS_OF - pd.Timedelta(days=5)]
    assert recommended(RULES, {**data, "holdings": quiet}).state.products


COLUMNS = """
table customers
  key id
  column personal loan: yes or no
  column securities account: yes or no
  column cd account: yes or no
  column online: yes or no
  column credit card: yes or no

recommend next product
  among personal loan, securities account, cd account, online, credit card
  knowing income, age
"""


def test_yes_no_columns_of_a_real_bank() -> None:
    """Universal bank: holding learned from holding the others; who has a certificate of deposit has a card."""
    folder = DATA / "universal-bank"
    if not folder.is_dir():
        pytest.skip("the public data set universal-bank is not beside the project")
    found = recommended(COLUMNS, {"customers": folder / "universal_bank.csv"})
    frame = pd.read_csv(folder / "universal_bank.csv")
    names = {"personal loan": "Personal Loan", "cd account": "CD Account", "credit card": "CreditCard"}
    for product, column in names.items():
        state = next(s for s in found.state.products if s.name == product)
        assert (state.holders, state.asked) == (int(frame[column].sum()), int((1 - frame[column]).sum()))
        assert state.model is not None
        assert state.usual == pytest.approx(frame[column].mean(), rel=0.1)
        assert f"holds {product}" not in [feature.name for feature in state.model.features]
        chance = found.values(f"chance of {product}")[f"chance of {product}"]
        assert (chance.isna().to_numpy() == (frame[column] == 1).to_numpy()).all()
    loan = next(s for s in found.state.products if s.name == "personal loan").model
    assert loan is not None
    assert loan.tested.auc is not None
    assert loan.tested.auc > 0.9
    rules = {(rule.if_held, rule.then): rule for rule in found.state.rules}
    assert rules[("cd account",), "credit card"].lift > 2
    assert found.state.learn == found.state.test == ()
    assert "hold most often" in report(found.thing, found.state).summary
