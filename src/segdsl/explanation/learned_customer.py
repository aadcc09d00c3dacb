"""One customer's learned values with their parts, and what raises or lowers them; it learns nothing.

A feature's pull is found by asking again with the usual value in its place, everything else as it is: the median of
those learned from, or the most common of a category. Pulls are not parts of a sum, since features work together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from segdsl import ir
from segdsl.explanation import learned, phrases, shown
from segdsl.explanation.model import Kind, LearnedValue, Pull
from segdsl.explanation.phrases import Context
from segdsl.interpret import Interpreter, Row
from segdsl.learn import kinds
from segdsl.learn.shown import number
from segdsl.learn.state import (
    ClusterState,
    DetectionState,
    EstimateState,
    FeatureState,
    GroupState,
    LearnedState,
    PredictionState,
    RecommendationState,
    ScoreState,
)
from segdsl.learn.substitute import as_fitted, constants, placed
from segdsl.names import fold
from segdsl.types import NUMBER, TEXT, YES_NO, Value

MOST_PULLS = 6
"""So many of the features that pull are told."""
_LEAST = 0.0005
"""A pull smaller than this (0.05 percentage points) is none."""

Featured: TypeAlias = ir.Cluster | ir.Prediction | ir.Recommendation | ir.Detection


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A customer, the rules as checked, what was learned, and the interpreter of the fitted rules."""

    program: ir.Program
    states: Mapping[str, LearnedState]
    interpreter: Interpreter
    row: Row

    def value(self, expr: ir.Expr) -> Value | None:
        return self.interpreter.value(expr, self.row)

    def number(self, expr: ir.Expr) -> float | None:
        found = self.value(expr)
        return float(found) if isinstance(found, int | float) else None


def learned_values(asked: Asked, keys: Iterable[str]) -> tuple[LearnedValue, ...]:
    """Each learned thing that was fitted, but for shares, which their rule shows with its limit."""
    found = constants(asked.program, asked.states)
    told = []
    for key in keys:
        thing, state = asked.program.learned[key], asked.states.get(key)
        if state is None or isinstance(thing, ir.Share):
            continue
        whole = {output: value for (name, output), value in found.items() if name == key}
        ready = as_fitted(asked.program, thing, state, found)
        told.append(_Teller(asked, placed(ready, found), state, whole).told())
    return tuple(told)


@dataclass(frozen=True, slots=True, eq=False)
class _Teller:
    """For one thing: `thing` with constants for all that it needs, `outputs` what stands for each of its own."""

    asked: Asked
    thing: ir.LearnedThing
    state: LearnedState
    outputs: Mapping[str, ir.Expr]

    def told(self) -> LearnedValue:
        match self.thing, self.state:
            case ir.Score() as thing, ScoreState():
                return self._score(thing)
            case ir.Cluster() as thing, ClusterState() as state:
                return self._cluster(thing, state)
            case ir.Prediction() as thing, PredictionState() as state:
                return self._chance(thing, state)
            case ir.Estimate() as thing, EstimateState():
                return self._estimate(thing)
            case ir.Recommendation() as thing, RecommendationState() as state:
                return self._recommendation(thing, state)
            case ir.Detection() as thing, DetectionState() as state:
                return self._detection(thing, state)
            case thing, _:
                return self._plain(thing)

    def _value(self, output: str) -> Value | None:
        return self.asked.value(self.outputs[output])

    def _made(
        self, text: str, value: Value | None, lines: Iterable[str] = (), pulls: Iterable[Pull] = ()
    ) -> LearnedValue:
        kind: Kind = learned.kind(self.thing)
        return LearnedValue(self.thing.name, kind, value, text, tuple(lines), tuple(pulls))

    def _missing(self, name: str) -> LearnedValue:
        """Outside the population, or without what it is made of."""
        population = getattr(self.thing, "population", None)
        inside = population is None or self.asked.interpreter.condition(population, self.asked.row) is True
        why = "something that it is made of is missing" if inside else "the customer is not one of those it is about"
        return self._made(f"{name} is missing: {why}", None)

    def _plain(self, thing: ir.LearnedThing) -> LearnedValue:
        name = next(iter(thing.outputs))
        return self._made(f"{thing.outputs[name]} is {shown.value(self._value(name))}", self._value(name))

    # ---- scores and groups -----------------------------------------------------------------------------------

    def _score(self, thing: ir.Score) -> LearnedValue:
        """`RFM score is 13 = 5 + 4 + 4`."""
        total, name = self._value("score"), thing.outputs["score"]
        parts = [(part, self._value(output)) for part, output in zip(thing.parts, _part_outputs(thing), strict=True)]
        lines = [
            f"{part.name} {shown.value(band)}: {self._words(part.value, original)}"
            for (part, band), original in zip(parts, _values_written(self.asked.program, self.thing), strict=True)
        ]
        if total is None:
            return replace(self._missing(name), lines=tuple(lines))
        terms = [
            shown.value(band) if part.weight == 1 else f"{shown.number(part.weight)} × {shown.value(band)}"
            for part, band in parts
        ]
        return self._made(f"{name} is {shown.value(total)} = {' + '.join(terms)}", total, lines)

    def _words(self, value: ir.Expr, original: ir.Expr) -> str:
        return f"{phrases.words(Context(self.asked.program), original)} is {shown.value(self.asked.value(value))}"

    def _cluster(self, thing: ir.Cluster, state: ClusterState) -> LearnedValue:
        """The group, and the one that the fewest changed values would lead to."""
        group = self._value("group")
        if not isinstance(group, str):
            return self._missing(thing.name)
        here = self._group(group, state)
        lines = [self._beside(feature, place, here, state) for place, feature in enumerate(thing.features)]
        near = self._nearest_group(group)
        ending = "" if near is None else f', next nearest "{near}"'
        return self._made(f'{thing.name} is "{group}"{ending}', group, lines)

    def _group(self, name: str, state: ClusterState) -> GroupState | None:
        """The customer's own group, which may be one of several with the name."""
        best = self._best()
        own = next((group for group in state.groups if group.name == name), None)
        if best is None or len(best.choices) != len(state.groups):
            return own
        found = [self.asked.number(value) for value, _ in best.choices]
        known = [value for value in found if value is not None]
        if len(known) < len(found):
            return own
        return state.groups[found.index(max(known) if best.highest else min(known))]

    def _beside(self, feature: ir.Feature, place: int, here: GroupState | None, state: ClusterState) -> str:
        """`digital share is 0.8; usual in the group: 0.9, of everybody: 0.4`."""
        name = state.features[place].name
        told = f"{name} is {shown.value(_short(self.asked.value(feature.value)))}"
        line = next((p for p in here.profile if p.feature == name), None) if here is not None else None
        if line is None:
            return told
        if line.value is not None:
            return f'{told}; most common in the group: "{line.value}"'
        if state.features[place].kind == "yes or no" and line.here is not None and line.everybody is not None:
            return f"{told}; yes for {_percent(line.here)} of the group, {_percent(line.everybody)} of everybody"
        return f"{told}; usual in the group: {number(line.here)}, of everybody: {number(line.everybody)}"

    def _nearest_group(self, group: str) -> str | None:
        """The best of the labels that are left when the customer's own is not there."""
        value = self._best()
        if value is None:
            return None
        others = tuple(choice for choice in value.choices if choice[1] != group)
        found = self.asked.value(replace(value, choices=others)) if others else None
        return found if isinstance(found, str) else None

    def _best(self) -> ir.Best | None:
        value = self.outputs["group"]
        while isinstance(value, ir.Choose) and len(value.branches) == 1:
            value = value.branches[0][1]
        return value if isinstance(value, ir.Best) else None

    # ---- chances ---------------------------------------------------------------------------------------------

    def _chance(self, thing: ir.Prediction, state: PredictionState) -> LearnedValue:
        chance = self._value("chance")
        if not isinstance(chance, float | int):
            return self._missing(thing.name)
        usual = state.model.tested.happened / state.model.tested.rows if state.model.tested.rows else None
        beside = "" if usual is None else f"; of all customers tested it came true for {_percent(usual)}"
        pulls = self._pulls(thing, state.model.features, "chance", chance)
        return self._made(f"{thing.name} is {_percent(chance)}{beside}", chance, (), pulls)

    def _recommendation(self, thing: ir.Recommendation, state: RecommendationState) -> LearnedValue:
        best = self._value("next")
        lines = []
        for product in state.products:
            chance = self._value(f"chance of {product.name}")
            if isinstance(chance, int | float):
                lines.append(f'"{product.name}": chance {_percent(chance)} (usual: {_percent(product.usual)})')
            else:
                lines.append(f'"{product.name}": none, {self._why_no_chance(thing, product.name)}')
        name = thing.outputs["next"]
        return self._made(f"{name} is {shown.value(best)}", best, lines)

    def _why_no_chance(self, thing: ir.Recommendation, product: str) -> str:
        holds = next((each.holds for each in thing.products if each.name == product), None)
        held = holds is not None and self.asked.interpreter.condition(holds, self.asked.row) is True
        return "held already" if held else "since something that it is made of is missing"

    def _detection(self, thing: ir.Detection, state: DetectionState) -> LearnedValue:
        value = self._value("unusualness")
        if not isinstance(value, float | int):
            return self._missing(thing.name)
        within = [share for share, score in state.shares if value >= score]
        place = f"among the most unusual {_percent(min(within))}" if within else "not among the most unusual"
        pulls = self._pulls(thing, state.features, "unusualness", value) if within else ()
        return self._made(f"{thing.name} is {number(round(value, 3))}, {place}", value, (), pulls)

    def _estimate(self, thing: ir.Estimate) -> LearnedValue:
        value = self._value("value")
        if value is None:
            return self._missing(thing.name)
        lines = [
            f"{thing.outputs[output]} is {_percent(found) if output == 'alive' else number(round(found, 2))}"
            for output in ("alive", "purchases", "spend")
            if output in self.outputs and (found := self.asked.number(self.outputs[output])) is not None
        ]
        return self._made(f"{thing.name} is {number(round(float(value), 2))}", value, lines)  # type: ignore[arg-type]

    # ---- what pulls ------------------------------------------------------------------------------------------

    def _pulls(self, thing: Featured, features: tuple[FeatureState, ...], output: str, value: float) -> list[Pull]:
        """The output again, each time with one feature at its usual value."""
        found = []
        for place, feature in enumerate(thing.features):
            usual = _usual(features[place])
            if usual is None:
                continue
            without = self._again(thing, place, usual, output)
            own = self.asked.value(feature.value)
            if without is not None and abs(without - value) >= _LEAST:
                found.append(Pull(features[place].name, _short(own), _short(usual.value), without))
        return sorted(found, key=lambda pull: -abs(value - pull.without))[:MOST_PULLS]

    def _again(self, thing: Featured, place: int, usual: ir.Literal, output: str) -> float | None:
        features = list(thing.features)
        features[place] = replace(features[place], value=usual)
        changed = replace(thing, features=tuple(features))
        return self.asked.number(kinds.constants(changed, self.state)[output])


def _usual(feature: FeatureState) -> ir.Literal | None:
    """The median of those learned from, or the most common of a category."""
    if feature.kind == "category":
        common = max(feature.levels, key=lambda level: level.rows, default=None)
        return None if common is None else ir.Literal(common.value, TEXT)
    if feature.median is None:
        return None
    if feature.kind == "yes or no":
        return ir.Literal(feature.median >= 0.5, YES_NO)
    return ir.Literal(feature.median, NUMBER)


def _part_outputs(thing: ir.Score) -> list[str]:
    return [fold(part.name) for part in thing.parts]


def _values_written(program: ir.Program, thing: ir.LearnedThing) -> list[ir.Expr]:
    """The values of a score's parts as they are written, for their words."""
    original = next(each for each in program.learned.values() if each.name == thing.name)
    return [part.value for part in original.parts] if isinstance(original, ir.Score) else []


def _percent(share: float) -> str:
    if 0 < share < 0.0005:
        return "<0.1%"
    return f"{shown.number(round(share * 100, 1))}%"


def _short(value: Value | None) -> Value | None:
    """Numbers with at most four decimals."""
    return round(value, 4) if isinstance(value, float) else value


def raises(pull: Pull, told: LearnedValue) -> bool:
    """Whether it would be less with the usual value."""
    return isinstance(told.value, int | float) and pull.without < told.value


def pull_words(pull: Pull, of: LearnedValue) -> str:
    """`days quiet is 80 and raises it: with the usual 12 it would be 4%`."""
    without = round(pull.without, 3)
    told = number(without) if of.kind == "detect" else shown.percent(without)
    side = "raises" if raises(pull, of) else "lowers"
    with_usual = f"with the usual {shown.value(pull.usual)} it would be {told}"
    return f"{pull.name} is {shown.value(pull.value)} and {side} it: {with_usual}"
