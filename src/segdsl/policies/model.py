"""A policy that was judged, as a value; judges nothing."""

from __future__ import annotations

from enum import Enum

from segdsl import ir
from segdsl.record import record


class Standing(Enum):
    """What came of a policy."""

    HELD = "held"
    BROKEN = "broken"
    OPEN = "not decided"


@record
class Judged:
    """`found` are the figures that decided, or why nothing did: `high-value has 12 customers`, one a text."""

    policy: ir.Policy
    standing: Standing
    found: tuple[str, ...] = ()


def clause(policy: ir.Policy) -> str:
    """The policy as messages name it: "the policy `never use gender`", with its title where it has one."""
    title = "" if policy.title is None else f" of “{policy.title}”"
    return f"the policy `{policy.text}`{title}" if "`" not in policy.text else f"the policy “{policy.text}”{title}"
