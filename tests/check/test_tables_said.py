"""What is said about tables: every message in full."""

from __future__ import annotations

import pytest
from tests.check import rules

CASES = [
    pytest.param(
        """
table clients from "x.csv"
  column age: number
x if age > 1
""",
        """

""",
        id="customers by being the only table",
    ),
    pytest.param(
        """
table clients from "x.csv"
  column age: number
table tx
  many per client id
""",
        """
SEG401 1:7 the table `clients` does not say what its rows are [clients]
  = add `key …` when each row is a customer, with the column that identifies the customer
  = add `many per …` when a customer has many rows, with the column that names the customer
  = add `one per …` when rows are looked up, with the column they are looked up by
""",
        id="a table without a role",
    ),
    pytest.param(
        """
table customers
  key id
table people
  key id
""",
        """
SEG402 3:7 `people` is a second table of customers [people]
  - customers: the customers are here
  = say `many per …` or `one per …` in one of the two tables
""",
        id="two tables of customers",
    ),
    pytest.param(
        """
table customers
  key id
  key id2
  column age: number
  column Age: number
""",
        """
SEG405 3:3 the table `customers` says twice what its rows are [key id2]
  - key id: said here first
  = keep one of the lines `key …`, `many per …` and `one per …`
SEG411 5:10 the column `Age` is declared twice [Age]
  - age: declared here first
  = keep one of the two lines
""",
        id="two keys and a column twice",
    ),
    pytest.param(
        """
table customers
  key id
table Customers
  key id
""",
        """
SEG403 3:7 the table `Customers` is declared twice [Customers]
  - customers: declared here first
  = put all lines under one `table` statement, or give one of the tables another name
""",
        id="a table twice",
    ),
    pytest.param(
        """
table customers
  key id
  column id: whole number
  column age: whole number 120 to 0
  column sex: one of "F", "F"
  column bal: number, 9 decimals
  column d: date, missing when 1 month
  column j: date 2020-01-01 to 2010-01-01
""",
        """
SEG410 3:14 `id` links tables and is declared as a whole number [whole number]
  = declare it as text: `column id: text`
  # keys are compared as they are written, so that leading zeros and long numbers stay as they are
SEG412 4:28 the range from `120` to `0` is empty [120 to 0]
  = write the smaller end first
SEG412 5:27 "F" stands twice in the set ["F"]
  - "F": stands here first
  = keep one of the two
SEG412 6:15 9 decimals are more than the 6 that can be declared [number]
  = leave the decimals out: the numbers are then taken as they are
SEG412 7:32 `1 month` cannot stand in the data as a code [1 month]
  = write the code as a number, a text in double quotes or a date
SEG412 8:18 the range from `2020-01-01` to `2010-01-01` is empty [2020-01-01 to 2010-01-01]
  = write the smaller end first
""",
        id="columns that cannot be",
    ),
    pytest.param(
        """
table customers
  key id
  column a: whole number, missing when 999, missing when "none"
  column b: text, missing when 999
  column c: date, missing when 1900-01-01
  column d: yes or no, missing when 9
  column e, missing when -1
""",
        """

""",
        id="codes of every kind",
    ),
    pytest.param(
        """
table customers
  key customer id
  column age: number
table orders
  many per account id
  column amount: number
""",
        """
SEG406 4:7 `orders` is linked by `account id`, which does not lead to a customer [orders]
  - customers: the customers
  = say which table knows both: `many per account id, through …`
""",
        id="a link that leads nowhere",
    ),
    pytest.param(
        """
table customers
  column age: number
table orders
  many per account id
  column amount: number
""",
        """
SEG406 3:7 `orders` is linked by `account id`, which does not lead to a customer [orders]
  - customers: the customers
  = say in the table `customers` which column identifies a customer: `key account id`
""",
        id="a link that leads nowhere for want of a key",
    ),
    pytest.param(
        """
table customers
  key customer id
  column acount id: text
table orders
  many per account id
  column amount: number
""",
        """
SEG406 4:7 `orders` is linked by `account id`, which does not lead to a customer [orders]
  - customers: the customers
  = a column of the customers with a similar name exists: `acount id`
""",
        id="a link with a misspelt name",
    ),
    pytest.param(
        """
table customers
  key customer id
table a
  many per x, through b
  column amount: number
table b
  many per x, through a
  column y: text
table c
  many per x, through a
""",
        """
SEG407 4:23 `a` leads through `b` back to itself [b]
  - b: declared here
  = link one of the tables to the customers
""",
        id="a circle of link tables",
    ),
    pytest.param(
        """
table customers
  key customer id
table a
  many per x, through customers
table b
  many per x, through c
table d
  many per x, through e
table e
  many per customer id
  column z: text
table f
  many per x, through g where y is 1
table g
  one per x
  column y: number
""",
        """
SEG407 4:23 `customers` is the customers' table, which needs no `through` [customers]
  - customers: declared here
  = write `many per x` alone
SEG202 6:23 no table is called `c` [c]
SEG407 8:23 `e` has no column `x` to go through [e]
  - e: declared here
  = name the column that both tables have
SEG407 13:23 `g` is a look-up table, whose rows cannot be chosen here [g]
  - g: declared here
  = put the condition into the table `g`: `only where …`
""",
        id="wrong link tables",
    ),
    pytest.param(
        """
table customers
  key customer id
table orders
  many per account id, through holders where role is "X" and amount > 1
  column amount: number
table holders
  many per customer id
  column account id: text
  column role: one of "OWNER", "USER"
""",
        """
SEG303 4:54 `role` is never `"X"` ["X"]
  - role: declared as a text
  = the values are "OWNER", "USER"
SEG217 4:62 `amount` is not a column of `holders`, and this condition may only ask about its own columns [amount]
  = put the condition into the `where` of a measure, or into a rule
""",
        id="a condition on a link table",
    ),
    pytest.param(
        """
table customers
  key customer id
table tx
  many per customer id, dated bookd on
  column booked on: date
table ty
  many per customer id, dated d
  column d: text
table tz
  many per customer id, dated d
table tu
  many per customer id, dated d
  column a: number
x if any tu over the last 3 days and any tx over the last 3 days and any tz since 2020-01-01
""",
        """
SEG409 3:7 `tx` is dated by `bookd on`, which is not among its columns [tx]
  = a column with a similar name is declared: `booked on`
SEG409 8:10 `ty` is dated by `d`, which is declared as a text [d]
  = declare it as a date: `column d: date`
""",
        id="dated columns",
    ),
    pytest.param(
        """
table customers
  key customer id
  column age: number
table l
  one per l id
  column v: number
x if v > 3
y if v of l > 3
""",
        """
SEG423 7:6 no column leads from the customers to `l` [v]
  - l: looked up by `l id`
  = declare the link in the customers' table: `column l id: text`
SEG423 8:6 no column leads from the customers to `l` [v of l]
  - l: looked up by `l id`
  = declare the link in the customers' table: `column l id: text`
""",
        id="a look-up that nothing leads to",
    ),
    pytest.param(
        """
table customers
  key customer id
  only where age > 3 and v is 1 and in x and (count of tx) > 3 and aeg > 1
  column age: number
  column l id: text
table tx
  many per customer id
table l
  one per l id
  column v: number
x if age > 3
""",
        """
SEG217 3:26 `v` is not a column of `customers`, and this condition may only ask about its own columns [v]
  = put the condition into the `where` of a measure, or into a rule
SEG217 3:40 `in x` asks about a customer, and this condition may only ask about the table's own columns [x]
  = put the condition into a rule
SEG217 3:47 `count of` measures `tx`, and this condition is about `customers` alone [count of tx]
  = put the condition into a rule
SEG201 3:68 the table `customers` has no column `aeg` [aeg]
  = the columns of `customers` are `customer id`, `age` and `l id`
""",
        id="a condition of a table that looks beyond it",
    ),
    pytest.param(
        """
table customers
  key customer id
  column home id: text
  column work id: text
table homes
  one per home id
  column district id: text
table works
  one per work id
  column district id: text
table districts
  one per district id
  column salary: number
x if salary > 3
y if district id is "1"
""",
        """
SEG213 14:6 `salary` of `districts` is reached in two ways, over `home id` and `work id` [salary]
  - districts: this table is looked up
  = give one of the links another name where it is declared: `column other name as "…": text`
SEG204 15:6 `district id` is a column of `homes` and `works` [district id]
  - homes: one of them
  - works: one of them
  = say which: `district id of homes` or `district id of works`
""",
        id="two ways to a look-up",
    ),
    pytest.param(
        """
table events from "e.csv"
  key c, one per distinct value
  column age: number
x if age > 1 and c is known
""",
        """
SEG201 4:6 unknown name `age` [age]
  = the customers are the distinct values of `c` and have no other column: measure a table with `many per …`
""",
        id="distinct customers have a key and no more",
    ),
    pytest.param(
        """
table customers
  key customer id
  column district id: whole number
table districts
  one per district id
  column district id: whole number
""",
        """
SEG410 3:23 `district id` links tables and is declared as a whole number [whole number]
  = declare it as text: `column district id: text`
  # keys are compared as they are written, so that leading zeros and long numbers stay as they are
SEG410 6:23 `district id` links tables and is declared as a whole number [whole number]
  = declare it as text: `column district id: text`
  # keys are compared as they are written, so that leading zeros and long numbers stay as they are
""",
        id="a link column that is not text, in both tables",
    ),
    pytest.param(
        """
ruleset "a"
  purpose marketting
ruleset "b"
as of 2020-01-01 in "Europe/Prag"
as of 2020-01-02
""",
        """
SEG415 3:1 a file has one `ruleset` statement, and this is the second [ruleset "b"]
  - ruleset "a" purpose marketting: the first
  = keep one of the two
SEG415 5:1 a file has one `as of` statement, and this is the second [as of 2020-01-02]
  - as of 2020-01-01 in "Europe/Prag": the first
  = keep one of the two
SEG414 2:11 no purpose is called `marketting` [marketting]
  = a purpose with a similar name exists: `marketing`
  # the purposes are `marketing`, `service`, `credit`, `pricing`, `collections`, `fraud`
SEG416 4:21 no time zone is called `Europe/Prag` ["Europe/Prag"]
  = a time zone with a similar name exists: `"Europe/Prague"`
""",
        id="the misspelt purpose and the second ruleset",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_said(body: str, expected: str) -> None:
    assert rules.said(body, header="") == expected.strip("\n")
