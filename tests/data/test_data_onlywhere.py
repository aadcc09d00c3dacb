"""`only where` comes before everything else: a row that it leaves out breaks no declaration."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.opened import codes, errors, text_of

from segdsl import pipeline
from segdsl.data import Binding, Opened, Options
from segdsl.diagnostics.model import Outcome
from segdsl.frames import ROW_NUMBER
from segdsl.source import Source

CUSTOMERS = pd.DataFrame({"id": ["1", "2"]})
HEAD = "table customers\n  key id\n"
SEGMENT = "\nrich if sum of amount in payments > 1\n"


def check(
    rules: str, quarantine: bool = False, memory: int = 1 << 28, **tables: Binding
) -> tuple[Outcome[pipeline.Checked], Opened | None]:
    options = Options(on_bad_rows="quarantine" if quarantine else "fail", memory=memory)
    found = pipeline.check_data(Source("rules.seg", rules), None, {"": CUSTOMERS, **tables}, options)
    return found, None if found.value is None else found.value.opened


def payments(only: str = 'only where kind is "a"', amount: str = "number 0 or more, 2 decimals") -> str:
    columns = f'  column amount: {amount}\n  column kind: one of "a", "b"\n  column on: date\n'
    table = f"\ntable payments\n  many per id, dated on\n  {only}\n{columns}"
    return f"{HEAD}{table}{SEGMENT}as of 2026-01-31\n"


def csv(folder: Path, *rows: str) -> Path:
    path = folder / "payments.csv"
    path.write_text("id,amount,kind,on\n" + "".join(row + "\n" for row in rows))
    return path


def numbers(opened: Opened | None, table: str = "payments") -> list[int]:
    assert opened is not None
    batches = opened.stores[table].batches(frozenset({ROW_NUMBER}))
    return [int(number) for batch in batches for number in batch.columns[ROW_NUMBER]]  # type: ignore[union-attr]


@pytest.mark.parametrize("bad", ["2,-5,b,2026-01-01", "2,1.234,b,2026-01-01", "2,x,b,2026-01-01", "2,1,b,soon"])
def test_a_row_that_is_left_out_breaks_nothing(tmp_path: Path, bad: str) -> None:
    for quarantine in (False, True):
        found, opened = check(payments(), quarantine, payments=csv(tmp_path, "1,3,a,2026-01-02", bad))
        assert not errors(found), text_of(found)
        assert "rows-quarantined" not in codes(found)
        assert opened is not None
        assert opened.quarantine == ()
        assert numbers(opened) == [1]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("2,-5,a,2026-01-01", "out-of-range"),
        ("2,1.234,a,2026-01-01", "wrong-kind"),
        ("2,x,a,2026-01-01", "wrong-kind"),
        ("2,1,a,soon", "wrong-kind"),
        ("2,9007199254740993,a,2026-01-01", "inexact-number"),
    ],
)
def test_a_row_that_is_kept_still_breaks_its_declaration(tmp_path: Path, bad: str, code: str) -> None:
    path = csv(tmp_path, "2,-5,b,2026-01-01", bad, "1,3,a,2026-01-02")
    found, _ = check(payments(), payments=path)
    assert errors(found) == [code]
    assert "(row 2)" in text_of(found)
    found, opened = check(payments(), quarantine=True, payments=path)
    assert opened is not None
    assert {record.row for record in opened.quarantine} == {2}
    assert numbers(opened) == [3]


def test_a_value_outside_a_closed_set_is_compared_as_it_is(tmp_path: Path) -> None:
    path = csv(tmp_path, "1,3,z,2026-01-02", "1,3,a,2026-01-02")
    assert errors(check(payments(), payments=path)[0]) == []
    assert errors(check(payments(only='only where kind is not "b"'), payments=path)[0]) == ["not-in-set"]


@pytest.mark.parametrize(
    "only",
    [
        "only where amount > 0",
        "only where amount is not missing",
        "only where amount defaulting to -1 > 0",
        'only where not (amount <= 0 or kind is "b")',
        'only where (amount > 0 and kind is "a") or kind is "b"',
    ],
)
def test_what_cannot_be_read_may_have_been_anything(tmp_path: Path, only: str) -> None:
    found, _ = check(payments(only=only, amount="number"), payments=csv(tmp_path, "1,x,a,2026-01-02"))
    assert errors(found) == ["wrong-kind"]


def test_what_cannot_be_read_does_not_matter_where_the_rest_decides(tmp_path: Path) -> None:
    only = 'only where amount > 0 and kind is not "b"'
    found, _ = check(
        payments(only=only, amount="number"), payments=csv(tmp_path, "1,x,b,2026-01-02", "1,1,a,2026-01-02")
    )
    assert errors(found) == []


def test_a_row_of_which_the_condition_is_not_known_is_left_out_like_any_other(tmp_path: Path) -> None:
    found, opened = check(payments(), payments=csv(tmp_path, "1,-5,,2026-01-02", "1,1,a,2026-01-02"))
    assert errors(found) == []
    assert numbers(opened) == [2]


@pytest.mark.parametrize("memory", [1 << 28, 0])
@pytest.mark.parametrize("quarantine", [False, True])
def test_keys_are_unique_among_the_rows_that_are_kept(tmp_path: Path, memory: int, quarantine: bool) -> None:
    path = tmp_path / "branches.csv"
    path.write_text("branch,open,city\n7,no,A\n7,yes,B\n8,yes,C\n9,no,D\n9,no,E\n")
    rules = f'{HEAD}  column branch: text\n\ntable branches\n  one per branch\n  only where open\n\nb if city is "B"\n'
    customers = pd.DataFrame({"id": ["1", "2"], "branch": ["7", "8"]})
    options = Options(on_bad_rows="quarantine" if quarantine else "fail", memory=memory)
    bindings: dict[str, Binding] = {"": customers, "branches": path}
    found = pipeline.check_data(Source("rules.seg", rules), None, bindings, options)
    assert errors(found) == [], text_of(found)
    assert found.value is not None
    assert [a.true[0].tolist() for a in pipeline.ask(found.value, [found.value.program.segments["b"].condition])] == [
        [True, False]
    ]
    path.write_text("branch,open,city\n7,no,A\n7,yes,B\n7,yes,C\n")
    found = pipeline.check_data(Source("rules.seg", rules), None, bindings, options)
    if not quarantine:
        assert errors(found) == ["repeated-key"]
        assert "(row 3)" in text_of(found)
        return
    assert found.value is not None
    assert found.value.opened is not None
    assert [record.row for record in found.value.opened.quarantine] == [3]
    assert 3 not in numbers(found.value.opened, "branches")


def test_customers_that_are_left_out_may_share_a_key_or_have_none(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("id,age,state\n1,20,closed\n1,30,open\n,40,closed\n2,-1,closed\n3,50,open\n")
    rules = f'{HEAD}  only where state is "open"\n  column age: whole number 0 or more\n\nold if age > 40\n'
    found = pipeline.check_data(Source("rules.seg", rules), None, {"": path}, Options())
    assert errors(found) == [], text_of(found)
    assert found.value is not None
    answers = list(pipeline.ask(found.value, [found.value.program.segments["old"].condition]))
    assert [key for a in answers for key in a.keys.tolist()] == ["1", "3"]
    assert [flag for a in answers for flag in a.true[0].tolist()] == [False, True]


cell = st.sampled_from(["", "-1", "0", "2", "1.5", "x", "99999999999999999999"])
kind = st.sampled_from(["a", "b", "c", ""])


@given(st.lists(st.tuples(cell, kind), min_size=1, max_size=12), st.booleans())
def test_nothing_is_said_of_rows_that_could_as_well_not_be_there(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], streamed: bool
) -> None:
    """With `only where kind is "a"` the file says and gives what it does without the rows of other kinds."""
    folder = tmp_path_factory.mktemp("rows")
    lines = [f"1,{amount},{name},2026-01-01" for amount, name in rows]
    for quarantine in (False, True):
        memory = 0 if streamed else 1 << 28
        _, opened = check(payments(), quarantine, memory, payments=csv(folder, *lines, "1,1,a,2026-01-01"))
        kept = [number for number, (_, name) in enumerate(rows, start=1) if name == "a"]
        good = [number for number in kept if rows[number - 1][0] in ("", "0", "2", "1.5")]
        if not quarantine and good != kept:
            assert opened is None
            continue
        assert opened is not None
        assert sorted({record.row for record in opened.quarantine}) == sorted(set(kept) - set(good))
        left = set(numbers(opened))
        assert {*good, len(rows) + 1} <= left
        assert left.isdisjoint(set(kept) - set(good))
