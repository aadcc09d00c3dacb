"""What is told of groups: who they are, how they got their names, how far they can be trusted; from the state alone."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.learn.clusters import wording
from segdsl.learn.report import LearnedReport, Section, Table, gated
from segdsl.learn.shown import cell, count, listed, number, share
from segdsl.learn.state import ClusterState, GroupState, LearnedState


def report(thing: ir.Cluster, state: LearnedState) -> LearnedReport:
    assert isinstance(state, ClusterState)
    names = _told_apart(state)
    _, least = min(zip(state.groups, names, strict=True), key=lambda pair: pair[0].stability)
    stable = min(group.stability for group in state.groups)
    learned = "" if state.learned_from == state.population else f", learned from {state.learned_from:,} of them"
    summary = (
        f"{count(len(state.groups), 'group')} of {count(state.population, 'customer')}, found by {state.method} with "
        f"{count(len(state.features), 'feature')}{learned}; the least stable, {least}, has a stability of "
        f"{stable:.2f}."
    )
    sections = [_groups(state), _likeness(state), _profile(state), _names(state)]
    if len(state.candidates) > 1:
        sections.append(_candidates(state))
    sections.append(_method(state))
    return LearnedReport(
        state.name,
        "cluster",
        summary,
        tuple(sections),
        tuple(gated(gate, 2) for gate in state.gates),
        tuple(state.warnings),
    )


def _told_apart(state: ClusterState) -> list[str]:
    """Groups that share a name, as rules see them, get a number for the reader."""
    names = [group.name for group in state.groups]
    return [
        f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def _groups(state: ClusterState) -> Section:
    rows = tuple(
        (name, f"{group.rows:,}", share(group.rows, state.population), f"{group.stability:.2f}")
        for name, group in zip(_told_apart(state), state.groups, strict=True)
    )
    said = (
        "Stability is how surely a group is found again among other customers of the same kind: 1 is always, and with "
        "the same customers.",
    )
    return Section("Groups", said, Table(("group", "customers", "share", "stability"), rows))


def _likeness(state: ClusterState) -> Section:
    return Section(
        "What they are like",
        tuple(
            f"{_upper(name)}: {wording.likeness(state.features, group)}."
            for name, group in zip(_told_apart(state), state.groups, strict=True)
        ),
    )


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _profile(state: ClusterState) -> Section:
    rows = []
    for place, feature in enumerate(state.features):
        lines = [group.profile[place] for group in state.groups]
        # Each group may have another most common category: then everybody has no one figure to stand beside them.
        same = len({line.value for line in lines}) == 1
        everybody = cell(feature.kind, lines[0].value, lines[0].everybody) if same else ""
        rows.append((feature.name, everybody, *(cell(feature.kind, line.value, line.here) for line in lines)))
    header = ("feature", "everybody", *_told_apart(state))
    said = ["Medians"]
    if any(feature.kind == "yes or no" for feature in state.features):
        said.append("shares of yes")
    if any(feature.kind == "category" for feature in state.features):
        said.append("the most common category with its share")
    return Section("Profile", (f"{listed(said)}, in the units of the data.",), Table(header, tuple(rows)))


def _names(state: ClusterState) -> Section:
    named = dict.fromkeys(_named(state, group) for group in state.groups if group.called_by)
    return Section("Names", (*_since(state), *named))


def _since(state: ClusterState) -> Iterator[str]:
    if state.refitted_from is not None:
        yield f"The groups were found again from {state.refitted_from}, and each kept the name of the one it is like."
    elif not any(group.called_by for group in state.groups):
        yield "Numbered by size: there are no `call` lines."


def _named(state: ClusterState, group: GroupState) -> str:
    together = sum(other.name == group.name for other in state.groups)
    if together > 1:
        return f"{_upper(group.name)}: `{group.called_by}`; {together} groups, which are one to the rules."
    lead = "" if group.margin is None else f"; ahead of the next group by {number(group.margin)}"
    return f"{_upper(group.name)}: `{group.called_by}`{lead}."


def _candidates(state: ClusterState) -> Section:
    mixture = state.method == ir.Grouping.MIXTURE.value
    rows = tuple(
        (
            f"{candidate.groups}{' (taken)' if candidate.chosen else ''}",
            f"{candidate.quality:,.0f}" if mixture else f"{candidate.quality:.3f}",
            f"{candidate.stability:.2f}",
            share(candidate.smallest, 1),
        )
        for candidate in state.candidates
    )
    quality = "BIC" if mixture else "silhouette"
    best = "lowest BIC (how well so many groups fit, against how many they are)"
    if not mixture:
        best = "highest silhouette (how far apart groups lie: 1 is far, 0 not at all)"
    said = (
        f"Taken is the number with the {best} among those that are stable enough and have no group that is too small; "
        "if there is none, the most stable.",
        "Later fits keep the number of groups.",
    )
    return Section("Numbers of groups", said, Table(("groups", quality, "least stability", "smallest group"), rows))


def _method(state: ClusterState) -> Section:
    said = [
        "Numbers count by how many standard deviations they are from the mean"
        + (" (of their logarithm where the rules say so)" if any(f.treatment == "log" for f in state.features) else "")
        + "."
    ]
    unscaled = [feature.name for feature in state.features if feature.treatment == "unscaled"]
    if len(unscaled) == len(state.features):
        said = ["Features count as they are, in their own units."]
    elif unscaled:
        said.append(f"As they are, in their own units, count {', '.join(unscaled)}.")
    if all(feature.kind == "category" for feature in state.features):
        said = ["All categories count alike."]
    elif any(feature.kind == "category" for feature in state.features):
        said.append(
            "Another category counts as much as a number does on average."
            if state.gamma is None
            else f"Another category adds {number(state.gamma)} to the squared distance."
        )
    said.append(f"The squared distances to the centres add up to {number(state.spread)}.")
    said += [
        f"{feature.name}: missing for {count(feature.missing, 'customer')}"
        + ("." if feature.fill is None else f", for whom the median {number(feature.fill)} stands.")
        for feature in state.features
        if feature.missing
    ]
    return Section("How they were found", tuple(said))
