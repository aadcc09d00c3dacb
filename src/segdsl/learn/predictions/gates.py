"""What the rules require of a model → whether it is so; measures nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from segdsl import ir
from segdsl.learn import shown
from segdsl.learn.state import Baseline, Figures, Gate


def gates(require: Sequence[ir.Requirement], figures: Figures, better_than: Baseline | None) -> tuple[Gate, ...]:
    """One for each requirement, in the order written; `better_than` is the value that must be beaten."""
    made = [_gate(requirement, _found(requirement.metric, figures)) for requirement in require]
    if better_than is not None:
        limit = 0.5 if better_than.auc is None else better_than.auc
        met = figures.auc is not None and figures.auc > limit
        text = f"better than {better_than.name}"
        made.append(Gate(text=text, limit=limit, at_least=True, found=figures.auc, met=met))
    return tuple(made)


def text(requirement: ir.Requirement) -> str:
    """As the rules write it."""
    metric = requirement.metric
    name = "AUC" if metric is ir.Metric.AUC else metric.value
    share = metric in (ir.Metric.CALIBRATION, ir.Metric.SMALLEST)
    limit = shown.limit(requirement.limit) if share else f"{requirement.limit:.10g}"
    return f"{name} {'at least' if requirement.at_least else 'at most'} {limit}"


def _gate(requirement: ir.Requirement, found: float | None) -> Gate:
    limit = requirement.limit
    met = found is not None and (found >= limit if requirement.at_least else found <= limit)
    return Gate(text=text(requirement), limit=limit, at_least=requirement.at_least, found=found, met=met)


def _found(metric: ir.Metric, figures: Figures) -> float | None:
    match metric:
        case ir.Metric.AUC:
            return figures.auc
        case ir.Metric.BRIER:
            return figures.brier
        case ir.Metric.CALIBRATION:
            return figures.calibration_error
        case ir.Metric.LIFT:
            return figures.lift
        case ir.Metric.STABILITY | ir.Metric.SMALLEST:
            return None  # of groups: checking refuses them here
        case _:
            assert_never(metric)
