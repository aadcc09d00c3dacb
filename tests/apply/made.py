"""Random small programs over random small tables, and the reference interpreter in the place of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from segdsl import ir, schemas, types
from segdsl.frames import Answers, Texts, Vector
from segdsl.interpret import Interpreter
from segdsl.source import Source, Span
from segdsl.types import Value

Row = Mapping[str, Value | None]


def place(text: str) -> Span:
    return Span(Source("made.seg", text), 0, len(text))


def column(name: str, type: types.Type) -> ir.Column:
    return ir.Column("customers", name, type, span=place(name))


AGE, SPEND = column("age", types.WHOLE), column("spend", types.NUMBER)
JOB, CONSENT, KEY = column("job", types.TEXT), column("consent", types.YES_NO), column("id", types.TEXT)
COLUMNS = {c.name: schemas.Column(c.name, c.type) for c in (KEY, AGE, SPEND, JOB, CONSENT)}
NUMBERS = st.sampled_from([0.0, 1.0, 2.0, 3.0])
JOBS = st.sampled_from(["a", "b"])


_NUMERIC: tuple[ir.Expr, ...] = (AGE, SPEND, ir.Arithmetic(ir.Op.DIVIDE, AGE, SPEND, span=place("age / spend")))


@st.composite
def _comparison(draw: st.DrawFn) -> ir.Cond:
    left = _NUMERIC[draw(st.integers(0, len(_NUMERIC) - 1))]
    rel = draw(st.sampled_from(list(ir.Rel)))
    value = draw(NUMBERS)
    text = f"{left.span.text if left.span else ''} {rel.value} {value}"
    return ir.Compare(rel, left, ir.Literal(value, types.NUMBER), span=place(text))


_LEAVES: st.SearchStrategy[ir.Cond] = st.one_of(
    _comparison(),
    JOBS.map(lambda job: ir.Compare(ir.Rel.EQ, JOB, ir.Literal(job, types.TEXT), span=place(f'job is "{job}"'))),
    st.just(ir.Holds(CONSENT, span=place("consent"))),
    st.just(ir.IsMissing(AGE, span=place("age is missing"))),
)


def _grown(inner: st.SearchStrategy[ir.Cond]) -> st.SearchStrategy[ir.Cond]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda items: ir.And(tuple(items), span=place("all of it"))),
        several.map(lambda items: ir.Or(tuple(items), span=place("one of it"))),
        inner.map(lambda c: ir.Not(c, span=place("not so"))),
        inner.map(lambda c: ir.Not(ir.Surely(c, span=place("so")), span=place("not so"))),
    )


CONDITIONS: st.SearchStrategy[ir.Cond] = st.recursive(_LEAVES, _grown, max_leaves=5)


TABLE = ir.Table("customers", schemas.Role.CUSTOMERS, COLUMNS, frozenset(COLUMNS), key="id")


@st.composite
def programs(draw: st.DrawFn) -> ir.Program:
    """A few segments, one tiers, one split and up to two suppressions over the made columns."""
    conditions = draw(st.lists(CONDITIONS, min_size=1, max_size=3))
    segments = {f"s{i}": ir.Segment(f"s{i}", c, because="so it is" if i else None) for i, c in enumerate(conditions)}
    branches = tuple((c, part) for c, part in zip(draw(st.lists(CONDITIONS, max_size=3)), "xyx", strict=False))
    split = ir.Split("test", KEY, "salt", (("treatment", 0.7), ("holdout", 0.3)))
    suppressions = tuple(ir.Suppression(c, because="no") for c in draw(st.lists(CONDITIONS, max_size=2)))
    return ir.Program(
        meta=ir.Meta(),
        as_of=None,
        zone="UTC",
        tables={"customers": TABLE},
        defines={},
        segments=segments,
        tiers={"tier": ir.Tiers("tier", branches, "rest")},
        splits={"test": split},
        suppressions=suppressions,
        examples=(),
        order=(*segments, "tier", "test"),
    )


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    cells = st.fixed_dictionaries(
        {
            "age": st.none() | NUMBERS,
            "spend": st.none() | NUMBERS,
            "job": st.none() | JOBS,
            "consent": st.none() | st.booleans(),
        }
    )
    return [{"id": f"{i:03d}", **row} for i, row in enumerate(draw(st.lists(cells, max_size=12)))]


@dataclass(frozen=True, slots=True)
class Reference:
    """Answers as an engine does, from the reference interpreter, in batches of a size."""

    program: ir.Program
    rows: Sequence[Row]
    size: int = 5

    def __call__(self, conditions: Sequence[ir.Cond], values: Sequence[ir.Expr]) -> Iterator[Answers]:
        asked = Interpreter(self.program, {"customers": self.rows})
        for start in range(0, len(self.rows), self.size):
            rows = self.rows[start : start + self.size]
            yield _answers(asked, rows, conditions, values)


def _answers(
    asked: Interpreter, rows: Sequence[Row], conditions: Sequence[ir.Cond], values: Sequence[ir.Expr]
) -> Answers:
    verdicts = [[asked.condition(c, row) for row in rows] for c in conditions]
    true = tuple(np.array([v is True for v in found], np.bool_) for found in verdicts)
    possible = tuple(np.array([v is not False for v in found], np.bool_) for found in verdicts)
    keys = np.array([row["id"] for row in rows], dtype=object)
    return Answers(len(rows), keys, true, possible, tuple(_texts(asked, rows, value) for value in values))


def _texts(asked: Interpreter, rows: Sequence[Row], value: ir.Expr) -> Vector:
    found = [asked.value(value, row) for row in rows]
    distinct = tuple(dict.fromkeys(str(text) for text in found if text is not None))
    codes = [-1 if text is None else distinct.index(str(text)) for text in found]
    return Texts(np.array(codes, np.int32), distinct)


Verdicts = Callable[[ir.Cond, Row], bool | None]


def verdicts(program: ir.Program, rows: Sequence[Row]) -> Verdicts:
    asked = Interpreter(program, {"customers": rows})
    return asked.condition
