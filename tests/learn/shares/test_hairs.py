"""Limits of values that engines compute by functions of their own: nobody is on both sides of one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn
from tests.learn.predictions.fitting_rules import checked

from segdsl import ir, pipeline
from segdsl.frames import cell
from segdsl.interpret import Interpreter
from segdsl.learn.hairs import above, below, engines_differ

amounts = hn.arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))


@given(amounts, st.data())
def test_the_last_bits_move_nobody(values: np.ndarray, data: st.DataObject) -> None:
    limit = data.draw(st.sampled_from(values.tolist()))
    lots = data.draw(hn.arrays(np.float64, len(values), elements=st.floats(-1e-12, 1e-12)))
    elsewhere = values * (1 + lots)
    assert ((values >= limit) == (values >= below(limit, values))).all()
    assert ((values >= limit) == (elsewhere >= below(limit, values))).all()
    assert ((values > limit) == (elsewhere > above(limit, values))).all()


def test_those_whom_only_the_last_bits_tell_apart_are_equal() -> None:
    crowd = 0.5 * (1 - 1e-13 * np.arange(9))
    values = np.array([0.9, *crowd, 0.4])
    assert (values >= below(0.5, values)).tolist() == [True] * 10 + [False]
    assert (values > above(crowd[-1], values)).tolist() == [True] + [False] * 10
    assert 0.5 * (1 - 1e-11) < below(0.5, values) < crowd[-1]


RULES = """
table customers
  key customer id
  column fee: number
  column stays: number

estimate worth
  from fee every 90 days, keeping stays every year
  over the next 2 years, margin 60%, discount 5% a year

score standing
  value from worth
  again from worth, lower is better

plain if fee is in the top 10%
"""


def customers(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(20)
    frame = pd.DataFrame({"customer id": [f"{n:04d}" for n in range(rows)]})
    frame["fee"] = rng.integers(1, 40, rows) / 4
    frame["stays"] = rng.integers(50, 100, rows) / 100
    return frame


def test_engine_and_interpreter_agree_on_everybody_at_every_limit() -> None:
    shares = [f"s{n}{end} if worth is in the {end} {n}%" for n in range(1, 100) for end in ("top", "bottom")]
    means = [f"m{place} if worth is {place} average" for place in ("above", "below")]
    ready = checked(RULES + "\n".join(shares + means) + "\n", {"customers": customers(300)})
    learned = pipeline.learn(ready, tuple(ready.program.learned)).value
    assert learned is not None
    program = learned.program
    conditions = [segment.condition for segment in program.segments.values()]
    scores = [program.defines[name].value for name in ("standing value", "standing again")]
    (answers,) = pipeline.ask(learned, conditions, scores)
    rows = [
        {"customer id": key, "fee": fee, "stays": stays} for key, fee, stays in customers(300).itertuples(index=False)
    ]
    interpreter = Interpreter(program, {"customers": rows})
    for name, condition, true in zip(program.segments, conditions, answers.true, strict=True):
        assert [interpreter.condition(condition, row) for row in rows] == true.tolist(), name
    for score, found in zip(scores, answers.values, strict=True):
        assert [interpreter.value(score, row) for row in rows] == [cell(found, place) for place in range(len(rows))]


@pytest.mark.parametrize(("name", "differ"), [("worth", True), ("standing score", True), ("plain", False)])
def test_which_values_they_are(name: str, differ: bool) -> None:
    ready = checked(RULES, {"customers": customers(50)})
    learned = pipeline.learn(ready, tuple(ready.program.learned)).value
    assert learned is not None
    program = learned.program
    value = program.defines[name].value if name in program.defines else program.segments[name].condition
    assert engines_differ(program, value) is differ  # type: ignore[arg-type]
    assert isinstance(value, ir.Ranked) is (name == "plain")
