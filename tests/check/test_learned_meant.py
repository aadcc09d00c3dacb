"""What is said of learned statements in words that are not quite those: the help holds what to write."""

from __future__ import annotations

import pytest
from tests.check import rules

from segdsl import pipeline
from segdsl.source import Source

GROUPS = 'cluster lifestyle\n  by age, balance\n  into 3 groups\n  call the group with the highest balance "savers"\n'
GROUPS += '  call the group with the highest age "old"\n  call the others "rest"\n'
RFM = "score RFM\n  recency from days since joined\n  frequency from count of transactions\n  monetary from balance\n"
CHANCE = "predict churn risk\n  that consent is no\n  from age, balance\n"
ODD = "detect odd\n  by age, balance\n"
SOLD = 'recommend next product\n  from kind in transactions\n  among "credit", "withdrawal"\n'


def helps(text: str) -> list[str]:
    said = pipeline.check_text(Source("rules.seg", text + "\n" + rules.HEADER), None).diagnostics
    return [f"{diagnostic.code.id} {help}" for diagnostic in said if diagnostic.is_error for help in diagnostic.help]


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("score s\n  a from age lower is better", "SEG101 a comma stands before `lower is better`"),
        ("score s\n  a from age\n  a cut at 30 60", "SEG101 limits are set apart by commas: `cut at 30, 90`"),
        (
            "score s\n  a from age\n  b from balance weight 2",
            "SEG201 a comma stands before `weight 2`: `balance, weight",
        ),
        ("score s\n  a from number of transactions", "SEG201 how many there are is written `count of transactions`"),
        ("cluster l by age and balance into 4 groups", "SEG101 values to learn from are set apart by commas"),
        (
            "cluster l by log of balance into 4 groups",
            "SEG201 in the features of a learned statement it is written `balan",
        ),
        ("cluster l by all columns into 4 groups", "SEG201 what is looked at is listed, value by value"),
        (
            "cluster l by age, balance > 3 into 4 groups",
            "SEG101 what is learned from is a value; a condition needs a na",
        ),
        (
            "cluster l\n  by age\n  by balance\n  into 3 groups",
            "SEG115 list all of them after one `by`, with commas betwe",
        ),
        (
            "cluster\n  by age, balance\n  into 4 groups",
            "SEG101 a name for what is learned comes first: `cluster NAME by",
        ),
        ("predict that consent is no from age", "SEG101 a name for what is learned comes first: `predict NAME that c"),
        ("predict that consent\n  from age", "SEG129 a name for what is learned comes first: `predict NAME that c"),
        ("detect by age", "SEG129 a name for what is learned comes first: `detect NAME by age …`"),
        (
            "predict p that consent using age, balance",
            "SEG101 the method follows `using`, what is learned from follows",
        ),
        (
            "predict p that consent from age\n  with random forests",
            "SEG101 the method follows `using`: `using boosted tr",
        ),
        (
            "predict p that joined within the next 90 days from age",
            "SEG105 it is written `joined within 90 days after the",
        ),
        (
            "predict p\n  that joined within 9 days after the as-of date\n  from age\n"
            "  learn as of 2025-12-01 and 2025-11-01",
            "SEG101 dates are set apart by commas: `learn as of 2025-12-01, 2025-11-01`",
        ),
        ("detect odd by age\n  using isolation forest", "SEG101 `detect` has one method and nothing else to be said"),
        ("detect odd\n  by age\n  require stability at least 0.4", "SEG101 `detect` has one method and nothing else"),
        (
            "estimate v\n  from amount in transactions over the last 12 months, counted in weeks",
            "SEG101 an estimate looks at all purchases up to the as-of date, so its table has no window",
        ),
        (
            "estimate v from balance every month, keeping 98% over the next 9 months",
            "SEG101 it is written `keeping 98% every month`",
        ),
        (
            'recommend n from kind in transactions among "credit" and "withdrawal"',
            "SEG101 products are set apart by commas: `among",
        ),
        ("recommend n from kind in transactions among credit", 'SEG323 write products in double quotes: `"credit"`'),
        ("x if joined is after 31.12.2025", "SEG121 it is written `2025-12-31`"),
        ("x if joined is after 2025/3/4", "SEG121 it is written `2025-03-04`"),
        ("x if joined is after 3/4/2025", "SEG121 it is written `2025-04-03` or `2025-03-04`"),
        ("x if joined is after 12/31/2025", "SEG121 it is written `2025-12-31`"),
        ("x if joined is after 99.99.2025", "SEG121 for example `2026-11-23`"),
        (f'{SOLD}x if likely to buy "credit" > 20%', 'SEG101 how likely is a value: `chance of buying "credit" > 20%`'),
        (f'{SOLD}x if likely to purchase "credit"', 'SEG101 it is written `likely to buy "credit"`'),
        (f'{SOLD}x if probability of buying "credit" > 3%', 'SEG101 it is written `chance of buying "credit"`'),
        (
            "x if age is in the top 5% of customers",
            "SEG101 it is a share of all customers: nothing follows it but `by`",
        ),
        (
            'x if balance is in the top 10%\nexample "e"\n  given balance is in the top 10%\n  expect x',
            "SEG117 give the value, `balance is 50k`, and say what was learned: `segdsl test --state DIR`",
        ),
        (f'{RFM}x if RFM score is "555"', 'SEG301 the digits of its parts are a text: `RFM code is "555"`'),
        (f'{RFM}x if RFM score is "high"', "SEG301 it is asked for so: `RFM score >= 12`"),
        (f"{RFM}x if RFM score is high", "SEG201 it is asked for so: `RFM score >= 12`"),
        (f"{RFM}x if RFM code > 444", 'SEG301 the digits are a text: `RFM code is "444"`'),
        (f"{RFM}x if in RFM recency", "SEG210 write `RFM recency >= 4`"),
        (f"{GROUPS}x if lifestyle > 2", 'SEG301 groups are asked for by their names: `lifestyle is "savers"`'),
        (f"{GROUPS}x if lifestyle", 'SEG304 compare it with something, as in `lifestyle is "savers"`'),
        (f"{GROUPS}x if in lifestyle", 'SEG210 write `lifestyle is "savers"`'),
        (f'{GROUPS}x if lifestyle is "saver"', 'SEG303 a value with a similar spelling exists: `"savers"`'),
        (f"{GROUPS}x if lifestyle is thrifty", 'SEG201 the values are "savers", "old", "rest"'),
        (f"{CHANCE}x if churn risk", "SEG304 compare it with something, as in `churn risk > 60%`"),
        (f'{CHANCE}x if churn risk is "high"', "SEG301 it is asked for so: `churn risk > 60%`"),
        (f"{CHANCE}x if churn risk is high", "SEG201 it is asked for so: `churn risk > 60%`"),
        (
            f"{CHANCE}x if churn risk of customers > 60%",
            "SEG201 `churn risk` is not one of its columns: write it witho",
        ),
        (f"{ODD}x if odd > 2", "SEG313 ask for the most unusual: `odd is in the top 1%`"),
        (f"{ODD}x if odd", "SEG304 compare it with something, as in `odd is in the top 1%`"),
        ("x if RFM score > 12", 'SEG201 the ruleset `rfm` gives `RFM score`: write `use "rfm"` at the top'),
        ("x if in RFM champions", 'SEG203 the ruleset `rfm` gives `RFM champions`: write `use "rfm"` at the top'),
        ("x if CLV > 12", 'SEG201 the ruleset `value` gives `lifetime value`: write `use "value"` at the top'),
        (
            "x if churn risk > 60%",
            "SEG201 a chance is learned by a statement of its own: `predict churn risk that … from …`",
        ),
        ("x if propensity score > 3", "SEG201 a score is learned by a statement of its own, `score NAME`"),
    ],
)
def test_is_helped_with_what_to_write(text: str, help: str) -> None:
    found = helps(text)
    assert any(each.startswith(help) for each in found), found


def test_what_is_broken_is_complained_of_once() -> None:
    broken = 'recommend next product\n  among "credit" and "withdrawal"\nx if likely to buy "bond"'
    assert [each.split()[0] for each in helps(broken)] == ["SEG101"]
    assert [
        each.split()[0] for each in helps("predict p\n  that joined within the next 9 days\n  from age\nx if p > 5%")
    ] == ["SEG105"]


def test_a_ruleset_is_not_proposed_beside_a_score_of_its_own() -> None:
    own = "score RFM\n  recency from days since joined\nx if RFM frequency > 3"
    assert not any("ruleset" in each for each in helps(own))
