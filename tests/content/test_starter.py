"""`segdsl init` makes a folder that works as it says, and never touches a file that is there."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from segdsl import starter
from segdsl.cli.app import run

BIN = Path(sys.executable).parent
ON_PATH = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
NOT_ON_PATH = os.environ | {"PATH": os.defpath}


def in_folder(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_always_the_same_files(tmp_path: Path) -> None:
    starter.write(tmp_path / "one")
    starter.write(tmp_path / "two" / "deep")
    assert in_folder(tmp_path / "one") == in_folder(tmp_path / "two" / "deep") == dict(starter.contents())
    assert {
        "segments.seg",
        "README.md",
        "segdsl.toml",
        ".gitattributes",
        ".pre-commit-config.yaml",
        "data/customers.csv",
    } <= set(starter.contents())


def test_the_files_name_no_network_address() -> None:
    for name, content in starter.contents().items():
        assert b"://" not in content, name


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "customers.csv").write_text("id\n1\n", encoding="utf-8")
    assert run(["init", str(tmp_path)]) == 0
    assert "kept README.md (it was there already)" in capsys.readouterr().out
    first = in_folder(tmp_path)
    assert first["README.md"] == b"mine"
    assert first["data/customers.csv"] == b"id\n1\n"
    assert run(["init", str(tmp_path)]) == 0
    assert "made" not in capsys.readouterr().out
    assert in_folder(tmp_path) == first


@pytest.mark.parametrize("environment", [ON_PATH, NOT_ON_PATH], ids=["on the path", "not on the path"])
def test_what_it_says_to_type_works(tmp_path: Path, environment: dict[str, str]) -> None:
    program = "segdsl" if environment is ON_PATH else str(BIN / "segdsl")
    command = [program, "init", "our customers"]
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    steps = [line.strip() for line in said.split("Next, type\n")[1].splitlines()]
    assert steps[0] == "cd 'our customers'"
    assert len(steps) >= 4
    for step in steps[1:]:
        works(step, tmp_path / "our customers", environment)


def works(command: str, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr


def test_the_commands_in_its_readme_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    starter.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    commands = [part for line in readme.splitlines() for part in line.split("`")[1::2] if line.startswith("| ")]
    assert len(commands) == 8
    for command in commands:
        assert run(shlex.split(command)[1:]) == 0, (command, capsys.readouterr())


def test_in_the_current_folder_no_cd_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 0
    assert "  cd " not in capsys.readouterr().out
    assert (tmp_path / "segments.seg").is_file()


def test_a_diff_names_the_segment_once_git_is_told_as_the_file_says(tmp_path: Path) -> None:
    starter.write(tmp_path)
    told = next(line for line in (tmp_path / ".gitattributes").read_text().splitlines() if "git config" in line)
    for command in ("git init -q", told.lstrip("# "), "git add -A"):
        works(command, tmp_path, ON_PATH)
    rules = tmp_path / "segments.seg"
    rules.write_text(rules.read_text(encoding="utf-8").replace("60 days ago", "45 days ago"), encoding="utf-8")
    diff = subprocess.run(["git", "diff", "-U0"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert '@@ at-risk "Valuable customers we may lose"' in diff
    assert [line[:2] for line in diff.splitlines() if line[0] in "+-"] == ["--", "++", "- ", "+ "]


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(["init", str(tmp_path / "file")]) == 2
    assert "SEG816" in capsys.readouterr().err
