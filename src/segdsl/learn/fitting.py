"""The fit: everything a program learns, in order, each with what was learned before it; it keeps and prints nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from segdsl import ir
from segdsl.diagnostics.model import Collector, Outcome, Refused
from segdsl.frames import Vector
from segdsl.learn import kinds, libraries
from segdsl.learn.context import Ask, Context
from segdsl.learn.needs import learned, needs
from segdsl.learn.state import LearnedState
from segdsl.learn.substitute import constants, filled, rebuilt

MOST_TOGETHER = 64
"""Values of all customers that are kept in memory to be learned from one after the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """`states` by the key of the learned thing, in the order of `program.learned`. `program` is as it was checked."""

    program: ir.Program
    states: Mapping[str, LearnedState]


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """How to fit: `previous` are the states of the last fit, `accept` as in `Context`; `watch` is told the name of each
    thing before it is learned."""

    previous: Mapping[str, LearnedState] = field(default_factory=dict)
    accept: Literal["match", "calls"] | None = None
    watch: Callable[[str], None] | None = None


def fit(
    program: ir.Program,
    ask: Ask,
    last_day: Callable[[str], dt.date | None],
    names: Iterable[str],
    manner: Manner = Manner(),
) -> Outcome[Fitted]:
    """Learns the things with these keys.

    Args:
        program: as it was checked.
        ask: an engine that has the data.
        last_day: the last date in a dated table, by its folded name.
        names: keys of `program.learned`, with all that they need (`needs.learned`).

    Raises:
        Refused: the data turned out to be unusable while it was read.
    """
    wanted = frozenset(names)
    session = _Session(program, ask, last_day, manner, {}, _asked_together(program, ask, wanted))
    for name in program.learned:
        if name in wanted:
            session.fit(name)
    states = {name: session.states[name] for name in program.learned if name in session.states}
    return Outcome(None if session.said.failed else Fitted(program, states), libraries.told_once(session.said.items))


def _asked_together(program: ir.Program, ask: Ask, names: Collection[str]) -> Mapping[ir.Expr, Vector]:
    """What shares and scores of everybody are learned from: one reading of the data serves them all."""
    values: dict[ir.Expr, None] = {}
    for name, thing in program.learned.items():
        if name in names and not needs(program, [thing]).learned:
            values.update(dict.fromkeys(_of_everybody(thing)))
    asked = list(values)[:MOST_TOGETHER]
    found = Context(program, ask, lambda day: (program, {}), lambda table: None).vectors(asked) if asked else ()
    return dict(zip(asked, found, strict=True))


def _of_everybody(thing: ir.LearnedThing) -> Iterator[ir.Expr]:
    if isinstance(thing, ir.Share):
        yield from (value for value in (thing.value, thing.by) if value is not None)
    elif isinstance(thing, ir.Score) and thing.population is None:
        yield from (part.value for part in thing.parts)


@dataclass(slots=True, eq=False)
class _Session:
    """Fits as of one day. `days` are the sessions of earlier days that models asked for; `known` is asked already."""

    program: ir.Program
    ask: Ask
    last_day: Callable[[str], dt.date | None]
    manner: Manner
    days: dict[dt.date, _Session]
    known: Mapping[ir.Expr, Vector] = field(default_factory=dict)
    states: dict[str, LearnedState] = field(default_factory=dict)
    found: dict[tuple[str, str], ir.Expr] = field(default_factory=dict)
    said: Collector = field(default_factory=Collector)
    failed: set[str] = field(default_factory=set)

    def fit(self, name: str) -> None:
        thing = self.program.learned[name]
        below = needs(self.program, [thing])
        if below.learned & self.failed:  # what is wrong is said already
            self.failed.add(name)
            return
        if self.manner.watch is not None:
            self.manner.watch(thing.name)
        context = Context(
            program=self._filled(below.names),
            ask=self.ask,
            at=partial(self._at, thing),
            last_day=self.last_day,
            previous=self.manner.previous.get(name),
            accept=self.manner.accept,
            known=self.known,
        )
        outcome = _fitted(hoisted(thing), context)
        self.said.extend(outcome.diagnostics)
        if outcome.value is None or not outcome.ok:
            self.failed.add(name)
            return
        state = outcome.value.model_copy(update=context.header(thing))
        self.states[name] = state
        self.found.update(constants(self.program, {name: state}, self.found))

    def _filled(self, names: frozenset[str]) -> ir.Program:
        """The program for the fit of something that needs these names."""
        program = filled(self.program, self.found, names)
        given = {_hoisted(*key): ir.Define(_hoisted(*key), value) for key, value in self.found.items()}
        return replace(program, defines={**given, **program.defines}, order=(*given, *program.order))

    def _at(self, thing: ir.LearnedThing, day: dt.date) -> tuple[ir.Program, Mapping[str, LearnedState]]:
        """As of an earlier day; each thing is learned once for each day. No model with days of its own is among them:
        checking refuses a prediction that is learned from a prediction."""
        then = self.days.get(day)
        if then is None:
            then = _Session(replace(self.program, as_of=day), self.ask, self.last_day, Manner(), self.days)
            self.days[day] = then
        wanted = learned(self.program, [thing])
        for name in wanted:
            if name not in then.states and name not in then.failed:
                then.fit(name)
        if then.failed & set(wanted):
            raise Refused(*(d for d in then.said.items if d.is_error))
        return then._filled(needs(self.program, [thing]).names), {name: then.states[name] for name in wanted}


def hoisted(thing: ir.LearnedThing) -> ir.LearnedThing:
    """The thing with a name for whatever is learned inside its own values (the limit of `in the top 10%`), so that each
    program says for itself what stands for it: the one as of today, and the one as of an earlier day."""
    return rebuilt(
        thing,
        lambda part: ir.Named(_hoisted(part.name, part.output), part.type) if isinstance(part, ir.Learned) else None,
    )


def _hoisted(name: str, output: str) -> str:
    """No name in a rule file is like it."""
    return f"{output} of ({name})"


def _fitted(thing: ir.LearnedThing, context: Context) -> Outcome[LearnedState]:
    try:
        return kinds.fit(thing, context)
    except Refused as refused:
        return Outcome(None, refused.diagnostics)
    except ImportError as error:
        said = libraries.missing(thing, error)
        if said is None:
            raise
        return Outcome(None, (said,))
