"""Rules → examples for both sides of their limits, each read back and run behind the rules; writes no file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from segdsl.pipeline.checking import Checked, check_text
from segdsl.source import Source

if TYPE_CHECKING:
    from segdsl.testing.suggest import Suggestion


def suggest(checked: Checked, source: Source, path: Path | None, as_of: dt.date | None) -> tuple[Suggestion, ...]:
    """Examples that the rules have not yet, and that come out as they expect."""
    from segdsl.testing.suggest import suggestions

    drafts = suggestions(checked.program)
    if len(_passing(drafts, source, path, as_of)) == len(drafts):
        return drafts
    return tuple(draft for draft in drafts if _passing([draft], source, path, as_of))


def _passing(drafts: Sequence[Suggestion], source: Source, path: Path | None, as_of: dt.date | None) -> list[str]:
    """The titles of those that pass; none when the rules cannot be read with them."""
    from segdsl.testing.run import run
    from segdsl.testing.suggest import as_text

    whole = check_text(Source(source.name, f"{source.text}\n\n{as_text(drafts)}"), path, as_of)
    if whole.value is None or not whole.ok:
        return []
    titles = {draft.title for draft in drafts}
    report = run(whole.value.program, source.name)
    return [each.title for each in report.examples if each.title in titles and each.passed]
