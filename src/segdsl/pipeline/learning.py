"""Program → fitted program: learned now, or read from the state of an earlier fit; it knows no kind of thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from segdsl import ir, lint
from segdsl.diagnostics.model import Outcome, Refused
from segdsl.pipeline.asking import ask
from segdsl.pipeline.checking import Checked, Learned

if TYPE_CHECKING:
    from segdsl.engines.door import Engine
    from segdsl.frames import Answers
    from segdsl.learn.fitting import Fitted, Manner
    from segdsl.learn.ranges import Beyond
    from segdsl.learn.state import LearnedState
    from segdsl.learn.store import Kept
    from segdsl.membership.fitted import FitAnswer
    from segdsl.output.manifest import State


def fit(
    checked: Checked, names: Sequence[str], manner: Manner | None = None, engine: Engine | str | None = None
) -> Outcome[Fitted]:
    """Learns the things with these keys from the data; `engine` as in `ask`.

    Raises:
        Refused: the data turned out to be unusable while it was read.
    """
    from segdsl.learn import fitting

    def answers(program: ir.Program, conditions: Sequence[ir.Cond], values: Sequence[ir.Expr]) -> Iterator[Answers]:
        return iter(ask(replace(checked, program=program), conditions, values, engine=engine))

    days = partial(_last_day, checked)
    return fitting.fit(checked.program, answers, days, names, manner or fitting.Manner())


def learn(
    checked: Checked,
    names: Sequence[str],
    folder: Path | None = None,
    *,
    shown: bool = False,
    manner: Manner | None = None,
    engine: Engine | str | None = None,
) -> Outcome[Checked]:
    """The rules with what they have learned in place.

    Args:
        checked: rules, with data unless there is a state.
        names: the keys of the things that are asked of (`learn.needs.learned`).
        folder: the state that holds what was learned (None: it is learned now, and not kept).
        shown: it is only looked at, so that what does not meet its requirements may be there.
        manner: how to learn.
        engine: what computes that which is learned from; as in `ask`.

    Raises:
        Refused: the data turned out to be unusable while it was read, or the engine cannot do what is asked.
    """
    if folder is not None:
        from segdsl.learn import store

        kept = store.load(folder)
        if kept.value is None:
            return Outcome(None, kept.diagnostics)
        return with_states(checked, kept.value.states, names, kept.value.index.learned_sha256, shown=shown)
    if not names:
        return Outcome(checked)
    from segdsl.learn.ready import not_kept

    done = fit(checked, names, manner, engine)
    if done.value is None:
        return Outcome(None, done.diagnostics)
    settled = with_states(checked, done.value.states, names, None, shown=shown)
    if settled.value is None:
        return Outcome(None, done.diagnostics + settled.diagnostics)
    return Outcome(settled.value, (*done.diagnostics, *settled.diagnostics, not_kept(checked.program, names)))


def fit_and_keep(
    checked: Checked,
    names: Sequence[str],
    folder: Path | None,
    manner: Manner | None = None,
    engine: Engine | str | None = None,
) -> Outcome[FitAnswer]:
    """Learns the things with these keys, and keeps them in a folder if there is one; `engine` as in `ask`.

    What does not meet its requirements is kept as well, marked as such, and said: it was learned, and may not be used.

    Raises:
        Refused: the data turned out to be unusable while it was read, or the folder cannot be written.
    """
    from segdsl.learn.ready import failed_gates, nothing_to_fit
    from segdsl.membership import keep
    from segdsl.membership.fitted import answer

    if not names:
        return Outcome(answer(checked.program, {}, None, (nothing_to_fit(),)), (nothing_to_fit(),))
    if folder is not None:
        keep.look(folder, names)
    done = fit(checked, names, manner, engine)
    if done.value is None:
        return Outcome(None, done.diagnostics)
    states = done.value.states
    settled = with_states(checked, states, names, None, shown=True)
    said = (*done.diagnostics, *settled.diagnostics)
    if settled.value is None:
        return Outcome(None, said)
    if folder is not None:
        assert checked.opened is not None
        keep.keep(checked.bundle, checked.program, checked.opened, states, folder)
    said = (*said, *failed_gates(checked.program, states, names))
    return Outcome(answer(checked.program, states, folder, said), said)


def last_state(folder: Path, names: Sequence[str]) -> Kept | None:
    """What was learned last, to start from; None where there is nothing yet.

    Args:
        folder: where it is kept.
        names: the keys of the things that are to be learned.

    Raises:
        Refused: there is a state that cannot be used, or that is not to be replaced.
    """
    from segdsl.learn import store
    from segdsl.learn.ready import of_other_rules

    # What is no state at all is refused when it is to be replaced.
    if not store.there(folder) or store.of_others(folder):
        return None
    kept = store.load(folder)
    if kept.value is None:
        raise Refused(*kept.diagnostics)
    if kept.value.states and names and not kept.value.states.keys() & set(names):
        raise Refused(of_other_rules(kept.value))
    return kept.value


def with_states(
    checked: Checked,
    states: Mapping[str, LearnedState],
    names: Sequence[str],
    kept: str | None,
    *,
    shown: bool = False,
) -> Outcome[Checked]:
    """The rules with constants in the place of what is learned; the things with these keys are used."""
    from segdsl.learn import limits
    from segdsl.learn.ready import belonging, ready, untellable

    settled = ready(checked.program, states, names, gated=not shown)
    if settled.value is None:
        return Outcome(None, settled.diagnostics)
    own = belonging(checked.program, states)
    wrong = untellable(checked.program, own) if shown and kept is not None else ()
    if wrong:
        return Outcome(None, wrong)
    learned = Learned(checked.program, own, kept)
    odd = lint.unless_allowed(limits.findings(checked.program, own), checked.bundle)
    return Outcome(replace(checked, program=settled.value, learned=learned), (*settled.diagnostics, *odd))


def recorded(checked: Checked) -> State | None:
    """What a manifest says of what the rules have learned."""
    if checked.learned is None:
        return None
    from segdsl.membership import keep

    return keep.recorded(checked.learned.states, checked.learned.kept)


def beyond(checked: Checked) -> tuple[Beyond, ...]:
    """How to ask who lies beyond what was learned; nobody does where it was learned from the same data."""
    if checked.learned is None or checked.learned.kept is None:
        return ()
    from segdsl.learn import needs, ranges

    program = checked.learned.program
    names = needs.learned(program, needs.applied(program))
    return ranges.beyond(program, checked.learned.states, names)


def _last_day(checked: Checked, table: str) -> dt.date | None:
    """The last date in a dated table, rows after the as-of date included."""
    from segdsl.data.stores import last_day

    assert checked.opened is not None
    dated = checked.program.tables[table].dated
    return None if dated is None else last_day(checked.opened.stores[table], dated)
