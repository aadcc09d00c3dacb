"""The states of shares and scores: limits and cut-offs."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from segdsl.learn.state.parts import Base, Count, Header


class GroupLimit(Base):
    value: str
    limit: float
    rows: int


class ShareState(Header):
    """`limit` of everybody, or one for each value of `by`."""

    kind: Literal["share"] = "share"
    limit: float | None
    groups: tuple[GroupLimit, ...] = ()
    missing: int


class PartState(Base):
    """`cuts` ascend as the value is written; `rows` customers by score, from 1 up."""

    name: str
    lower_is_better: bool
    weight: float
    fixed: bool
    cuts: tuple[float, ...]
    rows: tuple[Count, ...]
    missing: Count
    low: float | None
    high: float | None
    median: float | None

    @model_validator(mode="after")
    def _bands(self) -> PartState:
        if self.cuts and len(self.rows) != len(self.cuts) + 1:
            raise ValueError("a part has other bands than its cut-offs say")
        return self


class ScoreState(Header):
    """`rows` of the sum: (score, customers)."""

    kind: Literal["score"] = "score"
    bands: int
    parts: tuple[PartState, ...]
    rows: tuple[tuple[float, int], ...]
