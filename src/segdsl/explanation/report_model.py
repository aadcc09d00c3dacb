"""The published schema of explanations as JSON; makes none."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from segdsl.explanation import model
from segdsl.explanation.learned_form import LearnedJson

Plain: TypeAlias = bool | int | float | str | None


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClauseJson(_Model):
    """A clause in words. `join` says how its clauses belong together."""

    text: str
    join: Literal["all", "any", "none", "not all"] | None = None
    clauses: list[ClauseJson] = []


class CaseJson(_Model):
    """A line of tiers, of a split or of a define: the result, and when it is the one (null: otherwise)."""

    result: str
    clause: ClauseJson | None


class ColumnJson(_Model):
    table: str
    column: str


class NeedsJson(_Model):
    """Columns also behind names; defines, segments and partitions (tiers, splits) as mentioned."""

    columns: list[ColumnJson]
    defines: list[str]
    segments: list[str]
    partitions: list[str]


class LearnedLineJson(_Model):
    """Something learned that stands behind a rule, in a line."""

    name: str
    text: str


class StatementJson(_Model):
    """One statement in words; the name stands between `**` in `lead`.

    Of a learned statement `lines` are its features or parts, `notes` sentences, `names` what rules may say, and
    `report` is what was learned (null: not yet).
    """

    kind: model.Kind
    name: str
    lead: str
    clause: ClauseJson | None
    cases: list[CaseJson]
    missing: str
    needs: NeedsJson
    used_by: list[str]
    examples: list[str]
    title: str | None
    because: str | None
    then: str | None
    library: str | None
    lines: list[str] = []
    notes: list[str] = []
    names: list[str] = []
    learned: list[LearnedLineJson] = []
    report: LearnedJson | None = None


class PartJson(_Model):
    """A clause inside a clause; `depth` 1 is directly inside."""

    text: str
    depth: int
    meets: int
    undecided: int


class StepJson(_Model):
    """`remaining` meet it and all clauses above; `alone` meet every clause but this one."""

    text: str
    meets: int
    remaining: int
    alone: int
    undecided: int
    clauses: list[PartJson]


class WaterfallJson(_Model):
    """`missing` counts the undecided by what they lack."""

    name: str
    kind: model.Kind
    customers: int
    members: int
    undecided: int
    missing: dict[str, int]
    steps: list[StepJson]


class BranchJson(_Model):
    """`matches` meet the line, `takes` also matched none above it."""

    part: str
    text: str
    matches: int
    takes: int
    undecided: int


class PartitionJson(_Model):
    name: str
    kind: model.Kind
    customers: int
    undecided: int
    branches: list[BranchJson]


class ChangeJson(_Model):
    """`to` in words, `value` one that was tried."""

    name: str
    before: Plain = Field(serialization_alias="from")
    to: str
    value: Plain


class FlipJson(_Model):
    """The nearest change that gives `verdict`."""

    text: str
    verdict: Literal["true", "false"]
    changes: list[ChangeJson]


class ValueJson(_Model):
    name: str
    value: Plain


class VerdictJson(_Model):
    """A clause for one customer. `value` is the first of `values`; `threshold` is what is asked for, dates resolved."""

    text: str
    verdict: Literal["true", "false", "undecided"]
    value: Plain = None
    values: list[ValueJson] = []
    threshold: str | None = None
    flip: FlipJson | None = None
    join: Literal["all", "any", "none", "not all"] | None = None
    clauses: list[VerdictJson] = []


class TierJson(_Model):
    """A line of tiers that was looked at, the winning one last."""

    part: str
    clause: VerdictJson


class ResultJson(_Model):
    """One statement for one customer: the clause tree, or the lines of tiers. `outcome` is the answer or the part."""

    kind: model.Kind
    name: str
    outcome: str
    text: str | None = None
    verdict: Literal["true", "false", "undecided"] | None = None
    value: Plain = None
    values: list[ValueJson] = []
    threshold: str | None = None
    flip: FlipJson | None = None
    join: Literal["all", "any", "none", "not all"] | None = None
    clauses: list[VerdictJson] = []
    tiers: list[TierJson] = []
    missing: list[str] = []
    because: str | None = None
    then: str | None = None


class PullJson(_Model):
    """What a learned value would be (`without`) with the usual value in the place of this one."""

    name: str
    value: Plain
    usual: Plain
    without: float


class LearnedValueJson(_Model):
    """A learned value of the customer with its parts."""

    name: str
    kind: model.Kind
    value: Plain
    text: str
    lines: list[str]
    pulls: list[PullJson]


class CustomerJson(_Model):
    """What `explain --customer ID --format json` prints."""

    customer: str
    as_of: dt.date | None
    results: list[ResultJson]
    learned: list[LearnedValueJson] = []


class ExplanationJson(_Model):
    """What `explain --format json` prints; `customers` is null without data."""

    title: str | None
    version: str | None
    owner: str | None
    purpose: str | None
    as_of: dt.date | None
    customers: int | None
    statements: list[StatementJson]
    waterfalls: list[WaterfallJson]
    partitions: list[PartitionJson]
