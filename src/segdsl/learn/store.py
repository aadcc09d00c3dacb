"""A state folder → the states in it, or why it is refused; it writes nothing and knows no rules."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Code, Diagnostic, Outcome, Refused
from segdsl.learn.state import LearnedState
from segdsl.learn.statefiles import FORMAT, INDEX, Entry, Index, Unfit, file_names, read_index, read_state, sha256

MOST_INDEX = 16 * 1024 * 1024
MOST_STATE = 256 * 1024 * 1024
"""Bytes of the index and of the file of one learned thing; a larger one is not read."""

_RESTORE = (
    "put the folder back as `segdsl fit` wrote it, for instance from version control, or fit again with `--fresh`"
)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a state folder holds: `states` by the key of the learned thing."""

    folder: Path
    index: Index
    states: Mapping[str, LearnedState]


def load(folder: Path) -> Outcome[Kept]:
    """Reads a state folder and checks every part of it; what was written by anybody else is refused."""
    try:
        index = load_index(folder)
        return Outcome(Kept(folder, index, {entry.name: _state(folder, entry) for entry in index.learned}))
    except Refused as refused:
        return Outcome(None, refused.diagnostics)


def there(folder: Path) -> bool:
    """Whether the folder holds a state, readable or not."""
    return _exists(folder / INDEX)


def of_others(folder: Path) -> bool:
    """Whether the folder's `state.json` is something else altogether: JSON, but nothing that a segdsl wrote."""
    if not there(folder):
        return False
    text = _text(folder / INDEX, MOST_INDEX)
    return _format(text) is None and _json(text) is not None


def files_of_state(folder: Path) -> frozenset[str]:
    """The names of the files of the state in the folder, as far as it is one: those that a new state may replace.

    A state that cannot be read any more (two branches have changed it) counts by what its files look like.
    """
    if not there(folder) or of_others(folder):
        return frozenset()
    index = _json(_text(folder / INDEX, MOST_INDEX))
    if not isinstance(index, dict):
        return frozenset({INDEX, *(path.name for path in folder.glob("*.json") if _looks_like_state(path))})
    entries = index.get("learned")
    keys = [entry.get("name") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return frozenset({INDEX, *file_names(key for key in keys if isinstance(key, str)).values()})


def _looks_like_state(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b'"declaration":' in file.read(1000)
    except OSError:
        return False


def load_index(folder: Path) -> Index:
    """The index alone.

    Raises:
        Refused: there is none, or it is not what was written.
    """
    path = folder / INDEX
    if not _exists(path):
        raise Refused(_no_state(folder))
    text = _text(path, MOST_INDEX)
    format = _format(text)
    if format is None:
        raise Refused(_said(learn.STATE_UNREADABLE, path, "is not the index of a state", _RESTORE))
    if format != FORMAT:
        raise Refused(_other_format(path, format))
    try:
        return read_index(text)
    except Unfit as unfit:
        raise Refused(_said(learn.STATE_CHANGED, path, f"is not what was written: {unfit}", _RESTORE)) from None


def _state(folder: Path, entry: Entry) -> LearnedState:
    path = folder / entry.file
    if not _exists(path):
        raise Refused(
            _said(learn.STATE_CHANGED, path, f"is missing, which holds what was learned for `{entry.name}`", _RESTORE)
        )
    text = _text(path, MOST_STATE)
    if sha256(text) != entry.sha256:
        raise Refused(_said(learn.STATE_CHANGED, path, "was changed after it was written: its hash differs", _RESTORE))
    try:
        state = read_state(text)
    except Unfit as unfit:
        raise Refused(_said(learn.STATE_UNREADABLE, path, f"is not a state: {unfit}", _RESTORE)) from None
    if state.kind != entry.kind:
        raise Refused(_said(learn.STATE_CHANGED, path, f"is of a {state.kind}, not of a {entry.kind}", _RESTORE))
    return state


def _text(path: Path, most: int) -> str:
    """The text of an ordinary file, with the line ends that it was written with."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused(_said(learn.STATE_UNREADABLE, path, "is not an ordinary file", _RESTORE))
        with path.open("rb") as file:
            found = file.read(most + 1)
    except OSError as error:
        raise Refused(_cannot_be_read(path, error)) from None
    if len(found) > most:
        raise Refused(_said(learn.STATE_UNREADABLE, path, f"is larger than {most // 1024**2} MB", _RESTORE))
    try:
        return found.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refused(_said(learn.STATE_UNREADABLE, path, "is not UTF-8 text", _RESTORE)) from None


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise Refused(_cannot_be_read(path, error)) from None
    except ValueError:  # no name of a file holds such signs
        return False
    return True


def _format(text: str) -> object:
    """What the index says its format is; None where it is no index at all."""
    found = _json(text)
    return found.get("state") if isinstance(found, dict) and isinstance(found.get("segdsl"), str) else None


def _json(text: str) -> object:
    """What the text holds; None where it is no JSON."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _no_state(folder: Path) -> Diagnostic:
    if folder.is_dir():
        said = f"`{folder}` holds no state"
    else:
        said = f"`{folder}` is a file, and no folder" if folder.is_file() else f"there is no folder `{folder}`"
    return Diagnostic(
        learn.NO_STATE,
        said,
        path=str(folder),
        help=(f"learn one with `segdsl fit FILE --state {folder}`",),
    )


def _cannot_be_read(path: Path, error: OSError) -> Diagnostic:
    reason = os.strerror(error.errno or 0).lower()
    return _said(learn.STATE_UNREADABLE, path, f"cannot be read: {reason}", "look after the folder's rights")


def _other_format(path: Path, format: object) -> Diagnostic:
    newer = isinstance(format, int) and format > FORMAT
    words = "a newer segdsl" if newer else "another segdsl"
    return Diagnostic(
        learn.STATE_OTHER_FORMAT,
        f"`{path}` was written by {words}, in a format that this one does not read",
        path=str(path),
        help=("use the segdsl that wrote it" + (" or a later one" if newer else "") + ", or fit again with `--fresh`",),
    )


def _said(code: Code, path: Path, what: str, fix: str) -> Diagnostic:
    return Diagnostic(code, f"`{path}` {what}", path=str(path), help=(fix,))
