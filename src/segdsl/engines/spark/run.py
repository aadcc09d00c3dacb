"""One run: views of the tables, the query over them, and its answers; what fails becomes a diagnostic."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.door import Unseen
from segdsl.engines.few import counted
from segdsl.engines.spark.dialect import SparkDialect
from segdsl.engines.spark.functions import Functions
from segdsl.engines.spark.inputs import Inputs, Views, staging
from segdsl.engines.spark.results import answers
from segdsl.engines.spark.session import FEW_ROWS, quiet, session
from segdsl.engines.spark.steps import Keeping
from segdsl.engines.spark.sums import UNUSUAL
from segdsl.engines.sql import Compiled, Relation, Sort, compiled
from segdsl.engines.sql.batches import roots
from segdsl.engines.sql.sorts import sort_of
from segdsl.frames import Answers, Store
from segdsl.lower import Plan, nodes, walking

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

STAGING = "SEGDSL_SPARK_STAGING"
"""A folder that the whole cluster can read, for tables that are not Parquet already."""

MOST_READINGS = 20


class Run(Iterator[Answers]):
    """As `engines.door.Run`."""

    def __init__(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None) -> None:
        self.unseen: Mapping[str, Unseen] = {}
        self._plan, self._stores, self._progress = plan, stores, progress
        sizes = [stores[table].rows for table in plan.columns]
        self._few = None not in sizes and sum(size or 0 for size in sizes) < FEW_ROWS
        self._answers = self._run()

    def __next__(self) -> Answers:
        return next(self._answers)

    def _run(self) -> Iterator[Answers]:
        with wrapped(), staging(os.environ.get(STAGING)) as folder:
            spark = session(few=self._few)
            views = Views(spark)
            try:
                inputs = Inputs(spark, views, folder, self._progress)
                relations = {table: self._relation(inputs, table) for table in self._plan.columns}
                yield from self._ask(spark, views.prefix, relations)
            finally:
                views.drop()

    def _relation(self, inputs: Inputs, table: str) -> Relation:
        plan = self._plan
        ordered = table in plan.look_ups or (table == plan.customers.table and plan.customers.distinct)
        return inputs.relation(self._stores[table], sorts(plan, table), ordered, counted(plan, table))

    def _ask(self, spark: SparkSession, prefix: str, relations: Mapping[str, Relation]) -> Iterator[Answers]:
        """Sums of many rows are tried the quick way first; unusual numbers show before the first answer is given."""
        size = self._stores[self._plan.customers.table].rows
        for any_numbers in (True,) if self._few else (False, True):
            asked = Asked.of(spark, self._plan, relations, prefix, any_numbers=any_numbers)
            self.unseen = asked.unseen(spark)
            keeping = Keeping(spark)
            # To keep a step takes longer than to compute it for few rows, unless it is read again and again.
            kept = not self._few or max(asked.compiled.readings.values()) > MOST_READINGS
            try:
                frame = keeping.frame(asked.compiled.query) if kept else asked.frame(spark)
                found = answers(frame, asked.compiled, size)
                try:
                    first = next(found, None)
                except Exception as error:
                    if any_numbers or UNUSUAL not in str(error):
                        raise
                    continue
                if first is not None:
                    yield first
                    yield from found
                return
            finally:
                keeping.release()


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A plan as a query that nobody has run yet, in a session that knows the functions it calls."""

    compiled: Compiled

    @classmethod
    def of(
        cls, spark: SparkSession, plan: Plan, relations: Mapping[str, Relation], prefix: str, *, any_numbers: bool
    ) -> Asked:
        functions = Functions(f"{prefix}_{'any' if any_numbers else 'usual'}")
        made = compiled(plan, relations, SparkDialect(any_numbers, functions))
        functions.register(spark)
        return cls(made)

    def frame(self, spark: SparkSession) -> DataFrame:
        """The answers as one query, of which nothing is kept."""
        return spark.sql(self.compiled.query.sql("spark", comments=False))

    def unseen(self, spark: SparkSession) -> dict[str, Unseen]:
        """Asks for all tables at once."""
        queries = list(self.compiled.unseen.items())
        if not queries:
            return {}
        asked = [f"SELECT {place} AS place, * FROM ({query.sql('spark')})" for place, (_, query) in enumerate(queries)]
        rows = spark.sql(" UNION ALL ".join(asked)).toArrow().to_pylist()
        return {queries[row["place"]][0]: Unseen(int(row["after"] or 0), int(row["undated"] or 0)) for row in rows}


def sorts(plan: Plan, table: str) -> dict[str, Sort]:
    """What the columns of a table are that a plan needs; those that it only knows as keys are texts."""
    found = dict.fromkeys(sorted(plan.columns[table]), Sort.TEXT)
    for node in walking.below(roots(plan), across=True):
        if isinstance(node, nodes.Field) and node.table == table:
            found[node.column] = sort_of(node.type)
    return found


@contextmanager
def wrapped() -> Iterator[None]:
    """What Spark says of an error quotes data: it is said again in other words."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        with quiet():
            yield
    except PySparkException as error:
        raise Refused(_failed(error.getCondition() or "", str(error))) from None
    except (Py4JError, ConnectionError):
        raise Refused(_ended()) from None


def _failed(condition: str, said: str) -> Diagnostic:
    help: tuple[str, ...] = ()
    if "FAILED_READ_FILE" in condition or "PATH_NOT_FOUND" in condition or "FileNotFound" in said:
        help = (f"the whole cluster must be able to read the data, and the folder that `{STAGING}` names",)
    elif "OutOfMemory" in said or "memory" in condition.lower():
        help = ("give Spark more memory, say with SPARK_DRIVER_MEMORY=4g",)
    # The name of an error holds no data, the rest of what is said of it may.
    notes = (f"Spark calls it {condition}",) if condition.replace("_", "").replace(".", "").isalnum() else ()
    return Diagnostic(codes.SPARK_FAILED, "Spark gave up while it computed the answers", help=help, notes=notes)


def _ended() -> Diagnostic:
    help = ("when its memory was too small: give it more, say with SPARK_DRIVER_MEMORY=4g",)
    return Diagnostic(codes.SPARK_FAILED, "Spark ended before it had computed the answers", help=help)
