"""A learned statement as a reader sees it: its words, what it looks at, which rules use it; it makes no report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from segdsl import ir, types
from segdsl.check.used import nodes
from segdsl.explanation import dependencies, learned_words, percentages, phrases, shown, walk
from segdsl.explanation.model import Kind, LearnedLine, Statement
from segdsl.explanation.phrases import Context
from segdsl.learn import kinds
from segdsl.learn.state import LearnedState, ShareState
from segdsl.membership.order import as_written
from segdsl.names import fold

_KINDS: dict[type, Kind] = {
    ir.Share: "share",
    ir.Score: "score",
    ir.Cluster: "cluster",
    ir.Prediction: "predict",
    ir.Estimate: "estimate",
    ir.Recommendation: "recommend",
    ir.Detection: "detect",
}


def kind(thing: ir.LearnedThing) -> Kind:
    """The word that its statement begins with; `share` for `in the top 10%` and `above average`."""
    return _KINDS[type(thing)]


def statement(context: Context, key: str) -> Statement:
    """The learned thing of this key of `Program.learned`."""
    thing = context.program.learned[key]
    words = learned_words.told(context, thing)
    names = tuple(name for name in thing.outputs.values() if not isinstance(thing, ir.Share))
    return Statement(
        kind=kind(thing),
        name=thing.name,
        lead=words.lead,
        lines=words.lines,
        notes=words.notes,
        names=names if [fold(name) for name in names] != [fold(thing.name)] else (),
        needs=dependencies.needs(context, roots(thing)),
        used_by=used_by(context.program, key),
        library=thing.library,
    )


def in_order(program: ir.Program) -> list[str]:
    """The keys: statements as written, those of libraries after them, shares last."""
    keys = {id(thing): key for key, thing in program.learned.items()}
    said = [thing for thing in program.learned.values() if not isinstance(thing, ir.Share)]
    shares = [thing for thing in program.learned.values() if isinstance(thing, ir.Share)]
    return [keys[id(thing)] for group in (said, shares) for thing in as_written(group)]


def roots(thing: ir.LearnedThing) -> tuple[walk.Node, ...]:
    """The values and conditions that the thing is made of."""
    return tuple(_roots(thing))


def _roots(thing: ir.LearnedThing) -> Iterator[walk.Node]:
    match thing:
        case ir.Share():
            yield from (value for value in (thing.value, thing.by) if value is not None)
            return
        case ir.Score():
            yield from (part.value for part in thing.parts)
        case ir.Cluster():
            yield from (feature.value for feature in thing.features)
            yield from (call.by for call in thing.calls if call.by is not None)
        case ir.Prediction():
            yield thing.outcome.condition
            yield from (feature.value for feature in thing.features)
        case ir.Recommendation():
            for product in thing.products:
                yield from (product.holds, product.bought.condition)
            yield from (feature.value for feature in thing.features)
        case ir.Detection():
            yield from (feature.value for feature in thing.features)
        case ir.Estimate(source=ir.PurchaseHistory() as source):
            yield from (source.first, source.latest, source.days, source.total, source.opening)
        case ir.Estimate(source=ir.Contract() as contract):
            yield from (contract.income, contract.keeping)
    if thing.population is not None:
        yield thing.population


def given_by(program: ir.Program, key: str) -> frozenset[str]:
    """The folded names that stand for outputs of a learned thing."""
    return frozenset(name for name, define in program.defines.items() if key == standing_for(program, define.value))


def standing_for(program: ir.Program, value: ir.Expr) -> str | None:
    """The key of the learned thing that the value is an output of, and nothing else."""
    if isinstance(value, ir.Learned):
        return value.name
    if isinstance(value, ir.Named) and value.name in program.defines:
        return standing_for(program, program.defines[value.name].value)
    return None


def used_by(program: ir.Program, key: str) -> tuple[str, ...]:
    """What mentions the thing, or a name that it gives, directly; learned things after rules, suppressions last."""
    names = given_by(program, key)
    context = Context(program)
    users = [
        context.name(other)
        for other in program.order
        if other not in names and any(_mentions(body, key, names) for body in walk.bodies(program, other))
    ]
    users += [
        thing.name
        for other, thing in program.learned.items()
        if other != key and not isinstance(thing, ir.Share) and _mentions(_inside(thing), key, names)
    ]
    users += [
        dependencies.suppression_name(each) for each in program.suppressions if _mentions(each.condition, key, names)
    ]
    return tuple(dict.fromkeys(users))


def _inside(thing: ir.LearnedThing) -> tuple[Any, ...]:
    baseline = thing.baseline if isinstance(thing, ir.Prediction) else None
    return (*roots(thing), *(() if baseline is None else (baseline.value,)))


def _mentions(node: Any, key: str, names: frozenset[str]) -> bool:
    return any(
        (isinstance(part, ir.Learned) and part.name == key) or (isinstance(part, ir.Named) and part.name in names)
        for part in nodes(node)
    )


def with_learned(program: ir.Program, told: Statement, states: Mapping[str, LearnedState]) -> Statement:
    """The statement with what was learned: of something learned its report, of a rule a line for each behind it."""
    if told.kind in _KINDS.values():
        key = next(key for key, thing in program.learned.items() if (kind(thing), thing.name) == (told.kind, told.name))
        state = states.get(key)
        return told if state is None else replace(told, report=kinds.report(program.learned[key], state))
    behind = behind_rules(program, _bodies(program, told))
    context = Context(program)
    return replace(told, learned=tuple(line(context, key, states.get(key)) for key in behind))


def _bodies(program: ir.Program, told: Statement) -> tuple[walk.Node, ...]:
    if told.kind == "policy":
        return ()
    if told.kind == "suppression":
        return tuple(s.condition for s in program.suppressions if dependencies.suppression_name(s) == told.name)
    return walk.bodies(program, fold(told.name))


def behind_rules(program: ir.Program, bodies: tuple[walk.Node, ...]) -> tuple[str, ...]:
    """The keys of the learned things that rules go by, also behind names and features; not what a model only beats."""
    keys: set[str] = set()
    seen: set[str] = set()
    pending: list[Any] = list(bodies)
    while pending:
        for node in nodes(pending.pop()):
            if isinstance(node, ir.Learned) and node.name not in keys:
                keys.add(node.name)
                pending += roots(program.learned[node.name])
            elif isinstance(node, ir.Named | ir.Member | ir.PartOf) and node.name not in seen:
                seen.add(node.name)
                pending += walk.bodies(program, node.name)
    return tuple(key for key in program.learned if key in keys)


def line(context: Context, key: str, state: LearnedState | None) -> LearnedLine:
    """`balance is in the top 10%: at least 3,574`; of other things what they came to, or are."""
    thing = context.program.learned[key]
    if isinstance(thing, ir.Share):
        return LearnedLine(thing.name, _share(context, thing, state))
    if state is not None:
        summary = kinds.report(thing, state).summary
        named = summary.replace("`", "").startswith(thing.name)
        return LearnedLine(thing.name, summary if named else f"{thing.name}: {_within(summary)}")
    lead = learned_words.told(context, thing).lead.replace("**", "")
    lead = lead.split(", learned by ")[0].removesuffix(", by:").removesuffix(":").removesuffix(".")
    return LearnedLine(thing.name, lead)


def _within(summary: str) -> str:
    """A sentence after a colon."""
    first, *rest = summary.split(" ", 1)
    return " ".join((first.lower() if first.istitle() else first, *rest))


_PLACES = {ir.Place.ABOVE: "is above average", ir.Place.BELOW: "is below average"}
_LIMITS = {
    ir.Place.TOP: "at least",
    ir.Place.BOTTOM: "at most",
    ir.Place.ABOVE: "more than",
    ir.Place.BELOW: "less than",
}


def _share(context: Context, thing: ir.Share, state: LearnedState | None) -> str:
    by = "" if thing.by is None else f" by {phrases.words(context, thing.by)}"
    share = "" if thing.share is None else f" {shown.percent(thing.share)}"
    place = _PLACES.get(thing.place, f"is in the {thing.place.value}{share}")
    rule = f"{phrases.words(context, thing.value)} {place}{by}"
    if not isinstance(state, ShareState):
        return f"{rule}: the limit is learned"
    limits = sorted({group.limit for group in state.groups} if thing.by is not None else {state.limit or 0.0})
    if (thing.by is None and state.limit is None) or not limits:
        return f"{rule}: nobody, the value is missing for everybody"
    days = " days" if thing.value.type.kind is types.Kind.DURATION else ""
    told = _limit(thing, limits[0])
    if thing.by is not None:
        told = f"the limit of each of {len(state.groups)}, {told} to {_limit(thing, limits[-1])}"
    return f"{rule}: {_LIMITS[thing.place]} {told}{days}"


def _limit(thing: ir.Share, limit: float) -> str:
    return percentages.percent(limit, places=percentages.OF_A_LIMIT) if thing.percent else shown.number(limit)
