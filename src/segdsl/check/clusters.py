"""`cluster`: groups of customers that are alike, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.check import methods, numbers, requirements
from segdsl.check.context import Context, shown
from segdsl.check.features import features
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.ir import Metric, Which
from segdsl.syntax import ast

FEWEST, MOST = 2, 20
_METRICS = (Metric.STABILITY, Metric.SMALLEST)


def cluster(
    cx: Context, node: ast.ClusterDecl, population: ir.Cond | None, named: Mapping[str, str]
) -> ir.Cluster | None:
    found = features(cx, node.features)
    groups = _groups(cx, node)
    method = methods.method(cx, node.method, ir.Grouping, ir.Grouping.K_MEANS)
    calls = _calls(cx, node, groups)
    require = requirements.requirements(cx, node.require, _METRICS, "a cluster")
    if found is None or groups is None or method is None or calls is None or require is None:
        return None
    if not _sizes_fit(cx, require, groups[0]):
        return None
    return ir.Cluster(
        name=node.name.text,
        population=population,
        features=found,
        groups=groups,
        method=method,
        calls=calls,
        require=require,
        outputs=dict(named),
        declaration="",
        library=cx.unit.library,
        span=node.span,
    )


def labels(thing: ir.Cluster) -> tuple[str, ...]:
    """All names that a group may have."""
    if thing.calls:
        return tuple(call.label for call in thing.calls)
    return tuple(f"group {number}" for number in range(1, thing.groups[1] + 1))


def _groups(cx: Context, node: ast.ClusterDecl) -> tuple[int, int] | None:
    ends = [node.groups] if node.most is None else [node.groups, node.most]
    for end in ends:
        if not isinstance(end.value, int) or not FEWEST <= end.value <= MOST:
            cx.error(
                structure.BAD_GROUPS,
                f"customers fall into {FEWEST} to {MOST} groups, not `{end.text}`",
                end.span,
                help=("write a whole number, as in `into 4 groups`, or a range, as in `into 4 to 8 groups`",),
            )
            return None
    least, most = int(ends[0].value), int(ends[-1].value)
    if least <= most:
        return least, most
    cx.error(
        structure.BAD_GROUPS,
        f"the range from `{ends[0].text}` to `{ends[-1].text}` ends before it begins",
        ends[0].span.to(ends[-1].span),
        help=(f"write the smaller number first: `into {most} to {least} groups`",),
    )
    return None


def _calls(cx: Context, node: ast.ClusterDecl, groups: tuple[int, int] | None) -> tuple[ir.GroupCall, ...] | None:
    found = [_call(cx, call) for call in node.calls]
    known = tuple(call for call in found if call is not None)
    if len(known) < len(found) or not _each_once(cx, node, known) or groups is None:
        return None
    return known if not known or _enough(cx, node, groups) else None


def _call(cx: Context, node: ast.GroupCall) -> ir.GroupCall | None:
    by = None
    if node.by is not None:
        by = numbers.number(cx, node.by, f"`{shown(node.span)}`", truth=True)
        if by is None:
            return None
    text = " ".join(node.span.text.split())
    return ir.GroupCall(Which(node.which), by, node.label.value, text, node.span)


def _each_once(cx: Context, node: ast.ClusterDecl, known: tuple[ir.GroupCall, ...]) -> bool:
    """Each name, and each way to find a group, once."""
    names: dict[str, ast.GroupCall] = {}
    ways: dict[tuple[Which, ir.Expr | None], ast.GroupCall] = {}
    for call, written in zip(known, node.calls, strict=True):
        named = names.setdefault(call.label, written)
        found = ways.setdefault((call.which, call.by), written)
        if named is written and found is written:
            continue
        first = named if named is not written else found
        if call.which is Which.OTHERS and found is not written:  # said when it was read
            return False
        if named is not written:
            message, place = f'two groups are called "{call.label}"', written.label.span
            fix = "give each group a name of its own"
        else:
            message, place, fix = "one group gets two names", written.span, "keep one of the two lines"
        cx.error(structure.BAD_CALLS, message, place, labels=(Label(first.span, "called here first"),), help=(fix,))
        return False
    return True


def _enough(cx: Context, node: ast.ClusterDecl, groups: tuple[int, int]) -> bool:
    """No more names than groups, and none without a name."""
    least, most = groups
    single = [call for call in node.calls if call.which != "others"]
    others = next((call for call in node.calls if call.which == "others"), None)
    if len(single) > least:
        message = f"{len(single)} groups are called, and there may be only {least}"
        fix = f"write `into {len(single)} groups`" if least == most else f"begin the range with {len(single)}"
        place = single[least].span
    elif others is not None and len(single) == least:
        message, fix = f"the {least} groups have names, and no others may be left", "leave this line out"
        place = others.span
    elif others is None and len(single) < most:
        left, have = most - len(single), "has a name" if len(single) == 1 else "have names"
        rest = "a group has no name" if left == 1 else f"{left} of the groups have no name"
        rest = rest if least == most else f"of up to {most} groups, {len(single)} {have}"
        message, fix = rest, 'call what is left: `call the others "…"`'
        place = node.calls[-1].span
    else:
        return True
    cx.error(structure.BAD_CALLS, message, place, labels=(Label(node.groups.span, "the groups"),), help=(fix,))
    return False


def _sizes_fit(cx: Context, require: tuple[ir.Requirement, ...], least: int) -> bool:
    """Whether that many groups can all be so large."""
    for each in require:
        if each.metric is Metric.SMALLEST and each.limit * least > 1:
            cx.error(
                structure.BAD_REQUIREMENT,
                f"{least} groups with {each.limit * 100:.10g}% of the customers each are more than everybody",
                each.span,
                help=(f"of {least} groups the smallest has at most {1 / least:.0%} of the customers",),
            )
            return False
    return True
