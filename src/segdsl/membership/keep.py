"""What was learned, kept in a state folder with what it was learned from; it learns nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Literal

from segdsl import ir
from segdsl.data.model import Opened
from segdsl.learn import store
from segdsl.learn.state import LearnedState
from segdsl.learn.statefiles import FORMAT, INDEX, Index, RuleText, Seen, file_names, files, index_text
from segdsl.load import Bundle
from segdsl.membership import contents
from segdsl.membership.record import rule_files
from segdsl.output import manifest, statefolder

_LIBRARIES = ("scikit-learn", "scipy")


def keep(
    bundle: Bundle,
    program: ir.Program,
    opened: Opened,
    states: Mapping[str, LearnedState],
    folder: Path,
) -> Index:
    """Writes the state folder, whole or not at all; a state that is there is replaced.

    Raises:
        Refused: it cannot be written.
    """
    made = files(states)
    index = Index(
        state=FORMAT,
        segdsl=metadata.version("segdsl"),
        ruleset=program.meta.title,
        ruleset_version=program.meta.version,
        rules=tuple(RuleText(name=rule.name, sha256=rule.sha256) for rule in rule_files(bundle)),
        as_of=program.as_of if isinstance(program.as_of, dt.date) else None,
        zone=program.zone,
        data=tuple(
            Seen(
                table=table.name,
                source=_source(table),
                fingerprint=contents.fingerprint(opened.stores[name], table.used),
            )
            for name, table in sorted(program.tables.items())
            if name in opened.stores
        ),
        versions=versions(),
        learned=made.entries,
        learned_sha256=made.sha256,
    )
    statefolder.write(folder, {**made.texts, INDEX: index_text(index)}, INDEX, store.files_of_state(folder))
    return index


def look(folder: Path, names: Iterable[str]) -> None:
    """Finds out whether the states of these things could be kept in the folder, before they are learned.

    Raises:
        Refused: they could not.
    """
    statefolder.look(folder, (INDEX, *file_names(names).values()), store.files_of_state(folder))


def _source(table: ir.Table) -> str:
    return "" if table.path is None else Path(table.path).name


def recorded(states: Mapping[str, LearnedState], kept: str | None) -> manifest.State:
    """What the manifest of a run says of what it was run with; `kept` is the hash of the state folder (None: nothing
    was kept, and it is the one that a folder with this would have)."""
    made = files(states)
    learned = tuple(
        manifest.Learned(name=entry.name, as_of=states[entry.name].as_of, sha256=entry.sha256) for entry in made.entries
    )
    source: Literal["state", "fitted in memory"] = "fitted in memory" if kept is None else "state"
    return manifest.State(source=source, sha256=kept or made.sha256, learned=learned)


def versions() -> dict[str, str]:
    """Of what the numbers may depend on; a library that is not installed is left out."""
    found = manifest.versions()
    for library in _LIBRARIES:
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            continue
    return found
