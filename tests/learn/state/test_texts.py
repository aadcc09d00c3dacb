"""The JSON of a state: what comes out is what went in, on lines that people can read."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from segdsl.learn import jsontext

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(st.dictionaries(st.text(), PLAIN))
def test_what_goes_in_comes_out(value: dict[str, jsontext.Plain]) -> None:
    text = jsontext.text(value)
    assert json.loads(text) == value
    assert text == jsontext.text(json.loads(text))
    assert text.endswith("\n")


def test_short_things_are_on_one_line_and_long_ones_are_filled() -> None:
    value: dict[str, jsontext.Plain] = {
        "name": "rfm",
        "cuts": [1.0, 2.5],
        "levels": [{"value": "clerk", "rows": 3}, {"value": "nurse", "rows": 4}],
        "threshold": [float(i) for i in range(60)],
        "none": [],
        "inner": {"deep": {"er": 1}},
    }
    lines = jsontext.text(value).splitlines()
    assert lines[:6] == [
        "{",
        '  "name": "rfm",',
        '  "cuts": [1.0, 2.5],',
        '  "levels": [{"value": "clerk", "rows": 3}, {"value": "nurse", "rows": 4}],',
        '  "threshold": [',
        "    " + ", ".join(f"{float(i)}" for i in range(19)) + ",",
    ]
    assert lines[-6:] == ["  ],", '  "none": [],', '  "inner": {', '    "deep": {"er": 1}', "  }", "}"]
    assert max(len(line) for line in lines) <= 120


def parts(second: float) -> dict[str, jsontext.Plain]:
    names = ("recency", "frequency", "monetary")
    return {"parts": [{"name": name, "cuts": [1.0, second if name == "frequency" else 2.0]} for name in names]}


def test_one_number_changes_one_line() -> None:
    before, after = (jsontext.text(parts(second)).splitlines() for second in (2.0, 9.0))
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
