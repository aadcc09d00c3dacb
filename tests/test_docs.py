"""Every block of the README and of the pages in docs is run: consoles exactly, Python as it stands, rules parsed.

The commands run in a copy of what ships, so that what they write harms nobody. Blocks that only show something are
```` ```text ````; the two set-up commands of the README are ```` ```sh ```` and are run by the continuous check.
Consoles marked `needs ../shared/data` are run where that folder is.
"""

from __future__ import annotations

import io
import shutil
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest
from tests import fences
from tests.fences import Fence
from tests.servers.spark import java

from segdsl.source import Source
from segdsl.syntax.parse import parse

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHARED = ROOT.parent / "shared" / "data"
NEED_JAVA = frozenset({"spark.md"})
NEEDS_SHARED = "needs ../shared/data"
KNOWN = {"seg", "console", "python", "text", "sh", "csv", "json", "toml", "yaml", "gitattributes", "markdown", "diff"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scratch copy of the examples, as a fresh clone has them; beside it the public data sets, if there are any."""
    copy = tmp_path / "segdsl"
    for name in ("examples", "rulesets"):
        shutil.copytree(ROOT / name, copy / name)
    if SHARED.is_dir():
        (tmp_path / "shared").symlink_to(SHARED.parent, target_is_directory=True)
    return copy


@pytest.mark.parametrize("path", PAGES, ids=[str(p.relative_to(ROOT)) for p in PAGES])
def test_page(path: Path, folder: Path) -> None:
    if path.name in NEED_JAVA and not java():
        pytest.skip("there is no Java")
    markdown = path.read_text(encoding="utf-8")
    found = fences.fences(markdown)
    assert {fence.language for fence in found} <= KNOWN, "every block says what it is"
    wanted: list[tuple[Fence, str]] = []
    names: dict[str, object] = {"__name__": "__main__"}
    for fence, after in zip(found, [*found, None][1:], strict=True):
        if fence.language == "console" and fence.name == NEEDS_SHARED and not SHARED.is_dir():
            continue
        if fence.language == "console":
            assert fence.name in ("", NEEDS_SHARED)
            assert fences.commands(fence.body), f"no command in: {fence.body}"
            wanted.append((fence, fences.transcript(fence.body, folder)))
        elif fence.language == "python":
            printed = _run_python(fence.body, names, folder)
            shown = (
                after is not None and after.language == "text" and not markdown[fence.end : after.start].strip("`tex\n")
            )
            assert shown or not printed, "what Python prints is shown in a text block right below"
            if shown and after is not None:
                wanted.append((after, printed))
        elif fence.name:
            fences.write_file(folder, fence)
        elif fence.language == "seg":
            parsed = parse(Source("page.seg", fence.body))
            assert parsed.ok, [d.message for d in parsed.diagnostics]
    fences.check(path, markdown, wanted)


def test_the_readme_shows_commands_and_rules() -> None:
    languages = [fence.language for fence in fences.fences(PAGES[0].read_text(encoding="utf-8"))]
    assert languages.count("console") >= 3
    assert languages.count("sh") == 2
    assert "seg" in languages
    assert "python" in languages


def _run_python(code: str, names: dict[str, object], folder: Path) -> str:
    stream = io.StringIO()
    with chdir(folder), redirect_stdout(stream):
        exec(compile(code, "<page>", "exec"), names)
    return stream.getvalue()
