"""The configuration: `segdsl.toml`, or `[tool.segdsl]` of `pyproject.toml`, of the nearest folder upwards."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.names import similar
from segdsl.record import record
from segdsl.source import Source, Span

if TYPE_CHECKING:
    import tomllib

    from pydantic import ValidationError

Level: TypeAlias = Literal["off", "warning", "error"]

_EXPECTED = {
    "data": 'a path in quotes, or a table such as `{ transactions = "transactions.csv" }`',
    "as-of": "a date such as 2026-11-23",
    "key": 'the name of a column, such as "customer id"',
    "engine": 'the name of an engine, such as "auto" or "duckdb"',
    "on-bad-rows": '"fail" or "quarantine"',
    "lint": 'a table such as `{ unused-define = "off" }`',
}


@record
class Config:
    """What holds where the command line says nothing.

    `data` is table name → path ("" for the customers' table), from the folder of the configuration. `lint` is the
    number of a finding → how it counts.
    """

    data: dict[str, str] = field(default_factory=dict)
    as_of: dt.date | None = None
    key: str | None = None
    engine: str = "auto"
    on_bad_rows: Literal["fail", "quarantine"] = "fail"
    lint: dict[str, Level] = field(default_factory=dict)


def load(start: Path) -> Outcome[Config]:
    """The configuration for rules in folder `start`; the plain one when there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        for name in ("segdsl.toml", "pyproject.toml"):
            path = folder / name
            if path.is_file():
                outcome = _read(path)
                if outcome is not None:
                    return outcome
    return Outcome(Config())


def _read(path: Path) -> Outcome[Config] | None:
    """The configuration in a file; None when it is a `pyproject.toml` that does not speak of segdsl."""
    shown = _shown(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else (error.strerror or "").lower()
        return Outcome(None, (Diagnostic(use.CONFIG_UNREADABLE, f"`{shown}` cannot be read: {reason}", path=shown),))
    source = Source(shown, text)
    own = path.name == "segdsl.toml"
    if not own and "segdsl" not in text:
        return None
    import tomllib  # only where there is something to read

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Outcome(None, (_not_toml(source, error),))
    values = document if own else document.get("tool", {}).get("segdsl")
    return None if values is None else _check(values, source, path.parent)


def _check(values: dict[str, Any], source: Source, folder: Path) -> Outcome[Config]:
    # pydantic takes as long to import as the whole of `validate`: only where there is something to check.
    from pydantic import ValidationError

    from segdsl.config_model import Settings
    from segdsl.diagnostics import catalogue

    said = Collector()
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        said.extend(_complaints(error, source, [str(f.alias or n) for n, f in Settings.model_fields.items()]))
        return said.outcome(None)
    lint: dict[str, Level] = {}
    for name, level in settings.lint.items():
        code = catalogue.find(name)
        if code is None or not code.id.startswith("SEG6"):
            said.add(_unknown(source, name, [c.slug for c in catalogue.codes().values() if c.id.startswith("SEG6")]))
        else:
            lint[code.id] = level
    data = {"": settings.data} if isinstance(settings.data, str) else settings.data
    bound = {name: _from(folder, path) for name, path in data.items()}
    config = Config(bound, settings.as_of, settings.key, settings.engine, settings.on_bad_rows, lint)
    return said.outcome(None if said.failed else config)


def _from(folder: Path, path: str) -> str:
    """The path as seen from the working folder, as short as it can be; addresses of databases stay."""
    return path if "://" in path else _shown(folder / path)


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _complaints(error: ValidationError, source: Source, known: list[str]) -> list[Diagnostic]:
    found: dict[str, Diagnostic] = {}
    for problem in error.errors(include_url=False, include_input=False):
        names = [str(part) for part in problem["loc"]]
        if problem["type"] == "extra_forbidden":
            found[names[0]] = _unknown(source, names[0], known)
            continue
        setting = names[0] if names else "lint"
        name, expected = setting, _EXPECTED.get(setting, "something else")
        if setting == "lint" and len(names) > 1:
            name, expected = names[1], '"off", "warning" or "error"'
        found[name] = Diagnostic(
            use.CONFIG_VALUE,
            f"the setting `{name}` has a wrong value",
            _span(source, name),
            help=(f"it is {expected}",),
        )
    return list(found.values())


def _unknown(source: Source, name: str, known: list[str]) -> Diagnostic:
    close = similar(name, known, limit=1)
    help = f"a similar setting exists: `{close[0]}`" if close else f"the settings here are {', '.join(sorted(known))}"
    return Diagnostic(use.CONFIG_UNKNOWN, f"unknown setting `{name}`", _span(source, name), help=(help,))


def _span(source: Source, name: str) -> Span:
    """Where a setting stands; its last word, wherever it is, since TOML has many ways to write one."""
    place = re.search(rf"(?m)(?<![\w-]){re.escape(name)}(?=[\"']?\s*[=.\]])", source.text)
    start, end = place.span() if place else (0, 0)
    return Span(source, start, end)


def _not_toml(source: Source, error: tomllib.TOMLDecodeError) -> Diagnostic:
    words, _, where = str(error).partition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    offset = len(source.text)
    if place:
        starts = source.line_starts()
        offset = min(starts[min(int(place[1]), len(starts)) - 1] + int(place[2]) - 1, offset)
    message = f"this is not TOML: {words[:1].lower()}{words[1:]}"
    return Diagnostic(use.CONFIG_UNREADABLE, message, Span(source, offset, min(offset + 1, len(source.text))))
