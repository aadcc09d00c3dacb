"""Files that are larger than memory: read in parts, twice if need be, with the same rows and messages."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import column_of, errors, open_one, row_numbers, text_of, types_of, values

from segdsl.data import Options, csvfile, textbytes
from segdsl.data.stores import MemoryStore, StreamStore
from segdsl.schemas import Column
from segdsl.types import WHOLE


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text files in blocks of a few lines, and none of them held in memory."""
    monkeypatch.setattr(csvfile, "_BLOCK", 4096)
    monkeypatch.setattr(textbytes, "IN_MEMORY", 10)
    monkeypatch.setattr(textbytes, "_BLOCK", 1000)


def write(folder: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path = folder / "t.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "big5", "utf-16"])
def test_text_in_blocks(tmp_path: Path, encoding: str) -> None:
    towns = ["台北", '"高, 雄"', '"兩\n行"', ""]
    lines = ["客戶編號,城市,數量", *(f"K{n:05},{towns[n % 4]},{n}" for n in range(2_000))]
    found = open_one(write(tmp_path, lines, encoding), options=Options(memory=0))
    assert not errors(found), text_of(found)
    assert found.value is not None
    assert isinstance(found.value.stores["customers"], StreamStore)
    assert len(list(found.value.stores["customers"].batches(frozenset()))) > 1
    assert values(found, "數量") == list(range(2_000))
    assert values(found, "城市")[:4] == ["台北", "高, 雄", "兩\n行", None]
    assert row_numbers(found) == list(range(1, 2_001))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("memory", [0, 1 << 24])
@pytest.mark.parametrize(
    ("early", "late", "kind"),
    [
        ("1", "2.5", "number"),
        ("1", "x", "text"),
        ("", "7", "whole number"),
        ("NULL", "x", "text"),
        ("NULL", "2020-01-01", "date"),
        ("yes", "true", "text"),
        ("yes", "7", "text"),
        ("2020-01-01", "2020-01-01 10:00", "date and time"),
        ("2020-01-01", "tomorrow", "text"),
        ("", "", "unknown"),
        ("", "no", "yes or no"),
    ],
)
def test_a_type_that_changes_late_holds_for_all_rows(
    tmp_path: Path, early: str, late: str, kind: str, memory: int
) -> None:
    lines = ["id,x", *(f"{n},{early}" for n in range(3_000)), f"3000,{late}"]
    found = open_one(write(tmp_path, lines), options=Options(memory=memory))
    assert types_of(found)["x"] == kind
    got = values(found, "x")
    whole = open_one(write(tmp_path, [lines[0], lines[1], lines[-1]]))
    assert types_of(whole)["x"] == kind
    assert [got[0], got[-1]] == values(whole, "x")
    assert len(got) == 3_001


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("memory", [0, 1 << 24])
def test_a_key_that_turns_out_to_be_none_is_an_ordinary_column(tmp_path: Path, memory: int) -> None:
    lines = ["customer id,x", *(f"{n},1" for n in range(3_000)), "17,1"]
    found = open_one(write(tmp_path, lines), options=Options(memory=memory))
    assert types_of(found)["customer id"] == "whole number"
    assert values(found, "customer id")[-2:] == [2_999.0, 17.0]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("broken", "slug", "line"),
    [
        ("1,2,3", "ragged-rows", "line 1502"),
        ('1,"x', "unclosed-quote", "line 1502"),
        ('1,"x"y', "stray-quote", "line 1502"),
    ],
)
def test_faults_far_into_a_file_are_named_by_their_line(tmp_path: Path, broken: str, slug: str, line: str) -> None:
    good = [f"{n},x" for n in range(1_500)]
    found = open_one(write(tmp_path, ["id,x", *good, broken, *good]), options=Options(memory=0))
    assert errors(found) == [slug]
    assert line in text_of(found)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("memory", [0, 1 << 24])
def test_quarantine_in_parts(tmp_path: Path, memory: int) -> None:
    bad = set(random.Random(7).sample(range(2_000), 40))
    lines = ["id,x", *(f"{n:04},{'?' if n in bad else n}" for n in range(2_000)), "0000,5"]
    options = Options(memory=memory, on_bad_rows="quarantine")
    found = open_one(write(tmp_path, lines), Column("x", WHOLE), options=options, key="id")
    kept = [n for n in range(2_000) if n not in bad]
    assert row_numbers(found) == [n + 1 for n in kept]
    assert values(found, "x") == kept
    assert found.value is not None
    assert [q.row for q in found.value.quarantine] == [*(n + 1 for n in sorted(bad)), 2_001]


def test_keys_in_any_order_over_many_row_groups(tmp_path: Path) -> None:
    keys = [f"k{n}" for n in range(200_000)]
    random.Random(1).shuffle(keys)
    path = tmp_path / "t.parquet"
    pq.write_table(
        pa.table({"id": keys, "kind": ["abc"[n % 3] for n in range(len(keys))]}), path, row_group_size=70_000
    )
    found = open_one(path, key="id")
    assert values(found, "id") == keys
    pq.write_table(pa.table({"id": [*keys, keys[3]]}), path, row_group_size=70_000)
    again = open_one(path, key="id")
    assert errors(again) == ["repeated-key"]
    assert "(row 200001)" in text_of(again)


def test_parts_share_one_list_of_texts(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    kinds = ["a"] * 70_000 + ["b", "a"] * 35_000 + ["c"] * 10
    pq.write_table(pa.table({"id": list(range(len(kinds))), "kind": kinds}), path, row_group_size=70_000)
    found = open_one(path)
    assert found.value is not None
    store = found.value.stores["customers"]
    assert isinstance(store, MemoryStore)
    vectors: list[Any] = [batch.columns["kind"] for batch in store.batches(frozenset({"kind"}))]
    assert len(vectors) == 3
    assert all(vector.values is vectors[0].values for vector in vectors)
    assert values(found, "kind") == kinds
    assert column_of(found, "kind").values_seen == ("a", "b", "c")
