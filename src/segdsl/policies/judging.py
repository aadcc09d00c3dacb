"""Judges policies on the counts of a run; counts nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segdsl import ir
from segdsl.diagnostics.codes import policies as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.policies.counting import NONE, SEVERAL, Counting, Key
from segdsl.policies.groups import members
from segdsl.policies.model import Judged, Standing, clause
from segdsl.record import record


@record
class Group:
    """The members of a segment, or of a part of tiers or a split."""

    shown: str
    members: int
    undecided: int = 0


Groups = Mapping[str, Sequence[Group]]
"""By folded name: a segment's one group, or those of the parts."""


@record
class Counts:
    """What came out of a run. `before` are the groups of the output before it (None: there is none)."""

    rows: int
    groups: Groups
    shared: Counting
    before: Groups | None = None


def judge(program: ir.Program, counts: Counts) -> tuple[Judged, ...]:
    """Every policy, in order. Those of what rules look at hold, or there would be no run."""
    return tuple(_judged(program, number, policy, counts) for number, policy in enumerate(program.policies))


def complaints(judged: Sequence[Judged]) -> Iterator[Diagnostic]:
    """An error for each that is broken, and a note for each that could not be judged."""
    for each in judged:
        if each.standing is Standing.BROKEN:
            message = f"{clause(each.policy)} is broken: {_first(each.found)}"
            help = "nothing was released; the rules have to change, or those who own the policy change it"
            because = () if each.policy.because is None else (f"it is there because: {each.policy.because}",)
            notes = (*because, *(f"also: {text}" for text in each.found[1:_SHOWN]))
            yield Diagnostic(codes.POLICY_BROKEN, message, each.policy.span, notes=notes, help=(help,))
        elif each.standing is Standing.OPEN:
            help = "`--previous MANIFEST` names the manifest of the output to compare with"
            message = f"{clause(each.policy)} was not judged: {_first(each.found)}"
            yield Diagnostic(codes.NOT_COMPARED, message, each.policy.span, help=(help,))


_SHOWN = 6


def _first(found: Sequence[str]) -> str:
    return f"{found[0]}, and {len(found) - 1} more" if len(found) > 1 else found[0]


def _judged(program: ir.Program, number: int, policy: ir.Policy, counts: Counts) -> Judged:
    match policy.rule:
        case ir.NeverUse():
            return Judged(policy, Standing.HELD)
        case ir.SizeLimit():
            return _standing(policy, _sizes(program, policy.rule, counts))
        case ir.ChangeLimit():
            if counts.before is None:
                return Judged(policy, Standing.OPEN, ("there is no output before this one",))
            return _standing(policy, _changes(program, policy.rule, counts, counts.before))
        case _:
            found = counts.shared.of(number)
            return _standing(policy, [_shared(program, policy.rule, key, count) for key, count in found.items()])


def _standing(policy: ir.Policy, broken: Sequence[str]) -> Judged:
    return Judged(policy, Standing.BROKEN if broken else Standing.HELD, tuple(broken))


def _sizes(program: ir.Program, rule: ir.SizeLimit, counts: Counts) -> list[str]:
    found = []
    for group in _groups(program, rule.groups, counts.groups):
        number = group.undecided if rule.undecided else group.members
        size = number / counts.rows if rule.share and counts.rows else float(number)
        if (rule.low is not None and size < rule.low) or (rule.high is not None and size > rule.high):
            share = f" ({_percent(number / counts.rows)} of all)" if rule.share and counts.rows else ""
            what = "undecided customers" if rule.undecided else "customers"
            found.append(f"{group.shown} has {_customers(number, what)}{share}")
    return found


def _changes(program: ir.Program, rule: ir.ChangeLimit, counts: Counts, before: Groups) -> list[str]:
    """A group that was not there before has not changed; from nobody to anybody is more than any share."""
    earlier = {group.shown: group.members for groups in before.values() for group in groups}
    found = []
    for group in _groups(program, rule.groups, counts.groups):
        old = earlier.get(group.shown)
        if old is None or abs(group.members - old) <= rule.limit * old:
            continue
        change = f", a change of {_percent(abs(group.members - old) / old)}" if old else ""
        found.append(f"{group.shown} had {_customers(old)} before and has {group.members:,} now{change}")
    return found


def _groups(program: ir.Program, groups: ir.Groups, counted: Groups) -> Iterator[Group]:
    for name in members(program, groups):
        yield from counted[name]


def _shared(program: ir.Program, rule: ir.PolicyRule, key: Key, count: int) -> str:
    shown = [f"`{program.segments[name].name}`" for name in key if name in program.segments]
    verb = "is" if count == 1 else "are"
    if key == NONE:
        return f"{_customers(count)} {verb} in none of them"
    if key == SEVERAL:
        return f"{_customers(count)} {verb} in more than one of them"
    if isinstance(rule, ir.Inside):
        return f"{_customers(count)} {verb} in {shown[0]} and not in {shown[1]}"
    return f"{_customers(count)} {verb} in both {shown[0]} and {shown[1]}"


def _customers(number: int, what: str = "customers") -> str:
    return f"{number:,} {what.removesuffix('s') if number == 1 else what}"


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%" if share < 10 else f"{share * 100:,.0f}%"
