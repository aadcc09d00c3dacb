"""The wheel, installed somewhere else, has everything it needs: the grammar, the rulesets, the pages, the command."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel has been unpacked by pip, far from the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (place / "dist").glob("*.whl")
    target = place / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "NO_COLOR": "1"}
    command = [sys.executable, "-c", "import segdsl.cli; segdsl.cli.main()", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", "import segdsl; print(segdsl.__file__)"]
    found = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed)


def test_rules_are_validated_and_applied(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "one.seg").write_text("high-value if RFM score > 12 and age < 40\n", encoding="utf-8")
    (tmp_path / "people.csv").write_text("customer_id,rfm_score,age\n01,13,30\n02,9,30\n", encoding="utf-8")
    assert run(installed, tmp_path, "validate", "one.seg").returncode == 0
    done = run(installed, tmp_path, "apply", "one.seg", "--data", "people.csv", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert '"members": 1' in done.stdout


def test_shipped_rulesets_and_pages_are_found(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "uses.seg").write_text('use "contactable"\n', encoding="utf-8")
    assert run(installed, tmp_path, "validate", "uses.seg").returncode == 0
    assert "contactable" in run(installed, tmp_path, "rulesets").stdout
    assert "unknown-name" in run(installed, tmp_path, "codes", "SEG201").stdout


def test_the_wheel_holds_no_tests_and_is_typed(installed: Path) -> None:
    (wheel,) = (installed.parent / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "segdsl/py.typed" in names
    assert "segdsl/_shipped/grammar/segdsl.lark" in names
    assert not [name for name in names if name.startswith("tests/")]
