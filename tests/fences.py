"""Markdown with commands and their exact output: finds the fenced blocks, makes the files, runs the commands.

A block ```` ```seg NAME ````, with any language, is a file. A ```` ```console ```` block holds `$ …` lines, each
followed by what it prints on stdout and stderr together and, when it is not 0, by its exit code as `[exit N]`. With
`SEGDSL_ACCEPT=1` in the environment, new output is written into the Markdown instead.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from segdsl.cli.app import run

ACCEPT = os.environ.get("SEGDSL_ACCEPT") == "1"
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)[ \t]*$", re.MULTILINE | re.DOTALL)
# A command with one of these needs a shell; all others run in this process, which is many times quicker.
_SHELL = re.compile(r"[|<>;&$*]|^(?!segdsl )")


@dataclass(frozen=True, slots=True)
class Fence:
    """A block: its language, the rest of the line, the text, and where the text begins and ends in the Markdown."""

    language: str
    name: str
    body: str
    start: int
    end: int


def fences(markdown: str) -> list[Fence]:
    found = []
    for match in _FENCE.finditer(markdown):
        language, _, name = match["info"].strip().partition(" ")
        found.append(Fence(language, name.strip(), match["body"], match.start("body"), match.end("body")))
    return found


def write_file(folder: Path, fence: Fence) -> None:
    path = folder / fence.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fence.body, encoding="utf-8", newline="")


def commands(console: str) -> list[str]:
    return [line[2:] for line in console.splitlines() if line.startswith("$ ")]


def transcript(console: str, folder: Path) -> str:
    """What the console block should look like."""
    rows = []
    for command in commands(console):
        output, code = execute(command, folder)
        rows.append(f"$ {command}\n{output}" + (f"[exit {code}]\n" if code else ""))
    return "".join(rows)


def execute(command: str, folder: Path) -> tuple[str, int]:
    """The output of a command, stdout and stderr together, and its exit code."""
    command = command.removeprefix(".venv/bin/")
    if not _SHELL.search(command):
        return run_here(shlex.split(command)[1:], folder)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    return _ended(done.stdout.decode()), done.returncode


def run_here(arguments: list[str], folder: Path) -> tuple[str, int]:
    """The same for `segdsl` itself, in this process."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    with chdir(folder), redirect_stdout(stream), redirect_stderr(stream):
        code = run(arguments)
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return _ended(raw.getvalue().decode()), int(code)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def check(path: Path, markdown: str, wanted: list[tuple[Fence, str]]) -> None:
    """Holds what the fences say against what it should be, or, when accepting, writes it."""
    if ACCEPT:
        for fence, text in sorted(wanted, key=lambda pair: -pair[0].start):
            markdown = markdown[: fence.start] + text + markdown[fence.end :]
        if markdown != path.read_text(encoding="utf-8"):
            path.write_text(markdown, encoding="utf-8")
        return
    for fence, text in wanted:
        rows = difflib.unified_diff(fence.body.splitlines(), text.splitlines(), f"{path.name}: written", "printed")
        assert fence.body == text, "\n".join(rows) or "they differ in their line ends"
