"""The manifest of a run, from what was checked, opened, counted and written; writes nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from segdsl import ir
from segdsl.data.model import Opened
from segdsl.load import Bundle
from segdsl.membership.questions import Questions
from segdsl.membership.result import Used
from segdsl.membership.summary import PartsSummary, Summary
from segdsl.output import manifest as m


def rule_files(bundle: Bundle) -> tuple[m.RuleFile, ...]:
    """Every rule file and list with the hash of its text, by a name that does not say where on the machine it lies."""
    home = bundle.main.base
    found = [m.RuleFile(name=_shown(u.file.source.name, home), sha256=_sha(u.file.source.text)) for u in bundle.files]
    found.extend(
        m.RuleFile(name=_shown(path, home), sha256=_sha("\n".join(lines)))
        for path, lines in sorted(bundle.lists.items())
    )
    return tuple(found)


def fingerprints(program: ir.Program, opened: Opened) -> tuple[m.Fingerprint, ...]:
    """Of each table that anything in the program needs."""
    return tuple(
        m.Fingerprint(
            table=table.name,
            source=opened.fingerprints.source(name),
            fingerprint=opened.fingerprints[name],
        )
        for name, table in sorted(program.tables.items())
        if name in opened.stores
    )


def schema_hash(program: ir.Program) -> str:
    """Of what the rules need from each table: names, types, ranges, codes and classes."""
    lines = []
    for name, table in sorted(program.tables.items()):
        lines.append(f"{name} {table.role.value} {table.key} {table.per} {table.dated} {table.distinct}")
        for folded in sorted(table.used):
            c = table.columns[folded]
            bounds = f"{c.low!r} {c.high!r} {c.missing_codes!r} {c.decimals} {c.date_pattern} {c.decimal_mark}"
            lines.append(f"  {folded} {c.physical} {c.type} {bounds} {c.data_class.value}")
    return _sha("\n".join(lines))


def counts(summary: Summary, quarantined: int) -> m.Counts:
    return m.Counts(
        rows=summary.rows,
        suppressed=summary.suppressed,
        quarantined=quarantined,
        segments=tuple(
            m.SegmentCount(name=s.name, members=s.members, undecided=s.undecided, suppressed=s.suppressed)
            for s in summary.segments
        ),
        tiers=tuple(_parts(t) for t in summary.tiers),
        splits=tuple(_parts(s) for s in summary.splits),
    )


def manifest(
    bundle: Bundle,
    asked: Questions,
    opened: Opened,
    counted: m.Counts,
    *,
    engine: Used,
    parameters: Mapping[str, str | bool | None],
    checked: int,
    output: m.Output,
    state: m.State | None = None,
    policies: tuple[m.PolicyResult, ...] = (),
) -> m.Manifest:
    program = asked.program
    rules = rule_files(bundle)
    return m.Manifest(
        rules=rules,
        rules_sha256=_sha("\n".join(f"{rule.name} {rule.sha256}" for rule in rules)),
        ruleset=program.meta.title,
        ruleset_version=program.meta.version,
        schema_sha256=schema_hash(program),
        data=fingerprints(program, opened),
        as_of=None if program.as_of is None else str(program.as_of),
        zone=program.zone,
        parameters=dict(parameters),
        engine=engine.name,
        engine_because=engine.why,
        versions={**m.versions(), **engine.versions},
        state=state,
        counts=counted,
        self_check=m.SelfCheck(customers=checked, result="agreed" if checked else "not run"),
        policies=policies,
        output=output,
    )


def _parts(parts: PartsSummary) -> m.Parts:
    found = tuple(m.Part(name=p.name, members=p.members, undecided=p.undecided) for p in parts.parts)
    return m.Parts(name=parts.name, parts=found)


def _shown(name: str, home: Path | None) -> str:
    """A path from the main file's folder where it lies in it, else its last part: where the rules were called from, and
    where they lie, makes no difference."""
    path = Path(os.path.abspath(name))
    if home is not None and path.is_relative_to(os.path.abspath(home)):
        return path.relative_to(os.path.abspath(home)).as_posix()
    return path.name


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
