"""Checked rules → the document as text: gathers the words and the history, and hands them to the layout asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from segdsl import ir
from segdsl.diagnostics.model import Refused
from segdsl.explanation import explaining
from segdsl.git.history import History, history
from segdsl.learn.state import LearnedState
from segdsl.load import Bundle
from segdsl.rendering.document import document
from segdsl.rendering.html import html
from segdsl.rendering.markdown import markdown


def render(program: ir.Program, bundle: Bundle, states: Mapping[str, LearnedState], *, page: bool, commits: int) -> str:
    """The document, as an HTML page or as Markdown.

    Args:
        program: as it was checked, without anything fitted in it.
        bundle: the files that it is from.
        states: what was learned, by the key of the learned thing.
        page: HTML instead of Markdown.
        commits: so many commits of each file are looked through for its history; 0 leaves it out.
    """
    told = explaining.in_words(program, None, states).value
    assert told is not None  # only a name can be unknown
    blocks = document(program, bundle, told, _histories(bundle, commits) if commits else {})
    return html(blocks) if page else markdown(blocks)


def _histories(bundle: Bundle, commits: int) -> dict[str, History]:
    found: dict[str, History] = {}
    for unit in bundle.files:
        path = Path(unit.file.source.name)
        try:
            known = history(path, unit.file.source.text, commits) if path.is_file() else None
        except Refused:  # no git: the document is complete without its history
            return {}
        if known is not None:
            found[unit.file.source.name] = known
    return found
