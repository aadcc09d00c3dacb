"""What is told of unusual behaviour: how high a score is high, and what sets the most unusual customers apart."""

from __future__ import annotations

from segdsl import ir
from segdsl.learn.report import LearnedReport, Section, Table
from segdsl.learn.shown import cell, count, share
from segdsl.learn.state import DetectionState, LearnedState


def report(thing: ir.Detection, state: LearnedState) -> LearnedReport:
    assert isinstance(state, DetectionState)
    summary = (
        f"{count(state.population, 'customer')} compared by {count(len(state.features), 'feature')}: scores from "
        f"{state.lowest:.3f} to {state.highest:.3f}, where about 0.5 is usual and 1 is most unusual."
    )
    return LearnedReport(state.name, "detect", summary, (_scores(state), _apart(state), _method(state)))


def _scores(state: DetectionState) -> Section:
    rows = tuple((f"top {100 * part:g}%", f"{score:.4f} or more") for part, score in state.shares)
    said = f"A rule can say `{state.name} is in the top 1%`, or give a score."
    return Section("Scores", (said,), Table(("customers", "score"), rows))


def _apart(state: DetectionState) -> Section:
    kinds = {feature.name: feature.kind for feature in state.features}
    rows = tuple(
        (
            line.feature,
            cell(kinds[line.feature], line.value, line.here),
            cell(kinds[line.feature], line.value, line.everybody),
            share(line.beyond, 1),
        )
        for line in state.apart
    )
    said = (
        f"The most unusual {100 * state.shares[0][0]:g}% beside everybody: medians, shares of yes, or the value that "
        "is so much more frequent among them.",
        "Rare is how many of them have a value outside the middle 98% of everybody, or one that fewer than 2% have.",
    )
    return Section("What sets them apart", said, Table(("feature", "most unusual", "everybody", "rare"), rows))


def _method(state: DetectionState) -> Section:
    said = [
        f"An isolation forest of {len(state.trees)} trees: whoever few random cuts part from all others is unusual.",
    ]
    said += [
        f"{feature.name}: missing for {count(feature.missing, 'customer')}, which counts as a value of its own."
        for feature in state.features
        if feature.missing
    ]
    return Section("How it was found", tuple(said))
