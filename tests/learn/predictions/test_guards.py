"""What is refused, and what is warned of: too little to learn from, and features of no use or of too much."""

from __future__ import annotations

import numpy as np
from tests.learn.predictions.fitting_rules import codes, customers, fitted, refused, rules

from segdsl.diagnostics.model import Diagnostic


def the(said: tuple[Diagnostic, ...], code: str) -> Diagnostic:
    (found,) = [diagnostic for diagnostic in said if diagnostic.code.id == code]
    return found


def test_too_few_with_one_outcome() -> None:
    data = customers()
    keep = data.left.eq("no") | (data.left.eq("yes").cumsum() <= 15)
    error = refused(rules(), {"customers": data[keep]})
    assert error.code.id == "SEG472"
    assert error.message == "there are too few customers to learn from for `churn risk`"
    assert "at least 20 of each are needed" in error.notes[0]


def test_too_few_to_test_on() -> None:
    data = customers(90)
    error = refused(rules(), {"customers": data})
    assert error.code.id == "SEG472"
    assert error.message == "there are too few customers to test on for `churn risk`"


def test_nobody_at_all() -> None:
    error = refused(
        rules().replace("  that left\n", "  that left\n  of those where age > 200\n"), {"customers": customers()}
    )
    assert error.code.id == "SEG472"
    assert "0 who did and 0 who did not" in error.notes[0]


def test_everybody_did() -> None:
    error = refused(rules(), {"customers": customers().assign(left="yes")})
    assert error.code.id == "SEG473"
    assert error.message == "there is nothing to tell apart for `churn risk`: of those to learn from everybody did"


def test_a_feature_that_gives_the_outcome_away() -> None:
    data = customers()
    data["luck"] = np.where(data.left == "yes", 1.0, 0.0) + np.arange(len(data)) / 1e6
    done = fitted(rules(), {"customers": data})
    assert "`luck` alone tells the outcome nearly perfectly" in the(done.said, "SEG475").message
    assert any("`luck`" in warning for warning in done.state.warnings)


def test_a_category_that_gives_the_outcome_away() -> None:
    data = customers()
    data["plan"] = np.where(data.left == "yes", "gone", "here")
    assert "`plan`" in the(fitted(rules(), {"customers": data}).said, "SEG475").message


def test_features_that_are_the_same_for_everybody() -> None:
    data = customers()
    data["luck"], data["plan"] = 7.0, "basic"
    for method in ("boosted trees", "logistic regression"):
        said = fitted(rules(method), {"customers": data}).said
        assert codes(said).count("SEG476") == 2
    data["luck"] = np.nan
    data["luck"] = data.luck.astype(float)
    said = fitted(rules("logistic regression"), {"customers": data}).said
    assert codes(said).count("SEG476") == 2


def test_known_or_not_is_a_difference() -> None:
    data = customers()
    data["luck"] = np.where(np.arange(len(data)) % 2, 7.0, np.nan)
    assert "SEG476" not in codes(fitted(rules(), {"customers": data}).said)


def test_more_values_than_can_be_told_apart() -> None:
    data = customers()
    data["plan"] = [f"plan {n % 30:02d}" for n in range(len(data))]
    warning = the(fitted(rules(), {"customers": data}).said, "SEG477")
    assert warning.message == "`plan` has 30 different values"
    assert "the 20 most common are told apart" in warning.notes[0]


def test_few_customers_for_many_features() -> None:
    said = fitted(rules("logistic regression"), {"customers": customers(150)}).said
    assert "`churn risk` has 7 things to learn from" in the(said, "SEG479").message


def test_features_that_tell_nothing() -> None:
    data = customers()
    data["left"] = data.left.sample(frac=1, random_state=1).to_numpy()
    done = fitted(rules(), {"customers": data})
    assert "the features hardly tell who will" in the(done.said, "SEG480").message
    spread = done.state.model.highest - done.state.model.lowest
    assert spread < 0.15, "chances stay near the base rate"


def test_most_outcomes_not_known() -> None:
    data = customers()
    data["left"] = data.left.where(np.arange(len(data)) % 3 == 0, None)
    warning = the(fitted(rules(), {"customers": data}).said, "SEG481")
    assert warning.notes == ("known for 500, not known for 1,000",)


def test_when_all_is_well_nothing_is_said() -> None:
    assert fitted(rules(), {"customers": customers()}).said == ()


# ---- the yardstick and the gates -----------------------------------------------------------------


def test_one_value_that_tells_it_all_is_the_rule() -> None:
    rng = np.random.default_rng(6)
    data = customers(3000)
    score = rng.random(len(data))
    data["luck"] = score
    data["left"] = np.where(rng.random(len(data)) < score, "yes", "no")
    done = fitted(rules(), {"customers": data})
    assert done.state.baseline is not None
    assert (done.state.baseline.name, done.state.baseline.direction) == ("luck", "higher")
    assert "`luck` alone does as well as `churn risk`" in the(done.said, "SEG478").message


def test_the_best_single_feature_stands_beside_the_model() -> None:
    state = fitted(rules(), {"customers": customers(3000)}).state
    assert state.baseline is not None
    assert (state.baseline.name, state.baseline.direction, state.baseline.chosen) == ("age", "higher", False)
    assert state.beaten is True


def test_requirements_are_measured() -> None:
    required = (
        "  require AUC at least 0.7, calibration error at most 0.1%, lift at least 1.5, better than balance\n\nat-risk"
    )
    done = fitted(rules().replace("\nat-risk", required), {"customers": customers(3000)})
    found = {gate.text: (gate.limit, gate.met) for gate in done.state.gates}
    assert found["AUC at least 0.7"] == (0.7, True)
    assert found["calibration error at most 0.1%"] == (0.001, False)
    assert found["lift at least 1.5"] == (1.5, True)
    assert found["better than balance"][1] is True
    assert done.state.baseline is not None
    assert (done.state.baseline.name, done.state.baseline.direction) == ("balance", "lower")
    assert done.state.baseline.chosen


def test_what_must_be_beaten_and_is_not() -> None:
    data = customers(3000)
    data["best"] = (data.left == "yes") + np.random.default_rng(1).normal(size=len(data)) / 2
    done = fitted(rules().replace("\nat-risk", "  require better than best\n\nat-risk"), {"customers": data})
    (gate,) = done.state.gates
    assert not gate.met
    assert gate.limit == done.state.baseline.auc if done.state.baseline else False
    assert "SEG478" in codes(done.said)


def test_a_yardstick_with_gaps_is_used_the_best_way_round() -> None:
    data = customers(3000)
    data["best"] = np.where(data.left == "yes", np.nan, np.random.default_rng(1).random(len(data)))
    done = fitted(rules().replace("\nat-risk", "  require better than best\n\nat-risk"), {"customers": data})
    assert done.state.baseline is not None
    assert done.state.baseline.auc == 1.0
