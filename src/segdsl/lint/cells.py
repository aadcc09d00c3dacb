"""All combinations of a score's bands, and which of them a condition is true of; judges nothing, looks at no data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from itertools import product
from typing import TypeAlias

from segdsl import ir
from segdsl.check.bands import bands_of
from segdsl.check.used import bodies, nodes
from segdsl.names import fold
from segdsl.record import mutable
from segdsl.types import TEXT, WHOLE

Cell: TypeAlias = tuple[int, ...]
"""One band for each part of the score, in the order written."""

MOST_CELLS = 1000
"""Scores with more combinations are not looked at."""
_DIGITS = "0123456789A"


def score_of(program: ir.Program, condition: ir.Cond) -> str | None:
    """The key of the score that the condition is about, if it looks at nothing else."""
    keys: set[str] = set()
    seen: set[str] = set()
    pending: list[object] = [condition]
    while pending:
        for node in nodes(pending.pop()):
            match node:
                case ir.Learned(name):
                    keys.add(name)
                case ir.Column() | ir.Measure() | ir.Today() | ir.Ranked():
                    return None
                case ir.Named(name) | ir.Member(name) | ir.PartOf(name):
                    if name in program.splits:
                        return None
                    if name not in seen:
                        seen.add(name)
                        pending += bodies(program, name)
                case _:
                    pass
    key = next(iter(keys)) if len(keys) == 1 else None
    return key if key is not None and isinstance(program.learned.get(key), ir.Score) else None


@mutable
class Cells:
    """The combinations of one score, each asked by the reference interpreter as if a customer had them."""

    program: ir.Program
    key: str
    all: tuple[Cell, ...] = ()
    _programs: list[ir.Program] = field(default_factory=list)

    def __post_init__(self) -> None:
        score = self.score
        self.all = tuple(product(*(range(1, bands_of(score, part) + 1) for part in score.parts)))
        self._programs = [self._with(cell) for cell in self.all]

    @property
    def score(self) -> ir.Score:
        found = self.program.learned[self.key]
        assert isinstance(found, ir.Score)
        return found

    def where(self, conditions: Iterable[ir.Cond]) -> list[frozenset[Cell]]:
        """For each condition the combinations that it is true of."""
        from segdsl.interpret import Interpreter

        asked = tuple(conditions)
        found: list[set[Cell]] = [set() for _ in asked]
        for cell, program in zip(self.all, self._programs, strict=True):
            interpreter = Interpreter(program)
            for number, condition in enumerate(asked):
                if interpreter.condition(condition, {}) is True:
                    found[number].add(cell)
        return [frozenset(each) for each in found]

    def _with(self, cell: Cell) -> ir.Program:
        """The program with this cell's numbers in the place of what the score gives."""
        values = self._values(cell)
        defines = {
            name: replace(define, value=values[define.value.output])
            for name, define in self.program.defines.items()
            if isinstance(define.value, ir.Learned) and define.value.name == self.key
        }
        return replace(self.program, defines={**self.program.defines, **defines})

    def _values(self, cell: Cell) -> dict[str, ir.Expr]:
        parts = self.score.parts
        total = sum(part.weight * band for part, band in zip(parts, cell, strict=True))
        whole = int(total) if float(total).is_integer() else total
        values: dict[str, ir.Expr] = {
            "score": ir.Literal(whole, WHOLE),
            "code": ir.Literal("".join(_DIGITS[band] for band in cell), TEXT),
        }
        values.update((fold(part.name), ir.Literal(band, WHOLE)) for part, band in zip(parts, cell, strict=True))
        return values

    # ---- cells in words --------------------------------------------------------------------------------------

    def told(self, cells: frozenset[Cell], most: int = 3) -> str:
        """`recency 3, frequency 1 to 2; …`: the cells as few blocks, of more than `most` the rest counted."""
        blocks = list(self._blocks(cells))
        words = [self._block(block) for block in blocks[:most]]
        rest = len(cells) - sum(_size(block) for block in blocks[:most])
        return "; ".join(words) + (f"; and {rest} more" if rest else "")

    def _blocks(self, cells: frozenset[Cell]) -> Iterator[tuple[tuple[int, int], ...]]:
        """Blocks that make up the cells, the largest first as far as growing from a corner finds them."""
        left = set(cells)
        while left:
            block = max((_grown(cell, left) for cell in sorted(left)), key=_size)
            yield block
            left -= set(product(*(range(low, high + 1) for low, high in block)))

    def _block(self, block: tuple[tuple[int, int], ...]) -> str:
        told = []
        for part, (low, high) in zip(self.score.parts, block, strict=True):
            if (low, high) != (1, bands_of(self.score, part)):
                told.append(f"{part.name} {low}" + (f" to {high}" if high > low else ""))
        return ", ".join(told) or "all"


def _size(block: tuple[tuple[int, int], ...]) -> int:
    size = 1
    for low, high in block:
        size *= high - low + 1
    return size


def _grown(corner: Cell, cells: set[Cell]) -> tuple[tuple[int, int], ...]:
    """The block from this corner upwards, made larger side by side, the last parts first."""
    block = [(band, band) for band in corner]
    for axis in reversed(range(len(corner))):
        while True:
            wider = [*block]
            wider[axis] = (block[axis][0], block[axis][1] + 1)
            if not all(cell in cells for cell in product(*(range(low, high + 1) for low, high in wider))):
                break
            block = wider
    return tuple(block)
