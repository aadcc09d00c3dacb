"""The files for pre-commit, GitHub and GitLab: their commands exist, and what they run is run here with real git."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.git.test_merge import NAMES, git

from segdsl.cli.verbs import BY_NAME

ROOT = Path(__file__).parents[2]
FILES = [
    ".pre-commit-hooks.yaml",
    "action.yml",
    *(f"examples/ci/{n}" for n in ("github.yml", "gitlab.yml", "review.sh")),
]
RULES = "table customers\n  key customer id\n  column age: whole number\n\nyoung if age < 40\n"


@pytest.mark.parametrize("name", FILES)
def test_every_command_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)(?:entry: |^\s*(?:- )?)segdsl ([a-z]+)", text)) <= set(BY_NAME)


def test_nothing_of_the_event_is_put_into_a_script() -> None:
    """What somebody named a branch must not become a command: it comes by the environment."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    scripts = re.findall(r"(?m)^      run: (?:\|\n((?:^        .*\n)+)|(.*)\n)", text)
    assert len(scripts) == 3
    assert not any("${{" in part for script in scripts for part in script)


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.seg").write_text(RULES, encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Begin")
    git(tmp_path, "checkout", "-qb", "wider")
    return tmp_path


def review(folder: Path) -> str:
    command = ["bash", str(ROOT / "examples" / "ci" / "review.sh"), "main", "rules"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_review_tells_what_a_branch_changes(branch: Path) -> None:
    assert review(branch) == "No rule file is changed.\n"
    (branch / "rules" / "a.seg").write_text(RULES.replace("< 40", "<= 40"), encoding="utf-8")
    git(branch, "commit", "-qam", "Also those of 40")
    told = review(branch)
    assert "young" in told
    assert "wider" in told
