"""Tells git how rule files are compared and merged, in one repository; settings of others are left as they are."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from segdsl.git.run import git, need_root
from segdsl.record import record

PATTERN = "*.seg"
ATTRIBUTES: Mapping[str, str] = {"diff": "seg", "merge": "seg"}
_COMMENT = "# Rule files: diffs name the statement, merges go by clause (`segdsl git install` tells git how)."
_DRIVER = " git merge %O %A %B %L"
_PROBE = "segdsl-probe.seg"


@record
class Setting:
    """`there` is what git has (None: nothing), `wanted` what segdsl would have it say."""

    name: str
    wanted: str
    there: str | None

    @property
    def state(self) -> str:
        """`set`, `not set` or `another`."""
        return "not set" if self.there is None else "set" if _ours(self.there) == _ours(self.wanted) else "another"


def _ours(value: str) -> str:
    """The merge driver is ours from wherever the program was called when it was set."""
    return _DRIVER if value.endswith(_DRIVER) else value


def wanted() -> Mapping[str, str]:
    """The settings of git: the name of a statement in the head of a hunk, what a word is, and the merge driver."""
    return {
        "diff.seg.xfuncname": "^[^#[:space:]].*$",
        "diff.seg.wordRegex": r'"[^"]*"|`[^`]*`|[^][:space:],()<>=!"[]+|[<>=!]+|[^[:space:]]',
        "merge.seg.name": "segdsl: by statement and clause",
        "merge.seg.driver": f"{program()}{_DRIVER}",
    }


def program() -> str:
    """How git calls this program."""
    return "segdsl" if shutil.which("segdsl") else f"{shlex.quote(sys.executable)} -m segdsl"


def status(folder: Path) -> tuple[Setting, ...]:
    """Every setting, and the attributes that rule files have."""
    top = need_root(folder)
    found = [Setting(name, value, _config(top, name)) for name, value in wanted().items()]
    return (*found, *(Setting(f"{PATTERN} {n}", v, _attribute(top, n)) for n, v in ATTRIBUTES.items()))


def install(folder: Path) -> tuple[Setting, ...]:
    """Sets what is not set; gives back how things were before."""
    top = need_root(folder)
    before = status(top)
    missing = [setting for setting in before if setting.there is None]
    for setting in missing:
        if not setting.name.startswith(PATTERN):
            git(top, "config", "--local", setting.name, setting.wanted)
    attributes = [f"{s.name.removeprefix(PATTERN).strip()}={s.wanted}" for s in missing if s.name.startswith(PATTERN)]
    if attributes:
        _append(top / ".gitattributes", f"{PATTERN} {' '.join(attributes)}")
    return before


def uninstall(folder: Path) -> tuple[Setting, ...]:
    """Takes out of git's settings what is exactly ours; gives back how things were before. The attributes stay: they
    are a file of the project's, and mean nothing without the settings."""
    top = need_root(folder)
    before = status(top)
    for setting in before:
        if setting.state == "set" and not setting.name.startswith(PATTERN):
            git(top, "config", "--local", "--unset", setting.name)
    return before


def _config(top: Path, name: str) -> str | None:
    done = git(top, "config", "--get", name)
    return done.line if done.code == 0 else None


def _attribute(top: Path, name: str) -> str | None:
    value = git(top, "check-attr", "-z", name, "--", _PROBE).text.split("\0")[2]
    return None if value == "unspecified" else value


def _append(path: Path, line: str) -> None:
    before = path.read_bytes() if path.exists() else b""
    newline = b"" if not before or before.endswith(b"\n") else b"\n"
    comment = b"" if _COMMENT.encode() in before else _COMMENT.encode() + b"\n"
    path.write_bytes(before + newline + comment + line.encode() + b"\n")
