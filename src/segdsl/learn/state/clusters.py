"""The state of a cluster: where its groups lie, and what they are like."""

from __future__ import annotations

from typing import Literal

from segdsl.learn.state.parts import Base, FeatureState, Header


class Candidate(Base):
    """One number of groups that was tried. `quality` is the mean silhouette of a sample (the higher, the better), for a
    mixture its BIC (the lower, the better); `stability` of the least stable group, `smallest` the share of customers in
    the smallest."""

    groups: int
    quality: float
    stability: float
    smallest: float
    chosen: bool


class ProfileLine(Base):
    """One feature of one group in original units: median (for yes/no and categories the share; `value` the most common
    category), and the same of everybody."""

    feature: str
    value: str | None = None
    here: float | None
    everybody: float | None


class GroupState(Base):
    """`centre` by feature in the scaled space: a number for a number, for a category the weight of each level (one-hot
    mean) or, for k-prototypes, `modes`. `precision` is the upper factor of the inverse covariance, row by row, each
    from the diagonal on. `margin` is by how much the group was ahead of the next one when `called_by` named it."""

    name: str
    rows: int
    stability: float
    centre: tuple[float, ...]
    modes: tuple[str, ...] = ()
    weight: float | None = None
    precision: tuple[tuple[float, ...], ...] = ()
    profile: tuple[ProfileLine, ...]
    called_by: str | None = None
    margin: float | None = None


class ClusterState(Header):
    """`spread` is the k-means inertia (in the scaled space); `gamma` what one differing category counts
    (k-prototypes)."""

    kind: Literal["cluster"] = "cluster"
    method: Literal["k-means", "gaussian mixture", "k-prototypes"]
    features: tuple[FeatureState, ...]
    groups: tuple[GroupState, ...]
    candidates: tuple[Candidate, ...]
    spread: float
    gamma: float | None = None
    refitted_from: str | None = None
