"""Where a query finds the rows of a table; reads none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl.engines.sql.sorts import Sort


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """The rows of a table.

    `source` stands in FROM as it is (a table, a table function, a sub-query; without an alias). `columns` has for every
    folded name the plan needs an expression over the source, cleaned as the package says. `row_number` is a whole
    number that grows with the rows and differs for each; None where the rows have no order (then keys are unique).
    `unique` are the columns of which it is known that no value, as a key, comes twice.

    `numbered` has, for columns that are keys and texts in the rules but whole numbers in the data, the number itself:
    where both ends of a link have one, the rows are joined by it. `sorts` tells what columns are that are keys and no
    texts.

    `rows` is how many there are at most, and `farthest` how far from zero the numbers of columns lie at most, where
    that is known: it says which sums are exact without more ado. `few` has all the texts that occur in columns that
    have few.
    """

    source: exp.Expression
    columns: Mapping[str, exp.Expression]
    row_number: exp.Expression | None = None
    unique: frozenset[str] = frozenset()
    numbered: Mapping[str, exp.Expression] = field(default_factory=dict)
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    rows: int | None = None
    farthest: Mapping[str, float] = field(default_factory=dict)
    few: Mapping[str, Sequence[str]] = field(default_factory=dict)
