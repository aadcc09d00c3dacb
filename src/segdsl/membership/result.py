"""What `apply` answers, as a value and as JSON for programs; shows nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic
from segdsl.diagnostics.report import report
from segdsl.engines.auto import Choice
from segdsl.engines.door import versions
from segdsl.membership.summary import PartsSummary, SegmentSummary, Summary
from segdsl.output.manifest import PolicyResult, State


@dataclass(frozen=True, slots=True)
class Written:
    """A file or table that was written (None: the standard output); `rows` None where it has none."""

    path: Path | str | None
    what: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """The engine that answered: why it was chosen (None: it was asked for), that in a line with what was passed over,
    and the versions of what it needs."""

    name: str
    why: str | None = None
    said: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def used(choice: Choice) -> Used:
    return Used(choice.engine.name, choice.why, choice.said, versions(choice.engine))


@dataclass(frozen=True, slots=True)
class Applied:
    """The counts and all that is worth saying of a run. `warnings` are its notes too; `checked` is how many customers
    the reference interpreter was asked about."""

    meta: ir.Meta
    as_of: dt.date | None
    engine: Used
    summary: Summary
    quarantined: int = 0
    warnings: tuple[Diagnostic, ...] = ()
    written: tuple[Written, ...] = ()
    checked: int = 0
    policies: tuple[PolicyResult, ...] = ()


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SegmentJson(_Model):
    """`members` counts also those who are suppressed; `missing` counts undecided customers."""

    name: str
    members: int
    share: float
    undecided: int
    suppressed: int
    missing: Mapping[str, int]


class TierJson(_Model):
    name: str
    members: int
    undecided: int


class TiersJson(_Model):
    name: str
    parts: tuple[TierJson, ...]
    undecided: int


class ShareJson(_Model):
    name: str
    members: int


class SplitJson(_Model):
    name: str
    parts: tuple[ShareJson, ...]


class AppliedJson(_Model):
    """What `apply --format json` prints; `warnings` have the form of `validate --format json`, and `state` is as in the
    manifest. `engine_because` says why the engine was chosen (null: it was asked for)."""

    rows: int
    as_of: str | None
    engine: str
    engine_because: str | None
    engine_versions: Mapping[str, str]
    state: State | None
    segments: tuple[SegmentJson, ...]
    tiers: tuple[TiersJson, ...]
    splits: tuple[SplitJson, ...]
    policies: tuple[PolicyResult, ...]
    quarantined: int
    warnings: tuple[Mapping[str, Any], ...]


def as_json(applied: Applied, state: State | None = None) -> AppliedJson:
    """`state` says what the rules had learned."""
    summary = applied.summary
    return AppliedJson(
        rows=summary.rows,
        as_of=None if applied.as_of is None else applied.as_of.isoformat(),
        engine=applied.engine.name,
        engine_because=applied.engine.why,
        engine_versions=dict(applied.engine.versions),
        state=state,
        segments=tuple(_segment(s) for s in summary.segments),
        tiers=tuple(_tiers(t) for t in summary.tiers),
        splits=tuple(_split(s) for s in summary.splits),
        policies=applied.policies,
        quarantined=applied.quarantined,
        warnings=tuple(entry.model_dump(mode="json") for entry in report(applied.warnings).diagnostics),
    )


def _segment(s: SegmentSummary) -> SegmentJson:
    return SegmentJson(
        name=s.name,
        members=s.members,
        share=s.share,
        undecided=s.undecided,
        suppressed=s.suppressed,
        missing=dict(s.missing),
    )


def _tiers(t: PartsSummary) -> TiersJson:
    parts = tuple(TierJson(name=p.name, members=p.members, undecided=p.undecided) for p in t.parts)
    return TiersJson(name=t.name, parts=parts, undecided=t.undecided)


def _split(s: PartsSummary) -> SplitJson:
    return SplitJson(name=s.name, parts=tuple(ShareJson(name=p.name, members=p.members) for p in s.parts))
