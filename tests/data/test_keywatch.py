"""Keys that are not kept in memory are judged as those that are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import errors, open_one, text_of

from segdsl.data import Options, keynumbers
from segdsl.data.keywatch import KeyWatch, Repeats

Chunks = Sequence[Sequence[str | None]]


def watched(chunks: Chunks, let_go_after: int | None, ignored: frozenset[int] = frozenset()) -> KeyWatch:
    arrays = [pa.array(chunk, pa.string()) for chunk in chunks]
    watch = KeyWatch(False, lambda: iter(arrays), ignored)
    for number, array in enumerate(arrays):
        watch.watch(array)
        if number == let_go_after:
            watch.let_go()
    return watch


def groups(found: Repeats) -> set[tuple[int, ...]]:
    by_key: dict[int, list[int]] = {}
    for row, key in zip(found.rows.tolist(), found.keys.tolist(), strict=True):
        by_key.setdefault(key, []).append(row)
    return {tuple(rows) for rows in by_key.values()}


def expected(chunks: Chunks, left_out: Sequence[int]) -> set[tuple[int, ...]]:
    by_key: dict[str, list[int]] = {}
    for row, key in enumerate(key for chunk in chunks for key in chunk):
        if key is not None and row not in left_out:
            by_key.setdefault(key, []).append(row)
    return {tuple(rows) for rows in by_key.values() if len(rows) > 1}


@pytest.mark.parametrize("seed", range(60))
def test_kept_or_not_the_keys_are_judged_alike(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Random(seed)
    monkeypatch.setattr(keynumbers, "IN_MEMORY", draw.choice((3, 20, 10**6)))
    pool = [f"{'k' * draw.choice((1, 2, 8, 9, 300))}{number:0{draw.choice((1, 5))}d}" for number in range(60)]
    pool += ["é", "高雄", "x" * 70_000, None]  # type: ignore[list-item]
    keys = [draw.choice(pool) for _ in range(draw.randrange(60))] if seed % 3 else sorted(filter(None, set(pool)))
    if seed % 3 == 0 and seed % 2:
        keys.append(keys[draw.randrange(len(keys))])
    cuts = sorted(draw.randrange(len(keys) + 1) for _ in range(3))
    chunks = [keys[start:end] for start, end in zip([0, *cuts], [*cuts, len(keys)], strict=True)]
    left_out = sorted(draw.sample(range(len(keys)), min(draw.choice((0, 0, 3)), len(keys))))
    for let_go_after in (None, 0, 1, 3):
        watch = watched(chunks, let_go_after)
        assert groups(watch.repeats(left_out)) == expected(chunks, left_out)
        assert watch.missing == keys.count(None)  # type: ignore[arg-type]
        assert watch.missing_rows().tolist() == [row for row, key in enumerate(keys) if key is None]
        assert watched(chunks, let_go_after).is_key() == (None not in keys and len(set(keys)) == len(keys))


def test_rows_that_are_none_lack_no_key() -> None:
    watch = watched([["b", None], [None, "a"]], 0, frozenset({1}))
    assert watch.missing == 1
    assert watch.missing_rows().tolist() == [2]


def test_repeated_and_missing_keys_of_a_large_file(tmp_path: Path) -> None:
    numbers = np.random.default_rng(1).permutation(400_000)
    keys: list[str | None] = [f"C{number:07d}" for number in numbers.tolist()]
    keys[399_999] = keys[5]
    path = tmp_path / "c.parquet"
    pq.write_table(pa.table({"customer id": pa.array(keys), "x": pa.array(numbers)}), path, row_group_size=100_000)
    options = Options(memory=1_000_000)
    opened = open_one(path, key="customer id", options=options)
    assert errors(opened) == ["repeated-key"]
    assert "row 400,000" in text_of(opened) or "row 400000" in text_of(opened)
    left = open_one(path, key="customer id", options=Options(on_bad_rows="quarantine", memory=1_000_000))
    assert left.value is not None
    assert [record.row for record in left.value.quarantine] == [400_000]
    keys[399_999], keys[7] = "C9999999", None
    pq.write_table(pa.table({"customer id": pa.array(keys), "x": pa.array(numbers)}), path, row_group_size=100_000)
    assert errors(open_one(path, key="customer id", options=options)) == ["missing-key"]
