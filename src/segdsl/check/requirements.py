"""`require`: what has to hold of something learned before a rule may use it."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir
from segdsl.check import words
from segdsl.check.context import Context, shown
from segdsl.diagnostics.codes import structure
from segdsl.ir import Metric
from segdsl.record import record
from segdsl.syntax import ast


@record
class _Scale:
    """How a metric is written, whether more of it is better, and between what it lies."""

    words: str
    at_least: bool
    low: float
    high: float
    range: str


_SCALES = {
    Metric.STABILITY: _Scale("stability", True, 0, 1, "from 0 to 1"),
    Metric.SMALLEST: _Scale("each group", True, 0, 1, "from 0% to 100%"),
    Metric.AUC: _Scale("AUC", True, 0.5, 1, "from 0.5 (mere chance) to 1 (always right)"),
    Metric.CALIBRATION: _Scale("calibration error", False, 0, 1, "from 0% to 100%"),
    Metric.LIFT: _Scale("lift", True, 0, 1000, "from 0 up, and 1 is no better than chance"),
    Metric.BRIER: _Scale("Brier score", False, 0, 1, "from 0 to 1"),
}
MODEL = (Metric.AUC, Metric.CALIBRATION, Metric.LIFT, Metric.BRIER)


def requirements(
    cx: Context, written: Sequence[ast.Requirement], metrics: Sequence[Metric], what: str
) -> tuple[ir.Requirement, ...] | None:
    """Those with a limit; None where one of them was said to be wrong. `better than` belongs to predictions alone, and
    is left to them.

    Args:
        metrics: those that can be measured of it.
        what: how a message calls it: `a cluster`.
    """
    found: list[ir.Requirement] = []
    first: dict[str, ast.Requirement] = {}
    fits = True
    for node in written:
        if first.setdefault(node.metric, node) is not node:  # said when it was read
            fits = False
        elif node.limit is None:
            fits = _may_be_better(cx, node, metrics, what) and fits
        elif _belongs(cx, node, metrics, what) and _in_range(cx, node, node.limit):
            found.append(ir.Requirement(Metric(node.metric), node.at_least, float(node.limit.value), node.span))
        else:
            fits = False
    return tuple(found) if fits else None


def _scale(node: ast.Requirement) -> _Scale:
    return _SCALES[Metric(node.metric)]


def _listed(metrics: Sequence[Metric]) -> str:
    return words.listed([_SCALES[metric].words for metric in metrics])


def _belongs(cx: Context, node: ast.Requirement, metrics: Sequence[Metric], what: str) -> bool:
    if Metric(node.metric) in metrics:
        return True
    message = f"`{_scale(node).words}` is not measured of {what}"
    cx.error(structure.BAD_REQUIREMENT, message, node.span, help=(f"what is measured of {what}: {_listed(metrics)}",))
    return False


def _may_be_better(cx: Context, node: ast.Requirement, metrics: Sequence[Metric], what: str) -> bool:
    if what == "a prediction":
        return True
    message = f"`{shown(node.span)}` can be required of a prediction, not of {what}"
    cx.error(structure.BAD_REQUIREMENT, message, node.span, help=(f"what is measured of {what}: {_listed(metrics)}",))
    return False


def _in_range(cx: Context, node: ast.Requirement, limit: ast.NumberLit) -> bool:
    scale = _scale(node)
    if node.at_least is not scale.at_least:
        better, word = ("higher", "at least") if scale.at_least else ("lower", "at most")
        message = f"the {better} `{scale.words}` is, the better, so that `at {'most' if scale.at_least else 'least'}`"
        message += " would refuse the good ones"
        fix = (f"write `{scale.words} {word} {limit.text}`",)
        cx.error(structure.BAD_REQUIREMENT, message, node.span, help=fix)
        return False
    if scale.low < limit.value < scale.high:
        return True
    message = f"`{scale.words}` runs {scale.range}, and `{limit.text}` lies outside"
    helps: tuple[str, ...] = ()
    if scale.high == 1 and 1 < limit.value <= 100:
        percent = Metric(node.metric) in (Metric.SMALLEST, Metric.CALIBRATION)
        helps = (f"write a percentage: `{limit.text}%`" if percent else f"write `{limit.value / 100:.10g}`",)
    cx.error(structure.BAD_REQUIREMENT, message, limit.span, help=helps)
    return False
