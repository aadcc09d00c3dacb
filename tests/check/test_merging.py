"""Tables that several files speak of become one; what the file itself says counts first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.check import rules

from segdsl import check, load, schemas
from segdsl.schemas import Role
from segdsl.source import Source
from segdsl.types import NUMBER, TEXT, WHOLE, YES_NO, one_of


def declared(folder: Path, text: str, *used: str) -> tuple[schemas.Schema | None, list[str]]:
    """The schema of a text that uses the other texts as files."""
    uses = ""
    for number, other in enumerate(used):
        (folder / f"{number}.seg").write_text(other)
        uses += f'use "{number}.seg"\n'
    path = folder / "main.seg"
    bundle = load.load(Source("main.seg", text + "\n" + uses), path)
    assert bundle.ok
    assert bundle.value is not None
    found = check.declare(bundle.value)
    lines: list[str] = []
    for diagnostic in found.diagnostics:
        assert diagnostic.span is not None
        lines.append(f"{diagnostic.code.id} {Path(diagnostic.span.source.name).name} {diagnostic.message}")
        lines += [f"  - {Path(label.span.source.name).name}: {label.text}" for label in diagnostic.labels]
    return found.value, lines


def table(folder: Path, name: str, text: str, *used: str) -> schemas.Table:
    found, said = declared(folder, text, *used)
    assert said == []
    assert found is not None
    one = found.table(name)
    assert one is not None
    return one


def test_no_table_at_all_is_open_customers(tmp_path: Path) -> None:
    customers = table(tmp_path, "customers", "x if age > 1")
    assert (customers.role, customers.closed, customers.key) == (Role.CUSTOMERS, False, None)
    assert customers.columns == {}


def test_customers_merge_whatever_their_names(tmp_path: Path) -> None:
    clients = table(
        tmp_path,
        "clients",
        'table clients from "c.csv"\n  key client no\n  column age: whole number',
        "table customers\n  key customer id\n  column consent: yes or no\n  column age: number 0 to 120",
    )
    assert clients.role is Role.CUSTOMERS
    assert (clients.key, clients.path, clients.base, clients.closed) == ("client no", "c.csv", str(tmp_path), False)
    age = clients.columns["age"]
    assert (age.type, age.low, age.high, age.decimals) == (WHOLE, 0, 120, 0)
    assert clients.columns["consent"].type == YES_NO
    assert clients.columns["client no"].type == TEXT


def test_a_requirement_alone_leaves_the_table_open(tmp_path: Path) -> None:
    customers = table(tmp_path, "customers", "x if age > 1", "table customers\n  key id\n  column consent: yes or no")
    assert (customers.closed, customers.key) == (False, "id")
    own = table(tmp_path, "customers", "table customers\n  column age: number", "table customers\n  column b: text")
    assert own.closed
    assert set(own.columns) == {"age", "b"}


def test_the_files_own_link_counts_before_that_of_a_used_file(tmp_path: Path) -> None:
    transactions = table(
        tmp_path,
        "transactions",
        """table transactions from "t.csv"
  many per account id, through holders where role is "OWNER"
  only where amount > 0
  column channel as "CH": text, sensitive
table holders
  many per customer id
  column account id: text
  column role: text""",
        """table Transactions
  many per customer id, dated booked on
  only where amount > 1
  column channel: one of "a", "b", personal, missing when "x"
  column booked on: date""",
    )
    assert (transactions.per, transactions.dated) == ("account id", "booked on")
    assert transactions.through is not None
    assert transactions.through.table == "holders"
    assert transactions.only_where is not None
    assert transactions.only_where.span.text == "amount > 0"
    channel = transactions.columns["channel"]
    assert (channel.type, channel.physical, channel.missing_codes) == (TEXT, "CH", ("x",))
    assert channel.data_class is schemas.DataClass.SENSITIVE


def test_a_column_without_a_type_takes_that_of_the_other_file(tmp_path: Path) -> None:
    customers = table(
        tmp_path,
        "customers",
        "table customers\n  column pdays, missing when -1",
        "table customers\n  column pdays: whole number, missing when 999",
    )
    assert customers.columns["pdays"].type == WHOLE
    assert customers.columns["pdays"].missing_codes == (-1, 999)


def test_used_files_must_agree_among_each_other(tmp_path: Path) -> None:
    one = "table t\n  many per a\n  column v: number\ntable customers\n  column a: text\n  column b: text"
    _, said = declared(tmp_path, "x if age > 1", one, "table t\n  many per b\n  column v: text")
    assert said == [
        "SEG404 1.seg another file says otherwise what its rows are for the table `t`",
        "  - 0.seg: said otherwise here",
        "SEG404 0.seg two files disagree on `v`: number here, text there",
        "  - 1.seg: declared otherwise here",
    ]


def test_used_files_must_agree_on_roles(tmp_path: Path) -> None:
    _, said = declared(tmp_path, "table t\n  many per a", "table t\n  one per a")
    assert said == [
        "SEG404 0.seg two files disagree on what the rows of `t` are",
        "  - main.seg: said otherwise here",
    ]


def test_two_files_may_name_the_same_data(tmp_path: Path) -> None:
    text = 'table customers from "c.csv"\n  key id'
    customers = table(tmp_path, "customers", "x if age > 1", text, text)
    assert customers.path == "c.csv"


def test_a_contradiction_causes_no_other_error(tmp_path: Path) -> None:
    (tmp_path / "0.seg").write_text("table customers\n  column consent: yes or no\ny if consent is yes and consent")
    text = 'use "0.seg"\ntable customers\n  column consent: text\nx if consent is "given"\n'
    found = rules.diagnostics(text, tmp_path / "main.seg")
    assert [d.message for d in found] == ["two files disagree on `consent`: text here, yes or no there"]


def test_names_of_two_files_must_differ(tmp_path: Path) -> None:
    (tmp_path / "0.seg").write_text("high-value if age > 3\n")
    found = rules.diagnostics('use "0.seg"\nHigh value if age > 4\n', tmp_path / "main.seg")
    assert [d.message for d in found] == ["`high-value`, which is the same name as `High value`, is given twice"]
    assert [Path(label.span.source.name).name for label in found[0].labels] == ["rules.seg"]


def test_links_are_text_on_both_sides(tmp_path: Path) -> None:
    found, said = declared(
        tmp_path,
        """table customers
  key id
  column district id
  column city: one of "a", "b"
table districts
  one per district id
  column id: whole number
table cities
  one per city
""",
    )
    assert said == []
    assert found is not None
    assert found.customers.columns["district id"].type == TEXT
    assert found.customers.columns["city"].type == one_of(("a", "b"))
    assert found.tables["districts"].columns["id"].type == WHOLE
    links = schemas.link_columns(found)
    assert links == {
        "customers": {"id", "district id", "city"},
        "districts": {"district id", "city"},
        "cities": {"district id", "city"},
    }


def test_every_kind_of_column(tmp_path: Path) -> None:
    customers = table(
        tmp_path,
        "customers",
        """table customers
  key id
  column a as "A a": whole number 0 to 120, missing when 999, missing when "none", protected
  column b: number 0 or more, 2 decimals, decimal comma
  column c: text, missing when 999
  column d: date "dd.mm.yyyy", missing when 1900-01-01
  column e, missing when -1
  column f: yes or no, missing when 9
""",
    )
    a, b, c, d, e, f = (customers.columns[name] for name in "abcdef")
    assert (a.physical, a.low, a.high, a.missing_codes) == ("A a", 0, 120, (999, "none"))
    assert a.data_class is schemas.DataClass.PROTECTED
    assert (b.type, b.low, b.high, b.decimals, b.decimal_mark) == (NUMBER, 0, None, 2, ",")
    assert c.missing_codes == ("999",)
    assert d.date_pattern == "dd.mm.yyyy"
    assert d.missing_codes == (dt.date(1900, 1, 1),)
    assert e.missing_codes == (-1,)
    assert f.missing_codes == ("9",)
    assert all(column.declared for column in (a, b, c, d, e, f))
    assert not customers.columns["id"].declared
