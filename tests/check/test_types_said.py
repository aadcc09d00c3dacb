"""What is said about types: every message in full."""

from __future__ import annotations

import pytest
from tests.check import rules

CASES = [
    pytest.param(
        """
x if age > "40" and "40" < age and job = 1
""",
        """
SEG301 1:12 `age` is a whole number and cannot be compared with `"40"`, a text ["40"]
  - age: declared as a whole number
  = write the number without quotes: `40`
SEG301 1:21 `age` is a whole number and cannot be compared with `"40"`, a text ["40"]
  - age: declared as a whole number
  = write the number without quotes: `40`
SEG301 1:42 `job` is a text and cannot be compared with `1`, a whole number [1]
  - job: declared as a text
  = write the text in double quotes: `"1"`
  = or declare numbers: `column job: number`
""",
        id="a number against a text",
    ),
    pytest.param(
        """
x if gender > "F"
y if job < "b"
z if consent > no
""",
        """
SEG302 1:6 `>` needs an order, and `gender` is a text [gender]
  - gender: declared as a text
  = compare with `is` or `in [...]`
SEG302 2:6 `<` needs an order, and `job` is a text [job]
  - job: declared as a text
  = compare with `is` or `in [...]`
  = if the data has numbers there, say so in the table: `column job: number`
SEG302 3:6 `>` needs an order, and `consent` is yes or no [consent]
  - consent: declared as yes or no
  = compare with `is` or `in [...]`
""",
        id="a text has no order",
    ),
    pytest.param(
        """
x if gender is "X" and "f" is gender and gender in ["F", "Q"]
""",
        """
SEG303 1:16 `gender` is never `"X"` ["X"]
  - gender: declared as a text
  = the values are "F", "M"
SEG303 1:24 `gender` is never `"f"` ["f"]
  - gender: declared as a text
  = a value with a similar spelling exists: `"F"`
SEG303 1:58 `gender` is never `"Q"` ["Q"]
  - gender: declared as a text
  = the values are "F", "M"
""",
        id="a value outside the set",
    ),
    pytest.param(
        """
x if (count of transactions where kind is "credits") > 1
""",
        """
SEG303 1:43 `kind` is never `"credits"` ["credits"]
  - kind: declared as a text
  = a value with a similar spelling exists: `"credit"`
""",
        id="a value outside the set inside a measure",
    ),
    pytest.param(
        """
x if consent is "yes" and consent in ["no", "False"] and consent is not "是"
""",
        """

""",
        id="yes and no as text",
    ),
    pytest.param(
        """
x if consent is "maybe" and consent in ["ja"]
""",
        """
SEG303 1:17 `"maybe"` is neither yes nor no ["maybe"]
  = write `yes` or `no`
SEG303 1:41 `"ja"` is neither yes nor no ["ja"]
  = write `yes` or `no`
""",
        id="neither yes nor no",
    ),
    pytest.param(
        """
x if job is yes
y if gender is not no
z if job in [yes, no]
""",
        """
SEG307 1:13 `job` is a text and cannot be compared with yes [yes]
  - job: declared as a text
  = if it only holds yes and no, say so in the table: `column job: yes or no`
  = write the text in double quotes: `"yes"`
SEG307 2:20 `gender` is a text and cannot be compared with no [no]
  - gender: declared as a text
  = the values are "F", "M"
SEG307 3:14 `job` is a text and cannot be compared with yes [yes]
  - job: declared as a text
  = if it only holds yes and no, say so in the table: `column job: yes or no`
  = write the text in double quotes: `"yes"`
SEG307 3:19 `job` is a text and cannot be compared with no [no]
  - job: declared as a text
  = if it only holds yes and no, say so in the table: `column job: yes or no`
  = write the text in double quotes: `"no"`
""",
        id="yes against a text",
    ),
    pytest.param(
        """
x if balance
y if not job
z if (sum of amount in transactions)
""",
        """
SEG304 1:6 `balance` is a number, where a condition is needed [balance]
  - balance: declared as a number
  = compare it with something, as in `balance > 0`
SEG304 2:10 `job` is a text, where a condition is needed [job]
  - job: declared as a text
  = compare it with something, as in `job is known`
SEG304 3:7 `sum of amount in transactions` is a number, where a condition is needed [sum of amount in transactions]
  = compare it with something, as in `sum of amount in transactions > 0`
""",
        id="a value as a condition",
    ),
    pytest.param(
        """
x if balance + joined > 3
y if job * 2 > 3
z if age + "3" > 1
w if -joined > 1
""",
        """
SEG305 1:16 `+` needs numbers, and `joined` is a date [joined]
  - joined: declared as a date
  = `days since joined` counts the days up to the as-of date
SEG305 2:6 `*` needs numbers, and `job` is a text [job]
  - job: declared as a text
  = if the data has numbers there, say so in the table: `column job: number`
SEG305 3:12 `+` needs numbers, and `"3"` is a text ["3"]
  - age: the other side
  = write the number without quotes: `3`
SEG305 4:7 `-` needs a number, and `joined` is a date [joined]
  - joined: declared as a date
""",
        id="arithmetic on dates and texts",
    ),
    pytest.param(
        """
x if joined + 3 months > today and today - joined > 90 days and joined - 1 year < seen at
y if 90 days + joined < today
""",
        """

""",
        id="dates and lengths of time",
    ),
    pytest.param(
        """
x if 1 month > 20 days
y if today - joined > 3 months
""",
        """
SEG306 1:6 `1 month` has no fixed number of days, as one month is longer than another [1 month]
  = count complete months, which are a number: `months since … > 1`
SEG306 2:23 `3 months` has no fixed number of days, as one month is longer than another [3 months]
  = count complete months, which are a number: `months since … > 3`
""",
        id="calendar lengths",
    ),
    pytest.param(
        """
x if joined > 90 days
y if days since joined > 90 days
z if today - joined > 90
w if age > 2 weeks
""",
        """
SEG306 1:15 `joined` is a date and cannot be compared with `90 days`, a length of time [90 days]
  - joined: declared as a date
  = say how long ago: `joined is more than 90 days ago`
SEG306 2:26 `days since joined` is a whole number and cannot be compared with `90 days`, a length of time [90 days]
  - days since joined: a whole number
  = `days since` is a number already: `90`
SEG306 3:23 `today - joined` is a length of time and cannot be compared with `90`, a whole number [90]
  - today - joined: a length of time
  = say the unit: `90 days`
SEG306 4:12 `age` is a whole number and cannot be compared with `2 weeks`, a length of time [2 weeks]
  - age: declared as a whole number
  = `age` is a number, and is compared with one: `2`
""",
        id="a length against a date and a number",
    ),
    pytest.param(
        """
x if 3 days + 2 days > 1 day
""",
        """
SEG305 1:6 `3 days + 2 days` has no date to start from [3 days + 2 days]
  = write one length of time
""",
        id="lengths that do not add up",
    ),
    pytest.param(
        """
x if joined is before "2026-01-01"
y if job is after 2026-01-01
z if days since age > 3
w if balance is within 3 days
""",
        """
SEG308 1:23 `is before` needs a date, and `"2026-01-01"` is a text ["2026-01-01"]
  = write a date without quotes, as in `2026-01-31`
SEG308 2:6 `is after` needs a date, and `job` is a text [job]
  - job: declared as a text
  = if the data has dates there, say so in the table: `column job: date`
SEG308 3:17 `days since` needs a date, and `age` is a whole number [age]
  - age: declared as a whole number
  = if the data has dates there, say so in the table: `column age: date`
SEG308 4:6 `is within` needs a date, and `balance` is a number [balance]
  - balance: declared as a number
  = if the data has dates there, say so in the table: `column balance: date`
""",
        id="a text where a date is needed",
    ),
    pytest.param(
        """
x if joined = "2026-01-01"
y if job is 2026-01-01
""",
        """
SEG301 1:15 `joined` is a date and cannot be compared with `"2026-01-01"`, a text ["2026-01-01"]
  - joined: declared as a date
  = write a date without quotes, as in `2026-01-31`
SEG301 2:13 `job` is a text and cannot be compared with `2026-01-01`, a date [2026-01-01]
  - job: declared as a text
  = if the data has dates there, say so in the table: `column job: date`
""",
        id="a date against a text",
    ),
    pytest.param(
        """
x if age contains "b"
""",
        """
SEG309 1:6 `contains` needs a text, and `age` is a whole number [age]
  - age: declared as a whole number
  = a number that nobody counts with is a text, and the table says so: `column age: text`
""",
        id="a text test on a number",
    ),
    pytest.param(
        """
x if job matches "a["
y if job matches "(a)\\\\1"
z if job matches "^a(b|c)+$"
""",
        """
SEG318 1:20 the pattern `"a["` cannot be read: a class `[` is not closed [[]
SEG318 2:18 the pattern `"(a)\\\\1"` cannot be read: references back to a group take more than linear time ["(a)\\\\1"]
""",
        id="a pattern that cannot be read",
    ),
    pytest.param(
        """
x if (sum of kind in transactions) > 3
y if (largest of booked on in transactions) is before today
z if (latest amount in transactions) is before today
w if (most common kind in transactions) is "credit" and (number of different channel in transactions) > 2
""",
        """
SEG310 1:14 `sum of` needs numbers, and `kind` is a text [kind]
  - kind: declared as a text
  = for texts there are `number of different` and `most common`
SEG310 2:18 `largest of` needs numbers, and `booked on` is a date [booked on]
  - booked on: declared as a date
  = use `latest`
SEG310 3:14 `latest` needs dates, and `amount` is a number [amount]
  - amount: declared as a number
  = use `largest of`
""",
        id="the wrong aggregate",
    ),
    pytest.param(
        """
x if age > 9_007_199_254_740_992
y if age > 9_007_199_254_740_993
""",
        """
SEG311 2:12 `9_007_199_254_740_993` is beyond the numbers that are exact [9_007_199_254_740_993]
  = write long numbers that are not counted with, such as account numbers, as text in quotes
  # whole numbers are exact up to 9,007,199,254,740,992
""",
        id="numbers beyond exactness",
    ),
    pytest.param(
        """
x if age in [1, "2"]
y if job in ["a", 1]
z if joined in [2026-01-01, 3]
""",
        """
SEG301 1:17 `age` is a whole number and cannot be compared with `"2"`, a text ["2"]
  - age: declared as a whole number
  = write the number without quotes: `2`
SEG301 2:19 `job` is a text and cannot be compared with `1`, a whole number [1]
  - job: declared as a text
  = write the text in double quotes: `"1"`
  = or declare numbers: `column job: number`
SEG301 3:29 `joined` is a date and cannot be compared with `3`, a whole number [3]
  - joined: declared as a date
""",
        id="a mixed list",
    ),
    pytest.param(
        """
define online as share of transactions where channel is "online"
x if online > 30
y if online between 10% and 50
z if online >= 30%
w if (share of amount in transactions where age > 1) > 250%
""",
        """
SEG313 2:15 `online` is a share from 0% to 100%, and never reaches `30` [30]
  - online: defined here
  = write a percentage: `30%`
SEG313 3:29 `online` is a share from 0% to 100%, and never reaches `50` [50]
  - online: defined here
  = write a percentage: `50%`
SEG313 5:56 `share of amount in transactions where age > 1` is a share from 0% to 100%, and never reaches `250%` [250%]
""",
        id="shares above the whole",
    ),
    pytest.param(
        """
x if age > 60%
y if (count of transactions) >= 10%
z if age > 60% of balance
""",
        """
SEG317 1:12 `age` is a whole number, and `60%` a percentage [60%]
  - age: declared as a whole number
  = say of what: `60% of …`
SEG317 2:33 `count of transactions` is a whole number, and `10%` a percentage [10%]
  = say of what: `10% of …`
""",
        id="a percentage of a count",
    ),
    pytest.param(
        """
define d as
  when age < 3 then "a"
  when age < 5 then 7
  otherwise "b"
""",
        """
SEG314 3:21 `7` is a whole number, while the results before it are texts [7]
  - "a": a text
  = give all results the same kind
""",
        id="results of different kinds",
    ),
    pytest.param(
        """
define band as
  when age < 30 then "young"
  otherwise "old"
define filled as band defaulting to "none"
x if band is "yung" or filled is "none" or filled is "nun"
""",
        """
SEG303 5:14 `band` is never `"yung"` ["yung"]
  - band: defined here
  = a value with a similar spelling exists: `"young"`
SEG303 5:54 `filled` is never `"nun"` ["nun"]
  - filled: defined here
  = the values are "young", "old", "none"
""",
        id="results are a closed set",
    ),
    pytest.param(
        """
x if (job defaulting to 0) is "a"
""",
        """
SEG314 1:25 `job` is a text, and its default `0` is a whole number [0]
  - job: declared as a text
  = give a default of the same kind
""",
        id="a default of another kind",
    ),
    pytest.param(
        """
x if larger of age, joined > 3
y if larger of job, "a" is "a"
z if larger of joined, seen at > 2026-01-01 and smaller of age, balance > 1
""",
        """
SEG314 1:21 `larger of` cannot weigh a whole number against a date [joined]
  - age: a whole number
SEG302 2:16 `larger of` needs numbers or dates, and `job` is a text [job]
  - job: declared as a text
""",
        id="larger of different kinds",
    ),
    pytest.param(
        """
x if round job > 3
y if absolute joined > 1
z if absolute (today - joined) > 3 days and round balance > 3
""",
        """
SEG305 1:12 `round` needs a number, and `job` is a text [job]
  - job: declared as a text
SEG305 2:15 `absolute` needs a number, and `joined` is a date [joined]
  - joined: declared as a date
""",
        id="round and absolute",
    ),
    pytest.param(
        """
x if joined is within 0 days
y if any transactions over the last 0 months
z if joined is more than 5000 years ago
""",
        """
SEG316 1:23 `0 days` is no time at all [0 days]
  = write at least `1 day`
SEG316 2:37 `0 months` is no time at all [0 months]
  = write at least `1 month`
SEG316 3:26 `5000 years` is more than a thousand years [5000 years]
""",
        id="lengths of nothing and of ages",
    ),
    pytest.param(
        """
x if age between 1 and "3"
y if joined between 2026-01-01 and 7
z if job between "a" and "b"
""",
        """
SEG301 1:24 `age` is a whole number and cannot be compared with `"3"`, a text ["3"]
  - age: declared as a whole number
  = write the number without quotes: `3`
SEG301 2:36 `joined` is a date and cannot be compared with `7`, a whole number [7]
  - joined: declared as a date
SEG302 3:6 `between` needs an order, and `job` is a text [job]
  - job: declared as a text
  = compare with `is` or `in [...]`
  = if the data has numbers there, say so in the table: `column job: number`
""",
        id="between two kinds",
    ),
    pytest.param(
        """
x if age > "3" and (gender is "X" or balance) and not (job < "a") except (blance > 1)
""",
        """
SEG301 1:12 `age` is a whole number and cannot be compared with `"3"`, a text ["3"]
  - age: declared as a whole number
  = write the number without quotes: `3`
SEG303 1:31 `gender` is never `"X"` ["X"]
  - gender: declared as a text
  = the values are "F", "M"
SEG304 1:38 `balance` is a number, where a condition is needed [balance]
  - balance: declared as a number
  = compare it with something, as in `balance > 0`
SEG302 1:56 `<` needs an order, and `job` is a text [job]
  - job: declared as a text
  = compare with `is` or `in [...]`
  = if the data has numbers there, say so in the table: `column job: number`
SEG201 1:75 unknown name `blance` [blance]
  = a column with a similar name exists: `balance`
""",
        id="all errors of a rule at once",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_said(body: str, expected: str) -> None:
    assert rules.said(body) == expected.strip("\n")
