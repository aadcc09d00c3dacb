"""Puts the files of a state in their folder, all of them or none; it knows no state from the inside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output import failures
from segdsl.output.staging import Staging, failing


def look(folder: Path, names: Iterable[str], known: Iterable[str]) -> None:
    """Finds out whether files with these names could be written, before much work is done for them.

    Args:
        folder: where, as for `write`.
        names: of the files.
        known: the files of the state that is there.

    Raises:
        Refused: they could not.
    """
    with _as_state():
        if folder.is_dir():
            _refuse_occupied(folder, names, known)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise Refused(failures.not_allowed(str(folder)))
        elif folder.exists():
            raise Refused(_no_folder(folder))
        elif not folder.parent.is_dir():
            raise Refused(failures.no_folder(folder))
        elif not os.access(folder.parent, os.W_OK | os.X_OK):
            raise Refused(failures.not_allowed(str(folder)))


def write(folder: Path, files: Mapping[str, str], index: str, known: Iterable[str]) -> None:
    """Writes the files, the one called `index` last: until it is there, the folder is what it was, or is refused.

    Args:
        folder: where; it is made if its own folder is there.
        files: file name → text, the index among them.
        index: the name of the index.
        known: the files of the state that was there before; those that are not written again are removed.

    Raises:
        Refused: it cannot be written, or a file is there that belongs to somebody else.
    """
    known = frozenset(known)
    with _as_state():
        _refuse_occupied(folder, files, known)
        made = _made(folder)
        try:
            with Staging() as staging:
                for name in sorted(files, key=lambda name: name == index):
                    path = folder / name
                    with failing(path):
                        staging.open(path).file.write(files[name].encode())
                staging.release()
        except BaseException:
            if made:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise
    for name in sorted(known - files.keys()):
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def _made(folder: Path) -> bool:
    with failing(folder):
        if folder.is_dir():
            return False
        folder.mkdir()
        return True


@contextlib.contextmanager
def _as_state() -> Iterator[None]:
    """What fails is told of `--state`, where other outputs are told of `--out`."""
    try:
        yield
    except Refused as refused:
        raise Refused(
            *(replace(d, help=tuple(h.replace("`--out`", "`--state`") for h in d.help)) for d in refused.diagnostics)
        ) from None


def _refuse_occupied(folder: Path, names: Iterable[str], known: Iterable[str]) -> None:
    for name in sorted(frozenset(names) - frozenset(known)):
        with failing(folder / name):
            if (folder / name).exists():
                raise Refused(_occupied(folder, name))


def _no_folder(folder: Path) -> Diagnostic:
    return Diagnostic(
        learn.NOT_A_STATE_FOLDER,
        f"`{folder}` is a file, and a state is kept in a folder",
        path=str(folder),
        help=("give `--state` a folder of its own",),
    )


def _occupied(folder: Path, name: str) -> Diagnostic:
    return Diagnostic(
        learn.NOT_A_STATE_FOLDER,
        f"`{folder}` already holds a file `{name}`, which is not of a state that `segdsl fit` wrote there",
        path=str(folder / name),
        help=("give `--state` a folder of its own, or remove what is in this one",),
    )
