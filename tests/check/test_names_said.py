"""What is said about names: every message in full."""

from __future__ import annotations

import pytest
from tests.check import rules

CASES = [
    pytest.param(
        """
x if agee > 3
""",
        """
SEG201 1:6 unknown name `agee` [agee]
  = a column with a similar name exists: `age`
""",
        id="unknown name",
    ),
    pytest.param(
        """
x if agee > 3 and blance > 1
define d as jobb
""",
        """
SEG201 1:6 unknown name `agee` [agee]
  = a column with a similar name exists: `age`
SEG201 1:19 unknown name `blance` [blance]
  = a column with a similar name exists: `balance`
SEG201 2:13 unknown name `jobb` [jobb]
  = a column with a similar name exists: `job`
""",
        id="unknown names, all at once",
    ),
    pytest.param(
        """
x if seenAt is known and Seen_At is known
""",
        """

""",
        id="a camel-case name finds its column",
    ),
    pytest.param(
        """
x if zebra > 3
""",
        """
SEG201 1:6 unknown name `zebra` [zebra]
  = the columns of `customers` are `customer id`, `age`, `gender`, `balance`, `joined`, `seen at`, `job`, `consent` \
and `district id`
""",
        id="no suggestion",
    ),
    pytest.param(
        """
x if age-balance > 3
""",
        """
SEG201 1:6 unknown name `age-balance` [age-balance]
  = subtraction needs spaces: `age - balance`
""",
        id="subtraction without spaces",
    ),
    pytest.param(
        """
x if any transaction
""",
        """
SEG202 1:10 no table is called `transaction` [transaction]
  = a table with a similar name exists: `transactions`
""",
        id="unknown table",
    ),
    pytest.param(
        """
x if (count of purchases) > 1
""",
        """
SEG202 1:16 no table is called `purchases` [purchases]
  = declare it: `table purchases from …` with `many per …` and the column that names the customer
""",
        id="unknown table without a likeness",
    ),
    pytest.param(
        """
x if (count of transactions since joined) > 1
""",
        """
SEG202 1:16 no table is called `transactions since joined` [transactions since joined]
  = put a date that is not written out in parentheses: `transactions since (joined)`
""",
        id="since a date of the customer's without parentheses",
    ),
    pytest.param(
        """
high-value if age > 3
x if in high value s
""",
        """
SEG203 2:9 no segment is called `high value s` [high value s]
  = a segment with a similar name exists: `high-value`
""",
        id="unknown segment with a likeness",
    ),
    pytest.param(
        """
y if age > 3
x if not in zebra
""",
        """
SEG203 2:13 no segment is called `zebra` [zebra]
  = the only other segment is `y`
""",
        id="unknown segment among few",
    ),
    pytest.param(
        """
x if avg salary > 3
""",
        """
SEG204 1:6 `avg salary` is a column of `districts` and `regions` [avg salary]
  - districts: one of them
  - regions: one of them
  = say which: `avg salary of districts` or `avg salary of regions`
""",
        id="a column of two look-ups",
    ),
    pytest.param(
        """
x if avg salary of districts > 3 and avg salary of regions > 2 and country is "CZ" and age of customers > 1
""",
        """

""",
        id="a look-up column by its table",
    ),
    pytest.param(
        """
x if avg salry of districts > 3
""",
        """
SEG201 1:6 the table `districts` has no column `avg salry` [avg salry of districts]
  = a column with a similar name exists: `avg salary`
""",
        id="not in the table asked",
    ),
    pytest.param(
        """
y if age > 3
x if y
z if y > 3
""",
        """
SEG208 2:6 `y` is a segment, not a value [y]
  - y: the segment
  = ask for its members: `in y`
SEG208 3:6 `y` is a segment, not a value [y]
  - y: the segment
  = ask for its members: `in y`
""",
        id="a segment as a value",
    ),
    pytest.param(
        """
define d as age > 3
tiers t
  when d then gold
  otherwise basic
x if in d and not in t
""",
        """
SEG210 5:9 `d` is a definition, not a segment [d]
  - d: given here
  = write `d` alone if it is yes or no, else compare it
SEG210 5:22 `t` is the name of tiers, not a segment [t]
  - t: given here
  = write `t is "…"`
""",
        id="a definition as a segment",
    ),
    pytest.param(
        """
x if amount > 3 and booked on is known and kind is "credit"
""",
        """
SEG209 1:6 `amount` is a column of `transactions`, where a customer has many rows [amount]
  = say which of them: `sum of amount in transactions`, `average of amount in transactions`
  = or whether there is such a row: `any transactions where amount > …`
SEG209 1:21 `booked on` is a column of `transactions`, where a customer has many rows [booked on]
  = say which of them: `latest booked on in transactions`, `earliest booked on in transactions`
  = or whether there is such a row: `any transactions where booked on is after …`
SEG209 1:44 `kind` is a column of `transactions`, where a customer has many rows [kind]
  = say which of them: `most common kind in transactions`, `number of different kind in transactions`
  = or whether there is such a row: `any transactions where kind is …`
""",
        id="a column of many rows",
    ),
    pytest.param(
        """
x if amount of transactions > 3
""",
        """
SEG209 1:6 `transactions` has many rows per customer, so `amount` is not one value [amount of transactions]
  = say which of them: `sum of amount in transactions`, `average of amount in transactions`
  = or whether there is such a row: `any transactions where amount > …`
""",
        id="a column of many rows by its table",
    ),
    pytest.param(
        """
x if transactions > 3
""",
        """
SEG216 1:6 `transactions` is a table, not a value [transactions]
  = measure its rows: `count of transactions`, or ask for them: `any transactions`
""",
        id="a table as a value",
    ),
    pytest.param(
        """
x if any districts and (count of customers) > 1
""",
        """
SEG215 1:10 `any` needs a table where a customer has many rows, and `districts` is a look-up table [districts]
  - districts: declared here
  = use the column alone: each customer has one
SEG215 1:34 `count of` needs a table where a customer has many rows, and `customers` is the customers' table [customers]
  - customers: declared here
  = use the column alone: each customer has one
""",
        id="a measure over a look-up",
    ),
    pytest.param(
        """
x if gender is m and job is student
""",
        """
SEG214 1:16 unknown name `m` beside a text [m]
  = write a text in double quotes: `"M"`
SEG214 1:29 unknown name `student` beside a text [student]
  = write a text in double quotes: `"student"`
""",
        id="a text without quotes",
    ),
    pytest.param(
        """
tiers t
  when age > 3 then gold
  otherwise basic
x if t is gold
""",
        """
SEG214 4:11 unknown name `gold` beside a text [gold]
  = write a text in double quotes: `"gold"`
""",
        id="a part without quotes",
    ),
    pytest.param(
        """
x if job is channel of transactions or job is jobs
""",
        """
SEG209 1:13 `transactions` has many rows per customer, so `channel` is not one value [channel of transactions]
  = say which of them: `most common channel in transactions`, `number of different channel in transactions`
  = or whether there is such a row: `any transactions where channel is …`
SEG201 1:47 unknown name `jobs` [jobs]
  = a column with a similar name exists: `job`
""",
        id="a name of a column is no forgotten text",
    ),
    pytest.param(
        """
Age band if age > 1
define age_band as age
""",
        """
SEG206 2:8 `age_band`, which is the same name as `Age band`, is given twice [age_band]
  - Age band: given here first
  = give one of the two another name
""",
        id="two of one name",
    ),
    pytest.param(
        """
a if age > 1
a if age > 2
""",
        """
SEG206 2:1 `a` is given twice [a]
  - a: given here first
  = give one of the two another name
""",
        id="two of one name, spelled alike",
    ),
    pytest.param(
        """
x if age > 1 and not in x
""",
        """
SEG207 1:18 `x` refers to itself [not in x]
  = say one of them without the others
""",
        id="a segment that needs itself",
    ),
    pytest.param(
        """
x if in y
y if in x
""",
        """
SEG207 1:6 `x` refers to itself, by way of `y` [in y]
  - in x: and `x` here
  = say one of them without the others
""",
        id="two segments in a circle",
    ),
    pytest.param(
        """
define a as b + 1
define b as c
define c as a
z if a > 1 and blance > 2
""",
        """
SEG207 1:13 `a` refers to itself, by way of `b` and `c` [b]
  - c: and `c` here
  - a: and `a` here
  = say one of them without the others
SEG201 4:16 unknown name `blance` [blance]
  = a column with a similar name exists: `balance`
""",
        id="a circle of definitions and what uses it",
    ),
    pytest.param(
        """
a if in b
b if in a
c if in d
d if in e
e if in c
""",
        """
SEG207 1:6 `a` refers to itself, by way of `b` [in b]
  - in a: and `a` here
  = say one of them without the others
SEG207 3:6 `c` refers to itself, by way of `d` and `e` [in d]
  - in e: and `e` here
  - in c: and `c` here
  = say one of them without the others
""",
        id="two circles",
    ),
    pytest.param(
        """
define balance as balance defaulting to 0
x if balance > 3
""",
        """
SEG211 1:8 rules that say `balance` mean the column of the customers, not this [balance]
  - balance: the column
  = give it a name that no column has
""",
        id="no circle: a column comes before the definition",
    ),
    pytest.param(
        """
define amount as sum of amount in transactions
x if amount > 3
""",
        """

""",
        id="no circle: the table's column comes before the definition",
    ),
    pytest.param(
        """
define age as 3
""",
        """
SEG211 1:8 rules that say `age` mean the column of the customers, not this [age]
  - age: the column
  = give it a name that no column has
""",
        id="a hidden definition",
    ),
    pytest.param(
        """
tiers t
  when age > 3 then gold
  otherwise basic
example "e"
  given age is 4
  expect t is glod, t is silver
""",
        """
SEG212 6:15 `t` has no part `glod` [glod]
  - t: the parts are given here
  = a part with a similar name exists: `gold`
SEG212 6:26 `t` has no part `silver` [silver]
  - t: the parts are given here
  = the parts are `gold`, `basic`
""",
        id="a part that is not there",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_said(body: str, expected: str) -> None:
    assert rules.said(body) == expected.strip("\n")
