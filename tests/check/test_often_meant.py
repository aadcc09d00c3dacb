"""What is said of rules in words of other languages: the help holds what to write, every message in full."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.check import rules

from segdsl import pipeline
from segdsl.source import Source

COLUMNS = (
    "  = the columns of `customers` are `customer id`, `age`, `gender`, `balance`, `joined`, `seen at`, `job`,"
    " `consent` and `district id`"
)
UNKNOWN = [
    ("age greater than 65", "`age` is a column, and the test is written `age is more than 65`"),
    ("joined within the last 30 days", "`joined` is a column, and the test is written `joined is within 30 days`"),
    ("joined before 2020-01-01", "`joined` is a column, and the test is written `joined is before 2020-01-01`"),
    ("age from 18 to 65", "`age` is a column, and the test is written `age is between 18 and 65`"),
    ("balance exists", "`balance` is a column, and the test is written `balance is known`"),
    (
        "joined date of the customer",
        "`joined` is a column: a comparison such as `joined is …` or `joined > …` follows it",
    ),
    ("transactions exist", "whether there are any rows is asked with `any transactions`"),
    ("count transactions", "how many there are is written `count of transactions`"),
    ("average amount", "it is written `average of amount in transactions`"),
    ("sum transactions", "say of which column: `sum of amount in transactions`"),
    ("last booked on", "it is written `latest booked on in transactions`"),
    ("less than 5", "each test names its value: `NAME is less than 5`"),
    ("everyone", "a condition that everybody meets is written `yes`"),
    ("year of joined", "a year is written with its ends: `joined between 2020-01-01 and 2020-12-31`"),
]


@pytest.mark.parametrize(("name", "help"), UNKNOWN)
def test_a_name_that_is_no_name(name: str, help: str) -> None:
    assert rules.said(f"x if {name}") == f"SEG201 1:6 unknown name `{name}` [{name}]\n  = {help}"


def test_a_table_asked_for_a_number() -> None:
    assert rules.said("x if number of transactions > 3") == (
        "SEG201 1:6 unknown name `number of transactions` [number of transactions]\n"
        "  = how many there are is written `count of transactions`"
    )


def test_many_columns_are_named_in_part() -> None:
    columns = "\n".join(f"  column c{i}: number" for i in range(20))
    assert rules.said("x if zebra > 3", f"table customers\n  key id\n{columns}\n") == (
        "SEG201 1:6 unknown name `zebra` [zebra]\n"
        "  = the columns of `customers` are `id`, `c0`, `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9`, `c10` "
        "and 9 more"
    )


CASES = [
    pytest.param(
        "x if consent is true and consent = FALSE",
        """
SEG201 1:17 unknown name `true` [true]
  = it is written `yes`
SEG201 1:36 unknown name `FALSE` [FALSE]
  = it is written `no`
""",
        id="truths",
    ),
    pytest.param(
        "x if zebra = Praha",
        f"""
SEG201 1:6 unknown name `zebra` [zebra]
{COLUMNS}
SEG214 1:14 unknown name `Praha` [Praha]
  = write a text in double quotes: `"Praha"`
""",
        id="a text without quotes beside an unknown name",
    ),
    pytest.param(
        "x if job is unknown and balance is not unknown",
        """
SEG201 1:13 unknown name `unknown` [unknown]
  = where nothing is known: `job is missing`
  = where the data has the word: `job is "unknown"`
SEG201 1:40 unknown name `unknown` [unknown]
  = where nothing is known: `balance is known`
""",
        id="unknown",
    ),
    pytest.param(
        'x if job is "a" or "b" or "c"\ny if job is not a and b\nz if age = 3 or 4\nw if job contains "a" or "b"',
        """
SEG304 1:20 `"b"` is a text, where a condition is needed ["b"]
  - job is "a": the comparison
  = several values are compared at once: `job in ["a", "b", "c"]`
SEG214 2:23 unknown name `b` beside a text [b]
  - job is not a: the comparison
  = several values are compared at once: `job not in ["a", "b"]`
SEG214 2:17 unknown name `a` beside a text [a]
  = write a text in double quotes: `"a"`
SEG304 3:17 `4` is a number, where a condition is needed [4]
  - age = 3: the comparison
  = several values are compared at once: `age in [3, 4]`
SEG304 4:26 `"b"` is a text, where a condition is needed ["b"]
  - job contains "a": the comparison
  = each test names its value: `job contains "a" or job contains "b"`
""",
        id="several values after one comparison",
    ),
    pytest.param(
        "x if in age and in consent and in transactions and in gold and in zebra\n"
        "y if age > 3\ntiers t\n  when age > 3 then gold\n  otherwise basic",
        """
SEG203 1:9 no segment is called `age` [age]
  = `age` is a column: ask for its value, as in `age is …`, without `in`
SEG203 1:20 no segment is called `consent` [consent]
  = `consent` is a column: ask for its value, as in `consent` alone, without `in`
SEG203 1:35 no segment is called `transactions` [transactions]
  = `transactions` is a table: ask for its rows with `any transactions`
SEG203 1:55 no segment is called `gold` [gold]
  = `gold` is a part of `t`: `t is "gold"`
SEG203 1:67 no segment is called `zebra` [zebra]
  = the only other segment is `y`
""",
        id="members of what is no segment",
    ),
    pytest.param(
        "x if age > 65 years and age > 65 days\ny if joined > 2020",
        """
SEG306 1:12 `65 years` has no fixed number of days, as one year is longer than another [65 years]
  = `age` is a number, and is compared with one: `65`
SEG306 1:31 `age` is a whole number and cannot be compared with `65 days`, a length of time [65 days]
  - age: declared as a whole number
  = `age` is a number, and is compared with one: `65`
SEG301 2:15 `joined` is a date and cannot be compared with `2020`, a whole number [2020]
  - joined: declared as a date
  = write the whole date, as in `2020-01-01`
""",
        id="units where there are none",
    ),
    pytest.param(
        "x if any of transactions\ny if count of transactions last 30 days > 3\nz if no consent",
        """
SEG202 1:10 no table is called `of transactions` [of transactions]
  = the table follows without `of`: `transactions`
SEG202 2:15 no table is called `transactions last 30 days` [transactions last 30 days]
  = a window is written `transactions over the last 30 days`
SEG202 3:9 no table is called `consent` [consent]
  = `consent` is a column, not a table: `consent is known`, or `not consent` if it is yes or no
""",
        id="tables that are none",
    ),
    pytest.param(
        "x if age is greater than 65 or age is not over 65",
        """
SEG105 1:10 `is greater than` is said in other words [is greater than]
  = it is written `is more than`
SEG105 1:36 `is not over` is said in other words [is not over]
  = it is written `is at most`
""",
        id="one message for other words after is",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_said(body: str, expected: str) -> None:
    assert rules.said(body) == expected.strip("\n")


def test_yes_or_no_against_a_whole_number() -> None:
    assert (
        rules.said('x if age is yes or age = "no"\ny if age')
        == """\
SEG301 1:13 `age` is a whole number and cannot be compared with `yes`, yes or no [yes]
  - age: declared as a whole number
  = if it only holds 1 and 0, say so in the table: `column age: yes or no`
SEG301 1:26 `age` is a whole number and cannot be compared with `"no"`, a text ["no"]
  - age: declared as a whole number
  = if it only holds 1 and 0, say so in the table: `column age: yes or no`
SEG304 2:6 `age` is a whole number, where a condition is needed [age]
  - age: declared as a whole number
  = compare it with something, as in `age > 0`
  = if it only holds 1 and 0, say so in the table: `column age: yes or no`"""
    )


def test_a_table_without_its_link(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id,account_id,amount\n1,2,3\n", encoding="utf-8")
    (tmp_path / "holders.csv").write_text("client_id,account_id\n1,2\n", encoding="utf-8")
    text = 'table clients\n  key client id\ntable orders from "orders.csv"\n  many per client id\n'
    columns = "the columns of `orders` are `order_id`, `account_id` and `amount`"
    (said,) = pipeline.check_text(Source("rules.seg", text), tmp_path / "rules.seg").diagnostics
    assert (said.code.id, said.message) == (
        "SEG406",
        "`orders` is linked by `client id`, which is not among its columns",
    )
    assert said.help == (
        columns,
        "declare the table that knows the customers and one of these, and name it: `many per …, through …`",
    )
    text += 'table holders from "holders.csv"\n  many per client id\n'
    (said,) = pipeline.check_text(Source("rules.seg", text), tmp_path / "rules.seg").diagnostics
    assert said.help == (columns, "`holders` knows both: `many per account_id, through holders`")


@pytest.mark.parametrize(
    ("statement", "help"),
    [
        ("table customers\n  key id\n  column a: money", "this type is called `number`"),
        ("table customers\n  key id\n  column a: boolean", "this type is called `yes or no`"),
        (
            "table customers\n  key id\n  column a: foo",
            "the types are `whole number`, `number`, `text`, `date`, `date and time`, `yes or no`, `one of …`",
        ),
        (
            "tiers t\n  if age > 3 then a",
            "each case is written `when CONDITION then RESULT`, and the last `otherwise RESULT`",
        ),
        ("split s by customer id\n  50% a", 'a split is written `split NAME by COLUMN using "ANY TEXT"`'),
    ],
)
def test_words_in_the_place_of_others(statement: str, help: str) -> None:
    (found,) = rules.diagnostics(statement + "\n")
    assert (found.code.id, found.help) == ("SEG101", (help,))


def test_a_header_that_the_rules_call_otherwise() -> None:
    header = 'table customers\n  key id\n  column spending as "Spending Score (1-100)": number\n'
    assert rules.said("x if `Spending Score (1-100)` > 3", header) == (
        "SEG201 1:6 unknown name `Spending Score (1-100)` [`Spending Score (1-100)`]\n"
        "  = the table `customers` calls this column `spending`"
    )


@pytest.mark.parametrize(
    "rule",
    [
        "vip if high-value and age > 3",
        "vip if age > 3 or not high value",
        "vip if high-value is yes",
        "vip if (high-value)",
        "define d as high-value",
        "define d as high-value and age > 3",
        "tiers t\n  when high-value then a\n  otherwise b",
    ],
)
def test_a_segment_by_its_bare_name_beside_open_data(rule: str) -> None:
    found = rules.diagnostics(f"{rule}\nhigh-value if age > 10\n")
    assert [d.code.id for d in found] == ["SEG208"]


def test_a_definition_that_hides_the_column_of_a_look_up() -> None:
    header = (
        "table customers\n  key id\n  column d id: text\ntable districts\n  one per d id\n  column salary: number\n"
    )
    assert rules.said("define salary as 3\nx if salary > 3", header) == (
        "SEG211 1:8 rules that say `salary` mean this, not the column of `districts` [salary]\n"
        "  - salary: the column\n"
        "  = give it a name that no column has; the column is `salary of districts`"
    )
    assert rules.said("define salary as salary of districts defaulting to 0\nx if salary > 3", header) == ""


SYNTAX = [
    ("joined in the last 30 days", "a time up to the as-of date is written `joined is within 30 days`"),
    ("joined is in last 30 days", "a time up to the as-of date is written `joined is within 30 days`"),
    ("joined within 30 days", "the test is written `joined is within 30 days`"),
    ("joined since 2020-01-01", "the test is written `joined is not before 2020-01-01`"),
    ("joined > 30 days ago", "dates are compared with words: `joined is more than 30 days ago`, `is within 30 days`"),
    ("joined in 2020", "a year is written with its ends: `joined between 2020-01-01 and 2020-12-31`"),
    ("age over 65", "the test is written `age is more than 65`"),
    ("age greater than 1.5 and job is known", "the test is written `age is more than 1.5`"),
    ('job like "%a%"', 'a part of a text is asked for with `job contains "a"`'),
    ('job like "a%"', 'a part of a text is asked for with `job starts with "a"`'),
    ('job begins with "a"', 'the test is written `job starts with "a"`'),
    ('branches.city is "Praha"', "a column of another table is written `city of branches`"),
    ("age > 18 and < 65", "each test names its value: `age < …`"),
    ("age > 18 and is less than 65", "each test names its value: `age is less than …`"),
    ('job = "Praha", "Brno"', 'several values are compared at once: `job in ["Praha", …]`'),
    ("age in (1, 2)", "a list stands in square brackets: `age in [1, 2]`"),
    ('gender in "F", "M"', 'a list stands in square brackets: `gender in ["F", "M"]`'),
    ("age between 18 to 65", "`and` stands between the two ends: `between 18 and 65`"),
    ("balance > 1 000", "thousands can be set apart by `_`: `1_000`"),
    ("balance > $100", "a number is written without its currency"),
    ("balance > 100 EUR", "a number is written without its unit"),
    ("average amount in transactions > 3", "it is written `average of amount in transactions`"),
    ("total of amount in transactions > 3", "it is written `sum of amount in transactions`"),
    ("any transactions in last 30 days", "a window is written `over the last 30 days`"),
    ("count of transactions in the last 30 days > 3", "a window is written `over the last 30 days`"),
    (
        "transactions over the last 30 days > 3",
        "a window belongs to a measure: `count of transactions over the last 30 days`",
    ),
    (
        "count of transactions > 3 over the last 30 days",
        "a window follows its table: `count of TABLE over the last 30 days > 3`",
    ),
    ("balance > 100 thousand", "it is written `100k`"),
    ("balance > 5 percent", "a share is written `5%`"),
    ("age in 50 to 100", "a range is written `age between 50 and 100`"),
    ('age > 3 but not gender is "M"', "two conditions are joined by `and` or `or`"),
    (
        "count transactions over the last 3 days > 3",
        "a window belongs to a measure: `count of transactions over the last 3 days`",
    ),
    ("when opened is known", "a name that begins with `when` stands in backticks"),
]


@pytest.mark.parametrize(("condition", "help"), SYNTAX)
def test_what_cannot_be_read_is_helped_with_what_to_write(condition: str, help: str) -> None:
    (found,) = rules.diagnostics(f"x if {condition}\n")
    assert (found.code.id, found.help) == ("SEG101", (help,))


@pytest.mark.parametrize(
    ("statement", "message", "help"),
    [
        (
            "in the region if age > 3",
            "expected a statement such as `NAME if CONDITION`, found `in`",
            "a name that begins with `in` stands in backticks: `in the region`",
        ),
        (
            "if age > 3 then vip",
            "expected a statement such as `NAME if CONDITION`, found `if`",
            "a segment begins with its name: `NAME if CONDITION`",
        ),
        (
            "people in debt if age > 3",
            "expected `if`, found `in`",
            "a name with `in` in it stands in backticks: `people in debt`",
        ),
        (
            "young and rich if age > 3",
            "expected `if`, found `and`",
            "a name with `and` in it stands in backticks: `young and rich`",
        ),
        (
            "define debt in months as balance / 12",
            "expected `as`, found `in`",
            "a name with `in` in it stands in backticks: `debt in months`",
        ),
    ],
)
def test_a_name_with_a_word_of_the_language(statement: str, message: str, help: str) -> None:
    (found,) = rules.diagnostics(statement + "\n")
    assert (found.message, found.help) == (message, (help,))
