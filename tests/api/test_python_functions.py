"""The verbs as Python functions: frames in, frames out, diagnostics as values."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import segdsl

RULE = "high-value if RFM score > 12 and age < 40"
PEOPLE = pd.DataFrame(
    {
        "customer_id": ["0001", "0002", "0003", "0004", "0005"],
        "rfm_score": [13, 12, 14, 15, None],
        "age": [35, 35, 40, None, 30],
    }
)


def test_members_of_a_rule_over_a_frame() -> None:
    result = segdsl.apply(RULE, PEOPLE)
    assert result.ok
    assert result.rows == 5
    assert result.members("high-value") == ["0001"]
    assert result.membership["high-value"].tolist() == [True, False, False, False, False]
    assert result.segments["high-value"].undecided == 2
    assert dict(result.segments["high-value"].missing) == {"rfm_score": 1, "age": 1}


def test_an_arrow_table_and_a_file_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    PEOPLE.to_csv(path, index=False)
    wanted = segdsl.apply(RULE, PEOPLE).membership
    for data in (pa.Table.from_pandas(PEOPLE), path, str(path)):
        pd.testing.assert_frame_equal(segdsl.apply(RULE, data).membership, wanted)


def test_several_tables_by_name() -> None:
    rules = """
as of 2026-06-30

table customers
  key customer id

table purchases
  many per customer id, dated day
  column amount: number

spenders if (sum of amount in purchases over the last 30 days) > 10
"""
    purchases = pd.DataFrame(
        {
            "customer_id": ["0001", "0001", "0002", "0003"],
            "day": pd.to_datetime(["2026-06-30", "2026-06-01", "2026-05-31", "2026-07-01"]),
            "amount": [5.0, 5.1, 99.0, 99.0],
        }
    )
    tables = {"customers": PEOPLE, "purchases": purchases}
    assert segdsl.apply(rules, tables).members("spenders") == ["0001"]
    assert segdsl.apply(rules, tables, as_of="2026-06-29").members("spenders") == ["0002"]
    assert segdsl.apply(rules, tables, as_of=dt.date(2026, 7, 1)).members("spenders") == ["0003"]


def test_mistakes_are_values_until_the_answer_is_asked_for() -> None:
    result = segdsl.apply("high-value if RFM scroe > 12", PEOPLE)
    assert not result.ok
    (mistake,) = [d for d in result.diagnostics if d.severity is segdsl.Severity.ERROR]
    assert mistake.code.slug == "unknown-name"
    assert "rfm_score" in str(result)
    with pytest.raises(segdsl.RulesError, match="SEG201"):
        result.membership  # noqa: B018 - the look itself raises
    with pytest.raises(segdsl.RulesError):
        result.segments  # noqa: B018


def test_an_unknown_segment_is_named() -> None:
    with pytest.raises(KeyError, match="high-value"):
        segdsl.apply(RULE, PEOPLE).members("low-value")


def test_frames_are_left_as_they_were() -> None:
    before = PEOPLE.copy(deep=True)
    segdsl.apply(RULE, PEOPLE)
    pd.testing.assert_frame_equal(PEOPLE, before)


def test_rules_from_a_file_and_output_to_a_file(tmp_path: Path) -> None:
    rules = tmp_path / "one.seg"
    rules.write_text(RULE + "\n", encoding="utf-8")
    out = tmp_path / "members.parquet"
    result = segdsl.apply(rules, PEOPLE, out=out)
    pd.testing.assert_frame_equal(pd.read_parquet(out), result.membership)
    assert (tmp_path / "members.parquet.manifest.json").exists()


def test_an_output_that_cannot_be_written_is_a_diagnostic(tmp_path: Path) -> None:
    result = segdsl.apply(RULE, PEOPLE, out=tmp_path / "nowhere" / "members.csv")
    assert not result.ok


def test_validate_and_format() -> None:
    assert segdsl.validate(RULE).ok
    assert segdsl.validate(RULE, PEOPLE).ok
    assert not segdsl.validate("high-value if RFM score >").ok
    assert segdsl.format("high-value   IF RFM score>12 and age  < 40") == RULE + "\n"
    with pytest.raises(segdsl.RulesError):
        segdsl.format("high-value if")


def test_explain_and_reasons() -> None:
    told = segdsl.explain(RULE, "high-value", PEOPLE, customer="0003")
    assert told.value is not None
    assert told.value.customer is not None
    assert told.value.customer.results[0].outcome == "false"
    figures = segdsl.explain(RULE, data=PEOPLE)
    assert figures.value is not None
    assert figures.value.waterfalls[0].members == 1


def test_the_printed_pandas_gives_the_same_members(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    PEOPLE.to_csv(path, index=False)
    code = segdsl.as_pandas(RULE, path)
    assert "import pandas" in code
    assert segdsl.as_json(RULE)["segments"]


def test_examples_run() -> None:
    rules = RULE + '\n\nexample "young"\n  given RFM score is 13, age is 35\n  expect high-value\n'
    assert segdsl.test(rules).passed


def test_schema_of_a_frame_validates() -> None:
    text = segdsl.schema(PEOPLE)
    assert segdsl.validate(text + "\n" + RULE, PEOPLE).ok


def test_the_package_loads_no_data_library_until_it_is_used() -> None:
    heavy = "{'numpy', 'pandas', 'pyarrow'}"
    code = f"import sys, segdsl; segdsl.validate('a if b > 1'); print(sorted({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("engine", ["auto", "pandas", "polars", "duckdb"])
def test_any_engine_by_its_name(engine: str) -> None:
    found = segdsl.apply(RULE, PEOPLE, engine=engine)
    assert found.members("high-value") == ["0001"]
    assert found.applied is not None
    assert found.applied.engine.name == ("pandas" if engine == "auto" else engine)


def test_an_engine_that_is_not_there() -> None:
    found = segdsl.apply(RULE, PEOPLE, engine="oracle")
    assert [d.code.id for d in found.diagnostics if d.is_error] == ["SEG730"]


def test_engines_are_proved_equal() -> None:
    assert segdsl.verify(RULE, PEOPLE, engines=["pandas", "duckdb"]).agree
    assert not segdsl.verify(RULE, PEOPLE, engines=["pandas"]).ok
    with pytest.raises(segdsl.RulesError):
        assert segdsl.verify(RULE, engines=["pandas", "duckdb"]).agree


def test_rules_as_sql() -> None:
    assert "rfm_score > 12" in segdsl.as_sql(RULE, "postgres", PEOPLE)
    with pytest.raises(ValueError, match="snowflake"):
        segdsl.as_sql(RULE, "oracle", PEOPLE)
    with pytest.raises(segdsl.RulesError):
        segdsl.as_sql("high-value if", "duckdb")
