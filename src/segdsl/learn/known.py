"""The features of a learned thing, each beside what its state knows of it; it judges neither."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.learn.state import ClusterState, DetectionState, FeatureState, LearnedState, PredictionState
from segdsl.learn.state import RecommendationState as Recommended


def features(thing: ir.LearnedThing, state: LearnedState) -> Iterator[tuple[ir.Feature, FeatureState]]:
    """Those that are written in the rules, each once; what only the rules or only the state have is left out."""
    named = {feature.name: feature for feature in getattr(thing, "features", ())}
    for known in _known(state):
        if known.name in named:
            yield named.pop(known.name), known


def _known(state: LearnedState) -> Iterator[FeatureState]:
    match state:
        case ClusterState() | DetectionState():
            yield from state.features
        case PredictionState():
            yield from state.model.features
        case Recommended():
            for product in state.products:
                if product.model is not None:
                    yield from product.model.features
