"""Questions about a small world, asked of any engine: answers in the order of the customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.meaning.random_tables import World
from tests.meaning.tables_in_memory import keys, stores, told, verdicts

from segdsl import ir
from segdsl.diagnostics.model import Refused
from segdsl.engines.door import Engine
from segdsl.interpret import Row, as_key
from segdsl.lower import lower
from segdsl.types import Value


@dataclass(frozen=True)
class Said:
    """For each condition and each value what is answered for each customer; the customers may be wrong ones."""

    keys: list[str]
    verdicts: list[list[bool | None]]
    values: list[list[Value | None]]


def ask(
    engine: Engine,
    made: World,
    conditions: Sequence[ir.Cond],
    values: Sequence[ir.Expr],
    customers: Sequence[Row],
    size: int = 1000,
    seed: int = 0,
) -> Said:
    """Raises Refused where the engine cannot answer."""
    plan = lower(made.program, conditions, values)
    tables = stores(made.program, made.data, size, seed)
    if refused := [said for said in engine.refusals(plan, tables) if said.is_error]:
        raise Refused(*refused)
    answers = list(engine.run(plan, tables))
    found = keys(answers)
    expected = keys_of(made, customers)
    order = list(range(len(found)))
    if not engine.ordered and sorted(found) == sorted(expected):
        places = {key: place for place, key in enumerate(found)}
        order = [places[key] for key in expected]
    return Said(
        [found[place] for place in order],
        [[verdict[place] for place in order] for verdict in (verdicts(answers, n) for n in range(len(conditions)))],
        [[value[place] for place in order] for value in (told(answers, n) for n in range(len(values)))],
    )


def keys_of(made: World, customers: Sequence[Row]) -> list[str]:
    """The keys of customers; their row numbers where there is none."""
    key = made.program.customers.key
    if key is not None:
        return [as_key(row[key]) or "" for row in customers]
    places = {id(row): place for place, row in enumerate(made.data["customers"], 1)}
    return [str(places[id(row)]) for row in customers]
