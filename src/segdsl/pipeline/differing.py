"""Two texts → what the change between them means, and on data who moves; the steps are those of every verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from segdsl import load
from segdsl.comparison import comparing
from segdsl.comparison.model import CAUSES, Comparison, Counted
from segdsl.comparison.revisions import Text
from segdsl.diagnostics.codes import policies
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.pipeline.asking import ask
from segdsl.pipeline.checking import Checked, check_data, check_text
from segdsl.pipeline.learning import learn, with_states
from segdsl.source import Source

if TYPE_CHECKING:
    from segdsl.data.model import Binding, Options
    from segdsl.engines.door import Engine
    from segdsl.learn.state import LearnedState


@dataclass(frozen=True, slots=True, eq=False)
class On:
    """The data to count on; what is `old_` is that of the old side where it is another."""

    options: Options
    data: Mapping[str, Binding] = field(default_factory=dict)
    old_data: Mapping[str, Binding] | None = None
    old_as_of: dt.date | None = None
    state: Path | None = None
    old_state: Path | None = None
    engine: Engine | str | None = None
    keys: bool = False

    @property
    def other_data(self) -> bool:
        """Whether the old side looks at other customers, or at another day."""
        return self.old_data is not None or self.old_as_of is not None


def differ(
    old: Text | None,
    new: Text | None,
    names: tuple[str, str],
    as_of: dt.date | None = None,
    on: On | None = None,
    elsewhere: Collection[str] = (),
) -> Outcome[Comparison]:
    """What the change from one text to another means.

    Both are read as of the same day: `as_of`, or that of the new one.

    Args:
        old: the old text; None: there was none.
        new: the new text; None: there is none.
        names: what the two are called.
        as_of: the day that both versions call today.
        on: the data on which movements are counted; None: they are not.
        elsewhere: libraries whose own changes are told where they are compared themselves.

    Raises:
        Refused: the data turned out to be unusable while it was read.
    """
    after = _check(new or _nothing(old), as_of, on)
    if after.value is None or _wrong(after):
        return Outcome(None, after.diagnostics)
    day = as_of or _day(after.value)
    before = _check(old or _nothing(new), day, on)
    if before.value is None or _wrong(before):
        return Outcome(None, before.diagnostics)
    a, b = before.value, after.value
    one, other = comparing.versions((a.program, a.bundle), (b.program, b.bundle))
    found = comparing.compare(one, other, names, elsewhere)
    if old is not None and (was := _written(old)) is not None and was != day and as_of is None:
        found = replace(
            found, about=(f"as of: {was} → {day or 'none'}; both are compared as of the new day", *found.about)
        )
    if on is None or a.opened is None or b.opened is None:
        return Outcome(found)
    counted = _count(a, b, old, on)
    return Outcome(None if counted.value is None else replace(found, counted=counted.value), counted.diagnostics)


def _wrong(checked: Outcome[Checked]) -> bool:
    """Whether there are errors besides broken policies, which are part of what is compared."""
    broken = (policies.NEVER_USE_BROKEN.id, policies.POLICY_REFUTED.id)
    return any(d.is_error and d.code.id not in broken for d in checked.diagnostics)


def _nothing(other: Text | None) -> Text:
    """No rules, in the place of the others."""
    return Text(Source("", ""), None if other is None else other.path, load.DISK)


def _check(text: Text, as_of: dt.date | None, on: On | None) -> Outcome[Checked]:
    if on is None or not text.source.text.strip():
        return check_text(text.source, text.path, as_of, text.files)
    return check_data(text.source, text.path, on.data, on.options, as_of, text.files)


def _day(checked: Checked) -> dt.date | None:
    day = checked.program.as_of
    return day if isinstance(day, dt.date) else None


def _written(text: Text) -> dt.date | None:
    """The as-of date that a text states itself."""
    from segdsl.syntax import ast
    from segdsl.syntax.parse import parse

    parsed = parse(text.source).value
    stated = () if parsed is None else (s for s in parsed.statements if isinstance(s, ast.AsOf))
    return next((s.date.value for s in stated), None)


def _count(old: Checked, new: Checked, text: Text | None, on: On) -> Outcome[Counted]:
    """Asks the old rules of the old data, then of the new; then with what is learned anew; then the new rules."""
    from segdsl.comparison import moving
    from segdsl.comparison.snapshots import snapshot

    first = old
    if on.other_data and text is not None:
        bindings = on.data if on.old_data is None else on.old_data
        read = check_data(text.source, text.path, bindings, on.options, on.old_as_of or _day(old), text.files)
        if read.value is None or _wrong(read):
            return Outcome(None, read.diagnostics)
        first = read.value
    stages = _stages(first, old, new, on)
    if stages.value is None:
        return Outcome(None, stages.diagnostics)
    checked, causes = stages.value
    turn = len(checked) - 1
    one, other = comparing.versions(
        (checked[-2].program, checked[-2].bundle), (checked[-1].program, checked[-1].bundle)
    )
    told = moving.lines(one, other)
    shots = []
    for number, each in enumerate(checked):
        clauses = told.new if number == turn else told.old if number == turn - 1 else ()
        shots.append(snapshot(each.program, partial(ask, each, engine=on.engine), clauses))
    taken = moving.steps(shots, causes, turn)
    days = (_iso(_day(checked[0])), _iso(_day(checked[-1])))
    return Outcome(moving.counted(taken, one, other, told, days, keys=on.keys), stages.diagnostics)


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _stages(first: Checked, old: Checked, new: Checked, on: On) -> Outcome[tuple[list[Checked], tuple[str, ...]]]:
    """The rules and data of each step, and the causes between them."""
    before = _learned(first, on.old_state or on.state, on.engine)
    after = _learned(new, on.state, on.engine)
    said: tuple[Diagnostic, ...] = (*before.diagnostics, *after.diagnostics)
    if before.value is None or after.value is None:
        return Outcome(None, said)
    stages, causes = [before.value], []
    if on.other_data:
        moved = _with(old, _states(before.value))
        if moved.value is None:
            return Outcome(None, moved.diagnostics)
        stages.append(moved.value)
        causes.append(CAUSES[0])
    if old.program.learned and (on.old_state is not None or on.other_data):
        again = _with(old, {**_states(before.value), **_same(old, new, _states(after.value))})
        if again.value is None:
            return Outcome(None, again.diagnostics)
        stages.append(again.value)
        causes.append(CAUSES[1])
    return Outcome(([*stages, after.value], (*causes, CAUSES[2])), tuple(d for d in said if not d.is_error))


def _learned(checked: Checked, folder: Path | None, engine: Engine | str | None) -> Outcome[Checked]:
    if not checked.program.learned or checked.opened is None:
        return Outcome(checked)
    return learn(checked, _names(checked), folder, engine=engine)


def _names(checked: Checked) -> tuple[str, ...]:
    from segdsl.learn import needs

    return needs.learned(checked.program, needs.applied(checked.program))


def _with(checked: Checked, states: Mapping[str, LearnedState]) -> Outcome[Checked]:
    return with_states(checked, states, _names(checked), None) if checked.program.learned else Outcome(checked)


def _states(checked: Checked) -> Mapping[str, LearnedState]:
    return {} if checked.learned is None else checked.learned.states


def _same(old: Checked, new: Checked, states: Mapping[str, LearnedState]) -> dict[str, LearnedState]:
    """The states of what both versions declare in the same words."""
    a, b = old.program.learned, new.program.learned
    return {k: state for k, state in states.items() if k in a and k in b and a[k].declaration == b[k].declaration}
