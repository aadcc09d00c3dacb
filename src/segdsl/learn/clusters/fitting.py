"""A `cluster` statement and its customers → groups with names: found, or found again where they were fitted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Vector
from segdsl.learn.clusters import assigning, candidates, gates, guards, matching, methods, naming, refitting
from segdsl.learn.clusters.likeness import Likeness, Sorted, likeness, profiles
from segdsl.learn.clusters.naming import Names
from segdsl.learn.clusters.points import Points, points, scaled_states
from segdsl.learn.clusters.samples import Samples, samples
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.clusters.stability import stability
from segdsl.learn.context import SEED, Context, Sample
from segdsl.learn.numbers import rounded
from segdsl.learn.state import Candidate, ClusterState, FeatureState, GroupState
from segdsl.learn.threads import one_thread
from segdsl.learn.useless import useless as useless_features


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """Whom groups are found among: what was asked of them, and where they lie."""

    features: Sequence[Vector]
    asked: Sequence[Vector]
    states: tuple[FeatureState, ...]
    points: Points
    samples: Samples


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Groups in the order in which the state has them. `match` and `gain` are of groups that were found again: what
    they were, and how much nearer to their centres customers would be in groups found afresh."""

    shape: Shape
    sorted: Sorted
    stability: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    spread: float
    match: matching.Match | None = None
    gain: float = 0.0


def fit(thing: ir.Cluster, context: Context, seed: int = SEED) -> Outcome[ClusterState]:
    """Finds the groups, names them, and measures how surely they are found again."""
    asked = [call.by for call in thing.calls if call.by is not None]
    sample = context.sample([*(feature.value for feature in thing.features), *asked], within=thing.population)
    if (few := guards.enough(thing, sample.rows)) is not None:
        return Outcome(None, (few,))
    vectors = sample.values[: len(thing.features)]
    states = scaled_states(thing.features, vectors, thing.method)
    if useless := tuple(useless_features(thing.name, thing.features, states, sample.rows)):
        return Outcome(None, useless)
    where = points(states, vectors, thing.method)
    customers = Customers(
        vectors, sample.values[len(thing.features) :], states, where, samples(where, sample.keys, thing.method)
    )
    if (same := guards.different(thing, customers.samples.few, where)) is not None:
        return Outcome(None, (same,))
    with one_thread("sklearn.cluster", "sklearn.metrics", "sklearn.mixture", "scipy.optimize"):
        previous = matching.comparable(thing, context.previous, states)
        found = _found(thing, customers, seed) if previous is None else _found_again(previous, customers, seed)
        if 0 in found.sorted.rows:
            return Outcome(None, (_empty(thing, found.shape.groups),))
        like = likeness(thing.calls, customers.asked, found.sorted)
        named = _names(thing, context, previous, found, like)
        if isinstance(named, Diagnostic):
            return Outcome(None, (named,))
        return Outcome(_state(thing, context, sample, customers, found, named, previous))


def _found(thing: ir.Cluster, customers: Customers, seed: int) -> Found:
    """For the first time: each number of groups is tried on a sample, the one chosen is settled on everybody."""
    least, most = thing.groups
    numbers = range(least, min(most, customers.points.rows // guards.LEAST_PER_GROUP) + 1)
    least_stability, least_share = gates.limits(thing)
    if len(numbers) == 1:
        shape = candidates.found(customers.samples.starting, thing.method, least, seed)
        return _settled(customers, shape, (), seed)
    tried = [candidates.tried(customers.samples, thing.method, groups, seed) for groups in numbers]
    table = tuple(candidate for _, candidate in tried)
    best = candidates.choice(table, thing.method, least_stability, least_share)
    return _settled(customers, tried[best][0], table, seed)


def _settled(customers: Customers, start: Shape, table: Sequence[Candidate], seed: int) -> Found:
    """The groups of everybody, the largest first."""
    shape = methods.of(start.method).settle(customers.samples.learned, start)
    sample = assigning.groups_of(customers.samples.starting, shape)
    shape = shape.ordered(_by_size(shape, Sorted(sample, shape.groups)))
    together = Sorted(assigning.groups_of(customers.points, shape), shape.groups)
    if (order := _by_size(shape, together)) != tuple(range(shape.groups)):
        return _measured(customers, shape.ordered(order), None, table, seed)  # the sample had them in another order
    return _measured(customers, shape, together, table, seed)


def _by_size(shape: Shape, groups: Sorted) -> tuple[int, ...]:
    return tuple(sorted(range(shape.groups), key=lambda group: (-groups.rows[group], shape.centres[group])))


def _found_again(previous: ClusterState, customers: Customers, seed: int) -> Found:
    """From where the groups were; in their old order. The number of groups stays as it was chosen."""
    start = matching.start(previous, customers.states)
    shape = methods.of(start.method).settle(customers.samples.learned, start)
    match = matching.match(previous, customers.states, shape)
    found = _measured(customers, shape.ordered(match.order), None, previous.candidates, seed)
    return replace(found, match=match, gain=_gain(customers.samples.starting, shape, seed))


def _gain(sample: Points, shape: Shape, seed: int) -> float:
    fresh = candidates.found(sample, shape.method, shape.groups, seed)
    ours, theirs = (assigning.spread(sample, each, assigning.groups_of(sample, each)) for each in (shape, fresh))
    return 1 - theirs / ours if ours else 0.0


def _measured(
    customers: Customers, shape: Shape, together: Sorted | None, table: Sequence[Candidate], seed: int
) -> Found:
    if together is None:
        together = Sorted(assigning.groups_of(customers.points, shape), shape.groups)
    stable = stability(customers.samples.resampled, shape, seed)
    smallest = rounded(min(together.rows) / customers.points.rows)
    chosen = candidates.candidate(customers.samples, shape, min(stable), smallest, chosen=True)
    others = [candidate.model_copy(update={"chosen": False}) for candidate in table]
    kept = [candidate for candidate in others if candidate.groups != shape.groups]
    return Found(
        shape,
        together,
        stable,
        tuple(sorted([*kept, chosen], key=lambda candidate: candidate.groups)),
        rounded(assigning.spread(customers.points, shape, together.groups)),
    )


def _names(
    thing: ir.Cluster, context: Context, previous: ClusterState | None, found: Found, like: Likeness
) -> Names | Diagnostic:
    if previous is not None and found.match is not None:
        return refitting.names(thing, previous, found.match, like, context.accept)
    return naming.by_calls(thing, like) if thing.calls else naming.by_size(found.shape.groups)


def _state(
    thing: ir.Cluster,
    context: Context,
    sample: Sample,
    customers: Customers,
    found: Found,
    named: Names,
    previous: ClusterState | None,
) -> ClusterState:
    smallest = rounded(min(found.sorted.rows) / sample.rows)
    return ClusterState(
        **context.header(thing),
        population=sample.rows,
        learned_from=customers.samples.learned.rows,
        gates=gates.gates(thing, found.stability, smallest),
        warnings=(
            *guards.warnings(customers.states, customers.features, sample.rows),
            *guards.small_groups(named.names, found.sorted.rows),
            *guards.found_anew(context.previous, previous),
            *guards.outlived(found.gain),
        ),
        method=thing.method.value,
        features=customers.states,
        groups=_groups(customers, found, named),
        candidates=found.candidates,
        spread=found.spread,
        gamma=found.shape.gamma,
        refitted_from=None if previous is None else guards.when(previous),
    )


def _groups(customers: Customers, found: Found, named: Names) -> tuple[GroupState, ...]:
    shape = found.shape
    lines = profiles(customers.states, customers.features, found.sorted)
    return tuple(
        GroupState(
            name=named.names[group],
            rows=found.sorted.rows[group],
            stability=found.stability[group],
            centre=shape.centres[group],
            modes=shape.modes[group] if shape.modes else (),
            weight=shape.weights[group] if shape.weights else None,
            precision=shape.precisions[group] if shape.precisions else (),
            profile=lines[group],
            called_by=named.called_by[group],
            margin=None if (margin := named.margins[group]) is None else rounded(margin),
        )
        for group in range(shape.groups)
    )


def _empty(thing: ir.Cluster, groups: int) -> Diagnostic:
    return Diagnostic(
        codes.TOO_FEW_DIFFERENT,
        f"of {groups} groups of `{thing.name}` one has no customers",
        thing.span,
        help=("ask for fewer groups, or take features in which customers differ more",),
    )
