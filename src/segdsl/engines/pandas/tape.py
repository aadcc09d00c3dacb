"""Conditions and values as one straight list of steps, run over a batch in strips that fit the processor's cache.

Each step is taken once however many others need it, and what it made is let go after the last of them. Where no value
is missing, *surely* and *possibly* are one array and are computed once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from segdsl.engines.pandas import sequence
from segdsl.engines.pandas.results import Growing, Result
from segdsl.engines.pandas.steps import LookUps, Maker, Slots
from segdsl.engines.pandas.vectors import Vec
from segdsl.lower import nodes, walking
from segdsl.lower.nodes import Cond, Value

STRIP = 65_536
"""Rows at a time: masks of them stay in the cache, and numpy's cost for a call does not weigh."""


class Tape:
    """Answers these conditions and values; `inputs` are the nodes whose columns must be given (columns of the row at
    hand, values of its customer, measures)."""

    def __init__(
        self, conditions: Sequence[Cond], values: Sequence[Value], look_ups: LookUps, possibly: bool = True
    ) -> None:
        order = sequence.without_bare_constants(walking.below([*conditions, *values]), values)
        self._at = {node.number: place for place, node in enumerate(order)}
        self._values = [self._at[value.number] for value in values]
        self._answers: list[list[int]] = [[] for _ in order]
        for number, condition in enumerate(conditions):
            self._answers[self._at[condition.number]].append(number)
        asked = sequence.who_needs_possibly(order, conditions if possibly else ())
        make = Maker(self._at, asked, look_ups)
        self._steps = [make.step(node) for node in order]
        self._frees = sequence.free_after(order, self._at, set(self._values))
        self.inputs = [node for node in order if sequence.is_input(node)]

    def fields_of(self, columns: Mapping[str, Vec]) -> dict[int, Vec]:
        """Those inputs that are columns of the row at hand."""
        return {node.number: columns[node.column] for node in self.inputs if isinstance(node, nodes.Field)}

    def run(self, rows: int, inputs: Mapping[int, Vec]) -> Result:
        """The answers for a batch of so many rows; `inputs` by the node's number."""
        given = [(self._at[node.number], inputs[node.number]) for node in self.inputs]
        result = Growing(rows, sum(map(len, self._answers)), len(self._values))
        with np.errstate(all="ignore"):
            for start in range(0, max(rows, 1), STRIP):
                self._strip(start, min(start + STRIP, rows), given, result)
        return result.done()

    def _strip(self, start: int, stop: int, given: Sequence[tuple[int, Vec]], result: Growing) -> None:
        """Answers are put away as soon as they are there, and let go: those of many segments would fill the cache."""
        slots: Slots = [None] * len(self._steps)
        for place, vec in given:
            slots[place] = vec.cut(start, stop)
        for place, (step, frees, answers) in enumerate(zip(self._steps, self._frees, self._answers, strict=True)):
            if slots[place] is None:
                slots[place] = step(slots, stop - start)
            for number in answers:
                result.add_condition(number, start, stop, slots[place])
            for free in frees:
                slots[free] = None
        for number, place in enumerate(self._values):
            result.add_value(number, start, stop, slots[place])
