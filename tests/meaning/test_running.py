"""How the engine runs: batch by batch, only the columns needed, the same whether customers fit in memory or not."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from tests.meaning.one_question import program
from tests.meaning.random_programs import world
from tests.meaning.tables_in_memory import keys, stores, told, verdicts
from tests.meaning.test_engine_agrees import questions

from segdsl import ir, splits, types
from segdsl.engines import pandas
from segdsl.engines.pandas import customers
from segdsl.frames import Texts
from segdsl.lower import lower

N = ir.Column("customers", "n", types.NUMBER)
ABOVE = ir.Compare(ir.Rel.GT, N, ir.Literal(1.0, types.NUMBER))
MADE = program({"n": types.NUMBER, "t": types.TEXT})


def test_only_what_is_needed_is_read_and_told() -> None:
    kept = stores(MADE, {"customers": [{"n": float(n)} for n in range(5)]}, size=2)
    rows: list[int] = []
    list(pandas.run(lower(MADE, [ABOVE]), kept, rows.append))
    assert kept["customers"].read == [frozenset({"n", ""})]
    assert rows == [2, 2, 1]


def test_nothing_missing_makes_one_array() -> None:
    plan = lower(MADE, [ABOVE, ir.And((ABOVE, ir.Not(ABOVE)))])
    for values, same in (([1.0, 2.0], True), ([1.0, None], False)):
        answers = next(pandas.run(plan, stores(MADE, {"customers": [{"n": n} for n in values]})))
        assert [true is possible for true, possible in zip(answers.true, answers.possible, strict=True)] == [same, same]


def test_without_a_key_the_row_number_is_the_key() -> None:
    answers = list(pandas.run(lower(MADE, []), stores(MADE, {"customers": [{"n": 1.0}] * 3}, size=2)))
    assert keys(answers) == ["1", "2", "3"]


def test_no_customers_are_no_trouble() -> None:
    answers = list(pandas.run(lower(MADE, [ABOVE], [N, ir.Default(N, N)]), stores(MADE, {})))
    assert sum(each.rows for each in answers) == 0


@pytest.mark.parametrize("seed", range(25))
def test_customers_that_do_not_fit_are_read_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> list[object]:
        rnd = Random(seed)
        made = world(rnd)
        conditions, values = questions(rnd, made)
        answers = list(pandas.run(lower(made.program, conditions, values), stores(made.program, made.data, 2)))
        found: list[object] = [verdicts(answers, number) for number in range(len(conditions))]
        return [*found, *(told(answers, number) for number in range(len(values))), keys(answers)]

    held = run()
    monkeypatch.setattr(customers, "MOST_HELD", -1)
    assert run() == held


@pytest.mark.parametrize("rows", [1, 65_535, 65_536, 65_537, 200_000])
def test_strips_fit_together(rows: int) -> None:
    """More rows than are computed at a time."""
    from segdsl.frames import Batch

    class One:
        def __init__(self) -> None:
            self.rows: int | None = rows
            self.numbers = np.arange(rows, dtype=np.float64)
            self.numbers[::7] = np.nan

        def batches(self, columns: frozenset[str]) -> list[Batch]:
            texts = Texts(np.arange(rows, dtype=np.int32) % 3 - 1, ("a", "b"))
            return [Batch(rows, {"n": self.numbers, "t": texts, "": np.arange(1.0, rows + 1)})]

    store = One()
    limit = ir.Compare(ir.Rel.GE, N, ir.Literal(rows / 2, types.NUMBER))
    text = ir.Default(ir.Column("customers", "t", types.TEXT), ir.Literal("c", types.TEXT))
    answers = next(pandas.run(lower(MADE, [limit], [text]), {"customers": store}))  # type: ignore[dict-item]
    assert np.array_equal(answers.true[0], store.numbers >= rows / 2)
    assert np.array_equal(answers.possible[0], ~(store.numbers < rows / 2))
    found = answers.values[0]
    assert isinstance(found, Texts)
    wanted = ["c", "a", "b"]
    assert [found.values[code] for code in found.codes[:9]] == (wanted * 3)[: min(rows, 9)]
    assert found.values[found.codes[-1]] == wanted[(rows - 1) % 3]


# ---- splits ----------------------------------------------------------------------------------------------------------


def test_a_key_stays_in_its_part() -> None:
    """The parts of three keys, from the MD5 that any other program computes."""
    shares = (("treatment", 0.9), ("holdout", 0.1))
    assert [f"{splits.number('2026-spring', text):015x}" for text in ("1", "2")] == [
        "abbb0b5f8c8ae59",
        "0da88329590e8b1",
    ]
    assert [splits.part("2026-spring", shares, text) for text in ("1", "2", "3")] == ["treatment"] * 3


def test_shares_are_added_as_decimals() -> None:
    three = splits.bounds((("a", 0.1), ("b", 0.2), ("c", 0.7)))
    one = splits.bounds((("a", 0.3), ("c", 0.7)))
    assert three[1][1] == one[0][1]
    assert three[2][1] == splits.WHOLE


def test_parts_have_their_shares() -> None:
    shares = (("a", 0.5), ("b", 0.3), ("c", 0.2))
    parts = [splits.part("salt", shares, str(number)) for number in range(20_000)]
    for part, share in shares:
        assert abs(parts.count(part) / len(parts) - share) < 0.015
