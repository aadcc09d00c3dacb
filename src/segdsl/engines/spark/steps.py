"""A query whose steps are read more than once → a data frame, for which some are kept: Spark computes a step again
each time that it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(slots=True, eq=False)
class Keeping:
    """Makes views of the steps that are kept, in a session of one's own: those that are read more than once and whose
    rows were grouped. To read a file again is cheaper than to keep its rows."""

    spark: SparkSession
    kept: list[DataFrame] = field(default_factory=list)

    def frame(self, query: exp.Select) -> DataFrame:
        """The answers of the query; it is not run."""
        steps = {cte.alias: cte.this for cte in query.ctes}
        last = query.copy()
        last.set("with_", None)
        times = Counter(name for each in (*steps.values(), last) for name in _read(each, steps))
        open_steps: dict[str, exp.Query] = {}
        grouped: set[str] = set()
        for name, step in steps.items():
            if _groups(step) or any(each in grouped for each in _read(step, open_steps)):
                grouped.add(name)
            if times[name] > 1 and name in grouped:
                self._keep(name, step, open_steps)
                grouped.discard(name)
            else:
                open_steps[name] = step
        return self.spark.sql(_with(last, open_steps))

    def _keep(self, name: str, step: exp.Query, open_steps: dict[str, exp.Query]) -> None:
        frame = self.spark.sql(_with(step, open_steps)).persist()
        frame.createOrReplaceTempView(name)
        self.kept.append(frame)

    def release(self) -> None:
        for frame in reversed(self.kept):
            frame.unpersist()


def _with(query: exp.Query, steps: dict[str, exp.Query]) -> str:
    """The query with those of the steps before it that it needs."""
    needed: set[str] = set()
    for name in reversed([*steps, ""]):
        if not name or name in needed:
            needed.update(_read(steps[name] if name else query, steps))
    made = query.copy()
    ctes = [
        exp.CTE(this=steps[name].copy(), alias=exp.TableAlias(this=exp.to_identifier(name)))
        for name in steps
        if name in needed
    ]
    if ctes:
        made.set("with_", exp.With(expressions=ctes))
    return str(made.sql("spark", comments=False))


def _read(query: exp.Query, steps: Sequence[str] | dict[str, exp.Query]) -> Iterator[str]:
    return (table.name for table in query.find_all(exp.Table) if table.name in steps)


def _groups(query: exp.Query) -> bool:
    return bool(query.args.get("group") or query.args.get("distinct"))
