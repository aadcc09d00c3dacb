"""The state of an estimate: what was learned of purchases, or the payments of a contract."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from segdsl.learn.state.parts import Base, Header, Positive
from segdsl.types import Unit


class Step(Base):
    """A part of the length that an estimate looks ahead: where it ends, in the unit, and what one coin from its middle
    is worth on the as-of date."""

    end: Positive
    worth: Positive


class Purchases(Base):
    """What was learned of purchases: BG/NBD (r, alpha, a, b) with time in `unit`, and Gamma-Gamma (p, q, gamma) of
    `spenders`, the customers whose repeat purchases brought money. `mean_spend` is that of somebody of whom nothing is
    known. `history` is the days from the first purchase of all to the as-of date; `correlation` that of how often
    somebody buys and for how much. `alive`, `purchases` and `spend` as they were on the as-of date: the sum, the sum,
    and the mean."""

    unit: Unit
    horizon: Annotated[float, Field(gt=0, le=1e6)]
    steps: Annotated[tuple[Step, ...], Field(max_length=100)]
    r: Positive
    alpha: Positive
    a: Positive
    b: Positive
    log_likelihood: float
    p: Positive
    q: Annotated[float, Field(gt=1)]
    gamma: Positive
    spend_log_likelihood: float
    mean_spend: float
    repeat_customers: int
    spenders: int
    correlation: float | None
    history: int
    alive: float
    purchases: float


class Payments(Base):
    """A contract: `count` payments, each worth `worth` times the one before; `sum` of one coin each time, where the
    share that keep on is the same for everybody. `beyond` customers have a share outside 0 to 100%."""

    count: Annotated[int, Field(gt=0, le=1_000_000)]
    worth: Positive
    sum: float | None
    beyond: int


class HoldOutLine(Base):
    """Customers with so many repeat purchases before (`most` None: and more)."""

    least: int
    most: int | None
    customers: int
    expected: float
    happened: int


class HoldOut(Base):
    """Learned as of an earlier day, and held against the purchases of the days after it."""

    as_of: dt.date
    days: int
    expected: float
    happened: int
    lines: tuple[HoldOutLine, ...]


class Values(Base):
    """The estimated values of those who have one: how many, sum, median, and the part that the highest tenth has."""

    rows: int
    total: float
    median: float | None
    top_tenth: float | None


class EstimateState(Header):
    """One of `purchases` and `contract` is there."""

    kind: Literal["estimate"] = "estimate"
    margin: float
    discount: float
    length: str
    purchases: Purchases | None = None
    contract: Payments | None = None
    values: Values
    held_out: HoldOut | None = None
