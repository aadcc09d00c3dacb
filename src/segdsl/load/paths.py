"""Finds the files that rules name, inside the project's folder and nowhere else; does not say what is in them."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Protocol

from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import similar
from segdsl.syntax import ast

RULES_LIMIT = 5_000_000
LIST_LIMIT = 50_000_000

_MARKS = ("segdsl.toml", "pyproject.toml", ".git")


class Files(Protocol):
    """Where the files lie that rules name: on the disk, or in a version that git keeps."""

    def mode(self, path: Path) -> int:
        """As `os.stat` gives it. Raises OSError or ValueError where there is no such file."""

    def head(self, path: Path, size: int) -> bytes:
        """The first bytes of a file. Raises OSError."""


class _Disk:
    def mode(self, path: Path) -> int:
        return path.stat().st_mode

    def head(self, path: Path, size: int) -> bytes:
        with path.open("rb") as stream:
            return stream.read(size)


DISK: Files = _Disk()


def project_root(folder: Path) -> Path:
    """The nearest folder upwards that has a mark of a project in it, else the folder itself; links resolved."""
    resolved = folder.resolve()
    for candidate in (resolved, *resolved.parents):
        if any((candidate / mark).exists() for mark in _MARKS):
            return candidate
    return resolved


def locate(text: ast.TextLit, base: Path, root: Path, files: Files = DISK) -> Path | Diagnostic:
    """The ordinary file inside `root` (a resolved folder) that `text` names, starting from `base`."""
    try:
        path = (base / text.value).resolve()
        inside = path.is_relative_to(root)
        mode = files.mode(path) if inside else 0
    except FileNotFoundError:
        return _missing(text, path)
    except (OSError, ValueError, RuntimeError):
        return Diagnostic(
            structure.NOT_A_FILE, f"`{_shown(text)}` cannot be opened", text.span, label="not a usable path"
        )
    if not inside:
        return Diagnostic(
            structure.OUTSIDE_PROJECT,
            f"`{_shown(text)}` lies outside the project's folder",
            text.span,
            help=("copy the file into the folder that holds the project (its segdsl.toml, pyproject.toml or .git)",),
        )
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "not an ordinary file"
        return Diagnostic(structure.NOT_A_FILE, f"`{_shown(text)}` is {what}", text.span)
    return path


def read(text: ast.TextLit, path: Path, limit: int, files: Files = DISK) -> str | Diagnostic:
    """The text of a located file: UTF-8, with or without a byte order mark, at most `limit` bytes."""
    try:
        raw = files.head(path, limit + 1)
    except OSError:
        return Diagnostic(
            structure.NOT_A_FILE, f"`{_shown(text)}` cannot be read", text.span, help=("allow reading the file",)
        )
    if len(raw) > limit:
        return Diagnostic(
            structure.FILE_TOO_LARGE, f"`{_shown(text)}` is larger than {limit // 1_000_000} MB", text.span
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Diagnostic(
            structure.NOT_UTF8,
            f"`{_shown(text)}` is not UTF-8 text (line {line})",
            text.span,
            help=("save the file as UTF-8",),
        )


def _shown(text: ast.TextLit) -> str:
    return text.value if len(text.value) <= 100 else text.value[:99] + "…"


def _missing(text: ast.TextLit, path: Path) -> Diagnostic:
    """Looks beside the missing file for one with a name like it."""
    beside: list[str] = []
    if path.parent.is_dir():
        beside = sorted(p.name for p in path.parent.iterdir() if p.suffix == path.suffix)[:1000]
    found = similar(path.name, beside, limit=1)
    hint = (f"a file with a similar name exists: `{found[0]}`",) if found else ()
    return Diagnostic(structure.FILE_NOT_FOUND, f"the file `{_shown(text)}` does not exist", text.span, help=hint)
