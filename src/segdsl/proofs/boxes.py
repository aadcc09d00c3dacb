"""The quick pass: claims by the boxes of lint alone, without a solver; what boxes cannot tell stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from segdsl import ir
from segdsl.lint.regions import EVERYWHERE, NOWHERE, Region, Regions, Want, join, meet
from segdsl.lint.values import Values
from segdsl.proofs.claims import AllOf, AnyOf, Claim, InPart, Is, NotSo
from segdsl.record import mutable

_WANTS = {True: Want.TRUE, False: Want.FALSE}
_OTHERWISE = {True: Want.NOT_TRUE, False: Want.NOT_FALSE}


@mutable
class Boxes:
    """Where claims can be true, for the programs of one prover."""

    programs: Sequence[ir.Program]
    worlds: Sequence[Values]
    _regions: dict[int, Regions] = field(default_factory=dict)

    def impossible(self, claim: Claim) -> bool:
        return self.region(claim) == NOWHERE

    def region(self, claim: Claim) -> Region:
        """More than where it is true, never less."""
        return self._region(claim, so=True)

    def _region(self, claim: Claim, *, so: bool) -> Region:
        match claim:
            case NotSo(item):
                return self._region(item, so=not so)
            case AllOf(items) | AnyOf(items):
                regions = [self._region(item, so=so) for item in items]
                if isinstance(claim, AnyOf) == so:
                    return join(regions)
                found = EVERYWHERE
                for region in sorted(regions, key=len):
                    found = meet(found, region)
                return found
            case Is(condition, answer, side):
                of = self._of(side).of
                if answer is not None:
                    return of(condition, (_WANTS if so else _OTHERWISE)[answer])
                if so:
                    return meet(of(condition, Want.NOT_TRUE), of(condition, Want.NOT_FALSE))
                return join([of(condition, Want.TRUE), of(condition, Want.FALSE)])
            case InPart():
                return EVERYWHERE

    def _of(self, side: int) -> Regions:
        if side not in self._regions:
            values = self.worlds[side]
            assert isinstance(values, Values)
            self._regions[side] = Regions(self.programs[side], values)
        return self._regions[side]
