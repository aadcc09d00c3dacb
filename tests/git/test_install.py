"""`segdsl git`: sets what is not set, says so, is the same twice, and leaves what is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fences import run_here
from tests.git.test_merge import BASE, NAMES, commit, git

from segdsl.git.history import history


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "rules.seg").write_text(BASE, encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path


def test_install_twice_and_uninstall(repository: Path) -> None:
    printed, code = run_here(["git", "status"], repository)
    assert code == 1
    assert printed.count("not set: ") == 6
    printed, code = run_here(["git", "install"], repository)
    assert code == 0
    assert printed.count("set ") >= 6
    attributes = (repository / ".gitattributes").read_bytes()
    assert b"*.seg diff=seg merge=seg\n" in attributes
    printed, _ = run_here(["git", "install"], repository)
    assert printed.count("kept ") == 6
    assert (repository / ".gitattributes").read_bytes() == attributes
    assert run_here(["git", "status"], repository)[1] == 0
    printed, _ = run_here(["git", "uninstall"], repository)
    assert printed.count("took out ") == 4
    assert "seg" not in git(repository, "config", "--local", "--list")
    assert run_here(["git", "uninstall"], repository)[1] == 0


def test_what_others_set_stays(repository: Path) -> None:
    git(repository, "config", "diff.seg.xfuncname", "^mine$")
    (repository / ".gitattributes").write_bytes(b"*.seg text eol=lf diff=mine")
    printed, _ = run_here(["git", "install"], repository)
    assert "kept diff.seg.xfuncname: it is '^mine$', which somebody else set" in printed
    assert "kept *.seg diff: it is 'mine'" in printed
    text = (repository / ".gitattributes").read_text(encoding="utf-8")
    assert text.startswith("*.seg text eol=lf diff=mine\n")
    assert text.endswith("*.seg merge=seg\n")
    run_here(["git", "uninstall"], repository)
    assert git(repository, "config", "diff.seg.xfuncname") == "^mine$\n"


def test_hunks_and_words(repository: Path) -> None:
    run_here(["git", "install"], repository)
    commit(repository, BASE.replace("because", "and spend < 99\n  because").replace("> 4", "> 44"), "More")
    shown = git(repository, "diff", "-U1", "HEAD~1", "--", "rules.seg")
    assert '@@ at-risk "Lose"' in shown
    words = git(repository, "diff", "--word-diff=plain", "HEAD~1", "--", "rules.seg")
    assert "and spend > [-4-]{+44+}  # a lot" in words
    assert "at-risk" in git(repository, "log", "-L", ":at-risk:rules.seg", "--format=%s")


def test_in_a_worktree(repository: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    git(repository, "worktree", "add", "-q", str(tree))
    _, code = run_here(["git", "install"], tree)
    assert code == 0
    assert (tree / ".gitattributes").is_file()
    assert "set: merge.seg.driver" in run_here(["git", "status"], repository)[0]


def test_where_there_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    printed, code = run_here(["git", "install"], tmp_path)
    assert code == 2
    assert "error[SEG854]" in printed


def test_history_by_statement(repository: Path) -> None:
    commit(repository, BASE.replace("high if age > 3", "high if age > 4"), "Raise the bar")
    commit(repository, "# a comment\n" + BASE.replace("high if age > 3", "high  if  age > 4"), "Only layout")
    git(repository, "mv", "rules.seg", "other.seg")
    git(repository, "commit", "-qm", "Another name")
    path = repository / "other.seg"
    text = path.read_text(encoding="utf-8").replace("high  if  age > 4", "high if age > 5")
    found = history(path, text)
    assert found is not None
    assert found.complete
    told = [(c.did, c.commit.subject if c.commit else "") for c in found.of(("segment", "high"))]
    assert told == [("changed", ""), ("changed", "Raise the bar"), ("added", "Begin")]
    assert {c.commit.author for c in found.changes if c.commit} == {"Ann Author"}
    cut = history(path, text, commits=1)
    assert cut is not None
    assert not cut.complete
