"""What customers are known by → what is learned of each feature, and a matrix of numbers; learns no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.diagnostics.model import Refused
from segdsl.frames import Numbers, Texts, Vector
from segdsl.interpret import as_key
from segdsl.learn.numbers import rounded
from segdsl.learn.state import FeatureState, Level
from segdsl.learn.useless import too_large
from segdsl.types import Kind, is_textual

Matrix: TypeAlias = npt.NDArray[np.float64]

MOST_LEVELS = 20
"""A category has at most so many levels of its own, the most common ones; all others are alike."""


def is_category(feature: ir.Feature) -> bool:
    return feature.treatment is ir.Treatment.CATEGORY or is_textual(feature.value.type)


def learn(features: Sequence[ir.Feature], vectors: Sequence[Vector]) -> tuple[FeatureState, ...]:
    """What is to be known of each feature, of its values among the customers learned from (`vectors`, one each, in the
    order of a `Sample`, so that sums leave no trace of the order in which customers were read).

    Raises:
        Refused: there are numbers that nothing can be computed with.
    """
    return tuple(_learn(feature, vector) for feature, vector in zip(features, vectors, strict=True))


def _learn(feature: ir.Feature, vector: Vector) -> FeatureState:
    if is_category(feature):
        values, counts, missing = counted(vector)
        ranked = sorted(zip(values, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))[:MOST_LEVELS]
        levels = tuple(Level(value=value, rows=rows) for value, rows in sorted(ranked))
        return FeatureState(name=feature.name, kind="category", treatment="category", missing=missing, levels=levels)
    numbers = as_numbers(vector)
    absent = np.isnan(numbers)
    known = numbers[~absent] if absent.any() else numbers
    yes_no = feature.value.type.kind is Kind.YES_NO
    wrong = None if feature.treatment is ir.Treatment.LOG else too_large(f"`{feature.name}`", known, feature.span)
    if wrong is not None:
        raise Refused(wrong)
    if not len(known):
        return FeatureState(
            name=feature.name,
            kind="yes or no" if yes_no else "number",
            treatment=_treatment(feature),
            missing=len(numbers),
        )
    median = rounded(median_of(known))
    low, high = float(known.min()), float(known.max())
    center, scale = 0.0, 1.0
    if feature.treatment is not ir.Treatment.UNSCALED and low < high:
        spread = logged(known) if feature.treatment is ir.Treatment.LOG else known
        center, deviation = rounded(float(spread.mean())), rounded(float(spread.std()))
        scale = deviation if deviation > 0 else 1.0
    return FeatureState(
        name=feature.name,
        kind="yes or no" if yes_no else "number",
        treatment=_treatment(feature),
        missing=int(len(numbers) - len(known)),
        low=rounded(low),
        high=rounded(high),
        median=median,
        fill=median,
        center=center,
        scale=scale,
    )


def _treatment(feature: ir.Feature) -> Any:
    return feature.treatment.value


def logged(values: Numbers) -> Numbers:
    found: Numbers = np.sign(values) * np.log1p(np.abs(values))
    return found


def median_of(values: Numbers) -> float:
    """The middle value, or the mean of the two in the middle; `values` has some, and none is missing.

    One place is much quicker to find than the two that `numpy.median` asks for.
    """
    half = len(values) // 2
    parted = np.partition(values, half)
    if len(values) % 2:
        return float(parted[half])
    return float((parted[:half].max() + parted[half]) / 2)


def as_numbers(vector: Vector) -> Numbers:
    """Numbers and durations as they are, yes and no as 1 and 0, what is missing as NaN."""
    if isinstance(vector, Texts):
        raise TypeError("texts are categories")
    numbers: Numbers = vector.astype(np.float64, copy=False)
    return np.where(numbers < 0, np.nan, numbers) if vector.dtype.kind == "i" else numbers


def texts(vector: Vector) -> Texts:
    """The values as the texts by which categories are told apart."""
    if isinstance(vector, Texts):
        return vector
    numbers = as_numbers(vector)
    known = ~np.isnan(numbers)
    found, places = np.unique(numbers[known], return_inverse=True)
    yes_no = vector.dtype.kind == "i"
    values = [as_key(bool(value) if yes_no else float(value)) or "" for value in found]
    codes = np.full(len(numbers), -1, dtype=np.int32)
    codes[known] = places
    return Texts(codes, values)


def counted(vector: Vector) -> tuple[list[str], list[int], int]:
    """The different values as texts, how many customers have each, and how many have none."""
    as_texts = texts(vector)
    counts = np.bincount(as_texts.codes[as_texts.codes >= 0], minlength=len(as_texts.values))
    found = [(value, int(count)) for value, count in zip(as_texts.values, counts, strict=True) if count]
    return [value for value, _ in found], [rows for _, rows in found], int((as_texts.codes < 0).sum())


def matrix(states: Sequence[FeatureState], vectors: Sequence[Vector], *, scaled: bool, filled: bool) -> Matrix:
    """Customers by columns (C order): a number for a number or yes/no, 0 or 1 for each level of a category.

    `filled` puts the fill in the place of what is missing (else NaN), `scaled` takes the log and brings numbers to one
    scale, and categories where their state has a scale. `feature_columns.columns` says the same in IR.
    """
    found = columns(states, vectors, scaled=scaled, filled=filled)
    made = np.empty((length(vectors[0]) if found else 0, len(found)))
    for place, column in enumerate(found):
        made[:, place] = column
    return made


def columns(states: Sequence[FeatureState], vectors: Sequence[Vector], *, scaled: bool, filled: bool) -> list[Numbers]:
    """The columns of the matrix, each for itself."""
    made: list[Numbers] = []
    for state, vector in zip(states, vectors, strict=True):
        if state.kind == "category":
            made.extend(_levels(state, texts(vector), 1 / state.scale if scaled else 1.0))
            continue
        numbers = filled_in(state, vector) if filled else as_numbers(vector)
        if scaled:
            if state.treatment == "log":
                numbers = logged(numbers)
            if (state.center, state.scale) != (0.0, 1.0):
                numbers = -state.center / state.scale + (1 / state.scale) * numbers
        made.append(numbers)
    return made


def filled_in(state: FeatureState, vector: Vector) -> Numbers:
    """Numbers with the fill in the place of what is missing."""
    numbers = as_numbers(vector)
    absent = np.isnan(numbers)
    return numbers if state.fill is None or not absent.any() else np.where(absent, state.fill, numbers)


def length(vector: Vector) -> int:
    return len(vector.codes if isinstance(vector, Texts) else vector)


def _levels(state: FeatureState, vector: Texts, mark: float) -> list[Numbers]:
    places = {value: place for place, value in enumerate(vector.values)}
    return [np.where(vector.codes == places.get(level.value, -2), mark, 0.0) for level in state.levels]


def column_names(states: Sequence[FeatureState]) -> list[str]:
    """The columns of the matrix, for people."""
    names: list[str] = []
    for state in states:
        names += [f"{state.name} is {level.value}" for level in state.levels] if state.levels else [state.name]
    return names
