"""Runs git and gives back what it prints; it knows no rule files, and never asks anybody anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from segdsl.diagnostics.codes import review
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.record import record

_ENVIRONMENT = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"}


@record
class Done:
    """What a command of git printed, and its exit code."""

    code: int
    out: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def line(self) -> str:
        return self.text.rstrip("\n")


def git(folder: Path, *arguments: str, input: bytes | None = None) -> Done:
    """Runs `git` in a folder; Refused when there is no git. What it complains of is left to the exit code."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env={**os.environ, **_ENVIRONMENT},
            input=b"" if input is None else input,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        message = "git is not installed, or not where programs are looked for"
        raise Refused(Diagnostic(review.NO_GIT, message, help=("install git, or add its folder to `PATH`",))) from None
    return Done(done.returncode, done.stdout)


def root(folder: Path) -> Path | None:
    """The top folder of the working tree that a folder is in; None when it is in none."""
    found = git(folder, "rev-parse", "--show-toplevel")
    return Path(found.line) if found.code == 0 and found.line else None


def need_root(folder: Path) -> Path:
    """The same; Refused when there is none."""
    found = root(folder)
    if found is None:
        message = f"`{folder}` is not in a working tree of git"
        hint = "`git init` makes the folder a repository; or name one: `segdsl git install FOLDER`"
        raise Refused(Diagnostic(review.NO_REPOSITORY, message, path=str(folder), help=(hint,)))
    return found
