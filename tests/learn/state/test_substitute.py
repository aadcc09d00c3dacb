"""Constants in the place of what was learned: what is not learned is left alone, and nothing learned is left over."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.learn.state.learned_rules import RULES, kept, people

from segdsl import ir, pipeline
from segdsl.check.used import nodes
from segdsl.data.model import Options
from segdsl.learn import store
from segdsl.learn.state import LearnedState
from segdsl.learn.substitute import rebuilt, substitute
from segdsl.source import Source


def program(rules: str = RULES) -> ir.Program:
    checked = pipeline.check_data(Source("rules.seg", rules), None, {"": people()}, Options())
    assert checked.value is not None, checked.diagnostics
    return checked.value.program


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LearnedState]:
    folder: Path = tmp_path_factory.mktemp("kept") / "state"
    kept(folder)
    found = store.load(folder).value
    assert found is not None
    return dict(found.states)


def test_nothing_learned_is_left_over(states: dict[str, LearnedState]) -> None:
    before = program()
    after = substitute(before, states)
    roots = [*after.defines.values(), *after.segments.values(), *after.tiers.values(), *after.suppressions]
    assert not [node for node in nodes(*roots) if isinstance(node, ir.Learned)]
    assert after.learned is before.learned
    assert {type(node) for node in nodes(*roots)} >= {ir.Band, ir.Mapped, ir.Trees, ir.Best, ir.Ranked}


def test_what_is_not_learned_is_the_very_same(states: dict[str, LearnedState]) -> None:
    before = program(RULES + "old if age > 50\n")
    after = substitute(before, states)
    assert after.segments["old"] is before.segments["old"]
    assert after.segments["wealthy"] is not before.segments["wealthy"]
    assert after.tables is before.tables
    plain = program("table customers\n  key id\nold if age > 50\n")
    assert substitute(plain, states) is plain


def test_only_what_is_asked_for(states: dict[str, LearnedState]) -> None:
    before = program()
    after = substitute(before, states, only={"wealthy"})
    assert after.segments["wealthy"] != before.segments["wealthy"]
    assert all(after.defines[name] is define for name, define in before.defines.items())


def test_whoever_is_outside_the_population_has_no_value(tmp_path: Path) -> None:
    score = "score size\n  of those where age > 40\n  money from balance\n"
    rules = f"table customers\n  key id\n{score}big if size score is 5\n"
    kept(tmp_path / "state", rules)
    found = store.load(tmp_path / "state").value
    assert found is not None
    value = substitute(program(rules), found.states).defines["size score"].value
    assert isinstance(value, ir.Choose)
    ((population, inner),) = value.branches
    assert isinstance(population, ir.Compare)
    assert isinstance(inner, ir.Band)
    assert value.otherwise is None


def test_rebuilding_changes_only_what_is_asked_for() -> None:
    condition = program().segments["well off"].condition
    assert rebuilt(condition, lambda node: None) is condition
    doubled = rebuilt(condition, lambda node: ir.Literal(1.0, node.type) if isinstance(node, ir.Literal) else None)
    assert [node for node in nodes(doubled) if isinstance(node, ir.Literal) and node.value != 1.0] == []
    assert isinstance(doubled, type(condition))
