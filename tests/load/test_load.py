"""Loading over real files: `use`, lists, and where neither may lead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from segdsl import load
from segdsl.load import Bundle
from segdsl.source import Source


def loaded(folder: Path, text: str, name: str = "main.seg") -> tuple[Bundle | None, list[str]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = load.load(Source(name, text), path)
    lines: list[str] = []
    for diagnostic in found.diagnostics:
        assert diagnostic.span is not None
        place = f"{diagnostic.span.source.name}:{diagnostic.span.source.position(diagnostic.span.start)[0]}"
        lines.append(f"{diagnostic.code.id} {place} {diagnostic.message}")
        lines += [f"  - {label.span.source.name}: {label.text}" for label in diagnostic.labels]
        lines += [f"  = {text}" for text in diagnostic.help]
    return found.value, lines


def test_files_come_once_and_the_file_itself_first(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "a.seg").write_text('use "b.seg"\na if age > 1\n')
    (tmp_path / "shared" / "b.seg").write_text('use "activity"\nb if age > 1\n')
    text = 'use "shared/a.seg"\nuse "shared/b.seg"\nuse "activity"\nuse "shared/../shared/a.seg"\nx if age > 1\n'
    bundle, said = loaded(tmp_path, text)
    assert said == []
    assert bundle is not None
    assert bundle.complete
    assert [unit.library for unit in bundle.files] == [None, "shared/a.seg", "b.seg", "activity"]
    names = [unit.file.source.name for unit in bundle.files]
    assert names == ["main.seg", "shared/a.seg", "shared/b.seg", "rulesets/activity.seg"]


def test_every_shipped_library_is_found_by_its_name(tmp_path: Path) -> None:
    for name in load.libraries():
        bundle, said = loaded(tmp_path, f'use "{name}"\nx if age > 1\n')
        assert said == []
        assert bundle is not None
        assert bundle.files[1].library == name


def test_an_unknown_library_names_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "mine.seg").write_text("a if age > 1\n")
    bundle, said = loaded(tmp_path, 'use "contactible"\nuse "mine"\nx if age > 1\n')
    assert said == [
        "SEG436 main.seg:1 no library called `contactible` ships with segdsl",
        "  = a library with a similar name exists: `contactable`",
        "SEG436 main.seg:2 no library called `mine` ships with segdsl",
        '  = a file is used with its ending: `use "mine.seg"`',
    ]
    assert bundle is not None
    assert not bundle.complete


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "contactable.seg").write_text("a if age > 1\n")
    (tmp_path / "vip.csv").write_text("1\n")
    _, said = loaded(tmp_path, 'use "contactabel.seg"\nuse "zebra.seg"\nx if id in list "vips.csv"\n')
    assert said == [
        "SEG430 main.seg:3 the file `vips.csv` does not exist",
        "  = a file with a similar name exists: `vip.csv`",
        "SEG430 main.seg:1 the file `contactabel.seg` does not exist",
        "  = a file with a similar name exists: `contactable.seg`",
        "SEG430 main.seg:2 the file `zebra.seg` does not exist",
    ]


def test_a_circle_is_shown_whole(tmp_path: Path) -> None:
    (tmp_path / "a.seg").write_text('use "b.seg"\n')
    (tmp_path / "b.seg").write_text('use "c.seg"\n')
    (tmp_path / "c.seg").write_text('use "a.seg"\nuse "c.seg"\n')
    _, said = loaded(tmp_path, 'use "a.seg"\nx if age > 1\n')
    assert said == [
        "SEG435 c.seg:1 `a.seg` is used by a file that it uses itself",
        "  - a.seg: which is used here",
        "  - b.seg: which is used here",
        "  = put what both files need in a third one",
        "SEG435 c.seg:2 `c.seg` is used by a file that it uses itself",
        "  = put what both files need in a third one",
    ]


def test_a_file_that_uses_itself(tmp_path: Path) -> None:
    _, said = loaded(tmp_path, 'use "main.seg"\nx if age > 1\n')
    assert said[0] == "SEG435 main.seg:1 `main.seg` is used by a file that it uses itself"


def test_nothing_outside_the_project_is_read(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "segdsl.toml").write_text("")
    (tmp_path / "secret.seg").write_text("secret if age > 1\n")
    (tmp_path / "secret.csv").write_text("1\n")
    os.symlink(tmp_path / "secret.seg", project / "link.seg")
    os.symlink(tmp_path, project / "up")
    text = f"""use "../../secret.seg"
use "../link.seg"
use "../up/secret.seg"
use "{tmp_path / "secret.seg"}"
x if id in list "../../secret.csv"
y if id in list "../../not there.csv"
"""
    bundle, said = loaded(project, text, "rules/main.seg")
    assert [line for line in said if not line.startswith("  ")] == [
        "SEG431 rules/main.seg:5 `../../secret.csv` lies outside the project's folder",
        "SEG431 rules/main.seg:6 `../../not there.csv` lies outside the project's folder",
        "SEG431 rules/main.seg:1 `../../secret.seg` lies outside the project's folder",
        "SEG431 rules/main.seg:2 `../link.seg` lies outside the project's folder",
        "SEG431 rules/main.seg:3 `../up/secret.seg` lies outside the project's folder",
        f"SEG431 rules/main.seg:4 `{tmp_path / 'secret.seg'}` lies outside the project's folder",
    ]
    assert bundle is not None
    assert len(bundle.files) == 1
    assert bundle.lists == {}


def test_the_projects_folder_may_be_climbed(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "shared.seg").write_text('a if id in list "lists/vip.csv"\n')
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "vip.csv").write_text("1\n2\n")
    bundle, said = loaded(tmp_path, 'use "../shared.seg"\nx if age > 1\n', "rules/main.seg")
    assert said == []
    assert bundle is not None
    assert list(bundle.lists.values()) == [("1", "2")]


def test_a_text_without_a_file_starts_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.seg").write_text("a if age > 1\n")
    monkeypatch.chdir(tmp_path)
    found = load.load(Source("<stdin>", 'use "a.seg"\nuse "../b.seg"\nx if age > 1\n'), None)
    assert found.value is not None
    assert len(found.value.files) == 2
    assert [d.message for d in found.diagnostics] == ["`../b.seg` lies outside the project's folder"]


def test_devices_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.seg").mkdir()
    os.mkfifo(tmp_path / "pipe.seg")
    os.symlink("loop.seg", tmp_path / "loop.seg")
    _, said = loaded(tmp_path, 'use "folder.seg"\nuse "pipe.seg"\nuse "loop.seg"\nuse "\\0.seg"\nx if age > 1\n')
    assert said[:3] == [
        "SEG432 main.seg:1 `folder.seg` is a folder",
        "SEG432 main.seg:2 `pipe.seg` is not an ordinary file",
        "SEG432 main.seg:3 `loop.seg` cannot be opened",
    ]


def test_files_that_are_too_large_or_not_text(tmp_path: Path) -> None:
    (tmp_path / "large.seg").write_bytes(b"# \n" * 1_700_000)
    (tmp_path / "latin.seg").write_bytes("x if age > 1\n# Zürich\n".encode("latin-1"))
    (tmp_path / "marked.seg").write_bytes(b"\xef\xbb\xbfmarked if age > 1\n")
    bundle, said = loaded(tmp_path, 'use "large.seg"\nuse "latin.seg"\nuse "marked.seg"\nx if age > 1\n')
    assert said == [
        "SEG433 main.seg:1 `large.seg` is larger than 5 MB",
        "SEG434 main.seg:2 `latin.seg` is not UTF-8 text (line 2)",
        "  = save the file as UTF-8",
    ]
    assert bundle is not None
    assert len(bundle.files) == 2


def test_a_chain_of_files_has_an_end(tmp_path: Path) -> None:
    for number in range(1, 60):
        (tmp_path / f"{number}.seg").write_text(f'use "{number + 1}.seg"\n')
    _, said = loaded(tmp_path, 'use "1.seg"\nx if age > 1\n')
    assert said[0] == "SEG438 49.seg:1 `50.seg` is the end of a chain of 50 files that use each other"
    assert len(said) == 2


def test_errors_of_used_files_stand_in_them(tmp_path: Path) -> None:
    (tmp_path / "bad.seg").write_text("a if age >\n")
    bundle, said = loaded(tmp_path, 'use "bad.seg"\nx if in a\n')
    assert len(said) >= 1
    assert " bad.seg:1 " in said[0]
    assert bundle is not None
    assert not bundle.complete


def test_mentioned_names() -> None:
    text = """table districts
  one per District_ID
x if avg salary of districts > 3 and (sum of `unit price` in Lines where kind is "a") > 2
"""
    bundle = load.load(Source("x", text), None).value
    assert bundle is not None
    names = load.mentioned(bundle)
    assert names is not None
    assert names >= {"district id", "avg salary of districts", "avg salary", "districts", "unit price", "lines", "kind"}


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("", "UTC"), (' in "Europe/Prague"', "Europe/Prague"), (' in "Europe/Prag"', "UTC"), (' in "../x"', "UTC")],
)
def test_zone(zone: str, expected: str) -> None:
    bundle = load.load(Source("x", f"as of 2026-01-31{zone}\n"), None).value
    assert bundle is not None
    assert load.zone(bundle) == expected
