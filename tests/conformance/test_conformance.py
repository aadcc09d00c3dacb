"""Rules, data and expected members, on every engine and on the reference interpreter.

Each Markdown file here holds the rules (`rules.seg`), the data, and `expected.csv`: a line for each customer, a column
for each segment (yes, no, or ? for undecided), define, tiers and split. What is not named there is not looked at.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.engines import each
from tests.fences import fences

from segdsl import ir, pipeline
from segdsl.data.model import Options
from segdsl.engines.door import Engine
from segdsl.frames import ROW_NUMBER, Store, cell, cells
from segdsl.interpret import Interpreter, Row, as_key
from segdsl.lower import lower
from segdsl.names import fold
from segdsl.source import Source
from segdsl.types import Value

CASES = sorted(Path(__file__).parent.glob("*.md"))
Table = dict[str, list[str]]
"""For each customer, by key, the cells of the expected columns."""


def questions(program: ir.Program, names: Sequence[str]) -> list[ir.Cond | ir.Expr]:
    """What a column of the expectation asks: a segment, a define, tiers or a split."""
    found: list[ir.Cond | ir.Expr] = []
    for name in map(fold, names):
        if name in program.segments:
            found.append(program.segments[name].condition)
        elif name in program.defines:
            found.append(ir.Named(name, program.defines[name].value.type))
        elif name in program.tiers:
            found.append(ir.PartOf(name, program.tiers[name].parts))
        else:
            found.append(ir.PartOf(name, tuple(part for part, _ in program.splits[name].shares)))
    return found


def shown(value: Value | None) -> str:
    return "?" if value is None else as_key(value) or ""


def by_engine(
    engine: Engine, program: ir.Program, stores: Mapping[str, Store], asked: Sequence[ir.Cond | ir.Expr]
) -> Table:
    conditions = [question for question in asked if isinstance(question, ir.Cond)]
    values = [question for question in asked if not isinstance(question, ir.Cond)]
    plan = lower(program, conditions, values)
    stores = each.in_memory(program, stores) if engine.name == "postgres" else stores
    assert not [said for said in engine.refusals(plan, stores) if said.is_error]
    found: Table = {}
    for answers in engine.run(plan, stores):
        for row, key in enumerate(answers.keys):
            verdicts = iter(zip(answers.true, answers.possible, strict=True))
            told = iter(answers.values)
            line: list[str] = []
            for question in asked:
                if isinstance(question, ir.Cond):
                    true, possible = next(verdicts)
                    line.append("yes" if true[row] else "?" if possible[row] else "no")
                else:
                    line.append(shown(cell(next(told), row)))
            found[key] = line
    return found


def by_interpreter(program: ir.Program, stores: Mapping[str, Store], asked: Sequence[ir.Cond | ir.Expr]) -> Table:
    tables: dict[str, list[Row]] = {}
    for name, store in stores.items():
        columns = frozenset(program.tables[name].used) | {ROW_NUMBER}
        tables[name] = [cells(batch, row) for batch in store.batches(columns) for row in range(batch.rows)]
    interpreter = Interpreter(program, tables)
    found: Table = {}
    for row in interpreter.rows.customers():
        line = [
            shown(interpreter.condition(q, row) if isinstance(q, ir.Cond) else interpreter.value(q, row)) for q in asked
        ]
        found[as_key(row.get(program.customers.key or ROW_NUMBER)) or ""] = line
    return found


@pytest.mark.parametrize("engine", [*each.NAMES, "reference"])
@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_gives_the_expected_members(case: Path, engine: str, tmp_path: Path) -> None:
    answer = by_interpreter if engine == "reference" else functools.partial(by_engine, each.ready(engine))
    files = {fence.name: fence.body for fence in fences(case.read_text(encoding="utf-8"))}
    for name, body in files.items():
        (tmp_path / name).write_text(body, encoding="utf-8")
    program, stores = opened(tmp_path / "rules.seg")
    header, *lines = csv.reader(io.StringIO(files["expected.csv"]))
    found = answer(program, stores, questions(program, header[1:]))
    assert found == {line[0]: line[1:] for line in lines}


def opened(rules: Path) -> tuple[ir.Program, Mapping[str, Store]]:
    """The program with what it learned from the data beside it, and that data."""
    checked = pipeline.check_data(Source("rules.seg", rules.read_text(encoding="utf-8")), rules, {}, Options())
    assert checked.value is not None, [(d.code.id, d.message) for d in checked.diagnostics]
    assert checked.value.opened is not None
    learned = pipeline.learn(checked.value, list(checked.value.program.learned))
    assert learned.value is not None, [(d.code.id, d.message) for d in learned.diagnostics]
    return learned.value.program, checked.value.opened.stores
