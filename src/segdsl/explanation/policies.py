"""Policies in words, with what the rules alone say of them; looks at no data."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.explanation.model import Statement
from segdsl.policies import proving, usage
from segdsl.policies.model import Judged, Standing


def statements(program: ir.Program) -> Iterator[Statement]:
    """A statement for each title of each file, its policies in the order written."""
    known = {each.policy: each for each in (*usage.judged(program), *proving.judged(program))}
    groups: dict[tuple[str | None, str | None], list[ir.Policy]] = {}
    for policy in program.policies:
        groups.setdefault((policy.title, policy.library), []).append(policy)
    for (title, library), policies in groups.items():
        yield Statement(
            kind="policy",
            name=title or "what must hold",
            lead="Of these rules, and of every output that is released, this must hold:",
            lines=tuple(_line(policy, known.get(policy)) for policy in policies),
            library=library,
        )


def _line(policy: ir.Policy, judged: Judged | None) -> str:
    because = f", because: {policy.because}" if policy.because else ""
    return f"{policy.text}{because} ({_standing(judged)})"


def _standing(judged: Judged | None) -> str:
    if judged is None:
        return "judged on the customers of each run"
    match judged.standing:
        case Standing.HELD if isinstance(judged.policy.rule, ir.NeverUse):
            return "holds: nothing looks at it"
        case Standing.HELD:
            return "holds for every customer that there can be"
        case Standing.BROKEN if isinstance(judged.policy.rule, ir.NeverUse):
            return f"broken: {judged.found[0]}"
        case Standing.BROKEN:
            return f"broken: a customer can be {judged.found[0]}"
        case Standing.OPEN:
            return "not decided from the rules alone; judged on the customers of each run"
