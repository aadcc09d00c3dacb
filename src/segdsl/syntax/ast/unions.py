"""Any value, and any condition."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.syntax.ast.conditions import (
    Ago,
    Between,
    Chain,
    Compare,
    DateCompare,
    Except,
    Group,
    Happened,
    Holds,
    InFile,
    InList,
    InSegment,
    LikelyTo,
    Not,
    Presence,
    Ranked,
    TextTest,
)
from segdsl.syntax.ast.measures import Measure
from segdsl.syntax.ast.values import (
    Binary,
    Call,
    Cases,
    ChanceOf,
    DateLit,
    Defaulting,
    DurationLit,
    Negative,
    NumberLit,
    Ref,
    Since,
    TextLit,
    Today,
    YesNoLit,
)

Expr: TypeAlias = (
    NumberLit
    | TextLit
    | YesNoLit
    | DateLit
    | DurationLit
    | Today
    | Ref
    | Binary
    | Negative
    | Since
    | Defaulting
    | Call
    | Cases
    | Measure
    | ChanceOf
)

Cond: TypeAlias = (
    Compare
    | Ranked
    | LikelyTo
    | Between
    | InList
    | InFile
    | Presence
    | TextTest
    | DateCompare
    | Ago
    | InSegment
    | Happened
    | Holds
    | Not
    | Chain
    | Except
    | Group
)
