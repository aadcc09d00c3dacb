"""Learned statements in words, what was learned behind rules, one customer's parts and pulls, forms of a report."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from segdsl import api, ir, pipeline
from segdsl.cli.screen import Screen
from segdsl.cli.show_learned import table_lines, text
from segdsl.diagnostics.cells import width
from segdsl.explanation import explaining
from segdsl.explanation.learned_form import LearnedJson, as_json, markdown
from segdsl.explanation.model import Explanation, LearnedValue, Statement
from segdsl.learn.report import Gated, LearnedReport, Section, Table
from segdsl.source import Source

BANK = Path(__file__).parents[2] / "examples" / "bank"
RULES = """
as of 2026-06-30

table customers
  key customer id
  column age: whole number
  column town: text
  column tenure: whole number
  column balance: number, 2 decimals
  column card: yes or no
  column loyalty card: yes or no
  column exited: yes or no

score worth
  of those where tenure >= 10
  in 4 bands
  quiet from tenure, lower is better, weight 2
  money from balance
  quiet cut at 30, 90

cluster kind
  by age, balance (log), town (category)
  into 2 groups using k-prototypes
  call the group with the highest age "older"
  call the others "younger"
  require stability at least 0.6, each group at least 10%

predict exit risk
  that exited is yes
  from age, balance, worth score, kind
  using logistic regression
  require AUC at least 0.6, better than age

recommend next card
  among card, loyalty card
  knowing age

detect oddness by age, balance (log)

high-value if worth score > 8

young if kind is "younger" and balance is in the top 25%

leaving
  if exit risk > 40%
  and balance is above average by town

offer if next card is "loyalty card" and oddness < 0.9

suppress if oddness is in the top 1% because "Look first"
"""


def people(count: int = 400) -> pd.DataFrame:
    """Two kinds of people, told apart by age and balance; the older leave."""
    numbers = pd.Series(range(count))
    old = numbers % 3 == 0
    age = 25 + numbers * 7 % 13 + old * 35
    return pd.DataFrame(
        {
            "customer_id": [f"c{n:03d}" for n in numbers],
            "age": age,
            "town": numbers.map(lambda n: ("Brno", "Praha", "Tábor")[n * 5 % 3 if n % 4 else 0]),
            "tenure": numbers * 11 % 120,
            "balance": (100 + old * 9_000 + numbers * 37 % 1_000).astype(float),
            "card": (numbers % 2 == 0).map({True: "yes", False: "no"}),
            "loyalty_card": (numbers % 5 < 2).map({True: "yes", False: "no"}),
            "exited": ((old & (numbers % 7 != 0)) | (numbers % 11 == 0)).map({True: "yes", False: "no"}),
        }
    )


@pytest.fixture(scope="module")
def program() -> ir.Program:
    checked = pipeline.check_text(Source("rules.seg", RULES), None)
    assert checked.value is not None, checked.diagnostics
    return checked.value.program


def told(program: ir.Program, name: str) -> Statement:
    explanation = explaining.in_words(program, name).value
    assert explanation is not None
    (statement,) = explanation.statements
    return statement


def explained(name: str, customer: str | None = None) -> Explanation:
    outcome = api.explain(RULES, name, {"customers": people()}, customer=customer)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def learned(name: str, customer: str) -> LearnedValue:
    found = explained(name, customer).customer
    assert found is not None
    return found.learned[-1]


# ---- in words ------------------------------------------------------------------------------------------------


def test_a_score_by_any_of_its_names(program: ir.Program) -> None:
    first, *others = (told(program, name) for name in ("worth", "worth score", "worth quiet", "Worth_Code"))
    assert all(other == first for other in others)
    assert first.lead == "**worth score** adds up 2 parts, each times its weight:"
    assert first.lines == (
        "worth quiet: 1 to 3, 3 for the lowest tenure, cut at 30, 90, weight 2",
        "worth money: 1 to 4, 4 for the highest balance",
    )
    assert any("about a quarter" in note for note in first.notes)
    assert "Only of customers for whom tenure is at least 10; for all others it is missing." in first.notes
    assert first.names == ("worth score", "worth code", "worth quiet", "worth money")
    assert first.used_by == ("high-value", "exit risk")
    assert first.needs.columns == (("customers", "tenure"), ("customers", "balance"))


def test_groups_a_chance_products_and_what_is_unusual(program: ir.Program) -> None:
    kind = told(program, "kind")
    assert kind.lead == "**kind** puts customers into 2 groups of similar ones (k-prototypes), by:"
    assert kind.lines[2] == "town (each value for itself)"
    assert 'The group with the highest age is called "older".' in kind.notes
    assert kind.used_by == ("young", "exit risk")
    risk = told(program, "exit risk")
    assert risk.lead == (
        "**exit risk** is the chance, from 0% to 100%, of this: exited is yes, learned by logistic regression from:"
    )
    assert "Rules may only use it if its AUC is at least 0.6." in risk.notes
    assert "It must do better than age alone." in risk.notes
    assert risk.needs.defines == ("worth score", "kind")
    assert "card or" in told(program, "next card").lead or '"card" or "loyalty card"' in told(program, "next card").lead
    assert told(program, "oddness").used_by[-2:] == ("offer", "suppression: Look first")


def test_the_dates_of_a_prediction_are_told_in_full() -> None:
    outcome = api.explain(str(BANK / "learned.seg"), "churn risk")
    assert outcome.value is not None
    (risk,) = outcome.value.statements
    assert "(2026-07-01 to 2026-09-28)" in risk.lead
    assert any(
        note.startswith("Learned as of 2025-03-31 (what happened 2025-04-01 to 2025-06-29), ") for note in risk.notes
    )
    assert "Tested as of 2026-03-31 (what happened 2026-04-01 to 2026-06-29)." in risk.notes


def test_the_whole_file_tells_each_learned_thing_once(program: ir.Program) -> None:
    explanation = explaining.in_words(program).value
    assert explanation is not None
    names = [(s.kind, s.name) for s in explanation.statements]
    assert names.index(("score", "worth")) > names.index(("suppression", "suppression: Look first"))
    assert len(names) == len(set(names))
    assert not [name for kind, name in names if kind == "define"]
    assert {kind for kind, _ in names} == {
        "segment",
        "suppression",
        "score",
        "cluster",
        "predict",
        "recommend",
        "detect",
        "share",
    }


def test_an_unknown_name_is_answered_with_a_learned_one(program: ir.Program) -> None:
    (said,) = explaining.in_words(program, "exit rsk").diagnostics
    assert "`exit risk`" in " ".join(said.help)


# ---- with what was learned -----------------------------------------------------------------------------------


def test_a_rule_tells_the_limits_behind_it() -> None:
    (young,) = explained("young").statements
    frame = people()
    limit = frame["balance"].sort_values(ascending=False).iloc[99]
    assert [line.text for line in young.learned][-1] == f"balance is in the top 25%: at least {limit:,.0f}"
    (leaving,) = explained("leaving").statements
    means = frame.groupby("town")["balance"].mean()
    assert leaving.learned[-1].text.startswith("balance is above average by town: more than the limit of each of 3, ")
    assert f"{means.min():,.2f}" in leaving.learned[-1].text


def test_a_learned_thing_comes_with_its_report() -> None:
    (score,) = explained("worth score").statements
    assert score.report is not None
    assert score.report.kind == "score"
    assert score.report.sections


def test_a_score_is_the_sum_of_its_parts() -> None:
    frame = people()
    tenures = dict(zip(frame["customer_id"].tolist(), frame["tenure"].tolist(), strict=True))
    for key in ("c001", "c017", "c399"):
        value, tenure = learned("high-value", key), int(tenures[key])
        assert tenure >= 10
        match = re.fullmatch(r"worth score is (\d+) = 2 × (\d) \+ (\d)", value.text)
        assert match is not None, value.text
        assert int(match[1]) == 2 * int(match[2]) + int(match[3]) == value.value
        assert value.lines[0] == f"quiet {1 + sum(tenure < cut for cut in (30, 90))}: tenure is {tenure}"


def test_who_is_not_in_the_population_has_no_score() -> None:
    frame = people()
    key = frame.loc[frame["tenure"] < 10, "customer_id"].iloc[0]
    assert learned("high-value", key).text == ("worth score is missing: the customer is not one of those it is about")


def test_a_group_names_the_next_nearest() -> None:
    value = learned("young", "c001")
    assert value.text == 'kind is "younger", next nearest "older"'
    assert len(value.lines) == 3
    assert value.lines[0].startswith("age is 32; usual in the group: ")


def test_a_pull_is_what_the_chance_would_be_with_the_usual_value() -> None:
    """Asked again of the same state, with the customer's own value replaced in the data."""
    frame = people()
    value = learned("exit risk", "c006")
    assert isinstance(value.value, float)
    by_name = {pull.name: pull for pull in value.pulls}
    assert by_name
    assert all(abs(pull.without - value.value) >= 0.0005 for pull in value.pulls)
    strengths = [abs(pull.without - value.value) for pull in value.pulls]
    assert strengths == sorted(strengths, reverse=True)
    age = by_name["age"]
    assert age.usual == frame["age"].median()
    assert age.without < value.value  # the older leave, and this customer is old


def test_the_pull_of_a_feature_by_changed_data(tmp_path: Path) -> None:
    """The chance after the fit, asked of a copy of the customer whose age is the median."""
    rules = RULES[: RULES.index("cluster kind")] + (
        "predict exit risk\n  that exited is yes\n  from age, balance\n  using logistic regression\n"
        "  require AUC at least 0.6\n\nleaving if exit risk > 40%\n"
    )
    rules = rules.replace(rules[rules.index("score worth") : rules.index("predict")], "")
    frame = people()
    fitted = api.fit(rules, {"customers": frame}, state=tmp_path / "state")
    assert fitted.ok, str(fitted)
    outcome = api.explain(rules, "leaving", {"customers": frame}, customer="c006", state=tmp_path / "state")
    assert outcome.value is not None
    assert outcome.value.customer is not None
    (value,) = outcome.value.customer.learned
    (pull,) = [pull for pull in value.pulls if pull.name == "age"]
    changed = frame.assign(age=frame["age"].astype(float))
    changed.loc[changed["customer_id"] == "c006", "age"] = frame["age"].median()
    changed["age"] = changed["age"].round().astype(int)
    assert float(frame["age"].median()).is_integer()
    again = api.explain(rules, "leaving", {"customers": changed}, customer="c006", state=tmp_path / "state")
    assert again.value is not None
    assert again.value.customer is not None
    assert again.value.customer.learned[0].value == pytest.approx(pull.without, rel=1e-9)


def test_nobody_is_told_of_who_is_not_asked_for() -> None:
    """What a model only has to beat is not shown as if the rule went by it."""
    outcome = api.explain(str(BANK / "learned.seg"), "leaving soonest")
    assert outcome.value is not None
    assert [line.name for line in outcome.value.statements[0].learned] == ["churn risk", "top 5% of churn risk"]


# ---- the forms of a report -----------------------------------------------------------------------------------

REPORT = LearnedReport(
    name="life | style",
    kind="cluster",
    summary="Two groups.",
    sections=(
        Section(
            "Groups",
            ("As they are.",),
            Table(
                ("group", "customers", "share", "stability"),
                (
                    ("savers", "1,200", "75.0%", "0.91"),
                    ("those with a very long name, and a longer one", "400", "25.0%", "0.8"),
                ),
            ),
        ),
        Section("Nothing", (), Table(("a", "b"), ())),
    ),
    gates=(Gated("stability at least 0.75", "0.80", True), Gated("each group at least 30%", "25.0%", False)),
    warnings=("Look at the second.",),
)


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
def test_nothing_is_wider_than_the_screen(columns: int) -> None:
    lines = text([REPORT, REPORT], Screen(columns)).splitlines()
    assert max(width(line) for line in lines) <= columns
    for cell in ("1,200", "75.0%", "0.91", "savers"):
        assert any(cell in line for line in lines)


def test_bars_are_in_proportion_and_without_blocks_too() -> None:
    table = Table(("x", "share"), (("a", "50.0%"), ("b", "25.0%"), ("c", "0.0%"), ("d", "nothing")))
    bars = [line[line.index("%") + 1 :].strip() if "%" in line else "" for line in table_lines(table, Screen(80))[1:]]
    assert [len(bar) for bar in bars] == [24, 12, 0, 0]
    assert "#" * 24 in table_lines(table, Screen(80, blocks=False))[1]


def test_requirements_have_marks() -> None:
    lines = text([REPORT], Screen(100)).splitlines()
    assert "    ✓ stability at least 0.75: found 0.80" in lines
    assert "    ✗ each group at least 30%: found 25.0%, not met" in lines
    assert (
        "    n each group at least 30%: found 25.0%, not met" in text([REPORT], Screen(100, blocks=False)).splitlines()
    )
    assert "  warning: Look at the second." in lines


def test_control_signs_never_reach_the_terminal() -> None:
    report = LearnedReport(
        "a\x1b[31mb", "score", "c\x1b[0m", (Section("d", ("e\x07",), Table(("f", "g"), (("\x1b", "\x1b"),))),)
    )
    assert "\x1b" not in text([report], Screen(80))
    assert "\x07" not in text([report], Screen(80))


def test_as_markdown() -> None:
    page = markdown([REPORT])
    assert page.startswith("### life \\| style (cluster)\n\nTwo groups.\n\n#### Groups\n\nAs they are.\n\n")
    assert "| group | customers | share | stability |\n|---|---:|---:|---:|\n| savers | 1,200 | 75.0% | 0.91 |" in page
    assert "| each group at least 30% | 25.0% | **no** |" in page
    assert "> **warning:** Look at the second." in page


def test_as_json_and_back() -> None:
    told = as_json(REPORT)
    assert LearnedJson.model_validate_json(told.model_dump_json()) == told
    assert told.sections[0].table is not None
    assert told.sections[0].table.rows[0] == ["savers", "1,200", "75.0%", "0.91"]
    assert [gate.met for gate in told.required] == [True, False]
