"""The page of a code: what it means, an example, the fix, why. Finds it; does not lay it out for a terminal."""

from __future__ import annotations

from importlib import resources

from segdsl.diagnostics.model import Code


def page(code: Code) -> str | None:
    """The Markdown text of the page that ships with the package; None when there is none."""
    file = resources.files("segdsl.diagnostics") / "pages" / f"{code.id}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else None
