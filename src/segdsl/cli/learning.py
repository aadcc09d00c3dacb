"""What a verb needs learned before it answers: from the state that is named, or from the data of this run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segdsl import pipeline
from segdsl.cli.console import Console
from segdsl.diagnostics.model import Outcome, Refused


def learned(
    checked: pipeline.Checked,
    names: Sequence[str],
    state: str | None,
    console: Console,
    *,
    shown: bool = False,
    engine: str | None = None,
) -> Outcome[pipeline.Checked]:
    """The rules with the things of these keys in place; `shown`: they are only looked at. What they are learned from is
    computed by the `engine`."""
    try:
        if state is not None:
            return pipeline.learn(checked, names, Path(state), shown=shown)
        from segdsl.learn.fitting import Manner

        with console.progress("learning", len(names)) as progress:
            return pipeline.learn(
                checked, names, shown=shown, manner=Manner(watch=lambda name: progress(1)), engine=engine
            )
    except Refused as refused:
        return Outcome(None, refused.diagnostics)
