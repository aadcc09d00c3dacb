"""Keys found among many without making texts of them, and measures of few texts in a table: against the plain way."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segdsl import ir
from segdsl.engines.pandas.finder import Digits, Hashed, finder
from segdsl.engines.pandas.folds import Comparing, Sorting
from segdsl.engines.pandas.vectors import Sort, Vec
from segdsl.frames import LateTexts, LazyTexts
from segdsl.frames.masks import Mask, two_masks

KEYS = {
    "digits": [f"C{number:05d}" for number in range(900, 1100)],
    "digits with gaps": [f"{number:04d}" for number in range(0, 3000, 7)],
    "anything": ["", "a", "ab", "C00901", "高價", "c00901", "C0090" + "9" * 40, "0901"],
    "long": [f"{'x' * 30}{number}" for number in range(50)],
}
ASKED = ["C00901", "C0090x", "C01100", "0007", "0008", "7", "", "高價", "xx", "C009011", "a", "9" * 12, "x" * 30 + "7"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("keys", KEYS.values(), ids=list(KEYS))
def test_the_places_of_keys(keys: Sequence[str], kind: pa.DataType) -> None:
    wanted = [key for key in keys if key] or keys
    way = finder(LazyTexts(pa.array(wanted, kind)))
    assert way is not None
    asked: list[str | None] = [*ASKED, None, *wanted]
    Random(1).shuffle(asked)
    places = {key: place for place, key in enumerate(wanted)}
    expected = [-1 if key is None else places.get(key, -1) for key in asked]
    for start in (0, 3):  # a part of an array begins in the middle of its bytes
        found = way.find(pa.array(asked, kind).slice(start))
        assert found is not None
        assert found.tolist() == expected[start:]


def test_which_way_is_taken() -> None:
    ways = {name: type(finder(LazyTexts(pa.array([key for key in keys if key])))) for name, keys in KEYS.items()}
    assert ways == {"digits": Digits, "digits with gaps": Digits, "anything": Hashed, "long": Hashed}
    assert finder(LazyTexts(pa.array(["a", None]))) is None
    assert finder(LazyTexts(pa.array([], pa.string()))) is None


@given(st.lists(st.sampled_from([True, False, None]), max_size=40), st.integers(0, 9))
def test_masks_of_a_nullable_boolean(values: list[bool | None], start: int) -> None:
    true, possible = two_masks(pa.array(values, pa.bool_()).slice(start))
    expected = [value is True for value in values[start:]]
    assert true.bools.tolist() == expected
    assert possible.bools.tolist() == [value is not False for value in values[start:]]
    undecided = [value is None for value in values[start:]]
    assert possible.without(true).bools.tolist() == undecided
    assert (true.count(), possible.without(true).count()) == (sum(expected), sum(undecided))
    packed, plain = Mask.of(true.bools), Mask.of(possible.bools)
    assert (packed & plain).bools.tolist() == (packed & possible).bools.tolist() == expected
    assert plain.without(packed).count() == plain.without(true).count() == sum(undecided)
    assert packed.octets.tolist() == true.octets.tolist()


@pytest.mark.parametrize("aggregate", [ir.Aggregate.DIFFERENT, ir.Aggregate.MOST_COMMON])
@pytest.mark.parametrize("texts", [1, 5, 30, 200])
def test_few_texts_and_many(aggregate: ir.Aggregate, texts: int) -> None:
    """Lists that differ from batch to batch, and a table that gives way to rows when there are too many texts."""
    rng = np.random.default_rng(texts)
    table, rows = Comparing(50, aggregate, Sort.TEXT), Sorting(50, aggregate, Sort.TEXT)
    for batch in range(6):
        values = tuple(f"t{number}" for number in rng.permutation(min(texts, 4 + batch * 40)).tolist())
        codes = rng.integers(0, max(len(values) - batch % 2, 1), 300).astype(np.int32)
        customers = rng.integers(0, 45, 300)
        for way in (table, rows):
            way.add(customers, Vec(Sort.TEXT, codes, values))
    assert _plain(table.done()) == _plain(rows.done())


def _plain(vec: Vec) -> list[Any]:
    if vec.sort is not Sort.TEXT:
        return list(vec.data.tolist())
    return [None if code < 0 else vec.values[code] for code in vec.data.tolist()]


def test_texts_that_are_numbered_late() -> None:
    late = LateTexts(pa.array(["b", None, "a", "b"]).slice(1))
    assert [None if code < 0 else late.values[code] for code in late.codes.tolist()] == [None, "a", "b"]
