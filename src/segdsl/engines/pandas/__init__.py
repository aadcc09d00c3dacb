"""The pandas engine: a plan → answers, as plain boolean masks over arrays, batch by batch; it reads no rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from segdsl.diagnostics.model import Diagnostic
from segdsl.engines.door import Unseen
from segdsl.engines.pandas.customers import KeyTexts, Population
from segdsl.engines.pandas.inputs import Reader
from segdsl.engines.pandas.lookups import LookUpTables
from segdsl.engines.pandas.passes import Measuring
from segdsl.engines.pandas.vectors import to_vector
from segdsl.frames import Answers, Store
from segdsl.lower import Plan

__all__ = ["ENGINE", "Run", "Unseen", "run"]


class Run(Iterator[Answers]):
    """The answers, batch by batch. `unseen` says, once the first batch is there, how many rows of each dated table no
    measure saw; it has the tables that the rules measure."""

    def __init__(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None) -> None:
        self.unseen: Mapping[str, Unseen] = {}
        self._plan = plan
        self._reader = Reader(plan, stores, progress)
        self._answers = self._run()

    def __next__(self) -> Answers:
        return next(self._answers)

    def _run(self) -> Iterator[Answers]:
        plan = self._plan
        look_ups = LookUpTables(plan.look_ups, self._reader)
        population = Population(plan.customers, self._reader, look_ups, again=bool(plan.passes))
        measuring = Measuring(plan, self._reader, look_ups, population)
        measuring.run()
        self.unseen = measuring.unseen
        keys = KeyTexts()
        for rows, columns, result in population.ask(plan.conditions, plan.values):
            yield Answers(
                rows=rows,
                make_keys=partial(keys.of, columns[plan.customers.key]),
                true=tuple(result.true),
                possible=tuple(result.possible),
                values=tuple(to_vector(vec) for vec in result.values),
            )


def run(plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
    """Answers a plan for every customer.

    Args:
        plan: the questions.
        stores: the rows of every table of the plan, by folded name.
        progress: told how many rows each batch had, of whatever table.

    Raises:
        Refused: by the stores, when the data turns out to be unusable.
    """
    return Run(plan, stores, progress)


@dataclass(frozen=True, slots=True)
class Pandas:
    """As `engines.door.Engine` asks for: it can do all of the language, on any data."""

    name: str = "pandas"
    needs: tuple[str, ...] = ()
    extra: str | None = None
    ordered: bool = True

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        return ()

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        return run(plan, stores, progress)


ENGINE = Pandas()
