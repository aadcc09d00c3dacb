"""paths → rule texts: finds the rule files that a user names and reads them whole; parses nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from segdsl.diagnostics.codes import structure, use
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.names import similar
from segdsl.record import record
from segdsl.source import Source

LIMIT = 5_000_000
STDIN = "-"
_DATA_SUFFIXES = frozenset(
    {".csv", ".tsv", ".tab", ".dat", ".jsonl", ".ndjson", ".json", ".parquet", ".pq", ".arrow", ".arrows", ".feather"}
    | {".ipc", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".gz", ".zip", ".sqlite", ".db", ".sas7bdat", ".sav", ".dta"}
)
_DATA_STARTS = (b"\x1f\x8b", b"PAR1", b"ARROW1", b"PK\x03\x04")
_LOOKED_AT = 65_536
_LINES = 5
_RULES = re.compile(
    r'(?i)(?<![\w-])(?:if|as|define|table|tiers|split|suppress|example|ruleset|use)(?![\w-])|["\w] +(?:[<>=]|is )'
)


@record
class RuleFile:
    """A rule text and the file that it came from (None: stdin). `newline` is the line end that the file uses."""

    source: Source
    path: Path | None
    newline: str = "\n"


def read_all(names: Sequence[str]) -> Outcome[tuple[RuleFile, ...]]:
    """The rule files with these names, each once; of a folder all `*.seg` files in it and below, in order.

    The value holds those that could be read, also when others could not.
    """
    said = Collector()
    files: dict[Path | None, RuleFile] = {}
    for name in names:
        for shown in _named(name, said):
            path = None if shown == STDIN else Path(shown).resolve()
            if path not in files:
                read = _read(shown)
                if isinstance(read, Diagnostic):
                    said.add(read)
                else:
                    files[path] = read
    return said.outcome(tuple(files.values()))


def read(name: str) -> Outcome[RuleFile]:
    """One rule file, or stdin for `-`."""
    found = _read(name)
    return Outcome(None, (found,)) if isinstance(found, Diagnostic) else Outcome(found)


def _named(name: str, said: Collector) -> Iterator[str]:
    path = Path(name)
    if name == STDIN or not path.is_dir():
        yield name
        return
    found = sorted(p for p in path.rglob("*.seg") if not _hidden(p.relative_to(path)))
    if not found:
        said.add(
            Diagnostic(
                use.NO_RULES, f"the folder `{name}` holds no rule files", help=("rule files end in `.seg`",), path=name
            )
        )
    yield from (str(p) for p in found)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _read(name: str) -> RuleFile | Diagnostic:
    try:
        if name == STDIN:
            raw = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(name, "rb") as stream:
                raw = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        return _unreadable(name, error)
    shown = "<stdin>" if name == STDIN else name
    if (data := _data(name, raw[:_LOOKED_AT])) is not None:
        return data
    if len(raw) > LIMIT:
        return Diagnostic(
            structure.FILE_TOO_LARGE,
            f"the rule file is larger than {LIMIT // 1_000_000} MB",
            path=shown,
            help=("split it into files that `use` each other; long lists belong in a file named by `in list`",),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(shown, raw, error.start)
    newline = "\r\n" if raw.split(b"\n", 1)[0].endswith(b"\r") else "\n"
    return RuleFile(Source(shown, text), None if name == STDIN else Path(name), newline)


def _data(name: str, raw: bytes) -> Diagnostic | None:
    """Says so when a file holds customers instead of rules, or no text at all: none of it is to be shown."""
    shown = "what comes from stdin" if name == STDIN else f"`{name}`"
    path = "<stdin>" if name == STDIN else name
    utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if Path(name).suffix.lower() in _DATA_SUFFIXES or raw.startswith(_DATA_STARTS) or _is_table(raw):
        hint = f"`--data {name}` takes it, and the rules stand in a file of their own, which ends in `.seg`"
        if name == STDIN:
            hint = "data is given as a file: `--data customers.csv`"
        return Diagnostic(use.NOT_RULES, f"{shown} is data, not rules", path=path, help=(hint,))
    if b"\0" in raw and not utf16:
        hint = "a rule file is plain text and ends in `.seg`"
        return Diagnostic(use.NOT_RULES, f"{shown} is not a text, and so not rules", path=path, help=(hint,))
    return None


def _is_table(raw: bytes) -> bool:
    """Whether the first lines are rows of cells or JSON: lines that all have the same number of separators."""
    lines = [line for line in raw.decode("latin-1").splitlines() if line.strip()][: _LINES + 1]
    if len(raw) == _LOOKED_AT:
        lines = lines[:-1] or lines
    if lines and lines[0].lstrip("\xef\xbb\xbf \t")[:1] in ("{", "["):
        return True
    lines = lines[:_LINES]
    if len(lines) < 2 or any(line[0] in " \t#" or _RULES.search(line) for line in lines):
        return False
    return any(len({line.count(mark) for line in lines}) == 1 and lines[0].count(mark) >= 2 for mark in ",;\t|")


def _unreadable(name: str, error: OSError | ValueError) -> Diagnostic:
    reason = ((error.strerror if isinstance(error, OSError) else None) or "not a usable path").lower()
    hints: list[str] = []
    if isinstance(error, FileNotFoundError):
        reason = "it does not exist"
        folder = Path(name).parent
        if folder.is_dir():
            beside = sorted(p.name for p in folder.iterdir() if p.suffix == ".seg")[:1000]
            hints = [f"a file with a similar name exists: `{folder / n}`" for n in similar(Path(name).name, beside, 1)]
    return Diagnostic(use.FILE_UNREADABLE, f"`{name}` cannot be read: {reason}", path=name, help=tuple(hints))


def _not_utf8(shown: str, raw: bytes, start: int) -> Diagnostic:
    line = raw.count(b"\n", 0, start) + 1
    hint = "save the file as UTF-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint += "; it looks like UTF-16"
    return Diagnostic(structure.NOT_UTF8, f"line {line} is not UTF-8 text", path=shown, help=(hint,))
