"""What groups must meet before a rule may use them: stability always, and what the `require` line says."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir
from segdsl.learn import shown
from segdsl.learn.state import Gate

STABLE = 0.75
"""The least mean Jaccard coefficient of any group, where the rules give no other limit."""


def limits(thing: ir.Cluster) -> tuple[float, float]:
    """The least stability, and the least share of customers in a group."""
    stability = [r.limit for r in thing.require if r.metric is ir.Metric.STABILITY]
    smallest = [r.limit for r in thing.require if r.metric is ir.Metric.SMALLEST]
    return max(stability, default=STABLE), max(smallest, default=0.0)


def gates(thing: ir.Cluster, stability: Sequence[float], smallest: float) -> tuple[Gate, ...]:
    least_stability, least_share = limits(thing)
    made = [_gate(f"stability at least {least_stability:g}", least_stability, min(stability))]
    if any(r.metric is ir.Metric.SMALLEST for r in thing.require):
        made.append(_gate(f"each group at least {shown.limit(least_share)}", least_share, smallest))
    return tuple(made)


def _gate(text: str, limit: float, found: float) -> Gate:
    return Gate(text=text, limit=limit, at_least=True, found=found, met=found >= limit)
