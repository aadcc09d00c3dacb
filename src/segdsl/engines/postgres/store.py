"""The rows of one table of a database, as engines ask for them; what each column is has been settled before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from segdsl.engines.postgres.arrow import to_vector
from segdsl.engines.postgres.session import Session, identifier, literal
from segdsl.frames import ROW_NUMBER, Batch
from segdsl.frames.native import DatabaseTable, NativeColumn
from segdsl.types import Kind

_BEGINNING, _BY_CHANCE = 500, 100
"""So many rows (by chance about so many) leave the database for the self-check."""

_AT_ONCE = 2_000
"""So many keys are looked for in one statement."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A column: `sql` is an expression over the table that is already what the rules mean (NULL where missing)."""

    name: str
    sql: str
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class PostgresStore:
    """A table or view. `order` sorts its rows, in SQL; `lies` says that they lie in that order, and come so when the
    table is simply read through. No two rows have the same value in a `unique` column."""

    session: Session
    schema: str
    table: str
    rows: int
    columns: Mapping[str, Stored]
    order: str
    lies: bool
    unique: frozenset[str] = frozenset()
    native: DatabaseTable = field(init=False)

    def __post_init__(self) -> None:
        columns = {name: NativeColumn(stored.name, stored.kind) for name, stored in self.columns.items()}
        native = DatabaseTable("postgres", self.session.url, self.schema, self.table, columns)
        object.__setattr__(self, "native", native)

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        names = sorted(columns)
        order = "" if self.lies else f" ORDER BY {self.order}"
        yield from self._read(names, self.select(names) + order, plain=self.lies)

    def glimpses(self, columns: frozenset[str]) -> Iterator[Batch]:
        """The beginning, and some rows by chance, the same as long as the table is: what the self-check asks about."""
        names = sorted(columns)
        ordered = "" if self.lies else f" ORDER BY {self.order}"
        yield from self._read(names, f"{self.select(names)}{ordered} LIMIT {_BEGINNING}", plain=self.lies)
        if self.lies and self.rows > _BEGINNING and ROW_NUMBER not in columns:
            share = min(100.0, 100.0 * _BY_CHANCE / self.rows)
            yield from self._read(
                names, f"{self.select(names)} TABLESAMPLE BERNOULLI ({share!r}) REPEATABLE (20)", True
            )

    def matching(self, columns: frozenset[str], column: str, texts: Collection[str]) -> Iterator[Batch]:
        """Only the rows with one of these texts in a column (of texts, or the row number)."""
        names = sorted(columns | {column})
        place = names.index(column)
        wanted = sorted(texts)
        own = f"c{place}::text" if column == ROW_NUMBER else f"c{place}"
        for start in range(0, len(wanted), _AT_ONCE):
            some = ", ".join(literal(text) for text in wanted[start : start + _AT_ONCE] if "\0" not in text)
            if some:
                statement = f"SELECT * FROM ({self.select(names)}) AS source WHERE {own} IN ({some})"
                yield from self._read(names, statement, plain=False)

    def select(self, names: Sequence[str]) -> str:
        """A statement for these columns under the names c0, c1, ….; the rows come in no promised order."""
        items = [f"{self._expression(name)} AS c{place}" for place, name in enumerate(names)]
        return f"SELECT {', '.join(items) or 'NULL AS c0'} FROM {self.source} AS source"

    @property
    def source(self) -> str:
        """The table as it stands in a statement."""
        return f"{identifier(self.schema)}.{identifier(self.table)}"

    def _expression(self, name: str) -> str:
        if name == ROW_NUMBER:
            return f"row_number() OVER (ORDER BY {self.order})"
        return self.columns[name].sql

    def _read(self, names: Sequence[str], statement: str, plain: bool) -> Iterator[Batch]:
        for batch in self.session.stream(statement, plain=plain):
            if batch.num_rows:
                vectors = {
                    name: to_vector(column, Kind.NUMBER if name == ROW_NUMBER else self.columns[name].kind)
                    for name, column in zip(names, batch.columns, strict=False)
                }
                yield Batch(batch.num_rows, vectors)
