"""Versions that git keeps: what a file uses is taken from the same revision; data lies on the disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from segdsl.cli.app import run

_ME = ("-c", "user.name=me", "-c", "user.email=me@example.com")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One commit: `rules/main.seg`, which uses `rules/shared.seg` and a list."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "towns.txt").write_text("a\n", encoding="utf-8")
    (rules / "shared.seg").write_text("young if age < 40\n", encoding="utf-8")
    main = 'use "shared.seg"\n\nasked if in young and district in list "towns.txt"\n'
    (rules / "main.seg").write_text(main, encoding="utf-8")
    for arguments in (("init", "-q"), ("add", "-A"), (*_ME, "commit", "-qm", "first")):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _diff(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(["diff", *arguments])
    streams = capsys.readouterr()
    return code, streams.out + streams.err


def test_used_files_are_of_the_same_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "rules/shared.seg").write_text("young if age <= 40\n", encoding="utf-8")
    code, said = _diff(capsys, "HEAD:rules/main.seg", "rules/main.seg")
    assert code == 0
    assert "young: wider" in said
    assert "asked: wider" in said
    assert "age is 40" in said


def test_lists_are_of_the_same_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "rules/towns.txt").write_text("a\nb\n", encoding="utf-8")
    _, said = _diff(capsys, "HEAD:./rules/main.seg", "rules/main.seg")
    assert "asked: wider" in said
    assert 'district is "b"' in said


def test_folders(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "rules/shared.seg").write_text("young if age <= 40\n", encoding="utf-8")
    (repository / "rules/more.seg").write_text("old if age > 90\n", encoding="utf-8")
    _, said = _diff(capsys, "HEAD:rules", "rules")
    assert said.count("young: wider") == 1  # in its own file alone
    assert "asked: wider" in said
    assert "nothing → rules/more.seg" in said
    assert "old: new" in said


def test_a_new_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _diff(capsys, "/dev/null", "rules/shared.seg", "--fail-on", "new")
    assert code == 1
    assert "young: new" in said


@pytest.mark.parametrize(
    ("spec", "number"), [("other:rules/main.seg", "SEG840"), ("HEAD:main.seg", "SEG841"), ("HEAD:rules", "SEG842")]
)
def test_what_is_not_there(repository: Path, capsys: pytest.CaptureFixture[str], spec: str, number: str) -> None:
    code, said = _diff(capsys, spec, "rules/main.seg")
    assert code == 2
    assert number in said


def test_a_path_from_the_present_folder_is_suggested(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "rules")
    _, said = _diff(capsys, "HEAD:main.seg", "main.seg")
    assert "HEAD:rules/main.seg" in said
