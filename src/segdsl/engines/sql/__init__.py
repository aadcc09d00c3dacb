"""SQL from plans: a plan → one query as a sqlglot tree, the same for all databases but for what a `Dialect` says.

Who has an engine or prints SQL does three things:

1. says where the rows of each table of the plan come from: a `Relation`, by the table's folded name. Its `columns` are
   SQL expressions that are already what the rules mean: numbers as doubles that are never NaN or infinite, texts in
   NFC, yes/no as booleans, dates, times without a zone; what is missing is NULL.
2. has a `Dialect`: a subclass with what differs in the database. Each method says what its operands may be.
3. calls `compiled(plan, relations, dialect, titles)` and gets a `Compiled`: the query (`.sql(dialect.name,
   pretty=True)` prints it), the names of its columns, and beside it the queries that count unseen rows.

A condition is one nullable boolean: NULL where it is undecided. A value that is missing is NULL.

The query has one CTE a step: the rows of each table as far as they are seen, look-ups, one grouped step for each
reading of a table of many rows, the customers with their measures, steps with what several questions share, and the
questions last. It reads each table of many rows once for each pass of the plan (`Compiled.readings`).

What needs a function that goes over arrays (large forests, purchase histories) is asked of `Dialect.batch`;
`batches.needed(plan)` says beforehand whether a plan has any.
"""

from segdsl.engines.sql.compiled import Compiled
from segdsl.engines.sql.compiler import compiled
from segdsl.engines.sql.dialect import Dialect, Once
from segdsl.engines.sql.relations import Relation
from segdsl.engines.sql.sorts import Sort
from segdsl.patterns import Pattern as SqlPattern

__all__ = ["Compiled", "Dialect", "Once", "Relation", "Sort", "SqlPattern", "compiled"]
