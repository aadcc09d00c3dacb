"""The customers as a lazy frame: which rows they are, their measures so far, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from segdsl.engines.polars.compiling import Compiler, below
from segdsl.engines.polars.lookups import LookUpTables
from segdsl.engines.polars.names import CUSTOMER, KEY
from segdsl.engines.polars.names import node as name_of
from segdsl.engines.polars.sorts import DTYPES, Part, sort_of
from segdsl.engines.polars.sources import Rows, Sources
from segdsl.engines.polars.texts import key_text
from segdsl.ir import Aggregate
from segdsl.lower import Customers, nodes
from segdsl.lower.nodes import Fold, Node, Value

_FROM_NOTHING = {Aggregate.COUNT, Aggregate.SUM, Aggregate.DIFFERENT}
"""Of no rows these are zero; the others are missing."""

_ROW = "_row"
_GROUP = "_group"


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Finished measures, NaN where they are missing: row by row those of the customers, who may be more."""

    frame: pl.DataFrame
    folds: tuple[Fold, ...]


@dataclass(slots=True, eq=False)
class Population:
    plan: Customers
    sources: Sources
    look_ups: LookUpTables
    _measured: list[Measured] = field(default_factory=list)
    _firsts: pl.DataFrame | None = None

    def attach(self, groups: pl.DataFrame, folds: Sequence[Fold], link: Value | None) -> None:
        """Gives finished measures to their customers. The first column of the groups has the number of the customer,
        or (`link`) the text that the value of the customer is."""
        by, names = groups.columns[0], groups.columns[1:]
        if link is None:
            customers, rows = groups[by].to_numpy(), np.arange(len(groups))
        else:
            owners = groups.lazy().select(by).with_row_index(_GROUP)
            pairs = self.ask({}, {KEY: link}, numbered=True).join(owners, left_on=KEY, right_on=by, how="inner")
            found = self.sources.collected("the customers of each group", pairs.select(CUSTOMER, _GROUP))
            customers, rows = found[CUSTOMER].to_numpy(), found[_GROUP].to_numpy()
        places = np.full(int(customers.max()) + 1 if len(customers) else 0, -1, dtype=np.int64)
        places[customers] = rows
        known = pl.Series(places).to_frame("x").select(pl.when(pl.col("x") >= 0).then(pl.col("x")))["x"]
        self._measured.append(Measured(groups.select(pl.col(names).gather(known)), tuple(folds)))

    def ask(
        self,
        wanted: Mapping[str, Node],
        keys: Mapping[str, Value] | None = None,
        key: bool = False,
        numbered: bool = False,
    ) -> pl.LazyFrame:
        """A column for each node that is wanted, one with the text of each value in `keys`; also the customers' key as
        it lies there (`_key`), and their number."""
        texts = keys or {}
        roots = [*wanted.values(), *texts.values()]
        order = below(roots)
        folds = {node.number for node in order if isinstance(node, Fold)}
        measured = [each for each in self._measured if any(fold.number in folds for fold in each.folds)]
        rows = self._rows(order, key)
        frame = rows.frame.with_row_index(CUSTOMER) if numbered else rows.frame
        frame = frame.with_columns(rows.column(self.plan.key).expr.alias(KEY)) if key else frame
        kept = [*rows.names, *([CUSTOMER] if numbered else []), *([KEY] if key else [])]
        for each in measured:
            frame = _beside(frame, [fold for fold in each.folds if fold.number in folds], each.frame)
        compiler = Compiler(rows.given(order), self.look_ups)
        compiler.add(roots)
        outputs = [(name, compiler.strict(node)) for name, node in wanted.items()]
        outputs += [(name, compiler.key(value)) for name, value in texts.items()]
        return compiler.steps.apply(frame, outputs, [name for name in (CUSTOMER, KEY) if name in kept])

    def _rows(self, order: Sequence[Node], key: bool) -> Rows:
        """Those rows of the customers' table that are customers."""
        plan = self.plan
        columns = _own([*order, *below([plan.seen])])
        if key or plan.distinct or not columns:
            columns.add(plan.key)
        rows = self.sources.rows(plan.table, frozenset(columns))
        everybody = isinstance(plan.seen, nodes.Known) and plan.seen.answer is True
        frame = rows.frame.with_row_index(_ROW) if plan.distinct else rows.frame
        kept = [*rows.names, *([_ROW] if plan.distinct else [])]
        if not everybody:
            compiler = Compiler(rows.given(below([plan.seen])), self.look_ups, "_s")
            compiler.add([plan.seen])
            frame = compiler.steps.apply(frame, [("_seen", compiler.strict(plan.seen))], kept)
            frame = frame.filter(pl.col("_seen").fill_null(False)).drop("_seen")
        if plan.distinct:
            frame = self._first_of_each(frame, rows.column(plan.key))
        return Rows(frame, rows.columns)

    def _first_of_each(self, frame: pl.LazyFrame, key: Part) -> pl.LazyFrame:
        """The first of the rows with the same key; rows without a key are nobody's."""
        if self._firsts is None:
            keyed = frame.select(_ROW, key_text(key).alias(KEY)).filter(pl.col(KEY).is_not_null())
            found = keyed.group_by(KEY).agg(pl.col(_ROW).min())
            self._firsts = self.sources.collected("the first row of each customer", found).select(_ROW)
        return frame.join(self._firsts.lazy(), on=_ROW, how="semi", maintain_order="left").drop(_ROW)


def _beside(frame: pl.LazyFrame, folds: Sequence[Fold], measures: pl.DataFrame) -> pl.LazyFrame:
    """The customers with their measures: both are in the same order, and need not be joined."""
    names = [name_of(fold.number) for fold in folds]
    both = pl.concat([frame, measures.lazy().select(names)], how="horizontal_extend")
    return both.with_columns(_known(fold) for fold in folds)


def _known(fold: Fold) -> pl.Expr:
    """The measure of customers who have no rows, too."""
    found = pl.col(name_of(fold.number))
    if fold.aggregate in _FROM_NOTHING:
        found = found.fill_null(0.0)
    return found.fill_nan(None) if DTYPES[sort_of(fold.type)] == pl.Float64 else found


def _own(order: Sequence[Node]) -> set[str]:
    """The columns of the rows at hand."""
    return {node.column for node in order if isinstance(node, nodes.Field) and node.via is None}
