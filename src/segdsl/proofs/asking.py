"""A question in the words of the language → what it asks; conditions in it stay text, and nothing is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from segdsl import ir
from segdsl.diagnostics.codes import proofs as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.names import fold, similar
from segdsl.proofs.questions import AllHave, Equal, Independent, NobodyWith, Question
from segdsl.record import record
from segdsl.source import Source, Span

FORMS = (
    "A is inside B",
    "no overlap between A, B and C",
    "every customer in one of A, B, C",
    "A and B are equal",
    "nobody with CONDITION is in A",
    "everybody in A has CONDITION",
    "never CONDITION",
    "A does not depend on COLUMN",
)
_INSIDE = re.compile(r"(?P<inner>.+?)\s+(?:is|are)\s+inside\s+(?P<outer>.+)", re.I | re.S)
_APART = re.compile(r"no\s+overlap\s+between\s+(?P<names>.+)", re.I | re.S)
_COVERED = re.compile(
    r"every\s+customer\s+(?:is\s+)?in\s+(?P<exactly>exactly\s+)?one\s+of\s+(?P<names>.+)", re.I | re.S
)
_EQUAL = re.compile(r"(?P<names>.+?)\s+are\s+equal", re.I | re.S)
_NOBODY = re.compile(r"nobody\s+with\s+(?P<condition>.+)\s+is\s+in\s+(?P<name>.+)", re.I | re.S)
_EVERYBODY = re.compile(r"everybody\s+in\s+(?P<name>.+?)\s+has\s+(?P<condition>.+)", re.I | re.S)
_NEVER = re.compile(r"never\s+(?P<condition>.+)", re.I | re.S)
_FREE = re.compile(r"(?P<name>.+?)\s+does\s+not\s+depend\s+on\s+(?P<column>.+)", re.I | re.S)


@record
class With:
    """A question about a condition that is still to be checked: nobody in the segment meets it, or `everybody` does."""

    condition: str
    segment: str | None
    everybody: bool = False

    def about(self, condition: ir.Cond) -> Question:
        if self.everybody and self.segment is not None:
            return AllHave(condition, self.segment)
        return NobodyWith(condition, self.segment)


Asked: TypeAlias = Question | With


def read(text: str, program: ir.Program) -> Asked:
    """What a question asks of this program.

    Raises:
        Refused: it is none of the forms, or names what is not there.
    """
    return _Reading(Source("question", text), program).read()


@record
class _Reading:
    source: Source
    program: ir.Program

    def read(self) -> Asked:
        text = self.source.text.strip().rstrip("?.").strip()
        if found := _NOBODY.fullmatch(text):
            return With(found["condition"], self._segment(found["name"]))
        if found := _EVERYBODY.fullmatch(text):
            return With(found["condition"], self._segment(found["name"]), everybody=True)
        if found := _APART.fullmatch(text):
            return ir.NoOverlap(self._segments(found["names"]), in_data=False)
        if found := _COVERED.fullmatch(text):
            return ir.Covered(self._segments(found["names"]), found["exactly"] is not None, in_data=False)
        if found := _NEVER.fullmatch(text):
            return With(found["condition"], None)
        if found := _FREE.fullmatch(text):
            return self._independent(found["name"], found["column"])
        if found := _INSIDE.fullmatch(text):
            return ir.Inside(self._segment(found["inner"]), self._segment(found["outer"]), in_data=False)
        if found := _EQUAL.fullmatch(text):
            names = self._segments(found["names"])
            if len(names) == 2:
                return Equal(*names)
        message = "this is none of the questions that can be asked"
        help = ("the questions are: " + "; ".join(f"`{form}`" for form in FORMS),)
        raise Refused(Diagnostic(codes.BAD_QUESTION, message, self._place(text), help=help))

    def _segment(self, written: str) -> str:
        name = fold(written.strip().strip("`"))
        if name in self.program.segments:
            return name
        near = similar(written, [segment.name for segment in self.program.segments.values()], limit=1)
        help = f"a similar name exists: `{near[0]}`" if near else "questions are about the segments of the rules"
        message = f"no segment is called `{written.strip().strip('`')}`"
        raise Refused(Diagnostic(codes.NO_SUCH_SEGMENT, message, self._place(written.strip()), help=(help,)))

    def _segments(self, written: str) -> tuple[str, ...]:
        """Names between commas; before the last also `and` or `or`, unless a name holds that word itself."""
        found: list[str] = []
        pieces = [piece for piece in re.split(r",", written) if piece.strip()]
        for number, piece in enumerate(pieces):
            halves = _halves(piece, self.program.segments) if number == len(pieces) - 1 else (piece,)
            found += [self._segment(half) for half in halves]
        return tuple(dict.fromkeys(found))

    def _independent(self, name: str, written: str) -> Question:
        segment = self._segment(name)
        column, of, table = written.strip().strip("`").rpartition(" of ")
        places = [(key, fold(written.strip("` "))) for key in self.program.tables]
        if of and fold(table) in self.program.tables:
            places = [(fold(table), fold(column))]
        there = [(key, each) for key, each in places if each in self.program.tables[key].columns]
        if there:
            return Independent(segment, *there[0])
        known = [column.name for table in self.program.tables.values() for column in table.columns.values()]
        near = similar(written, known, limit=1)
        help = f"a similar name exists: `{near[0]}`" if near else "name a column of the tables"
        message = f"no column is called `{written.strip()}`"
        raise Refused(Diagnostic(codes.NO_SUCH_SEGMENT, message, self._place(written.strip()), help=(help,)))

    def _place(self, piece: str) -> Span:
        at = max(self.source.text.find(piece), 0)
        return Span(self.source, at, at + len(piece))


def _halves(piece: str, known: Mapping[str, object]) -> Sequence[str]:
    """`b and c`, but also `b` alone, and a name with `and` in it."""
    if fold(piece.strip().strip("`")) in known:
        return (piece,)
    joints = list(re.finditer(r"\s+(?:and|or)\s+|^\s*(?:and|or)\s+", piece, re.I))
    splits = [(piece[: joint.start()], piece[joint.end() :]) for joint in joints]
    for left, right in splits:
        if all(fold(half.strip().strip("`")) in known for half in (left, right) if half.strip()):
            return tuple(half for half in (left, right) if half.strip())
    return tuple(half for half in splits[-1] if half.strip()) if splits else (piece,)
