"""What one value alone tells of the outcome: the yardstick beside every model; learns no model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from segdsl import ir
from segdsl.frames import Bools, Numbers, Texts, Vector
from segdsl.learn import features as known
from segdsl.learn.predictions import measuring

MOST_ROWS = 50_000
"""More customers than that make no difference to what one value tells."""

FEW = 10


@dataclass(frozen=True, slots=True)
class Single:
    """How customers are put in order by one value: numbers up or down, those without one first or last; categories by
    the share of those who did (`rates`; `base` for any other). `auc` is that of the customers it was found on."""

    category: bool
    falling: bool
    missing_first: bool
    rates: tuple[tuple[str, float], ...]
    base: float
    auc: float

    def scores(self, vector: Vector) -> Numbers:
        if self.category:
            texts = known.texts(vector)
            rates = dict(self.rates)
            by_code = np.array([*(rates.get(value, self.base) for value in texts.values), rates.get("", self.base)])
            found: Numbers = by_code[texts.codes]
            return found
        numbers = known.as_numbers(vector)
        numbers = -numbers if self.falling else numbers
        return np.where(np.isnan(numbers), -np.inf if self.missing_first else np.inf, numbers)


def learned(feature: ir.Feature, vector: Vector, happened: Bools) -> Single:
    """The order that puts those who did highest."""
    base = float(happened.mean())
    if known.is_category(feature):
        rates = _rates(known.texts(vector), happened, base)
        return _judged(Single(True, False, False, rates, base, 0.5), vector, happened)
    tried = [_judged(Single(False, False, True, (), base, 0.5), vector, happened)]
    if np.isnan(known.as_numbers(vector)).any():
        tried.append(_judged(Single(False, False, False, (), base, 0.5), vector, happened))
    # The other way round everything is the other way round, those without a value included.
    tried += [replace(one, falling=True, missing_first=not one.missing_first, auc=1 - one.auc) for one in tried]
    return max(tried, key=lambda single: single.auc)


def _judged(single: Single, vector: Vector, happened: Bools) -> Single:
    auc = measuring.auc(single.scores(vector), happened)
    return replace(single, auc=0.5 if auc is None else auc)


def _rates(texts: Texts, happened: Bools, base: float) -> tuple[tuple[str, float], ...]:
    """Of each text, drawn towards the base rate by ten customers; the empty text stands for what is missing. Texts that
    fewer have say nothing: where everybody has another one, each would foretell its own customer."""
    codes = np.where(texts.codes < 0, len(texts.values), texts.codes)
    rows = np.bincount(codes, minlength=len(texts.values) + 1)
    did = np.bincount(codes, weights=happened, minlength=len(texts.values) + 1)
    names = [*texts.values, ""]
    return tuple((name, (d + 10 * base) / (n + 10)) for name, n, d in zip(names, rows, did, strict=True) if n >= FEW)
