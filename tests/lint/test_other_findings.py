"""Repeats, unused definitions, decimals, protected columns, permissions; and what data shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lint.found import findings

from segdsl import lint, pipeline
from segdsl.data.model import Options
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic, Severity
from segdsl.source import Source

CASES = [
    ("a if age > 3 and consent and age > 3", ["SEG606 `age > 3` is there twice"]),
    ("a if age > 3 and (consent or age > 3)", []),
    ("a if age > 3\nb if age>3", ["SEG607 the segment `b` means the same as `a`"]),
    ("a if age > 3\nb if not age > 3", []),
    (
        "define x as balance * 2\ndefine y as balance * 2\na if x > 1 and y < 5",
        ["SEG607 the definition `y` means the same as `x`"],
    ),
    ("define x as 18\ndefine y as 18\na if age > x and balance > y", []),
    ("define x as balance * 2\na if age > 3", ["SEG608 nothing uses `x`"]),
    ("define x as balance * 2\ndefine y as x * 2\na if age > 3 and y > 2", []),
    ("define x as balance * 2\ntiers t\n  when x > 3 then p\n  otherwise q", []),
    ("define x as balance * 2\nsuppress if x > 3\na if consent", []),
    ("define x as balance * 2", []),
    ("a if balance / salary is 3", ["SEG609 `balance / salary is 3` asks a computed decimal to be exactly equal"]),
    ("a if balance / salary is not 0", []),
    ("a if average of amount in payments in [1, 2]", ["SEG609 `average of amount in payments in [1, 2]` asks"]),
    ("a if sum of amount in payments is 3", ["SEG609 `sum of amount in payments is 3` asks a computed decimal"]),
    ("a if count of payments is 3 and balance is 3", []),
    ("a if age + 1 is 3", []),
]


@pytest.mark.parametrize(("rules", "expected"), CASES)
def test_findings(rules: str, expected: list[str]) -> None:
    found = findings(rules + "\n")
    assert len(found) == len(expected), found
    assert all(f.startswith(e) for f, e in zip(found, expected, strict=True)), found


def test_money_with_declared_cents_is_exact() -> None:
    head = "table customers\n  key id\ntable t\n  many per id\n"
    head += "  column amount: number, 2 decimals\n  column rate: number\n"
    assert findings("a if sum of amount in t is 3\n", head) == []
    assert len(findings("a if sum of rate in t is 3\n", head)) == 1


PROTECTED = """\
ruleset "r"
  purpose {purpose}
table customers
  key id
  column gender: one of "F", "M", protected
  column salary: number, sensitive
  column age: whole number
define rich as salary > 5k
"""


@pytest.mark.parametrize(
    ("purpose", "rules", "expected"),
    [
        ("marketing", 'a if gender is "F"', ["SEG632"]),
        ("marketing", 'a\n  if gender is "F"\n  because "x"', []),
        ("marketing", "a if rich and age > 3", ["SEG632"]),
        ("marketing", 'a if in b\nb\n  if rich\n  because "x"', []),
        ("marketing", 'tiers t\n  when gender is "F" then p\n  otherwise q', ["SEG632"]),
        ("marketing", 'suppress if gender is "F" because "x"\na if age > 3', []),
        ("service", 'a if gender is "F" and rich', []),
    ],
)
def test_protected_columns_in_marketing(purpose: str, rules: str, expected: list[str]) -> None:
    found = [f for f in findings(rules + "\n", PROTECTED.format(purpose=purpose)) if "SEG608" not in f]
    assert [f.split()[0] for f in found] == expected


@pytest.mark.parametrize("purpose", ["credit", "pricing"])
def test_protected_columns_may_not_decide(purpose: str) -> None:
    text = PROTECTED.format(purpose=purpose) + 'a\n  if gender is "F" and rich\n  because "x"\n'
    outcome = pipeline.check_text(Source("t.seg", text), None)
    messages = [d.message for d in outcome.diagnostics if d.code is codes.PROTECTED]
    assert messages == [
        f"`gender` is protected and may not decide in a {purpose} ruleset",
        f"`salary` is sensitive and may not decide in a {purpose} ruleset",
    ]


NEVER = "a if age > 150"
ALLOWED = [
    (f"{NEVER}  # segdsl: allow never-true because ages differ", []),
    (f"{NEVER}  # segdsl: allow SEG601 because ages differ", []),
    (f"# segdsl: allow never-true because ages differ\n{NEVER}", []),
    (f"# segdsl: allow never-true because ages differ\n\n# of old\n{NEVER}", []),
    ("a  # segdsl: allow never-true because so\n  if consent\n  and age > 150", []),
    ("a\n  if consent\n  and age > 150  # segdsl: allow never-true because so", []),
    ("a\n  if consent  # segdsl: allow never-true because so\n  and age > 150", ["SEG641", "SEG601"]),
    (f"{NEVER}  # segdsl: allow always-true because so", ["SEG601", "SEG641"]),
    (f"{NEVER}  # segdsl: allow never-true", ["SEG601", "SEG642"]),
    (f"{NEVER}  # segdsl: allow nevertrue because so", ["SEG601", "SEG642"]),
    (f"{NEVER}  # segdsl: allow unknown-name because so", ["SEG601", "SEG642"]),
    (f"{NEVER}  # segdsl: ignore", ["SEG601", "SEG642"]),
    ("a if age > 15  # segdsl: allow takes-nobody because so", []),
    ("a if age > 15  # segdsl: allow value-not-seen because so", []),
]


@pytest.mark.parametrize(("rules", "expected"), ALLOWED)
def test_permissions(rules: str, expected: list[str]) -> None:
    assert [f.split()[0] for f in findings(rules + "\n")] == expected


def test_levels() -> None:
    said = (Diagnostic(codes.NEVER, "n"), Diagnostic(codes.UNUSED, "u"), Diagnostic(codes.ALWAYS, "a"))
    leveled = lint.leveled(said, {"SEG601": "error", "SEG608": "off"})
    assert [(d.message, d.severity) for d in leveled] == [("n", Severity.ERROR), ("a", Severity.WARNING)]


RULES = """\
table customers
  key id
  column job: text
  column pdays: whole number

a if job is not "clerk" and pdays > 3
b if job is not "clerk" or job is missing
c if not (pdays <= 3)
d if job in ["clerk", "Teacher"]
"""


def test_what_data_shows(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,job,pdays\n1,clerk,\n2,teacher,5\n3,,\n4,nurse,\n", encoding="utf-8")
    checked = pipeline.check_data(Source("t.seg", RULES), None, {"": str(tmp_path / "c.csv")}, Options())
    said = [(d.code.slug, d.message, d.help) for d in checked.diagnostics if d.code.id.startswith("SEG6")]
    assert said == [
        (
            "negation-of-missing",
            "`job` is missing for 25% of the customers, and a negation leaves them out",
            ("add `or job is missing` to take them in, or `and job is known`",),
        ),
        (
            "negation-of-missing",
            "`pdays` is missing for 75% of the customers, and a negation leaves them out",
            ("add `or pdays is missing` to take them in, or `and pdays is known`",),
        ),
        ("value-not-seen", 'the data holds no "Teacher" in `job`', ('a similar value is there: "teacher"',)),
    ]


def test_sizes() -> None:
    text = "a if x > 1\nb if x > 2 # segdsl: allow takes-everybody because so\nc if y is 3\nd if x > 4 or y > 5\n"
    checked = pipeline.check_text(Source("t.seg", text), None).value
    assert checked is not None
    program, bundle = checked.program, checked.bundle
    limits = lint.limits(program)
    assert [limit.span.text for limit in limits if limit.span] == ["x > 1", "x > 2", "x > 4", "y > 5"]
    met = dict(zip(limits, [10, 10, 0, 3], strict=True))
    found = lint.shares(program, bundle, 10, {"a": 10, "b": 10, "c": 0, "d": 0}, met, [])
    assert [(d.code.slug, d.message) for d in found] == [
        ("limit-beyond-data", "nobody in the data meets `x > 4`"),
        ("takes-everybody", "everybody in the data is in `a`"),
        ("takes-nobody", "nobody in the data is in `c`"),
    ]
    assert lint.shares(program, bundle, 0, {"a": 0}, {}, []) == ()
    assert lint.shares(program, bundle, 10, {"c": 0, "a": 10}, met, found) == ()
