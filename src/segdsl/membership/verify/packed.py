"""Answers of customers in few bytes each, equal bytes for equal answers, and back into words; it compares nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl.frames import Bools
from segdsl.membership.batch import MembershipBatch, PartCodes
from segdsl.membership.questions import Questions
from segdsl.membership.wording import one_line

Bytes: TypeAlias = npt.NDArray[np.uint8]
"""A row for each customer."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a customer gets an answer about: `parts` are the answers that there are (of a segment yes and no), by
    number; `open` says that it may be undecided as well."""

    kind: str
    name: str
    parts: tuple[str, ...]
    open: bool


YES_NO = ("no", "yes")


@dataclass(frozen=True, slots=True)
class Packing:
    """How the answers to these questions lie in bytes: a bit for whatever is undecided, then two bytes a thing."""

    things: tuple[Thing, ...]

    @property
    def width(self) -> int:
        return (sum(thing.open for thing in self.things) + 7) // 8 + 2 * len(self.things)

    def pack(self, batch: MembershipBatch) -> Bytes:
        """The answers of a batch, in its order."""
        codes = list(_codes(batch))
        undecided = [
            np.zeros(batch.rows, dtype=np.bool_) if mask is None else mask
            for (_, mask), thing in zip(codes, self.things, strict=True)
            if thing.open
        ]
        packed = np.zeros((batch.rows, self.width), dtype=np.uint8)
        bits = (len(undecided) + 7) // 8
        if undecided:
            packed[:, :bits] = np.packbits(np.stack(undecided, axis=1), axis=1)
        for place, (numbers, _) in enumerate(codes):
            at = bits + 2 * place
            packed[:, at] = numbers & 0xFF
            packed[:, at + 1] = numbers >> 8
        return packed

    def unpack(self, packed: Bytes) -> Iterator[tuple[Thing, npt.NDArray[Any], Bools]]:
        """Of each thing the number of each customer's answer, and for whom it is undecided."""
        bits = (sum(thing.open for thing in self.things) + 7) // 8
        undecided = np.unpackbits(packed[:, :bits], axis=1).astype(np.bool_)
        nobody = np.zeros(len(packed), dtype=np.bool_)
        opened = 0
        for place, thing in enumerate(self.things):
            at = bits + 2 * place
            numbers = packed[:, at].astype(np.int32) | (packed[:, at + 1].astype(np.int32) << 8)
            yield thing, numbers, undecided[:, opened] if thing.open else nobody
            opened += thing.open

    def words(self, packed: Bytes) -> Mapping[Thing, str]:
        """The answers of one customer, a row of bytes."""
        return {thing: _word(thing, int(n[0]), bool(open[0])) for thing, n, open in self.unpack(packed.reshape(1, -1))}


def packing(asked: Questions) -> Packing:
    """For the answers to these questions."""
    things = [Thing("segment", s.segment.name, YES_NO, True) for s in asked.segments]
    things += [Thing("tiers", t.tiers.name, t.tiers.parts, True) for t in asked.tiers]
    things += [Thing("split", s.split.name, tuple(part for part, _ in s.split.shares), False) for s in asked.splits]
    if asked.suppressions:
        reasons = tuple(s.because or one_line(s.condition.span) for s in asked.program.suppressions)
        things.append(Thing("suppression", "suppressed", ("no", *reasons), False))
    return Packing(tuple(things))


def _codes(batch: MembershipBatch) -> Iterator[tuple[npt.NDArray[Any], Bools | None]]:
    """In the order of `packing`: the number of each customer's answer, and for whom it is undecided."""
    for members, open in zip(batch.members, batch.undecided, strict=True):
        yield members.bools.astype(np.int32), None if open is None else open.bools
    parts: tuple[PartCodes, ...] = (*batch.tiers, *batch.splits)
    yield from ((each.codes, each.undecided) for each in parts)
    if batch.suppressed is not None:
        yield batch.suppressed + 1, None


def _word(thing: Thing, number: int, undecided: bool) -> str:
    if not undecided:
        return thing.parts[number]
    return "undecided" if thing.kind == "segment" else f"{thing.parts[number]}, undecided"
