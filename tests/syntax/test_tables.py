"""The stored parse tables are those of the grammar, and run as Lark runs it."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import lark
import pytest

from segdsl import shipped
from segdsl.diagnostics.model import Collector
from segdsl.source import Source
from segdsl.syntax import lalr, tables
from segdsl.syntax.scan import scan

SAMPLES = Path(__file__).parent / "samples.seg"


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    grammar = (shipped.folder("grammar") / tables.GRAMMAR).read_text(encoding="utf-8")
    stored = (shipped.folder("grammar") / tables.TABLES).read_text(encoding="utf-8")
    assert stored == tables.render(grammar), "the grammar has changed: python -m segdsl.syntax.tables"


def test_the_grammar_has_one_known_choice() -> None:
    """After `count of T`, `between` begins a window: the only place where two readings are possible."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    level = lark.logger.level
    lark.logger.addHandler(handler)
    lark.logger.setLevel(logging.DEBUG)
    try:
        grammar = (shipped.folder("grammar") / tables.GRAMMAR).read_text(encoding="utf-8")
        lark.Lark(grammar, parser="lalr", regex=True, debug=True)
    finally:
        lark.logger.setLevel(level)
        lark.logger.removeHandler(handler)
    conflicts = [line for line in said.getvalue().splitlines() if "conflict" in line]
    assert conflicts
    assert all("terminal BETWEEN:" in line for line in conflicts)


def _statements() -> list[str]:
    """The statements as they are parsed."""
    say = Collector()
    scanned = scan(Source(SAMPLES.name, SAMPLES.read_text(encoding="utf-8")), say)
    assert not say.items
    return [scanned.lines[start:end] for start, end in scanned.pieces]


@pytest.fixture(scope="module")
def reference() -> lark.Lark:
    return tables.lark()


def _shape(node: lalr.Node) -> object:
    if isinstance(node, lalr.Token):
        return (node.type, node.text)
    return (node.name, [_shape(child) for child in node.children])


def _lark_shape(node: lark.Tree[lark.Token] | lark.Token) -> object:
    if isinstance(node, lark.Token):
        return (node.type, str(node))
    return (str(node.data), [_lark_shape(child) for child in node.children])


@pytest.mark.parametrize("statement", _statements(), ids=lambda s: s.splitlines()[0][:40])
def test_a_statement_has_the_tree_that_lark_gives_it(statement: str, reference: lark.Lark) -> None:
    ours = lalr.parse(statement, 0, len(statement))
    assert _shape(ours) == _lark_shape(reference.parse(statement))
