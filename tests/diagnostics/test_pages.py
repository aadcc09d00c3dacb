"""Every code has a page, and every page's example prints exactly what the page says, and its fix mends it.

`SEGDSL_ACCEPT=1 pytest tests/diagnostics` accepts new output.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests import fences
from tests.fences import Fence

from segdsl.diagnostics import catalogue
from segdsl.diagnostics import page as pages
from segdsl.diagnostics.codes import engines
from segdsl.diagnostics.model import Code

CODES = list(catalogue.codes().values())
FOLDER = Path(pages.__file__).parent / "pages"
HEADINGS = ["## Example", "## Fix", "## Why"]
# What a page says instead of an example when it takes a fault, or a broken machine, to see one.
NO_EXAMPLE = "This cannot be shown at will."
FILES = {"seg": "example.seg", "csv": "customers.csv"}


def test_codes_are_unique() -> None:
    assert len({code.slug for code in CODES}) == len(CODES)
    assert all(re.fullmatch(r"SEG[1-9]\d\d", code.id) for code in CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.slug) for code in CODES)


def test_no_page_without_a_code() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} <= {code.id for code in CODES}


def test_nearly_every_page_has_an_example() -> None:
    """Not counted are those about engines: they need a server, or an engine that fails."""
    about_engines = {value.id for value in vars(engines).values() if isinstance(value, Code)}
    others = [code for code in CODES if code.id not in about_engines]
    without = [code.id for code in others if NO_EXAMPLE in (pages.page(code) or "")]
    assert len(without) < len(others) / 20


@pytest.mark.parametrize("code", CODES, ids=[code.id for code in CODES])
def test_page(code: Code, tmp_path: Path) -> None:
    markdown = pages.page(code)
    assert markdown is not None, f"{code.id} has no page"
    assert markdown.startswith(f"# {code.id} {code.slug}: {code.title}\n")
    assert re.findall(r"^## .*$", markdown, re.MULTILINE) == HEADINGS
    if NO_EXAMPLE in markdown:
        return
    example, fix = (_section(markdown, heading) for heading in ("Example", "Fix"))
    files, consoles, outputs = _sorted(example)
    for fence in files:
        fences.write_file(tmp_path, fence)
    data = [] if not any(f.name == "customers.csv" for f in files) else ["--data customers.csv"]
    command = " ".join(["segdsl validate example.seg", *data])
    if consoles:
        (command,) = fences.commands(consoles[0].body)
    assert len(outputs) == 1, "the example has one text block with the output"
    printed, _ = fences.execute(command, tmp_path)
    assert f"[{code.id}]" in printed, printed
    fences.check(FOLDER / f"{code.id}.md", markdown, [(outputs[0], printed)])
    mended = [fence for fence in _sorted(fix)[0] if fence.name]
    for fence in mended:
        fences.write_file(tmp_path, fence)
    if mended and not consoles:
        printed, _ = fences.execute(command, tmp_path)
        assert f"[{code.id}]" not in printed, printed


def _section(markdown: str, heading: str) -> list[Fence]:
    start = markdown.index(f"\n## {heading}\n")
    end = markdown.find("\n## ", start + 1)
    end = len(markdown) if end < 0 else end
    return [fence for fence in fences.fences(markdown) if start < fence.start < end]


def _sorted(found: list[Fence]) -> tuple[list[Fence], list[Fence], list[Fence]]:
    """Files, with the names that go without saying; console blocks; output."""
    files: list[Fence] = []
    consoles = [fence for fence in found if fence.language == "console"]
    outputs = [fence for fence in found if fence.language == "text" and not fence.name]
    for fence in found:
        name = fence.name or FILES.get(fence.language, "")
        if name and fence not in consoles and fence not in outputs:
            files.append(Fence(fence.language, name, fence.body, fence.start, fence.end))
    return files, consoles, outputs
