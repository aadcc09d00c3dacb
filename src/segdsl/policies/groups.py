"""Which segments or parts a policy is about; counts nobody."""

from __future__ import annotations

from segdsl import ir


def members(program: ir.Program, groups: ir.Groups) -> tuple[str, ...]:
    """The folded names that a policy is about, those of tiers where it is about their parts."""
    match groups:
        case ir.EverySegment():
            return tuple(program.segments)
        case ir.TheseSegments(names):
            return names
        case ir.EveryPart(of):
            return (of,)
