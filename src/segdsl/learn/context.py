"""What a fit is given: the rules, a way to ask the customers, and what was learned before; it learns nothing itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.frames import Answers, Bools, Vector
from segdsl.learn.vectors import joined, picked

if TYPE_CHECKING:
    from segdsl.learn.state import LearnedState

Ask: TypeAlias = Callable[[ir.Program, Sequence[ir.Cond], Sequence[ir.Expr]], Iterator[Answers]]
"""What an engine says of every customer about these conditions and values, batch by batch."""

SEED = 20
"""Of everything that draws lots; recorded in the state."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Customers sorted by key, with what was asked of them; all arrays have one element for each."""

    keys: npt.NDArray[Any]
    true: tuple[Bools, ...]
    possible: tuple[Bools, ...]
    values: tuple[Vector, ...]

    @property
    def rows(self) -> int:
        return len(self.keys)

    def places_of(self, keys: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Where these customers stand, all of whom are there: the customers are the same whatever day is looked at."""
        if np.array_equal(self.keys, keys):
            return np.arange(len(keys))
        places = np.searchsorted(self.keys, keys)
        assert np.array_equal(self.keys[places], keys), "the same customers are there on every day"
        return places


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """For the fit of one thing. `program` is as of its own date, and everything that the thing needs is fitted in it.

    `sample` asks the customers of `program` (or of the program given) for whom `within` is true. `at` gives the program
    as of an earlier day, with whatever the thing needs learned from nothing later than that day, and the states of what
    was learned so (they belong into the thing's own state, as `inputs`); it raises Refused when that cannot be done.
    `last_day` is the last date in a dated table (None: it has no dates). `previous` is the thing's state of the last
    fit, of the same declaration or an older one (None: never fitted, or to be fitted afresh). `accept` settles which
    reading holds where groups found again could be named in two ways: by their likeness to the old ones, or by the
    `call` lines.
    """

    program: ir.Program
    ask: Ask
    at: Callable[[dt.date], tuple[ir.Program, Mapping[str, LearnedState]]]
    last_day: Callable[[str], dt.date | None]
    previous: LearnedState | None = None
    accept: Literal["match", "calls"] | None = None
    known: Mapping[ir.Expr, Vector] = field(default_factory=dict)

    def header(self, thing: ir.LearnedThing) -> dict[str, Any]:
        """What the state of any thing says of it: the fields of `state.Header` but for the counts."""
        return {"name": thing.name, "declaration": declaration(thing), "as_of": self.program.as_of, "seed": SEED}

    def vectors(self, values: Sequence[ir.Expr], within: ir.Cond | None = None) -> tuple[Vector, ...]:
        """The values of all customers (for whom `within` is true), in no promised order: for what does not depend on
        it, and need not wait for the keys to be sorted. What is `known` already is not asked again."""
        if within is None and all(value in self.known for value in values):
            return tuple(self.known[value] for value in values)
        batches = list(self.ask(self.program, () if within is None else (within,), values))
        if within is None:
            order = np.arange(sum(batch.rows for batch in batches))
        else:
            order = np.flatnonzero(_column([batch.true[0] for batch in batches]))
        return tuple(picked(joined([batch.values[j] for batch in batches]), order) for j in range(len(values)))

    def sample(
        self,
        values: Sequence[ir.Expr],
        conditions: Sequence[ir.Cond] = (),
        within: ir.Cond | None = None,
        program: ir.Program | None = None,
    ) -> Sample:
        asked = [*conditions] if within is None else [*conditions, within]
        batches = list(self.ask(program or self.program, asked, values))
        return _sorted(batches, len(conditions), len(values), within is not None)


def declaration(thing: ir.LearnedThing) -> str:
    """The hash by which a state knows what it was learned for."""
    return hashlib.sha256(thing.declaration.encode("utf-8", "surrogatepass")).hexdigest()


def _sorted(batches: Sequence[Answers], conditions: int, values: int, filtered: bool) -> Sample:
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = pa.chunked_array([pa.array(b.key_array, type=pa.large_string()) for b in batches], type=pa.large_string())
    ascending: bool = pc.all(pc.less(keys.slice(0, max(len(keys) - 1, 0)), keys.slice(1))).as_py()  # as files often are
    # By code point, as Python sorts texts.
    order: npt.NDArray[Any] = np.arange(len(keys)) if ascending else pc.sort_indices(keys).to_numpy()
    if filtered:
        order = order[_column([b.true[conditions] for b in batches])[order]]
    return Sample(
        keys=keys.take(order).to_numpy().astype(object),
        true=tuple(_column([b.true[i] for b in batches])[order] for i in range(conditions)),
        possible=tuple(_column([b.possible[i] for b in batches])[order] for i in range(conditions)),
        values=tuple(picked(joined([b.values[j] for b in batches]), order) for j in range(values)),
    )


def _column(parts: Sequence[Bools]) -> Bools:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.bool_)
