"""text → the files that belong together: parses, follows `use`, reads the lists; gives no name a meaning."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from segdsl import shipped
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic, Label, Outcome
from segdsl.load import lists, paths
from segdsl.load.bundle import Bundle, Unit
from segdsl.names import fold, similar
from segdsl.record import mutable, record
from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse

_DEEPEST = 50
_WORD = re.compile(r"\w+")


@mutable
class _Journey:
    """What is known while `use` is followed: `open` are the files on the way to the present one, with their `use`."""

    said: Collector = field(default_factory=Collector)
    units: list[Unit] = field(default_factory=list)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cases: dict[str, Source] = field(default_factory=dict)
    seen: set[Path] = field(default_factory=set)
    open: dict[Path, ast.Use | None] = field(default_factory=dict)
    complete: bool = True
    unread: set[str] = field(default_factory=set)
    files: paths.Files = paths.DISK


@record
class _Target:
    """A used file that was found: where it is, the folder it may not leave, the name it is shown under."""

    path: Path
    root: Path
    shown: str
    files: paths.Files = paths.DISK


def load(source: Source, path: Path | None, files: paths.Files = paths.DISK) -> Outcome[Bundle]:
    """The bundle of a rule text. `path` is its file (None: a text without a file, whose folder is the current one), and
    `files` are those that it may name."""
    base = Path.cwd() if path is None else path.parent
    journey = _Journey(files=files)
    _visit(journey, source, None, base, paths.project_root(base), None if path is None else path.resolve())
    if not journey.units:
        return journey.said.outcome(None)
    return journey.said.outcome(
        Bundle(tuple(journey.units), journey.lists, journey.complete, frozenset(journey.unread), journey.cases)
    )


def libraries() -> list[str]:
    """The names of the rulesets that ship with segdsl, in order of the alphabet."""
    return sorted(p.stem for p in shipped.folder("rulesets").glob("*.seg"))


def _visit(journey: _Journey, source: Source, library: str | None, base: Path, root: Path, path: Path | None) -> None:
    parsed = parse(source)
    journey.said.extend(parsed.diagnostics)
    if parsed.value is None:
        journey.complete = False
        return
    if not parsed.ok:
        journey.unread.update(word for gap in _gaps(parsed.value) for word in _WORD.findall(fold(gap)))
    unit = Unit(parsed.value, library, base)
    journey.units.append(unit)
    for text in lists.named(parsed.value.statements):
        values = lists.read_list(text, base, root, journey.said, journey.files)
        if values is not None:
            journey.lists[unit.path(text.value)] = values
    for statement in parsed.value.statements:
        if isinstance(statement, ast.ExampleTable):
            content = lists.read_cases(statement.path, base, root, journey.said, journey.files)
            if content is not None:
                shown = os.path.normpath(os.path.join(os.path.dirname(source.name), statement.path.value))
                journey.cases[unit.path(statement.path.value)] = Source(shown, content)
        if isinstance(statement, ast.Use):
            if path is not None:
                journey.open[path] = statement
            _follow(journey, statement, source.name, base, root)
    if path is not None:
        journey.open.pop(path, None)


def _gaps(file: ast.File) -> Iterator[str]:
    """The text between the statements that could be parsed."""
    end = 0
    for span in (*sorted((s.span for s in file.statements), key=lambda span: span.start), None):
        start = span.start if span is not None else len(file.source.text)
        gap = file.source.text[end:start].strip()
        if gap:
            yield gap
        end = span.end if span is not None else start


def _follow(journey: _Journey, use: ast.Use, user: str, base: Path, root: Path) -> None:
    target = _find(use, user, base, root, journey.files)
    if isinstance(target, Diagnostic):
        journey.said.add(target)
        journey.complete = False
        return
    if target.path in journey.open:
        journey.said.add(_circle(journey, use, target.path))
        return
    if target.path in journey.seen:
        return
    if len(journey.open) >= _DEEPEST:
        journey.said.add(
            Diagnostic(
                structure.DEEP_USE,
                f"`{use.path.value}` is the end of a chain of {_DEEPEST} files that use each other",
                use.path.span,
                help=("use the files side by side in one file",),
            )
        )
        journey.complete = False
        return
    journey.seen.add(target.path)
    text = paths.read(use.path, target.path, paths.RULES_LIMIT, target.files)
    if isinstance(text, Diagnostic):
        journey.said.add(text)
        journey.complete = False
        return
    name = use.path.value
    _visit(journey, Source(target.shown, text), name, target.path.parent, target.root, target.path)


def _find(use: ast.Use, user: str, base: Path, root: Path, files: paths.Files) -> _Target | Diagnostic:
    """The used file; it is shown under a path from the same place as the file that uses it."""
    wanted = use.path.value
    if wanted.lower().endswith(".seg"):
        shown = os.path.normpath(os.path.join(os.path.dirname(user), wanted))
        path = paths.locate(use.path, base, root, files)
        return path if isinstance(path, Diagnostic) else _Target(path, root, shown, files)
    names = libraries()
    for name in names:
        if fold(name) == fold(wanted):
            folder = shipped.folder("rulesets").resolve()
            return _Target(folder / f"{name}.seg", folder, f"rulesets/{name}.seg")
    return _unknown(use, names, base)


def _unknown(use: ast.Use, names: list[str], base: Path) -> Diagnostic:
    wanted = use.path.value
    close = similar(wanted, names, limit=1)
    helps: tuple[str, ...] = ()
    try:
        beside = (base / f"{wanted}.seg").is_file()
    except (OSError, ValueError):
        beside = False
    if beside:
        helps = (f'a file is used with its ending: `use "{wanted}.seg"`',)
    elif close:
        helps = (f"a library with a similar name exists: `{close[0]}`",)
    listed = ", ".join(f"`{name}`" for name in names)
    return Diagnostic(
        structure.UNKNOWN_LIBRARY,
        f"no library called `{wanted}` ships with segdsl",
        use.path.span,
        help=helps,
        notes=(f"the libraries are {listed}",) if names else (),
    )


def _circle(journey: _Journey, use: ast.Use, path: Path) -> Diagnostic:
    way = list(journey.open)
    labels = [
        Label(step.path.span, "which is used here")
        for step in (journey.open[p] for p in way[way.index(path) :])
        if step is not None and step is not use
    ]
    return Diagnostic(
        structure.CIRCULAR_USE,
        f"`{use.path.value}` is used by a file that it uses itself",
        use.path.span,
        label="this closes the circle",
        labels=tuple(labels),
        help=("put what both files need in a third one",),
    )
