"""What a person is told; and a decision tree written as rules gives the chances of the model."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.predictions.fitting_rules import checked, customers, fit, fitted, rules
from tests.learn.predictions.test_windows import learned

from segdsl import ir, pipeline
from segdsl.learn import kinds
from segdsl.learn.predictions.drivers import direction
from segdsl.learn.report import LearnedReport, Section
from segdsl.learn.state import Effect, Importance, PredictionState
from segdsl.types import NUMBER


def told(text: str, seed: int = 20, rows: int = 3000) -> LearnedReport:
    done = fitted(text, {"customers": customers(rows, seed)})
    return kinds.report(done.thing, done.state)


def section(report: LearnedReport, title: str) -> Section:
    (found,) = [section for section in report.sections if section.title == title]
    return found


def test_of_customers_as_they_are() -> None:
    report = told(rules())
    assert report.summary.startswith("`churn risk` is the chance of this: left. Learned with boosted trees from ")
    (first, second) = section(report, "What it was learned from").sentences
    assert first.startswith("Of 3,000 customers whose outcome is known, ")
    assert second == "Today 3,000 customers get a chance."
    titles = [found.title for found in report.sections]
    assert titles[1:] == ["How good it is", "Are the chances right?", "What it goes by", "Beside a single value"]


def test_how_good_in_words_and_figures() -> None:
    done = fitted(rules(), {"customers": customers(3000)})
    tested = done.state.model.tested
    assert tested.lift is not None
    assert tested.auc is not None
    found = section(kinds.report(done.thing, done.state), "How good it is")
    base = tested.happened / tested.rows
    assert found.sentences[0] == (
        f"Of the tenth with the highest chance {100 * tested.lift * base:.1f}% did, {tested.lift:.1f} times as many as "
        f"on average ({100 * base:.1f}%)."
    )
    assert f"in {100 * tested.auc:.0f} of 100 cases (AUC {tested.auc:.3f}): good." in found.sentences[1]
    assert found.table is not None
    assert ("AUC", f"{tested.auc:.3f}", f"{done.state.model.learned.auc:.3f}") in found.table.rows


def test_what_it_goes_by() -> None:
    found = section(told(rules()), "What it goes by")
    said = {sentence.split(":")[0]: sentence for sentence in found.sentences}
    assert "rises with it" in said["`age`"]
    assert "falls with it" in said["`balance`"]
    assert "with it," in said["`online`"]
    assert 'lowest for "gold"' in said["`plan`"]
    assert found.table is not None
    losses = [float(loss) for _, loss in found.table.rows]
    assert losses == sorted(losses, reverse=True)
    assert found.table.rows[-1][0] == "luck"


def test_of_days_and_windows() -> None:
    done = learned()
    report = kinds.report(done.thing, done.state)
    assert "from customers as of 2025-09-01 and 2025-10-01, and tested on 600 as of 2025-11-15" in report.summary
    found = section(report, "What it was learned from")
    assert found.table is not None
    assert found.table.header == ("", "as of", "outcome from", "to", "customers", "who did")
    assert [row[:4] for row in found.table.rows] == [
        ("learned", "2025-09-01", "2025-09-02", "2025-10-01"),
        ("learned", "2025-10-01", "2025-10-02", "2025-10-31"),
        ("tested", "2025-11-15", "2025-11-16", "2025-12-15"),
    ]
    assert "What was learned of its features goes back to 2025-09-01 and knows nothing later." in found.sentences


def test_requirements_and_what_was_found() -> None:
    text = rules().replace(
        "\nat-risk", "  require AUC at least 0.9, calibration error at most 50%, better than luck\n\nat-risk"
    )
    gates = told(text).gates
    assert [(gate.text, gate.met) for gate in gates] == [
        ("AUC at least 0.9", False),
        ("calibration error at most 50%", True),
        ("better than luck", True),
    ]
    assert gates[1].found.endswith("%")
    assert gates[2].found.startswith("AUC 0.")


def effect(chance: float, low: float, high: float) -> Effect:
    return Effect(low=low, high=high, rows=10, chance=chance)


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ([0.1, 0.2, 0.5], "rises with it: 10.0% up to 1, 50.0% from 4 on"),
        ([0.5, 0.2, 0.1], "falls with it: 50.0% up to 1, 10.0% from 4 on"),
        ([0.1, 0.5, 0.2], "highest from 2 to 3 (50.0%), lowest up to 1 (10.0%)"),
        ([0.4, 0.1, 0.4], "highest up to 1 (40.0%), lowest from 2 to 3 (10.0%)"),
        ([0.2, 0.201, 0.2], "makes a difference only together with others"),
    ],
)
def test_directions(chances: list[float], words: str) -> None:
    effects = tuple(effect(chance, 2.0 * i, 2.0 * i + 1) for i, chance in enumerate(chances))
    assert direction(Importance(feature="x", loss=0.1, effects=effects)) == words


# ---- the tree ------------------------------------------------------------------------------------

TREE = """
table customers
  key customer id
  column online: yes or no
  column age: whole number
  column left: yes or no

define `income and luck` as luck * 3

predict churn risk
  that left
  from age, balance, plan, online, luck * 2, `income and luck`, children (category)
  using decision tree

at-risk if churn risk > 60%
"""


@pytest.mark.parametrize("seed", range(4))
def test_the_tree_as_rules_gives_the_chances_of_the_model(seed: int) -> None:
    data = customers(2000, seed)
    gaps = np.random.default_rng(seed).random((2, len(data))) < 0.1
    data["luck"] = data.luck + (data.left == "yes") * (1 - 2 * (data.age > 50))
    data["children"] = (data.age % 3 + 2 * (data.left == "yes")) // 2
    data.loc[gaps[0], "luck"] = np.nan
    data.loc[gaps[1], "age"] = np.nan
    done = fitted(TREE, {"customers": data})
    lines = section(kinds.report(done.thing, done.state), "The tree").rules
    again = checked(TREE + "\n" + "\n".join(lines) + "\n", {"customers": data})
    name = ir.Named("churn risk tree", NUMBER)
    found = np.concatenate([batch.values[0] for batch in pipeline.ask(again, [], [name])])
    assert np.abs(found - done.chances()).max() < 0.0005 + 1e-9
    assert len(lines) > 5


def test_a_tree_that_is_one_leaf() -> None:
    data = customers(300)
    data["age"] = 30
    text = rules("decision tree").replace("from age, balance, plan, online, luck", "from age")
    _, state, said = fit(text, {"customers": data})
    assert isinstance(state, PredictionState), said
    done = fitted(text, {"customers": data})
    lines = section(kinds.report(done.thing, state), "The tree").rules
    assert len(lines) == 1
    assert checked(text + "\n" + lines[0] + "\n", {"customers": data}).program.defines["churn risk tree"]
