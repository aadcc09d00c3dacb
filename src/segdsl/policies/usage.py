"""`never use …`: who looks at what a policy forbids, also by way of definitions, segments, measures and models.

Learned things are looked at as they are declared, so the program is one that nothing was fitted in yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from segdsl import ir
from segdsl.check.used import nodes
from segdsl.diagnostics.codes import policies as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.names import fold
from segdsl.policies.groups import members
from segdsl.policies.model import Judged, Standing, clause
from segdsl.record import record
from segdsl.source import Span

_SHOWN = 5


@record
class Use:
    """A place that looks at a forbidden thing, in what is called `user`; `by_way` are the rules that reach it there."""

    user: str
    what: str
    place: Span | None
    by_way: tuple[str, ...] = ()


@record
class _Rule:
    """Something that has a body: its key, how it is called, and what it looks at."""

    key: str
    shown: str
    body: object


def judged(program: ir.Program) -> tuple[Judged, ...]:
    """Every `never use`, in order."""
    return tuple(_judged(policy, uses(program, policy.rule)) for policy in _policies(program))


def broken(program: ir.Program) -> Iterator[Diagnostic]:
    """An error for each `never use` that is broken."""
    for policy in _policies(program):
        found = uses(program, policy.rule)
        if found:
            yield _said(policy, found)


def uses(program: ir.Program, rule: ir.PolicyRule) -> list[Use]:
    """Where the rules look at what is forbidden, each place once; nothing for other policies."""
    if not isinstance(rule, ir.NeverUse):
        return []
    rules = {each.key: each for each in _rules(program)}
    reached = _reached(program, rules, rule)
    found: list[Use] = []
    for key, starts in reached.items():
        for target in rule.targets:
            what, place = _looks(program, rules[key].body, target)
            if what:
                found.append(Use(rules[key].shown, what, place, tuple(s for s in starts if s != rules[key].shown)))
    return found


def _policies(program: ir.Program) -> Iterator[ir.Policy]:
    return (policy for policy in program.policies if isinstance(policy.rule, ir.NeverUse))


def _rules(program: ir.Program) -> Iterator[_Rule]:
    for key, segment in program.segments.items():
        yield _Rule(key, f"`{segment.name}`", segment.condition)
    for key, tiers in program.tiers.items():
        yield _Rule(key, f"`{tiers.name}`", tuple(condition for condition, _ in tiers.branches))
    for key, split in program.splits.items():
        yield _Rule(key, f"`{split.name}`", split.by)
    for number, suppression in enumerate(program.suppressions):
        because = "a suppression" if suppression.because is None else f"the suppression “{suppression.because}”"
        yield _Rule(f"\0suppress {number}", because, suppression.condition)
    for key, thing in program.learned.items():
        yield _Rule(f"\0learned {key}", f"`{thing.name}`", _deciding(thing))
    for key, define in program.defines.items():
        yield _Rule(key, f"`{define.name}`", define.value)
    for key, table in program.tables.items():
        if table.used:
            yield _Rule(f"\0table {key}", f"the table `{table.name}`", (table.only_where, table.link))


def _deciding(thing: ir.LearnedThing) -> ir.LearnedThing:
    """What a prediction is only compared with decides nothing."""
    return replace(thing, baseline=None) if isinstance(thing, ir.Prediction) else thing


def _reached(program: ir.Program, rules: dict[str, _Rule], rule: ir.NeverUse) -> dict[str, list[str]]:
    """The rules to look through, with those that reach them."""
    if rule.within is None:
        found: dict[str, list[str]] = {key: [] for key in rules}
        for key, each in rules.items():
            for further in _behind(rules, key):
                found[further].append(each.shown)
        return found
    found = {}
    starts = members(program, rule.within)
    for name in starts:
        for key in (name, *_behind(rules, name)):
            found.setdefault(key, []).append(rules[name].shown)
    return found


def _behind(rules: dict[str, _Rule], start: str) -> list[str]:
    """The keys of everything that a rule refers to, nearest first, without itself."""
    found = {start: None}
    pending = [start]
    while pending:
        for key in _mentioned(rules[pending.pop(0)].body):
            if key in rules and key not in found:
                found[key] = None
                pending.append(key)
    return [key for key in found if key != start]


def _mentioned(body: object) -> Iterator[str]:
    for node in nodes(body):
        if isinstance(node, ir.Named | ir.PartOf | ir.Member):
            yield node.name
        elif isinstance(node, ir.Learned):
            yield f"\0learned {node.name}"
        elif isinstance(node, ir.Measure):
            yield f"\0table {node.table}"


def _looks(program: ir.Program, body: object, target: ir.Target) -> tuple[str, Span | None]:
    """What in the body is the target, and where it stands."""
    for node in nodes(body):
        found = _matched(program, node, target)
        if found:
            return found, getattr(node, "span", None)
    return "", None


def _matched(program: ir.Program, node: object, target: ir.Target) -> str:
    if isinstance(node, ir.Column):
        home = node.hops[-1].table if node.hops else node.table
        column = program.tables[home].columns.get(node.name)
        if target.data_class is not None:
            is_it = column is not None and column.data_class.value == target.data_class
        else:
            is_it = node.name == target.name and (target.tables is None or home in target.tables)
            is_it = is_it or (target.tables is None and any(hop.table == target.name for hop in node.hops))
        return (node.name if column is None else column.name) if is_it else ""
    if target.data_class is not None or target.tables is not None:
        return ""
    if isinstance(node, ir.Named | ir.PartOf | ir.Member) and node.name == target.name:
        return target.text
    if isinstance(node, ir.Learned) and fold(program.learned[node.name].name) == target.name:
        return target.text
    if isinstance(node, ir.Measure) and node.table == target.name:
        return target.text
    return ""


def _judged(policy: ir.Policy, found: list[Use]) -> Judged:
    standing = Standing.BROKEN if found else Standing.HELD
    return Judged(policy, standing, tuple(f"{use.user} looks at `{use.what}`" for use in found))


def _said(policy: ir.Policy, found: list[Use]) -> Diagnostic:
    first = found[0]
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    places = (Label(u.place, f"{u.user} looks at `{u.what}`") for u in found[:_SHOWN] if u.place is not None)
    ways = [f"{u.user} is looked at by {_listed(u.by_way)}" for u in found[:_SHOWN] if u.by_way]
    return Diagnostic(
        codes.NEVER_USE_BROKEN,
        f"{clause(policy)} is broken: {first.user} looks at `{first.what}`{more}",
        policy.span,
        labels=tuple(places),
        notes=tuple(ways),
        help=("leave it out of the rules, or let those who own the policy change it",),
    )


def _listed(names: tuple[str, ...]) -> str:
    shown = list(names[:_SHOWN])
    if len(names) > _SHOWN:
        shown.append(f"{len(names) - _SHOWN} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
