"""The state: what was learned, as data that people can read and compare; it holds no code, and decides nothing.

Every model refuses fields it does not know, numbers that are not finite, and trees that do not end. All numbers are
rounded to 12 significant digits before anything is computed with them, so that a state says exactly what is applied.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from segdsl.learn.state.clusters import Candidate, ClusterState, GroupState, ProfileLine
from segdsl.learn.state.detections import Apart, DetectionState
from segdsl.learn.state.estimates import EstimateState, HoldOut, HoldOutLine, Payments, Purchases, Step, Values
from segdsl.learn.state.models import Bin, Effect, Figures, Importance, ModelState
from segdsl.learn.state.parts import Base, FeatureState, Gate, Header, Level, TreeState
from segdsl.learn.state.predictions import Baseline, PredictionState, Window
from segdsl.learn.state.recommendations import ProductState, RecommendationState, Rule
from segdsl.learn.state.scores import GroupLimit, PartState, ScoreState, ShareState

__all__ = [
    "Apart",
    "Base",
    "Baseline",
    "Bin",
    "Candidate",
    "ClusterState",
    "DetectionState",
    "Effect",
    "EstimateState",
    "FeatureState",
    "Figures",
    "Gate",
    "GroupLimit",
    "GroupState",
    "Header",
    "HoldOut",
    "HoldOutLine",
    "Importance",
    "LearnedState",
    "Level",
    "ModelState",
    "PartState",
    "Payments",
    "PredictionState",
    "ProductState",
    "ProfileLine",
    "Purchases",
    "RecommendationState",
    "Rule",
    "ScoreState",
    "ShareState",
    "Step",
    "TreeState",
    "Values",
    "Window",
]

LearnedState: TypeAlias = Annotated[
    ShareState | ScoreState | ClusterState | PredictionState | EstimateState | RecommendationState | DetectionState,
    Field(discriminator="kind"),
]

PredictionState.model_rebuild()
RecommendationState.model_rebuild()
