"""`FILE`, `FOLDER` or `REV:path` → rule texts, with the files that they name at the same revision; parses nothing."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from segdsl import load, rulefiles
from segdsl.diagnostics.codes import differing as codes
from segdsl.diagnostics.codes import review, structure, use
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.git.run import git
from segdsl.git.run import root as top
from segdsl.names import similar
from segdsl.source import Source

_NOTHING = frozenset({"/dev/null", "NUL", "nul"})
"""What git names where there is no file."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A rule text: `path` is its place in the working tree, `files` are those that it may name."""

    source: Source
    path: Path | None
    files: load.Files


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The rule texts of one version: by their place in a folder, or one by the empty name. `shown` names it."""

    shown: str
    folder: bool
    texts: dict[str, Text]


def find(spec: str) -> Found:
    """The rule texts that are meant. Raises Refused where there are none."""
    if spec in _NOTHING:
        return Found(spec, False, {})
    revision, sign, path = spec.partition(":")
    if spec == rulefiles.STDIN or not sign or not revision or Path(spec).exists():
        return _on_disk(spec)
    return _at_revision(spec, revision, path)


def _on_disk(spec: str) -> Found:
    folder = Path(spec)
    if spec != rulefiles.STDIN and folder.is_dir():
        read = rulefiles.read_all([spec])
        if read.value is None or not read.ok:
            raise Refused(*read.diagnostics)
        texts = {
            Path(file.source.name).relative_to(folder).as_posix(): Text(file.source, file.path, load.DISK)
            for file in read.value
        }
        return Found(spec, True, texts)
    one = rulefiles.read(spec)
    if one.value is None:
        raise Refused(*one.diagnostics)
    return Found(spec, False, {"": Text(one.value.source, one.value.path, load.DISK)})


@dataclass(slots=True, eq=False)
class Revision:
    """The files of a repository at a revision, as `load.Files`; what lies outside of it is on the disk."""

    root: Path
    name: str
    entries: dict[str, tuple[int, str]] = field(default_factory=dict)

    def mode(self, path: Path) -> int:
        inside = self._inside(path)
        if inside is None:
            return load.DISK.mode(path)
        if inside in self.entries:
            return self.entries[inside][0]
        if any(each.startswith(f"{inside}/") for each in self.entries):
            return stat.S_IFDIR
        raise FileNotFoundError(path)

    def head(self, path: Path, size: int) -> bytes:
        inside = self._inside(path)
        if inside is None:
            return load.DISK.head(path, size)
        if inside not in self.entries:
            raise FileNotFoundError(path)
        done = git(self.root, "cat-file", "blob", self.entries[inside][1])
        if done.code != 0:
            raise OSError("git cannot read it")
        return done.out[:size]

    def _inside(self, path: Path) -> str | None:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else None


def _at_revision(spec: str, revision: str, path: str) -> Found:
    here = Path.cwd()
    tree = top(here)
    if tree is None:
        said = f"`{spec}` names a revision of git, and this folder is in no working tree of git"
        raise Refused(Diagnostic(review.NO_REPOSITORY, said, help=("name a file or a folder by its path",)))
    root = tree.resolve()
    known = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known.code != 0:
        help = ("`git log --oneline` shows the revisions; a file is named by its path alone",)
        raise Refused(Diagnostic(codes.UNKNOWN_REVISION, f"git knows no revision `{revision}`", path=spec, help=help))
    files = _revision(root, revision, known.line)
    place = _place(root, here, path)
    if place is None:
        raise Refused(Diagnostic(codes.NOT_IN_REVISION, f"`{path}` lies outside the repository", path=spec))
    if place in files.entries and stat.S_ISREG(files.entries[place][0]):
        return Found(spec, False, {"": _text(files, place, f"{revision}:{place}")})
    start = f"{place}/" if place else ""
    inside = [each for each in files.entries if each.startswith(start) and each.endswith(".seg")]
    chosen = [each for each in inside if not any(part.startswith(".") for part in each.removeprefix(start).split("/"))]
    if not any(each.startswith(start) for each in files.entries):
        raise Refused(_absent(files, spec, revision, path, here))
    if not chosen:
        said = f"the folder `{spec}` holds no rule files"
        raise Refused(Diagnostic(use.NO_RULES, said, path=spec, help=("rule files end in `.seg`",)))
    return Found(spec, True, {each.removeprefix(start): _text(files, each, f"{revision}:{each}") for each in chosen})


def _revision(root: Path, name: str, commit: str) -> Revision:
    listed = git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    entries: dict[str, tuple[int, str]] = {}
    for line in listed.text.split("\0"):
        about, tab, path = line.partition("\t")
        if tab:
            mode, kind, blob = about.split()[:3]
            if kind == "blob":
                entries[path] = (int(mode, 8), blob)
    return Revision(root, name, entries)


def _place(root: Path, here: Path, path: str) -> str | None:
    """The path from the top of the repository: as git reads it, from there unless it begins with a dot."""
    base = here.resolve() if path.startswith(".") else root
    found = Path(os.path.normpath(base / path))
    if not found.is_relative_to(root):
        return None
    inside = found.relative_to(root).as_posix()
    return "" if inside == "." else inside


def _text(files: Revision, place: str, shown: str) -> Text:
    path = files.root / place
    raw = files.head(path, rulefiles.LIMIT + 1)
    if len(raw) > rulefiles.LIMIT:
        raise Refused(Diagnostic(structure.FILE_TOO_LARGE, "the rule file is larger than 5 MB", path=shown))
    try:
        return Text(Source(shown, raw.decode("utf-8-sig")), path, files)
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        raise Refused(Diagnostic(structure.NOT_UTF8, f"line {number} is not UTF-8 text", path=shown)) from None


def _absent(files: Revision, spec: str, revision: str, path: str, here: Path) -> Diagnostic:
    help = []
    from_here = _place(files.root, here, f"./{path}")
    if from_here is not None and from_here in files.entries:
        help.append(f"paths begin at the top of the repository: `{revision}:{from_here}`, or `{revision}:./{path}`")
    else:
        rules = [each for each in files.entries if each.endswith(".seg")]
        help += [f"there is `{revision}:{each}`" for each in similar(path, rules, 1)]
    help.append("compare with `/dev/null` to see a file as new or gone")
    return Diagnostic(codes.NOT_IN_REVISION, f"`{path}` is not there at `{revision}`", path=spec, help=tuple(help))
