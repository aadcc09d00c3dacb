"""Who changed which statement of a rule file when, as git has it; another layout and comments are no change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from segdsl.git import run
from segdsl.git.statements import Key, named
from segdsl.record import record
from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse

COMMITS = 500
"""So many commits of a file are looked through, the newest first."""


@record
class Commit:
    """`author` and `subject` as git gives them, the date as the author's clock had it."""

    id: str
    author: str
    date: str
    subject: str


@record
class Change:
    """What a commit did to a statement: `added`, `changed` or `taken out`; without a commit it is not committed yet."""

    commit: Commit | None
    did: str
    key: Key


@record
class History:
    """The changes of a file, the newest first; `complete` is False when older ones were not looked for, or are not
    there (a shallow clone)."""

    changes: tuple[Change, ...]
    complete: bool

    def of(self, key: Key) -> tuple[Change, ...]:
        """The changes of one statement."""
        return tuple(change for change in self.changes if change.key == key)


def history(path: Path, text: str, commits: int = COMMITS) -> History | None:
    """The history of a file that now has this text; None when it is not in a repository of git, or never was."""
    folder = path.resolve().parent
    root = run.root(folder)
    if root is None:
        return None
    found = _commits(folder, path.name, commits + 1)
    complete = len(found) <= commits and run.git(folder, "rev-parse", "--is-shallow-repository").line != "true"
    texts = _texts(root, [(commit.id, name) for commit, name in found])
    states: list[tuple[Commit | None, Mapping[Key, ast.Statement]]] = [(None, _statements(text) or {})]
    for commit, _ in found:
        state = _statements(texts.get(commit.id, ""))
        if state is not None:  # a version that cannot be read is no evidence of anything
            states.append((commit, state))
    if len(states) == 1 and not found:
        return None
    changes = [change for at in range(len(states) - 1) for change in _changes(*states[at], states[at + 1][1])]
    if complete and found:
        changes += _changes(*states[-1], {})
    return History(tuple(changes), complete)


def _changes(
    commit: Commit | None, after: Mapping[Key, ast.Statement], before: Mapping[Key, ast.Statement]
) -> Iterator[Change]:
    for key, statement in after.items():
        if key not in before:
            yield Change(commit, "added", key)
        elif before[key] != statement:
            yield Change(commit, "changed", key)
    yield from (Change(commit, "taken out", key) for key in before if key not in after)


def _statements(text: str) -> Mapping[Key, ast.Statement] | None:
    parsed = parse(Source("", text))
    return named(parsed.value) if parsed.value is not None and parsed.ok else ({} if not text.strip() else None)


def _commits(folder: Path, name: str, most: int) -> list[tuple[Commit, str]]:
    """The commits that touched the file, and what it was called in each, from the top folder."""
    form = "--format=%x01%H%x00%an%x00%as%x00%s%x00"
    asked = ("log", "--follow", "--no-color", "--no-show-signature", "-z", "--name-only", f"-n{most}", form)
    done = run.git(folder, "-c", "core.quotepath=off", *asked, "--", name)
    found: list[tuple[Commit, str]] = []
    for piece in done.text.split("\x01")[1:]:
        id, author, date, subject, *names = piece.split("\0")
        file = next((each.strip("\n") for each in names if each.strip("\n")), "")
        found.append((Commit(id, author, date, subject), file))
    return found


def _texts(root: Path, wanted: list[tuple[str, str]]) -> dict[str, str]:
    """The text of a file in each commit: one process for all."""
    asked = "".join(f"{id}:{name}\n" for id, name in wanted if "\n" not in name)
    out = run.git(root, "cat-file", "--batch", input=asked.encode("utf-8", "surrogateescape")).out
    texts: dict[str, str] = {}
    at = 0
    for id, name in wanted:
        if "\n" in name:
            continue
        end = out.find(b"\n", at)
        head = out[at:end].split(b" ")
        at = end + 1
        if len(head) < 3 or head[-2] != b"blob":  # `… missing`
            continue
        size = int(head[-1])
        texts[id] = out[at : at + size].decode("utf-8-sig", "replace")
        at += size + 1
    return texts
