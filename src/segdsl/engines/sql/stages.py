"""The steps of a query while it grows, and what the rows of a step hold; knows no plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl.engines.sql.dialect import Dialect
from segdsl.engines.sql.names import Names
from segdsl.engines.sql.trees import as_name, column, table_named

E = exp.Expression


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Rows that a step makes. `columns` says by the node's number in which column its value stands, `named` by a
    folded name (for what is needed by name), `numbers` which column holds a key as a number."""

    name: str
    columns: Mapping[int, str]
    named: Mapping[str, str]
    numbers: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str, table: str | None = None) -> exp.Column:
        return column(self.named[name], table)


@dataclass(slots=True, eq=False)
class Steps:
    """The steps in their order. `names` are those of steps and of columns: no column is called like a step."""

    dialect: Dialect
    names: Names = field(default_factory=Names)
    _made: list[tuple[str, exp.Query]] = field(default_factory=list)

    def add(self, hint: str, query: exp.Query, comment: str = "") -> str:
        name = self.names.new(hint, "step")
        if comment:
            query.add_comments([_comment(comment)])
        self._made.append((name, query))
        return name

    def readings(self, last: exp.Query) -> dict[str, int]:
        """How often the rows of each step are read, when no step is kept."""
        times = {"": 1}
        for name, query in [*self._made, ("", last)][::-1]:
            for read in self._read_by(query):
                times[read] = times.get(read, 0) + times.get(name, 0)
        return times

    def _read_by(self, query: exp.Query) -> list[str]:
        steps = {name for name, _ in self._made}
        return [table.name for table in query.find_all(exp.Table) if table.name in steps]

    def finished(self, last: exp.Select) -> exp.Select:
        """The last step with all others before it."""
        direct = Counter(read for query in (*(q for _, q in self._made), last) for read in self._read_by(query))
        ctes = [self.dialect.step(name, query, direct[name]) for name, query in self._made]
        if ctes:
            last.set("with_", exp.With(expressions=ctes))
        return last


def select(expressions: Sequence[E], source: str | exp.Expression, where: E | None = None) -> exp.Select:
    table = table_named(source) if isinstance(source, str) else source
    query = exp.Select(expressions=list(expressions), from_=exp.From(this=table))
    if where is not None:
        query.set("where", exp.Where(this=where))
    return query


def with_more(stage: str, more: Sequence[tuple[str, E]], where: E | None = None) -> exp.Select:
    """All columns of a step, and more."""
    return select([exp.Star(), *(as_name(value, name) for name, value in more)], stage, where)


def _comment(text: str) -> str:
    return " " + text.replace("*/", "* /").replace("/*", "/ *").replace("\n", " ") + " "
