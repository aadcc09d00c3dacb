"""Policies on the counts of a run, and on those of the output before it; releases and prints nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from segdsl import ir
from segdsl.diagnostics.codes import policies as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.membership.questions import Questions
from segdsl.membership.summary import Summary
from segdsl.names import fold
from segdsl.output import manifest
from segdsl.policies.counting import Counting
from segdsl.policies.judging import Counts, Group, Groups, judge
from segdsl.policies.model import Judged

_MOST_BYTES = 50_000_000


def counting(asked: Questions) -> Counting:
    """What counts, batch by batch, who breaks a policy."""
    return Counting(asked.program.policies, tuple(fold(each.segment.name) for each in asked.segments))


def judged(program: ir.Program, summary: Summary, shared: Counting, previous: Path | None) -> tuple[Judged, ...]:
    """Every policy. Raises Refused when the manifest to compare with cannot be read."""
    if not program.policies:
        return ()
    compares = any(isinstance(policy.rule, ir.ChangeLimit) for policy in program.policies)
    before = _before(previous) if compares and previous is not None else None
    return judge(program, Counts(summary.rows, _groups(summary), shared, before))


def results(judged: Sequence[Judged]) -> tuple[manifest.PolicyResult, ...]:
    """As the manifest and `apply --format json` say it."""
    return tuple(
        manifest.PolicyResult(
            policy=each.policy.text,
            title=each.policy.title,
            because=each.policy.because,
            result=each.standing.value,
            found=each.found,
        )
        for each in judged
    )


def _groups(summary: Summary) -> Groups:
    found: dict[str, tuple[Group, ...]]
    found = {fold(s.name): (Group(f"`{s.name}`", s.members, s.undecided),) for s in summary.segments}
    for parts in (*summary.tiers, *summary.splits):
        found[fold(parts.name)] = tuple(Group(f"`{parts.name}` {p.name}", p.members, p.undecided) for p in parts.parts)
    return found


def _before(path: Path) -> Groups:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refused(_unreadable(path, "is too large for a manifest"))
        counts = manifest.Counts.model_validate(json.loads(path.read_bytes())["counts"])
    except OSError as error:
        raise Refused(_unreadable(path, f"cannot be read: {(error.strerror or 'no reason given').lower()}")) from None
    except (ValueError, ValidationError, KeyError, TypeError, RecursionError):
        raise Refused(_unreadable(path, "is not the manifest of an output")) from None
    return dict(_counted(counts))


def _counted(counts: manifest.Counts) -> Iterator[tuple[str, tuple[Group, ...]]]:
    for segment in counts.segments:
        yield fold(segment.name), (Group(f"`{segment.name}`", segment.members),)
    for parts in (*counts.tiers, *counts.splits):
        yield fold(parts.name), tuple(Group(f"`{parts.name}` {part.name}", part.members) for part in parts.parts)


def _unreadable(path: Path, why: str) -> Diagnostic:
    help = "a manifest lies beside its output: `members.csv.manifest.json` beside `members.csv`"
    return Diagnostic(codes.BAD_MANIFEST, f"`{path}` {why}", path=str(path), help=(help,))
