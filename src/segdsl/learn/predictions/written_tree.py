"""A decision tree → a `define` in the rule language that gives the same chances, for people to review."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from segdsl import ir
from segdsl.learn.predictions.calibration import Calibration
from segdsl.learn.predictions.trees import HIGHEST
from segdsl.learn.state import FeatureState, ModelState, TreeState
from segdsl.source import Source, Span
from segdsl.syntax import ast, print_names
from segdsl.types import Kind, is_textual


@dataclass(frozen=True, slots=True)
class _Reached:
    """What is so of a feature on the way to a leaf: a number above `low` and up to `high`; a category that `is_` or is
    none of `not_`; whether a missing value comes here too."""

    low: float = -math.inf
    high: float = math.inf
    is_: str | None = None
    not_: tuple[str, ...] = ()
    missing: bool = True


def written(name: str, features: Sequence[ir.Feature], model: ModelState) -> tuple[str, ...]:
    """The lines; the likeliest first. Where nobody's value was missing, nothing is said of missing ones."""
    places = [(i, level) for i, state in enumerate(model.features) for level in _levels(state)]
    leaves = [(_conditions(features, model.features, found), score) for found, score in _leaves(model.trees[0], places)]
    scores = [model.constant + score for _, score in leaves]
    chances = Calibration(model.slope, model.offset, model.points).chances(np.array(scores)).tolist()
    ranked = sorted(zip(chances, leaves, strict=True), key=lambda pair: -pair[0])
    if len(ranked) == 1:
        return (f"define {_name(name, 'as')} as {_percent(ranked[0][0])}",)
    lines = [f"define {_name(name, 'as')} as"]
    for chance, (conditions, _) in ranked[:-1]:
        lines.append(f"  when {' and '.join(conditions)} then {_percent(chance)}")
    return (*lines, f"  otherwise {_percent(ranked[-1][0])}")


def _levels(state: FeatureState) -> list[str | None]:
    return [level.value for level in state.levels] if state.kind == "category" else [None]


def _percent(chance: float) -> str:
    return f"{100 * chance:.1f}%"


def _leaves(tree: TreeState, places: Sequence[tuple[int, str | None]]) -> Iterator[tuple[dict[int, _Reached], float]]:
    pending: list[tuple[int, dict[int, _Reached]]] = [(0, {})]
    while pending:
        node, found = pending.pop()
        if tree.feature[node] < 0:
            yield found, tree.value[node]
            continue
        feature, level = places[tree.feature[node]]
        before = found.get(feature, _Reached())
        for left in (False, True):
            child = tree.left[node] if left else tree.right[node]
            pending.append((child, {**found, feature: _narrowed(before, tree, node, left, level)}))


def _narrowed(before: _Reached, tree: TreeState, node: int, left: bool, level: str | None) -> _Reached:
    if level is not None:  # a level is 0 or 1, and 0 where the category is missing
        if not left:
            return replace(before, is_=level, missing=False)
        return before if before.is_ is not None else replace(before, not_=(*before.not_, level))
    missing = before.missing and tree.missing_left[node] == left
    threshold = tree.threshold[node]
    if left:
        return replace(before, high=min(before.high, threshold), missing=missing)
    return replace(before, low=max(before.low, threshold), missing=missing)


def _conditions(
    features: Sequence[ir.Feature], states: Sequence[FeatureState], found: dict[int, _Reached]
) -> list[str]:
    return [
        text for place, reached in sorted(found.items()) for text in _condition(features[place], states[place], reached)
    ]


def _condition(feature: ir.Feature, state: FeatureState, reached: _Reached) -> Iterator[str]:
    name = _value(feature)
    tests = list(_category(name, feature, reached) if state.kind == "category" else _number(name, feature, reached))
    if not reached.missing or state.missing == 0:
        yield from tests or ([f"{name} is known"] if state.missing else [])
    elif tests:
        yield (
            f"({' and '.join(tests)} or {name} is missing)"
            if len(tests) == 1
            else (f"(({' and '.join(tests)}) or {name} is missing)")
        )


def _category(name: str, feature: ir.Feature, reached: _Reached) -> Iterator[str]:
    if reached.is_ is not None:
        yield f"{name} is {_level(feature, reached.is_)}"
    elif len(reached.not_) == 1:
        yield f"{name} is not {_level(feature, reached.not_[0])}"
    elif reached.not_:
        yield f"{name} not in [{', '.join(_level(feature, level) for level in reached.not_)}]"


def _number(name: str, feature: ir.Feature, reached: _Reached) -> Iterator[str]:
    if reached.low >= HIGHEST:
        yield f"{name} is missing"
        return
    if feature.value.type.kind is Kind.YES_NO:
        if reached.low > -math.inf:
            yield f"{name} is yes"
        if reached.high < math.inf:
            yield f"{name} is no"
        return
    if reached.low > -math.inf:
        yield f"{name} > {_limit(feature, reached.low)}"
    if reached.high < HIGHEST:
        yield f"{name} <= {_limit(feature, reached.high)}"


def _limit(feature: ir.Feature, threshold: float) -> str:
    kind = feature.value.type.kind
    if kind in (Kind.WHOLE, Kind.DURATION):  # 42.5 parts whole numbers as 42 does
        threshold = math.floor(threshold)
    return f"{_plain(threshold)} days" if kind is Kind.DURATION else _plain(threshold)


def _plain(value: float) -> str:
    text = repr(float(value))
    return text.removesuffix(".0") if "e" not in text else f"{value:.12f}".rstrip("0").rstrip(".")


def _level(feature: ir.Feature, level: str) -> str:
    if not is_textual(feature.value.type):
        return level
    return print_names.text(ast.TextLit(level, span=_written(level)))


def _name(name: str, place: print_names.Place = "value") -> str:
    return print_names.name(ast.Name(name, span=_written(f"`{name}`")), place)


def _written(text: str) -> Span:
    return Span(Source("", text), 0, len(text))


def _value(feature: ir.Feature) -> str:
    """A calculation in parentheses: some of them cannot stand in a condition without."""
    if isinstance(feature.value, ir.Column | ir.Named | ir.PartOf):
        return _name(feature.name)
    return f"({feature.name})"
