"""A program and states → the program asked of customers, or why these states may not be used; it reads no file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.learn import kinds
from segdsl.learn.context import declaration
from segdsl.learn.state import Gate, LearnedState
from segdsl.learn.substitute import Misfit, substitute

if TYPE_CHECKING:
    from segdsl.learn.store import Kept

_FIT_AGAIN = "fit again with `segdsl fit`, and look at what changed"


def ready(
    program: ir.Program, states: Mapping[str, LearnedState], names: Iterable[str], *, gated: bool = True
) -> Outcome[ir.Program]:
    """The program with constants for everything that is learned and has a state.

    Args:
        program: as it was checked.
        states: by the key of the learned thing; those of things that the program does not have are passed over.
        names: the keys of the things that rules use: each must be there and belong.
        gated: they must have met their gates too.
    """
    wanted = tuple(names)
    said = [*_missing(program, states, wanted), *_outdated(program, states, wanted)]
    if gated and not said:
        said += failed_gates(program, states, wanted)
    said_as_well = _days(program, states, wanted)
    if said:
        return Outcome(None, (*said, *said_as_well))
    try:
        return Outcome(substitute(program, belonging(program, states)), said_as_well)
    except Misfit as misfit:
        return Outcome(None, (_misfit(program.learned[misfit.name], misfit.why, misfit.fix),))


def untellable(program: ir.Program, states: Mapping[str, LearnedState]) -> tuple[Diagnostic, ...]:
    """One for each state of a folder of which no report can be made: somebody has changed it, hashes and all."""
    found = []
    for name, state in states.items():
        try:
            kinds.report(program.learned[name], state)
        except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
            found.append(_misfit(program.learned[name], "its figures contradict each other"))
    return tuple(found)


def belonging(program: ir.Program, states: Mapping[str, LearnedState]) -> Mapping[str, LearnedState]:
    """The states of things that the program has, and that were not changed since they were learned."""
    return {
        name: state
        for name, state in states.items()
        if name in program.learned and state.declaration == declaration(program.learned[name])
    }


def not_kept(program: ir.Program, names: Sequence[str]) -> Diagnostic:
    """That these things were learned for one run only."""
    listed = _listed([program.learned[name].name for name in names])
    return Diagnostic(
        learn.LEARNED_IN_MEMORY,
        f"{listed} {'was' if len(names) == 1 else 'were'} learned from this data and not kept",
        help=("keep what is learned with `segdsl fit --state DIR`, and apply it with `--state DIR`",),
    )


def nothing_to_fit() -> Diagnostic:
    return Diagnostic(
        learn.NOTHING_TO_FIT,
        "the rules have nothing to learn from data",
        help=("a score, a share (`in the top 10%`), a cluster or a prediction is learned; see `docs/learned.md`",),
    )


def of_other_rules(kept: Kept) -> Diagnostic:
    """That a folder holds what rules have learned that have nothing in common with these."""
    return Diagnostic(
        learn.NOT_A_STATE_FOLDER,
        f"`{kept.folder}` holds what other rules have learned: {_listed([s.name for s in kept.states.values()])}",
        path=str(kept.folder),
        help=("give `--state` a folder of its own, or replace what is there with `--fresh`",),
        notes=(f"it was fitted for `{kept.index.rules[0].name}`",) if kept.index.rules else (),
    )


def failed_gates(
    program: ir.Program, states: Mapping[str, LearnedState], names: Iterable[str]
) -> tuple[Diagnostic, ...]:
    """One for each thing that does not meet its requirements."""
    found = []
    for name in names:
        thing = program.learned[name]
        failed = [f"{gate.text} is required, and {_measured(gate)}" for gate in states[name].gates if not gate.met]
        if failed:
            found.append(
                Diagnostic(
                    learn.GATE_FAILED,
                    f"`{thing.name}` may not be used by a rule: {failed[0]}",
                    span=thing.span,
                    help=_after_a_gate(thing),
                    notes=tuple(failed[1:]),
                )
            )
    return tuple(found)


def _measured(gate: Gate) -> str:
    if gate.found is None:
        return "it could not be measured"
    if gate.text.startswith("better than"):
        return f"its AUC is {gate.found:.3f} against {gate.limit:.3f}"
    return f"{100 * gate.found:.3g}% was found" if gate.text.endswith("%") else f"{gate.found:.4g} was found"


def _after_a_gate(thing: ir.LearnedThing) -> tuple[str, ...]:
    if isinstance(thing, ir.Cluster) and all(each.metric is not ir.Metric.STABILITY for each in thing.require):
        return (
            "less stable groups are mostly drawn where there are none: try other features, or another number of groups",
            "or say that less will do: a line such as `require stability at least 0.5`",
        )
    return (
        "learn from more or better data, change what it is learned from, or decide on another limit in its `require` "
        "line",
    )


def _missing(program: ir.Program, states: Mapping[str, LearnedState], names: Iterable[str]) -> Iterator[Diagnostic]:
    for name in names:
        if name not in states:
            thing = program.learned[name]
            yield Diagnostic(
                learn.NOT_IN_STATE,
                f"the state has nothing for `{thing.name}`, which the rules use",
                span=thing.span,
                help=("fit the rules as they are now with `segdsl fit`, or give the state that belongs to them",),
            )


def _outdated(program: ir.Program, states: Mapping[str, LearnedState], names: Iterable[str]) -> Iterator[Diagnostic]:
    for name in names:
        thing = program.learned[name]
        if name in states and states[name].declaration != declaration(thing):
            yield Diagnostic(
                learn.STATE_OUTDATED,
                f"`{thing.name}` was changed after it was fitted",
                span=thing.span,
                help=(_FIT_AGAIN,),
                notes=("the statement counts, and so do the definitions and tables that it is made of",),
            )


def _days(program: ir.Program, states: Mapping[str, LearnedState], names: Iterable[str]) -> tuple[Diagnostic, ...]:
    """That the rules are applied as of another day than the one that something was learned as of."""
    today = program.as_of
    if not isinstance(today, dt.date):
        return ()
    days = {name: day for name in names if name in states and (day := states[name].as_of) is not None and day != today}
    later = [name for name, day in days.items() if day > today]
    earlier = [name for name, day in days.items() if day < today]
    found = []
    if later:
        listed, day = _listed([program.learned[name].name for name in later]), max(days[name] for name in later)
        knows = f"was learned as of {day}: it knows" if len(later) == 1 else f"were learned as of {day}: they know"
        found.append(
            Diagnostic(
                learn.STATE_OF_LATER_DAY,
                f"the rules are applied as of {today}, but {listed} {knows} what came later",
                help=("to look back fairly, fit as of that day or an earlier one: `segdsl fit --as-of DATE`",),
            )
        )
    if earlier:
        listed, day = _listed([program.learned[name].name for name in earlier]), min(days[name] for name in earlier)
        ago = "1 day" if (today - day).days == 1 else f"{(today - day).days:,} days"
        was = "was" if len(earlier) == 1 else "were"
        found.append(
            Diagnostic(
                learn.STATE_OF_EARLIER_DAY,
                f"{listed} {was} learned as of {day}, {ago} before the as-of date",
                help=("`segdsl fit` learns anew as of the new day",),
            )
        )
    return tuple(found)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:5]) + (" …" if names[5:] else "")


def _misfit(thing: ir.LearnedThing, why: str, fix: str | None = None) -> Diagnostic:
    return Diagnostic(
        learn.STATE_MISFIT,
        f"the state of `{thing.name}` does not fit its statement: {why}",
        span=thing.span,
        help=(fix or "fit again with `segdsl fit --fresh`; a state is not changed by hand",),
    )
