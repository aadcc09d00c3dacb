"""Runs rules on several engines over the same data and proves that they say the same; prints nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import engines, run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Answers, Store, Texts, Vector
from segdsl.interpret import Interpreter, Row
from segdsl.membership.apply import Ask
from segdsl.membership.batch import membership
from segdsl.membership.gather import gather_by_key
from segdsl.membership.keys import key_of
from segdsl.membership.questions import Questions, questions
from segdsl.membership.result import Used, used
from segdsl.membership.verify.comparing import Difference, answers_of, compare
from segdsl.membership.verify.ledger import Ledger, ledgers
from segdsl.membership.verify.packed import Packing, Thing, packing
from segdsl.names import fold

NO_CUSTOMER = "no customer"
SEVERAL = "more than once"


@dataclass(frozen=True, slots=True)
class Ran:
    """An engine, and how many customers it told about; `unseen` are the rows that no rule saw of dated tables that have
    such rows: how many are dated after the as-of date, and how many not at all."""

    engine: Used
    customers: int
    unseen: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A customer about whom engines differ: of each thing in question what each engine says, in their order, and the
    interpreter last. `thing` None: whether it is a customer at all."""

    key: str
    thing: Thing | None
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """`differences` of each engine but the first, from the first; `shown` are the first customers that differ."""

    as_of: dt.date | None
    things: tuple[Thing, ...]
    ran: tuple[Ran, ...]
    differences: tuple[Difference, ...]
    shown: tuple[Shown, ...]

    @property
    def customers(self) -> int:
        return self.ran[0].customers

    @property
    def unseen_alike(self) -> bool:
        return all(each.unseen == self.ran[0].unseen for each in self.ran)

    @property
    def agree(self) -> bool:
        return self.unseen_alike and not any(each.customers for each in self.differences)


def verify(program: ir.Program, stores: Mapping[str, Store], asks: Iterable[Ask], show: int = 5) -> Verified:
    """Asks engines and compares what they say.

    Args:
        program: the rules, with what they learned in place.
        stores: the data, for the interpreter, which is asked about those who differ.
        asks: the engines; the others are compared with the first.
        show: of how many customers that differ it is told how.

    Raises:
        Refused: there is nothing to compare, an engine cannot do what is asked, or the data turned out unusable.
    """
    asked = questions(program)
    pack = packing(asked)
    if not pack.things:
        raise Refused(_nothing())
    ran: list[Ran] = []
    written: list[Ledger] = []
    with ledgers(pack.width) as new:
        for ask in asks:
            ledger = next(new)
            ran.append(_run(asked, pack, ask, ledger))
            written.append(ledger)
        differences = tuple(compare(written[0], other, pack, show) for other in written[1:])
        keys = sorted({key for each in differences for key in each.first})[:show]
        shown = tuple(_shown(asked, stores, pack, written, keys)) if keys else ()
    as_of = program.as_of if isinstance(program.as_of, dt.date) else None
    return Verified(as_of, pack.things, tuple(ran), differences, shown)


def _run(asked: Questions, pack: Packing, ask: Ask, ledger: Ledger) -> Ran:
    customers = 0
    answers = ask(asked.conditions, asked.values)
    with ledger.writing() as writer:
        for some in answers:
            customers += some.rows
            if some.rows:
                writer.add(some.key_array, pack.pack(membership(asked, some)))
    unseen = {name: (rows.after, rows.undated) for name, rows in answers.unseen.items() if rows.after or rows.undated}
    return Ran(used(answers.choice), customers, unseen)


def _shown(
    asked: Questions, stores: Mapping[str, Store], pack: Packing, written: Sequence[Ledger], keys: Sequence[str]
) -> Iterator[Shown]:
    """What everybody says of these customers, where it is not the same."""
    said = [_told(answers_of(ledger, frozenset(keys), pack)) for ledger in written]
    said.append(_told(_interpreted(asked, stores, pack, keys)))
    for key in keys:
        of = [each.get(key, []) for each in said]
        there = tuple(NO_CUSTOMER if not found else "customer" if len(found) == 1 else SEVERAL for found in of)
        if len(set(there)) > 1:
            yield Shown(key, None, there)
        for thing in pack.things:
            says = tuple(found[0][thing] if found else "" for found in of)
            if len({text for text in says if text}) > 1:
                yield Shown(key, thing, says)


def _told(found: Iterable[tuple[str, dict[Thing, str]]]) -> dict[str, list[dict[Thing, str]]]:
    told: dict[str, list[dict[Thing, str]]] = {}
    for key, answers in found:
        told.setdefault(key, []).append(answers)
    return told


def _interpreted(
    asked: Questions, stores: Mapping[str, Store], pack: Packing, keys: Sequence[str]
) -> Iterator[tuple[str, dict[Thing, str]]]:
    """What the reference interpreter says of the customers."""
    interpreter = Interpreter(asked.program, gather_by_key(asked.program, stores, keys))
    for row in interpreter.rows.customers():
        batch = membership(asked, _answers(asked, interpreter, row))
        yield key_of(asked.program, row), dict(pack.words(pack.pack(batch)[0]))


def _answers(asked: Questions, interpreter: Interpreter, row: Row) -> Answers:
    """The interpreter in the place of an engine, for one customer."""
    verdicts = [interpreter.condition(condition, row) for condition in asked.conditions]
    parts: list[Vector] = [Texts(np.array([-1], np.int32), ())] * len(asked.values)
    for split in asked.splits:
        part = interpreter.part(fold(split.split.name), row)
        parts[split.number] = Texts(np.array([0], np.int32), (part or "",))
    true = tuple(np.array([verdict is True]) for verdict in verdicts)
    possible = tuple(np.array([verdict is not False]) for verdict in verdicts)
    return Answers(1, np.array([key_of(asked.program, row)], dtype=object), true, possible, tuple(parts))


def too_few(names: Sequence[str]) -> Diagnostic:
    """Where fewer than two different engines are named."""
    said = f"`{names[0]}` can only be compared with another engine" if names else "no engines are named"
    return Diagnostic(engines.TOO_FEW_ENGINES, said, help=("name two or more, such as `pandas` and `duckdb`",))


def _nothing() -> Diagnostic:
    help = ("write a segment, such as `adults if age is at least 18`",)
    return Diagnostic(run.NOTHING_TO_APPLY, "the rules hold no segment, no tiers and no split", help=help)
