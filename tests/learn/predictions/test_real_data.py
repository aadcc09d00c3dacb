"""Public data sets: the models find what is known to be found in them, and commands say it."""

from __future__ import annotations

import pytest
from tests.learn.from_rules import DATA
from tests.learn.predictions.fitting_rules import METHODS, codes, fitted

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets (../shared/data) are not here")

CHURN = """
table customers
  key CustomerId
  column IsActiveMember: yes or no

predict churn risk
  that exited is 1
  from age, geography, gender, balance, num of products, is active member, credit score, tenure, estimated salary
  using {method}
  require AUC at least {auc}, calibration error at most 4%, better than age

at-risk if churn risk > 60%
"""


@pytest.mark.parametrize(("method", "auc"), list(zip(METHODS, (0.84, 0.79, 0.83, 0.74), strict=True)))
def test_churn(method: str, auc: float) -> None:
    """Published models of this set reach an AUC of about 0.86 with boosted trees, 0.77 with logistic regression."""
    done = fitted(CHURN.format(method=method, auc=auc), {"customers": DATA / "churn-modelling" / "churn_modelling.csv"})
    assert all(gate.met for gate in done.state.gates), done.state.gates
    model = done.state.model
    assert model.tested.happened / model.tested.rows == pytest.approx(0.2037, abs=0.015)
    assert {one.feature for one in model.importance[:2]} <= {"age", "num of products", "is active member"}
    chances = done.chances()
    assert chances.mean() == pytest.approx(0.2037, abs=0.01)
    assert codes(done.said) == []


BANK = """
table customers

predict subscribes
  that y
  from age, job, marital, education, balance, housing, loan, contact, month, campaign, previous, poutcome{more}

likely if subscribes > 40%
"""


def test_a_campaign() -> None:
    """Without the length of the last call, which is known only afterwards."""
    state = fitted(BANK.format(more=""), {"customers": DATA / "bank-marketing" / "bank.csv"}).state
    assert state.population == 4521
    assert state.model.tested.auc == pytest.approx(0.73, abs=0.06)
    assert state.model.tested.lift is not None
    assert state.model.tested.lift > 2.5


def test_the_length_of_the_call_tells_more_than_it_should() -> None:
    state = fitted(BANK.format(more=", duration"), {"customers": DATA / "bank-marketing" / "bank.csv"}).state
    assert state.model.importance[0].feature == "duration"
    assert state.model.tested.auc is not None
    assert state.model.tested.auc > 0.88


LOANS = """
table customers
  key ID

predict takes loan
  that personal loan is 1
  from age, income, family, CCAvg, education, mortgage, securities account, CD account, online, credit card
  using decision tree

likely if takes loan > 50%
"""


def test_a_tree_finds_who_takes_a_loan() -> None:
    """Income and education are the known answer (Shmueli and others, Data Mining for Business Analytics)."""
    state = fitted(LOANS, {"customers": DATA / "universal-bank" / "universal_bank.csv"}).state
    assert state.model.tested.auc is not None
    assert state.model.tested.auc > 0.97
    assert {"income", "education"} <= {one.feature for one in state.model.importance[:3]}


CREDIT = """
table applicants
  key id

predict default risk
  that class is "bad"
  from checking status, duration months, credit history, purpose, credit amount, savings, employment since,
    other debtors, property, other installment plans, housing
  using logistic regression

refused if default risk > 50%
"""


def test_bad_credit() -> None:
    """Logistic regressions of this set reach an AUC of 0.76 to 0.80."""
    state = fitted(CREDIT, {"applicants": DATA / "german-credit" / "german_credit.csv"}).state
    assert state.model.tested.auc == pytest.approx(0.78, abs=0.05)
    assert state.model.importance[0].feature == "checking status"
    effects = state.model.importance[0].effects
    assert effects[0].value == "no checking account"
    assert effects[-1].value == "<0 DM"


PURCHASES = """
as of 1998-06-30

table customers
  key master id, one per distinct value

table purchases
  many per master id, dated date

define buys as number of different date in purchases
define last buy as latest date in purchases

predict will buy
  that any purchases within 13 weeks after the as-of date
  from buys, sum of amount in purchases, days since last buy
  learn as of 1997-09-30, 1997-12-30
  using logistic regression

likely if will buy > 50%
"""


def test_who_buys_again() -> None:
    path = DATA / "cdnow-sample" / "cdnow_sample.csv"
    state = fitted(PURCHASES, {"customers": path, "purchases": path}).state
    assert [(w.as_of.isoformat(), w.last.isoformat()) for w in state.test] == [("1998-03-31", "1998-06-30")]
    assert state.model.tested.auc == pytest.approx(0.83, abs=0.03)
    assert state.baseline is not None
    assert state.baseline.name in ("days since last buy", "buys")


RETAIL = """
as of 2011-12-09

table customers
  key CustomerID, one per distinct value

table lines
  many per CustomerID, dated InvoiceDate

define buys as number of different InvoiceNo in lines over the last 6 months
define spend as sum of quantity * unit price in lines over the last 6 months
define last visit as latest InvoiceDate in lines

score RFM
  recency from days since last visit
  frequency from buys
  monetary from spend

predict goes quiet
  that no lines within 60 days after the as-of date
  of those where last visit is within 180 days
  from buys, spend (log), days since last visit
  learn as of 2011-06-10, 2011-08-10
  test as of 2011-10-10
  require AUC at least 0.65

quiet if goes quiet > 60%
"""


def test_who_goes_quiet() -> None:
    path = DATA / "online-retail" / "online_retail.csv.gz"
    state = fitted(RETAIL, {"customers": path, "lines": path}).state
    assert [window.rows for window in state.learn] == [2685, 2816]
    assert [window.rows for window in state.test] == [3040]
    assert all(gate.met for gate in state.gates)
    assert state.baseline is not None
    assert state.baseline.name == "RFM score", "the score stands beside the model"
    assert state.inputs.keys() == {"rfm"}
