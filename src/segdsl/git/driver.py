"""What git calls to merge a rule file: by clause where that is sure, else as git merges texts; it sets nothing up."""

from __future__ import annotations

from pathlib import Path

from segdsl.git.merging import merge
from segdsl.git.run import git
from segdsl.git.spread import pieces

CONFLICT = 1


def merge_files(base: Path, ours: Path, theirs: Path, marker: int = 7) -> int:
    """Merges into `ours`, which is what git expects; 0 when it is merged, 1 when somebody has to look."""
    texts = [_text(path) for path in (base, ours, theirs)]
    if texts[0] is not None and texts[1] is not None and texts[2] is not None:
        found = merge(texts[0], texts[1], texts[2])
        if found is not None:
            newline = "\r\n" if "\r\n" in ours.read_bytes().decode("utf-8-sig") else "\n"
            ours.write_bytes(found.replace("\n", newline).encode())
            return 0
    return _as_text(base, ours, theirs, marker, [text is not None and pieces(text) is not None for text in texts])


def _as_text(base: Path, ours: Path, theirs: Path, marker: int, sound: list[bool]) -> int:
    """As git merges any text. What then cannot be read, though all three could, is a conflict all the same."""
    names = ("-L", "ours", "-L", "base", "-L", "theirs")
    size = f"--marker-size={marker}"
    done = git(ours.parent, "merge-file", size, *names, *(str(path.resolve()) for path in (ours, base, theirs)))
    if done.code != 0:
        return CONFLICT
    text = _text(ours)
    return CONFLICT if all(sound) and (text is None or pieces(text) is None) else 0


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
