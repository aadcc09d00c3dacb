"""Program → answers of every customer; it checks and learns nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.pipeline.checking import Checked

if TYPE_CHECKING:
    from segdsl.engines.auto import Choice
    from segdsl.engines.door import Engine, Run, UnseenRows
    from segdsl.frames import Answers


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The answers, batch by batch, and which engine gives them. `unseen` as in `engines.door.Run`."""

    choice: Choice
    run: Run

    @property
    def unseen(self) -> Mapping[str, UnseenRows]:
        return self.run.unseen

    def __iter__(self) -> Iterator[Answers]:
        return iter(self.run)


def ask(
    checked: Checked,
    conditions: Sequence[ir.Cond],
    values: Sequence[ir.Expr] = (),
    progress: Callable[[int], None] | None = None,
    engine: Engine | str | None = None,
) -> Asked:
    """What an engine says of every customer, batch by batch: one by its name, or whichever suits the data (None).

    Raises:
        Refused: the data turned out to be unusable while it was read, there is no such engine, or it cannot do what
            the rules ask.
    """
    from segdsl.engines.auto import choose
    from segdsl.lower import lower

    if checked.opened is None:
        raise ValueError("rules that were checked without data cannot be asked of customers")
    plan = lower(checked.program, conditions, values)
    stores = checked.opened.stores
    choice = choose(engine, plan, stores)
    return Asked(choice, choice.engine.run(plan, stores, progress))
