"""Merging by clause: random edits on both sides, in texts and with git; no line is lost, no nonsense comes out."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from segdsl.git import install
from segdsl.git.driver import merge_files
from segdsl.git.merging import merge
from segdsl.git.spread import clauses, pieces
from segdsl.source import Source
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file

BASE = """\
ruleset "Rules"
  version "1"

# the customers
table customers
  key customer id
  column age: whole number

define spend as sum of amount in transactions over the last 12 months where kind is "x"

high if age > 3

# people we may lose
at-risk "Lose"
  if age > 3
  and spend > 4  # a lot
  and not in high
  because "so"

tiers value
  when spend > 9 then gold
  when spend > 5 then silver
  otherwise basic

example "one"
  given age is 4
  expect high
"""


def changed(rng: Random, text: str, side: str) -> str:
    """The text after some edits such as people make."""
    lines = text.splitlines()
    for number in range(rng.randint(1, 3)):
        kind = rng.choice(["clause", "clause", "number", "segment", "comment", "remove", "tier", "title"])
        if kind == "clause":
            at = rng.choice([i for i, line in enumerate(lines) if line.startswith("  and")] or [0])
            if at:
                lines.insert(at + rng.randint(0, 1), f"  and {side} {number} > {rng.randint(1, 9)}")
        elif kind == "number":
            at = rng.choice([i for i, line in enumerate(lines) if "> " in line] or [0])
            head, sign, _ = lines[at].partition("> ")
            if sign and "then" not in lines[at] and "#" not in lines[at]:
                lines[at] = f"{head}> {rng.randint(10, 99)}"
        elif kind == "segment":
            margins = [i for i, line in enumerate(lines) if not line]
            lines[(at := rng.choice(margins)) : at] = ["", f"new {side} {number} if age > {rng.randint(1, 9)}"]
        elif kind == "comment":
            margins = [i for i, line in enumerate(lines) if line and line[0] not in " #"]
            lines.insert(rng.choice(margins), f"# {side} says {number} {rng.randint(1, 99)}")
        elif kind == "remove":
            at = rng.choice([i for i, line in enumerate(lines) if line.startswith("  and")] or [0])
            if at:
                del lines[at]
        elif kind == "tier":
            at = next(i for i, line in enumerate(lines) if line.startswith("  otherwise"))
            lines.insert(at, f"  when spend > {rng.randint(1, 9)} then {side}")
        else:
            lines = [f'at-risk "{side}"' if line.startswith("at-risk") else line for line in lines]
    return "\n".join(lines) + "\n"


def spread(text: str) -> Counter[str]:
    found = pieces(text)
    assert found is not None
    return Counter(clauses(found))


def holds(base: str, ours: str, theirs: str, result: str) -> None:
    """What one side added is there, what nobody took out is there, and nothing else."""
    before, mine, other, after = (spread(text) for text in (base, ours, theirs, result))
    for line in before | mine | other | after:
        change = (mine[line] - before[line], other[line] - before[line])
        # The same change on both sides is one change.
        allowed = {before[line] + sum(change), before[line] + max(change, key=abs)}
        assert after[line] in allowed, line


@pytest.mark.parametrize("seed", range(400))
def test_random_edits(seed: int) -> None:
    rng = Random(seed)
    ours, theirs = changed(rng, BASE, "ours"), changed(rng, BASE, "theirs")
    if pieces(ours) is None or pieces(theirs) is None:
        return
    result = merge(BASE, ours, theirs)
    if result is None:
        return
    parsed = parse(Source("", result))
    assert parsed.ok
    assert parsed.value is not None
    assert print_file(parsed.value) == result
    holds(BASE, ours, theirs, result)


def test_most_random_edits_merge() -> None:
    merged = 0
    for seed in range(300):
        rng = Random(seed)
        merged += merge(BASE, changed(rng, BASE, "ours"), changed(rng, BASE, "theirs")) is not None
    assert merged > 150


def test_one_side_alone_is_that_side() -> None:
    for seed in range(100):
        ours = changed(Random(seed), BASE, "ours")
        parsed = parse(Source("", ours))
        if pieces(ours) is not None and parsed.value is not None:
            assert merge(BASE, ours, BASE) == merge(BASE, BASE, ours) == print_file(parsed.value)
            assert merge(BASE, ours, ours) == print_file(parsed.value)


def test_clauses_of_both_sides() -> None:
    base = "x if a > 1\n"
    ours = "x if a > 1 and b > 2\n"
    theirs = 'x\n  if a > 1\n  and c > 3  # why\n  because "z"\n'
    assert merge(base, ours, theirs) == 'x\n  if a > 1\n  and b > 2\n  and c > 3  # why\n  because "z"\n'


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("x if a > 1\n", "x if a > 2\n", "x if a > 3\n"),
        ("x if a > 1\n", "x if a > 1 and b\n", "x if a > 1 or c\n"),
        ("x if a > 1\n\ny if b\n", "y if b\n", "x if a > 2\n\ny if b\n"),
        ("y if b\n", "x if a\n\ny if b\n", "x if c\n\ny if b\n"),
        (
            "tiers t\n  when a > 3 then x\n  otherwise z\n",
            "tiers t\n  when a > 3 then x\n  when a > 2 then o\n  otherwise z\n",
            "tiers t\n  when a > 3 then x\n  when a > 1 then p\n  otherwise z\n",
        ),
        ("x if a\n", "x if (\n", "x if a and b\n"),
    ],
)
def test_what_only_people_can_settle(base: str, ours: str, theirs: str) -> None:
    assert merge(base, ours, theirs) is None


# ---- with git ------------------------------------------------------------------------------------------------

NAMES = {
    "GIT_AUTHOR_NAME": "Ann Author",
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_COMMITTER_NAME": "Ann Author",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+0000",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+0000",
}


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **NAMES},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "-q", "-b", "main")
    install.install(tmp_path)
    (tmp_path / "rules.seg").write_text(BASE, encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path


def commit(folder: Path, text: str, words: str) -> None:
    (folder / "rules.seg").write_text(text, encoding="utf-8")
    git(folder, "commit", "-qam", words)


def test_git_merges_what_its_own_merge_would_not(repository: Path) -> None:
    git(repository, "checkout", "-qb", "side")
    commit(repository, BASE.replace("  and not in high", "  and not in high\n  and theirs > 1"), "Theirs")
    git(repository, "checkout", "-q", "main")
    commit(repository, BASE.replace("  and not in high", "  and not in high\n  and ours > 1"), "Ours")
    git(repository, "merge", "side", "-m", "Merge")
    text = (repository / "rules.seg").read_text(encoding="utf-8")
    assert text == BASE.replace("  and not in high", "  and not in high\n  and ours > 1\n  and theirs > 1")
    assert git(repository, "status", "--porcelain") == ""


def test_a_real_conflict_has_ordinary_markers(repository: Path) -> None:
    git(repository, "checkout", "-qb", "side")
    commit(repository, BASE.replace("high if age > 3", "high if age > 4"), "Theirs")
    git(repository, "checkout", "-q", "main")
    commit(repository, BASE.replace("high if age > 3", "high if age > 5"), "Ours")
    git(repository, "merge", "side", fails=True)
    text = (repository / "rules.seg").read_text(encoding="utf-8")
    assert "<<<<<<< ours\nhigh if age > 5\n=======\nhigh if age > 4\n>>>>>>> theirs\n" in text
    assert git(repository, "status", "--porcelain").startswith("UU rules.seg")


@pytest.mark.parametrize("seed", range(12))
def test_random_edits_with_git(seed: int, repository: Path) -> None:
    rng = Random(seed)
    ours, theirs = changed(rng, BASE, "ours"), changed(rng, BASE, "theirs")
    if ours == BASE or theirs == BASE:
        return
    git(repository, "checkout", "-qb", "side")
    commit(repository, theirs, "Theirs")
    git(repository, "checkout", "-q", "main")
    commit(repository, ours, "Ours")
    clean = subprocess.run(["git", "merge", "-q", "side", "-m", "M"], cwd=repository, capture_output=True, check=False)
    text = (repository / "rules.seg").read_text(encoding="utf-8")
    if clean.returncode == 0:
        holds(BASE, ours, theirs, text)
    else:
        assert "<<<<<<<" in text or pieces(text) is None or git(repository, "diff", "--name-only", "--diff-filter=U")


def test_line_ends_and_bytes(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in "abc")
    base.write_bytes(b"x if a\r\n")
    ours.write_bytes(b"x if a and b\r\n")
    theirs.write_bytes(b"x if a and c\r\n")
    assert merge_files(base, ours, theirs) == 0
    assert ours.read_bytes() == b"x\r\n  if a\r\n  and b\r\n  and c\r\n"
    theirs.write_bytes(b"x if \xff\n")
    assert merge_files(base, ours, theirs) == 1
    assert b"\xff" in ours.read_bytes()
