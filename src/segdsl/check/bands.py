"""What a score can be: its bands, the range of its sum and parts, its codes; checks nothing."""

from __future__ import annotations

from segdsl import ir
from segdsl.names import fold

BANDS = 5
LEAST, MOST = 2, 10


def bands_of(thing: ir.Score, part: ir.ScorePart) -> int:
    """How many bands the part has: its own cuts make them, or all parts have the same."""
    return len(part.cuts) + 1 if part.cuts else thing.bands


def range_of(thing: ir.Score, output: str) -> tuple[float, float]:
    """The least and the most of the sum, or of a part."""
    if output != "score":
        part = next(each for each in thing.parts if fold(each.name) == output)
        return 1, bands_of(thing, part)
    least = sum(part.weight for part in thing.parts)
    return least, sum(part.weight * bands_of(thing, part) for part in thing.parts)


def digit(band: int) -> str:
    """How a band is written in the code, which has one sign for each part."""
    return "A" if band == MOST else str(band)


def may_be_code(thing: ir.Score, text: str) -> bool:
    """Whether the text can be the code of a customer."""
    if len(text) != len(thing.parts):
        return False
    allowed = [[digit(band) for band in range(1, bands_of(thing, part) + 1)] for part in thing.parts]
    return all(sign in signs for sign, signs in zip(text, allowed, strict=True))
