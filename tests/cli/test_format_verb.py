"""`segdsl format` and the files it writes: whole, with their rights, links and line ends."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fences import run_here

LOOSE = 'a   if  x>3 and y<4\n\n\n\nb if x is   "p"  # why\n'
NEAT = 'a if x > 3 and y < 4\n\nb if x is "p"  # why\n'


def test_rewrites_in_place_and_only_once(tmp_path: Path) -> None:
    file = tmp_path / "r.seg"
    file.write_text(LOOSE, encoding="utf-8")
    assert run_here(["format", "r.seg"], tmp_path) == ("reformatted r.seg\n1 file reformatted\n", 0)
    assert file.read_text(encoding="utf-8") == NEAT
    before = file.stat()
    assert run_here(["format", "r.seg"], tmp_path) == ("1 file left as it is\n", 0)
    assert file.stat() == before


def test_rights_links_and_line_ends_stay(tmp_path: Path) -> None:
    file = tmp_path / "r.seg"
    file.write_bytes(b"\xef\xbb\xbf" + LOOSE.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    (tmp_path / "link.seg").symlink_to("r.seg")
    assert run_here(["format", "link.seg"], tmp_path)[1] == 0
    assert (tmp_path / "link.seg").is_symlink()
    assert file.read_bytes() == NEAT.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert run_here(["format", "--check", "r.seg"], tmp_path)[1] == 0
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["link.seg", "r.seg"]


def test_a_file_that_is_no_rules_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bad.seg").write_text("a if x >\n", encoding="utf-8")
    (tmp_path / "r.seg").write_text(LOOSE, encoding="utf-8")
    output, code = run_here(["format", "bad.seg", "r.seg"], tmp_path)
    assert code == 1
    assert "error[SEG1" in output
    assert (tmp_path / "bad.seg").read_text(encoding="utf-8") == "a if x >\n"
    assert (tmp_path / "r.seg").read_text(encoding="utf-8") == NEAT


def test_check_and_diff_write_nothing(tmp_path: Path) -> None:
    file = tmp_path / "r.seg"
    file.write_text(LOOSE, encoding="utf-8")
    assert run_here(["format", "--check", "r.seg"], tmp_path) == (
        "would reformat r.seg\n1 file would be reformatted\n",
        1,
    )
    output, code = run_here(["format", "--diff", "r.seg"], tmp_path)
    assert code == 1
    assert output.splitlines()[:5] == [
        "--- r.seg",
        "+++ r.seg",
        "@@ -1,5 +1,3 @@",
        "-a   if  x>3 and y<4",
        "+a if x > 3 and y < 4",
    ]
    assert file.read_text(encoding="utf-8") == LOOSE


def test_stdin_goes_to_stdout() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "segdsl", "format", "-"], input=LOOSE, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == (NEAT, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    file = tmp_path / "r.seg"
    file.write_text(LOOSE, encoding="utf-8")
    tmp_path.chmod(0o500)
    try:
        output, code = run_here(["format", "r.seg"], tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert code == 3
    assert "error[SEG7" in output
    assert file.read_text(encoding="utf-8") == LOOSE


def test_folders_hidden_files_and_repeats(tmp_path: Path) -> None:
    for name in ("b.seg", "a.seg", "in/c.seg", ".hidden/d.seg", "note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LOOSE, encoding="utf-8")
    output, code = run_here(["format", ".", "a.seg", "./b.seg"], tmp_path)
    assert code == 0
    assert output == "reformatted a.seg\nreformatted b.seg\nreformatted in/c.seg\n3 files reformatted\n"
    assert (tmp_path / ".hidden/d.seg").read_text(encoding="utf-8") == LOOSE
