"""Whether texts differ: never wrongly said, and known for keys as they are."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segdsl.data.differing import surely_differ


@given(
    st.lists(st.lists(st.text(max_size=20), max_size=12), max_size=4), st.sampled_from([pa.string(), pa.large_string()])
)
def test_never_wrongly(chunks: list[list[str]], kind: pa.DataType) -> None:
    texts = [text for chunk in chunks for text in chunk]
    found = surely_differ([pa.array(chunk, kind) for chunk in chunks])
    if len(set(texts)) < len(texts):
        assert not found


@given(st.sets(st.text("ab0Ω", max_size=9), max_size=20))
def test_slices(texts: set[str]) -> None:
    """Parts of one array, as they come from a file."""
    array = pa.array(["first", *sorted(texts), "last"])
    assert surely_differ([array[1:4], array[4:-1]])
    assert not surely_differ([array[0:1], array])


@pytest.mark.parametrize("pattern", ["C{:07d}", "{}", "{:020d}", "客戶{}", "2026-{:05d}-{:012d}"])
def test_keys_as_they_are(pattern: str) -> None:
    keys = [pattern.format(number, number * 7) for number in range(20_000)]
    assert surely_differ([pa.array(keys)])
    assert not surely_differ([pa.array(keys), pa.array(keys[777:778])])


def test_what_it_does_not_know() -> None:
    assert not surely_differ([pa.array(["a", None])])
    assert not surely_differ([pa.array(["a" * 300, "b" * 300])])
    assert not surely_differ([pa.array(["x" * length for length in range(60)])])
    assert surely_differ([])
    assert surely_differ([pa.array([], pa.string()), pa.array([""])])
