"""Bugs planted in the compilers of SQL and of Polars are found by the random programs too."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from math import inf, nextafter
from random import Random
from typing import Any

import pytest
from tests.engines import each
from tests.meaning.test_engine_agrees import disagreements

from segdsl import ir
from segdsl.diagnostics.model import Refused

pytest.importorskip("duckdb")
pytest.importorskip("polars")

import polars as pl
from sqlglot import exp

from segdsl.engines.duckdb.dialect import DuckDB
from segdsl.engines.polars import conditions as polars_conditions
from segdsl.engines.polars import dates as polars_dates
from segdsl.engines.polars import fitted as polars_fitted
from segdsl.engines.polars import folds as polars_folds
from segdsl.engines.polars.steps import Steps
from segdsl.engines.sql import conditions, learned

Plant = Callable[[pytest.MonkeyPatch], None]
WITHIN = 400
"""So many random worlds at most, until one of them shows the bug."""

SHOWN = {
    "less_is_at_most": 33, "undecided_is_not_settled": 2, "infinite_stays": 10, "halves_to_even": 144,
    "the_lower_of_the_middle": 125, "starts_anywhere": 112, "months_begin_anew_each_day": 28,
    "bands_begin_at_their_cut": 28, "missing_always_goes_right": 27, "less_is_at_most_in_polars": 33,
    "infinite_stays_in_polars": 10, "months_begin_on_their_first_day": 28, "bands_begin_at_their_cut_in_polars": 28,
    "the_smallest_is_the_median": 63,
}  # fmt: skip
"""Worlds that show some bugs, tried first: those before them do not."""

# ---- SQL -----------------------------------------------------------------------------------------------------------


def less_is_at_most(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(conditions._RELATIONS, ir.Rel.LT, exp.LTE)


def undecided_is_not_settled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conditions, "surely", lambda condition: condition)


def infinite_stays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DuckDB, "settled", lambda self, value, once: value)


def halves_to_even(patch: pytest.MonkeyPatch) -> None:
    even = exp.Literal.number(0)
    patch.setattr(
        DuckDB, "rounded", lambda self, value, once: exp.Anonymous(this="ROUND_EVEN", expressions=[value, even])
    )


def the_lower_of_the_middle(patch: pytest.MonkeyPatch) -> None:
    middle = DuckDB.middle

    def lower(self: DuckDB, values: Any) -> Any:
        found = middle(self, values)
        return {"low": found["low"], "high": found["low"].copy()}

    patch.setattr(DuckDB, "middle", lower)


def starts_anywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DuckDB, "starts", DuckDB.contains)


def months_begin_anew_each_day(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DuckDB, "day_of_month", lambda self, date: self.number(1.0))


def bands_begin_at_their_cut(patch: pytest.MonkeyPatch) -> None:
    band = learned._band
    patch.setattr(learned, "_band", lambda w, x, cuts, low: band(w, x, [nextafter(cut, -inf) for cut in cuts], low))


def missing_always_goes_right(patch: pytest.MonkeyPatch) -> None:
    tree = learned._tree

    def right(w: Any, grown: ir.Tree, features: Any) -> Any:
        return tree(w, replace(grown, missing_left=(False,) * len(grown.feature)), features)

    patch.setattr(learned, "_tree", right)


# ---- Polars --------------------------------------------------------------------------------------------------------


def less_is_at_most_in_polars(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(polars_conditions._OPERATORS, ir.Rel.LT, operator.le)


def not_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(polars_conditions, "_negated", lambda part, negated: part)


def infinite_stays_in_polars(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Steps, "strict", lambda self, part: part)


def months_begin_on_their_first_day(patch: pytest.MonkeyPatch) -> None:
    def complete(days: pl.Expr, today: Any) -> pl.Expr:
        months: pl.Expr = (today.year * 12 + today.month - 1) - polars_dates._months(days)
        return months

    patch.setattr(polars_dates, "_complete_months", complete)


def bands_begin_at_their_cut_in_polars(patch: pytest.MonkeyPatch) -> None:
    band = polars_fitted._band
    patch.setattr(
        polars_fitted, "_band", lambda part, cuts, *more: band(part, [nextafter(cut, -inf) for cut in cuts], *more)
    )


def the_smallest_is_the_median(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(polars_folds, "_median", lambda lists: lists.list.min())


PLANTS: list[tuple[str, Plant]] = [
    *(
        ("duckdb", plant)
        for plant in (
            less_is_at_most, undecided_is_not_settled, infinite_stays, halves_to_even, the_lower_of_the_middle,
            starts_anywhere, months_begin_anew_each_day, bands_begin_at_their_cut, missing_always_goes_right,
        )
    ),
    *(
        ("polars", plant)
        for plant in (
            less_is_at_most_in_polars, not_is_forgotten, infinite_stays_in_polars, months_begin_on_their_first_day,
            bands_begin_at_their_cut_in_polars, the_smallest_is_the_median,
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "plant"), PLANTS, ids=[plant.__name__.replace("_", " ") for _, plant in PLANTS])
def test_is_found(engine: str, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = each.ready(engine)
    plant(monkeypatch)
    assert any(_shown(seed, ready) for seed in (SHOWN.get(plant.__name__, 0), *range(WITHIN)))


def _shown(seed: int, engine: Any) -> bool:
    """Whether the world shows that something is wrong: another answer, or none."""
    try:
        return bool(disagreements(Random(seed), engine))
    except (Refused, ValueError, TypeError, IndexError, AssertionError, pl.exceptions.PolarsError):
        return True
