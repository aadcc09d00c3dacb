"""From batches of membership to the sheets that writers write: wide, long, or the members of one segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Bools, Codes, Texts
from segdsl.frames.masks import Mask
from segdsl.membership import dividing, reasons
from segdsl.membership.batch import MembershipBatch, PartCodes
from segdsl.membership.questions import Questions
from segdsl.names import fold, similar
from segdsl.output.rows import Column, Field, Kind, Rows, Sheet

NO_KEY = "row number"


class Shape(Enum):
    WIDE = "wide"
    LONG = "long"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Layout:
    """`members` is the segment (folded) whose members alone are written, for Shape.MEMBERS."""

    shape: Shape = Shape.WIDE
    members: str | None = None
    reasons: bool = False


def key_name(program: ir.Program) -> str:
    """The header of the key in the data."""
    customers = program.customers
    if customers.key is None:
        return NO_KEY
    column = customers.columns.get(fold(customers.key))
    return customers.key if column is None else column.physical or column.name


def fields(asked: Questions, layout: Layout) -> Outcome[tuple[Field, ...]]:
    """The columns of the output, or why there can be none such."""
    found = [Field(key_name(asked.program), Kind.TEXT)]
    match layout.shape:
        case Shape.WIDE:
            found.extend(_wide(asked, layout.reasons))
        case Shape.LONG:
            if not asked.segments:
                return Outcome(None, (_no_segments(),))
            found.extend(_long(asked, layout.reasons))
        case Shape.MEMBERS:
            if _member_index(asked, layout) is None:
                return Outcome(None, (_no_such_segment(asked, layout.members or ""),))
            found.extend([Field("why", Kind.TEXT)] if layout.reasons else [])
    clash = _clash(found)
    return Outcome(None, (clash,)) if clash else Outcome(tuple(found))


def sheet(
    asked: Questions, layout: Layout, columns: tuple[Field, ...], batches: Iterable[MembershipBatch], rows: int | None
) -> Sheet:
    """The output as a stream; `rows` is how many customers there are, where that is known.

    Behind the columns of the output come those of the data that divide it.
    """
    match layout.shape:
        case Shape.WIDE:
            return Sheet(columns, _wide_rows(asked, layout, batches), rows)
        case Shape.LONG:
            count = None if rows is None else rows * len(asked.segments)
            return Sheet(columns, _long_rows(asked, layout, batches), count)
        case Shape.MEMBERS:
            return Sheet(columns, _member_rows(asked, layout, batches))


def _wide(asked: Questions, with_reasons: bool) -> Iterator[Field]:
    for s in asked.segments:
        yield Field(s.segment.name, Kind.YES_NO)
        if with_reasons:
            yield Field(f"{s.segment.name} why", Kind.TEXT)
    yield from _partitions(asked, with_reasons)


def _long(asked: Questions, with_reasons: bool) -> Iterator[Field]:
    yield Field("segment", Kind.TEXT)
    yield Field("member", Kind.YES_NO)
    if with_reasons:
        yield Field("why", Kind.TEXT)
    yield from _partitions(asked, with_reasons)


def _partitions(asked: Questions, with_reasons: bool) -> Iterator[Field]:
    for tiers in asked.tiers:
        yield Field(tiers.tiers.name, Kind.TEXT)
    for split in asked.splits:
        yield Field(split.split.name, Kind.TEXT)
    yield Field("suppressed", Kind.YES_NO)
    if with_reasons:
        yield Field("suppressed why", Kind.TEXT)


def _partition_columns(asked: Questions, batch: MembershipBatch, with_reasons: bool) -> Iterator[Column]:
    for tiers, codes in zip(asked.tiers, batch.tiers, strict=True):
        yield _part_texts(codes, tiers.tiers.parts)
    for split, codes in zip(asked.splits, batch.splits, strict=True):
        yield _part_texts(codes, tuple(part for part, _ in split.split.shares))
    yield _suppressed(batch)
    if with_reasons:
        yield reasons.suppression(asked, batch)


def _part_texts(parts: PartCodes, names: tuple[str, ...]) -> Texts:
    return Texts(parts.codes, names)


def _suppressed(batch: MembershipBatch) -> Bools:
    return np.zeros(batch.rows, dtype=np.bool_) if batch.suppressed is None else batch.suppressed >= 0


def _wide_rows(asked: Questions, layout: Layout, batches: Iterable[MembershipBatch]) -> Iterator[Rows]:
    for batch in batches:
        columns: list[Column | Mask] = []
        for index, segment in enumerate(asked.segments):
            columns.append(batch.members[index])
            if layout.reasons:
                columns.append(reasons.why(segment, batch, index))
        columns.extend(_partition_columns(asked, batch, layout.reasons))
        columns.extend(dividing.texts(asked, batch.answers))
        yield Rows(batch.rows, batch.answers.key_array, tuple(columns))


def _long_rows(asked: Questions, layout: Layout, batches: Iterable[MembershipBatch]) -> Iterator[Rows]:
    count = len(asked.segments)
    names = tuple(segment.segment.name for segment in asked.segments)
    for batch in batches:
        numbers = np.tile(np.arange(count, dtype=np.int32), batch.rows)
        members = np.stack([mask.bools for mask in batch.members], axis=1)
        columns: list[Column] = [Texts(numbers, names), members.reshape(-1)]
        if layout.reasons:
            columns.append(_interleaved([reasons.why(s, batch, i) for i, s in enumerate(asked.segments)]))
        columns.extend(_repeated(c, count) for c in _partition_columns(asked, batch, layout.reasons))
        columns.extend(_repeated(c, count) for c in dividing.texts(asked, batch.answers))
        yield Rows(batch.rows * count, np.repeat(batch.keys, count), tuple(columns))


def _repeated(column: Column, count: int) -> Column:
    if isinstance(column, Texts):
        return Texts(np.repeat(column.codes, count), column.values)
    return np.repeat(column, count)


def _interleaved(columns: list[Texts]) -> Texts:
    """One text of each column in turn, row by row."""
    places: dict[str, int] = {}
    moved: list[Codes] = []
    for column in columns:
        numbers = [places.setdefault(text, len(places)) for text in column.values]
        moved.append(np.array([*numbers, -1], dtype=np.int32)[column.codes])
    return Texts(np.stack(moved, axis=1).reshape(-1), tuple(places))


def _member_rows(asked: Questions, layout: Layout, batches: Iterable[MembershipBatch]) -> Iterator[Rows]:
    """Only those who may leave: a suppressed member is not on the list."""
    index = _member_index(asked, layout)
    assert index is not None
    for batch in batches:
        members = batch.members[index].bools
        chosen = members if batch.suppressed is None else members & (batch.suppressed < 0)
        columns: list[Column] = []
        if layout.reasons:
            told = reasons.why(asked.segments[index], batch, index)
            columns.append(Texts(told.codes[chosen], told.values))
        columns.extend(Texts(c.codes[chosen], c.values) for c in dividing.texts(asked, batch.answers))
        yield Rows(int(np.count_nonzero(chosen)), batch.keys[chosen], tuple(columns))


def _member_index(asked: Questions, layout: Layout) -> int | None:
    wanted = fold(layout.members or "")
    return next((i for i, s in enumerate(asked.segments) if fold(s.segment.name) == wanted), None)


def _no_segments() -> Diagnostic:
    return Diagnostic(
        run.NO_SEGMENTS,
        "`--long` writes a line for each customer and segment, and the rules name no segment",
        help=("leave `--long` out: tiers and splits are columns of the wide form",),
    )


def _no_such_segment(asked: Questions, name: str) -> Diagnostic:
    names = [s.segment.name for s in asked.segments]
    close = similar(name, names)
    if close:
        fix = "a segment with a similar name exists: " + ", ".join(f"`{n}`" for n in close)
    elif names:
        fix = "the segments are " + ", ".join(f"`{n}`" for n in names)
    else:
        fix = "the rules name no segment"
    return Diagnostic(run.NO_SUCH_SEGMENT, f"`--members` names no segment: `{name}`", help=(fix,))


def _clash(found: list[Field]) -> Diagnostic | None:
    seen: set[str] = set()
    for field in found:
        if field.name in seen:
            return Diagnostic(
                run.OUTPUT_COLUMN_CLASH,
                f"two columns of the output would be called `{field.name}`",
                help=("rename the segment, tiers or split of this name",),
            )
        seen.add(field.name)
    return None
