"""Any value, and any condition."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.ir.conditions import (
    Among,
    And,
    Between,
    Compare,
    Holds,
    IsMissing,
    Member,
    Not,
    Or,
    Ranked,
    Surely,
    TextTest,
)
from segdsl.ir.fitted import Fitted, Learned
from segdsl.ir.values import (
    Absolute,
    Arithmetic,
    Choose,
    Column,
    DateDifference,
    DayOf,
    Default,
    Extreme,
    Literal,
    Measure,
    Named,
    Negate,
    OfCustomer,
    PartOf,
    Round,
    Shift,
    Since,
    Today,
    Truth,
)

Expr: TypeAlias = (
    Learned
    | Fitted
    | Literal
    | Today
    | Column
    | OfCustomer
    | Named
    | PartOf
    | Arithmetic
    | Negate
    | DateDifference
    | Shift
    | DayOf
    | Since
    | Default
    | Extreme
    | Round
    | Absolute
    | Choose
    | Truth
    | Measure
)

Cond: TypeAlias = Ranked | Compare | Between | Among | IsMissing | TextTest | Holds | Member | Surely | Not | And | Or
