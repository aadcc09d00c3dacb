"""The query for all texts of a column that has few; runs none."""

from __future__ import annotations

from sqlglot import exp

from segdsl.engines.few import MOST, SAMPLE
from segdsl.engines.sql.relations import Relation
from segdsl.engines.sql.stages import select
from segdsl.engines.sql.trees import as_name, column, is_known


def query(relation: Relation, name: str, *, sample: bool) -> exp.Select:
    """The different texts of a column, one more than there may be; `sample`: in the first rows."""
    rows = select([as_name(relation.columns[name].copy(), "found")], relation.source.copy())
    if sample:
        rows.set("limit", exp.Limit(expression=exp.Literal.number(SAMPLE)))
    inner = exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.Identifier(this="rows_read")))
    found = select([column("found")], inner, is_known(column("found")))
    found.set("distinct", exp.Distinct())
    found.set("limit", exp.Limit(expression=exp.Literal.number(MOST + 1)))
    return found
