"""The manifest beside an output: what was run on what, and what came out; no clock, no customer's value."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_PACKAGES = ("segdsl", "numpy", "pandas", "pyarrow")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    members: int
    undecided: int


class SegmentCount(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    members: int
    undecided: int
    suppressed: int


class Parts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    parts: tuple[Part, ...]


class Counts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    suppressed: int
    quarantined: int
    segments: tuple[SegmentCount, ...]
    tiers: tuple[Parts, ...]
    splits: tuple[Parts, ...]


class RuleFile(BaseModel):
    """A rule file or a list that it reads, by the name the rules give it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str


class Fingerprint(BaseModel):
    """What a table was read from: `source` without the folders that differ from machine to machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    source: str
    fingerprint: str


class Learned(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    as_of: dt.date | None
    sha256: str


class State(BaseModel):
    """What was learned before the rules were applied; `sha256` is the `learned_sha256` of the state that holds it, or
    would hold it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Literal["state", "fitted in memory"]
    sha256: str
    learned: tuple[Learned, ...]


class SelfCheck(BaseModel):
    """How many customers the reference interpreter was asked about, and that it agreed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customers: int
    result: Literal["agreed", "not run"]


class PolicyResult(BaseModel):
    """One line of a policy, and what came of it on these customers; `found` are the figures that decided."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy: str
    title: str | None
    because: str | None
    result: Literal["held", "broken", "not decided"]
    found: tuple[str, ...]


class Output(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    format: str
    layout: str
    sha256: str


class Manifest(BaseModel):
    """The whole manifest. Two runs with equal inputs have equal manifests. `engine_because` says why the engine was
    chosen (null: it was asked for)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    manifest: Literal[1] = 1
    rules: tuple[RuleFile, ...]
    rules_sha256: str
    ruleset: str | None
    ruleset_version: str | None
    schema_sha256: str
    data: tuple[Fingerprint, ...]
    as_of: str | None
    zone: str
    parameters: Mapping[str, str | bool | None]
    engine: str
    engine_because: str | None = None
    versions: Mapping[str, str]
    state: State | None = None
    counts: Counts
    self_check: SelfCheck
    policies: tuple[PolicyResult, ...] = ()
    output: Output

    def text(self) -> str:
        """Readable JSON, the same bytes for the same content."""
        return self.model_dump_json(indent=2) + "\n"


def versions() -> dict[str, str]:
    """The versions that an answer may depend on."""
    found = {"python": platform.python_version()}
    found.update({package: metadata.version(package) for package in _PACKAGES})
    return found


def path_beside(output: Path) -> Path:
    """`members.csv.manifest.json` beside `members.csv`."""
    return output.with_name(output.name + ".manifest.json")
