"""The figures of a state a second time: models walked by hand, measured by scikit-learn, counted in pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from tests.learn.from_rules import DATA
from tests.learn.predictions.by_hand import Known, chance, is_tested
from tests.learn.predictions.fitting_rules import METHODS, Fitted, fitted

from segdsl.learn import kinds
from segdsl.learn.state import ModelState

Numbers = npt.NDArray[np.float64]

EXITED = """
table customers
  key CustomerId
  column IsActiveMember: yes or no
  column Exited: yes or no

predict exit risk
  that Exited
  from Age, Balance (log), NumOfProducts, IsActiveMember, Geography, Tenure
  using {method}
"""
FEATURES = ["Age", "Balance", "NumOfProducts", "IsActiveMember", "Geography", "Tenure"]
EXPECTED = {"boosted trees": 0.85, "random forest": 0.84, "logistic regression": 0.76, "decision tree": 0.81}


def real(folder: str, name: str) -> Path:
    path = DATA / folder / name
    if not path.is_file():
        pytest.skip(f"the public data set {folder} is not beside the project")
    return path


def bins(chances: Numbers, happened: Numbers) -> list[tuple[int, float, float]]:
    ranks = pd.Series(chances).rank().to_numpy()
    tenth = np.minimum((10 * (ranks - 0.5) / len(chances)).astype(int), 9)
    parts = [tenth == part for part in range(10) if (tenth == part).any()]
    return [(int(part.sum()), chances[part].mean(), happened[part].mean()) for part in parts]


def holds(model: ModelState, chances: Numbers, happened: Numbers) -> None:
    """The figures of the test."""
    tested, found = model.tested, bins(chances, happened)
    assert (tested.rows, tested.happened) == (len(chances), int(happened.sum()))
    assert tested.auc == pytest.approx(roc_auc_score(happened, chances), abs=1e-11)
    assert tested.brier == pytest.approx(brier_score_loss(happened, chances), abs=1e-11)
    said = [(part.rows, part.predicted, part.happened) for part in model.bins]
    assert [rows for rows, _, _ in said] == [rows for rows, _, _ in found]
    np.testing.assert_allclose([s[1:] for s in said], [f[1:] for f in found], atol=1e-11)
    error = sum(rows * abs(predicted - did) for rows, predicted, did in found) / len(chances)
    assert tested.calibration_error == pytest.approx(error, abs=1e-11)


@pytest.mark.parametrize("method", METHODS)
def test_customers_of_a_real_bank(method: str) -> None:
    frame = pd.read_csv(real("churn-modelling", "churn_modelling.csv"), dtype={"CustomerId": str})
    done = fitted(EXITED.format(method=method), {"customers": frame})
    model, chances = done.state.model, done.chances()
    asked = frame[FEATURES].astype({name: float for name in FEATURES if name != "Geography"})
    places = range(0, len(frame), 20)
    walked = [chance(model, dict(zip(FEATURES, asked.iloc[place], strict=True))) for place in places]
    np.testing.assert_allclose(chances[list(places)], walked, rtol=0, atol=1e-12)
    test = np.array([is_tested(key) for key in frame.CustomerId])
    happened = frame.Exited.to_numpy(float)
    holds(model, chances[test], happened[test])
    assert (model.highest, model.lowest) == pytest.approx((chances.max(), chances.min()), abs=1e-11)
    assert model.tested.auc is not None
    assert model.tested.auc > EXPECTED[method]
    assert model.tested.calibration_error is not None
    assert model.tested.calibration_error < 0.035
    assert done.state.baseline is not None
    assert done.state.baseline.name == "Age"
    assert done.state.baseline.auc == pytest.approx(roc_auc_score(happened[test], frame.Age[test]), abs=1e-11)


@pytest.mark.parametrize("method", ["boosted trees", "logistic regression"])
def test_as_good_as_scikit_learn_alone(method: str) -> None:
    frame = pd.read_csv(real("churn-modelling", "churn_modelling.csv"), dtype={"CustomerId": str})
    done = fitted(EXITED.format(method=method), {"customers": frame})
    test = np.array([is_tested(key) for key in frame.CustomerId])
    numbers = [name for name in FEATURES if name != "Geography"]
    scaled = StandardScaler() if method == "logistic regression" else "passthrough"
    columns = make_column_transformer((scaled, numbers), (OneHotEncoder(sparse_output=False), ["Geography"]))
    model = LogisticRegression() if method == "logistic regression" else HistGradientBoostingClassifier(random_state=0)
    asked = frame[FEATURES].assign(Balance=np.log1p(frame.Balance))
    plain = make_pipeline(columns, model).fit(asked[~test], frame.Exited[~test])
    auc = roc_auc_score(frame.Exited[test], plain.predict_proba(asked[test])[:, 1])
    assert done.state.model.tested.auc is not None
    assert done.state.model.tested.auc > auc - 0.002


BOUGHT = """
as of 1998-06-30

table customers
  key sample id, one per distinct value

table transactions
  many per sample id, dated booked on
  column sample id: text
  column booked on as "date": date
  column amount: number, 2 decimals

define often as count of transactions over the last 6 months
define gap as days since latest booked on in transactions

predict comes again
  that any transactions within 90 days after the as-of date where quantity >= 2
  of those where any transactions
  from often, gap
  using boosted trees
  learn as of 1997-06-30, 1997-09-30
  test as of 1998-01-31
"""


def test_what_customers_of_a_shop_did_later() -> None:
    path = real("cdnow-sample", "cdnow_sample.csv")
    state = fitted(BOUGHT, {"customers": path, "transactions": path}).state
    said = [(str(w.as_of), str(w.first), str(w.last), w.rows, w.happened) for w in (*state.learn, *state.test)]
    assert said == [
        ("1997-06-30", "1997-07-01", "1997-09-28", 2357, 266),
        ("1997-09-30", "1997-10-01", "1997-12-29", 2357, 278),
        ("1998-01-31", "1998-02-01", "1998-05-01", 2357, 270),
    ]
    rows = pd.read_csv(path, dtype={"sample_id": str}, parse_dates=["date"])
    day = pd.Timestamp("1998-01-31")
    seen, later = rows[rows.date <= day], rows[(rows.date > day) & (rows.date <= "1998-05-01")]
    gap = (day - seen.groupby("sample_id").date.max()).dt.days
    half_year = seen[seen.date > day - pd.DateOffset(months=6)].groupby("sample_id").size()
    often = half_year.reindex(gap.index, fill_value=0)
    customers: list[dict[str, Known]] = [{"often": float(often[key]), "gap": float(days)} for key, days in gap.items()]
    happened = gap.index.isin(later[later.quantity >= 2].sample_id).astype(float)
    assert happened.sum() == 270
    holds(state.model, np.array([chance(state.model, customer) for customer in customers]), happened)


# ---- what is said where it is easily said wrongly ----------------------------------------------------------------


LEFT = """
as of 2025-12-31

table customers
  key customer id
  column joined: date
  column closed: date

predict closes
  that closed within 30 days after the as-of date
  from luck
  using logistic regression
  learn as of 2025-08-01, 2025-09-15
  test as of 2025-11-01
"""


def left() -> Fitted:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"customer id": [f"{n:04d}" for n in range(900)], "luck": rng.normal(size=900).round(3)})
    frame["joined"] = pd.Timestamp("2024-01-01")
    closed = pd.Timestamp("2025-05-01") + pd.to_timedelta(rng.integers(0, 240, 900), unit="D")
    frame["closed"] = pd.Series(closed).where(rng.random(900) < 0.8)
    return fitted(LEFT, {"customers": frame})


def test_who_is_left_out_on_several_days_is_not_several_customers() -> None:
    done = left()
    assert done.state.undecided > 900
    sections = {section.title: section for section in kinds.report(done.thing, done.state).sections}
    said = f"Left out, because the outcome is not known: {done.state.undecided:,} customers, all days together."
    assert said in sections["What it was learned from"].sentences


def test_one_chance_for_all_is_not_told_in_parts() -> None:
    done = left()
    assert len(done.state.model.bins) == 1, "chance leaves nothing to learn here"
    sections = {section.title: section for section in kinds.report(done.thing, done.state).sections}
    assert sections["Are the chances right?"].sentences == (
        "Everybody has the same chance, or nearly so: the chance given on average, and how many did.",
    )
