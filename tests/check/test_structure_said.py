"""What is said about structure: every message in full."""

from __future__ import annotations

import pytest
from tests.check import rules

CASES = [
    pytest.param(
        """
x if (count of notes over the last 3 days) > 3
y if no notes since 2026-01-01
z if any notes over all time
""",
        """
SEG408 1:22 `over the last 3 days` needs dates, and the table `notes` is not dated [over the last 3 days]
  - notes: declared here
  = say which column dates the rows: `many per customer id, dated …`
SEG408 2:15 `since 2026-01-01` needs dates, and the table `notes` is not dated [since 2026-01-01]
  - notes: declared here
  = say which column dates the rows: `many per customer id, dated …`
""",
        id="a window over a table without dates",
    ),
    pytest.param(
        """
split s by customer id using "x"
  90% a
  20% b
""",
        """
SEG418 1:7 the shares of `s` sum to 110%, not to 100% [s]
  - 90%: 90%
  - 20%: 20%
  = let all shares together make 100%
""",
        id="shares that do not make a whole",
    ),
    pytest.param(
        """
split s by customer id using "x"
  100% a
  0% A
""",
        """
SEG418 3:6 the part `A` stands twice [A]
  - a: stands here first
  = give each part one share
SEG418 3:3 the share `0%` of `A` is not above 0% [0%]
  = leave out a part that nobody is in
""",
        id="a share of nothing and a part twice",
    ),
    pytest.param(
        """
split s by age using "x"
  90% a
  10% b
""",
        """
SEG419 1:12 a split is made by a column of text, and `age` is a whole number [age]
  - age: declared as a whole number
  = split by the key of the customers, which is always text
""",
        id="a split by a number",
    ),
    pytest.param(
        """
define d as job
split s by d using "x"
  90% a
  10% b
""",
        """
SEG419 2:12 a split is made by a column of text, and `d` is not a column [d]
  - d: defined here
  = split by the key of the customers, which is always text
""",
        id="a split by a definition",
    ),
    pytest.param(
        """
x if age > 1
example "e"
  given age is 3, gender is "X", age is 4, days since joined is 3
  expect x
""",
        """
SEG303 3:29 `gender` is never `"X"` ["X"]
  - gender: declared as a text
  = the values are "F", "M"
SEG420 3:44 `days since joined` cannot be given, as it is computed from other values [days since joined]
  = give the columns, definitions or measures that it is made of
""",
        id="an example that gives too much",
    ),
    pytest.param(
        """
x if age > 1
example "e"
  given age is 3, balance is 2.50, Age is 4
  expect x
""",
        """
SEG421 3:36 `Age` is given twice [Age is 4]
  - age is 3: given here first
  = keep one of the two
""",
        id="an example with one thing twice",
    ),
    pytest.param(
        """
x if age > 1
tiers t
  when age > 3 then "very high"
  otherwise basic
define spend as sum of amount in transactions
example "e"
  given age is 3, job is missing, consent is yes, spend is 12, any transactions, no notes
  given count of transactions over the last 90 days is 4, t is "basic", avg salary of districts is 3
  expect x, not x, t is very high
""",
        """

""",
        id="an example of every kind",
    ),
    pytest.param(
        """
x if age > 1
define d as age > 1
tiers t
  when age > 3 then gold
  otherwise basic
example "e"
  given age is 3
  expect xx, d, t, x is gold, not t is gold
""",
        """
SEG203 8:10 no segment is called `xx` [xx]
  = the only segment is `x`
SEG210 8:14 `d` is a definition, not a segment [d]
  - d: given here
  = write `d` alone if it is yes or no, else compare it
SEG210 8:17 `t` is the name of tiers, not a segment [t]
  - t: given here
  = write `t is "…"`
SEG422 8:20 `x` is a segment, which has no parts [x]
  = expect a segment by its name alone, or with `not`
""",
        id="an example that expects what is not there",
    ),
    pytest.param(
        """
x if age > 1
example "e"
  given age is "3", gender is 3, joined is 2026-01-01, consent is "no"
  expect x
""",
        """
SEG301 3:16 `age` is a whole number and cannot be compared with `"3"`, a text ["3"]
  - age: declared as a whole number
  = write the number without quotes: `3`
SEG301 3:31 `gender` is a text and cannot be compared with `3`, a whole number [3]
  - gender: declared as a text
  = write the text in double quotes: `"3"`
""",
        id="given values of the wrong kind",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_said(body: str, expected: str) -> None:
    assert rules.said(body) == expected.strip("\n")
