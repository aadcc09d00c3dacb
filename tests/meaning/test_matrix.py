"""The matrix operator x kind of value x missing x engine: every cell is answered right, or refused with its code.

`docs/matrix.md` shows it; `SEGDSL_ACCEPT=1` writes that page anew.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.engines import each
from tests.meaning.asking import ask
from tests.meaning.cells.every import cells
from tests.meaning.cells.page import page
from tests.meaning.cells.sheets import Cell, world
from tests.meaning.tables_in_memory import comparable, stores

from segdsl import ir
from segdsl.engines.door import Engine
from segdsl.interpret import Interpreter
from segdsl.lower import lower
from segdsl.types import Value

PAGE = Path(__file__).parents[2] / "docs" / "matrix.md"
CELLS = cells()
MADE = world(CELLS)
TABLES = stores(MADE.program, MADE.data)


def by_engine(engine: Engine) -> tuple[dict[int, str], dict[int, list[Value | None]]]:
    """The codes of the cells it refuses, and its answers to all others, in one run."""
    refused = {number: code for number, cell in enumerate(CELLS) if (code := refusal(engine, cell))}
    asked = [number for number in range(len(CELLS)) if number not in refused]
    conditions = [(number, q) for number in asked if isinstance(q := CELLS[number].question, ir.Cond)]
    values = [(number, q) for number in asked if not isinstance(q := CELLS[number].question, ir.Cond)]
    said = ask(engine, MADE, [q for _, q in conditions], [q for _, q in values], MADE.data["customers"])
    assert said.keys == [row["id"] for row in MADE.data["customers"]]
    found: dict[int, list[Value | None]] = {}
    found.update({number: list(told) for (number, _), told in zip(conditions, said.verdicts, strict=True)})
    found.update({number: told for (number, _), told in zip(values, said.values, strict=True)})
    return refused, found


def refusal(engine: Engine, cell: Cell) -> str | None:
    """The code with which an engine refuses a question by itself."""
    asked = cell.question
    plan = lower(
        MADE.program, [asked] if isinstance(asked, ir.Cond) else [], [] if isinstance(asked, ir.Cond) else [asked]
    )
    refused = [said for said in engine.refusals(plan, TABLES) if said.is_error]
    return refused[0].code.id if refused else None


def right(cell: Cell, answers: Sequence[Value | None]) -> bool:
    wanted = [comparable(answer) for answer in cell.expected]
    given = answers[: len(wanted)]
    if not cell.close:
        return list(given) == wanted
    return all(
        math.isclose(a, b, rel_tol=1e-12) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in zip(given, wanted, strict=True)
    )


def test_the_reference_interpreter() -> None:
    interpreter = Interpreter(MADE.program, MADE.data)
    for cell in CELLS:
        asked = cell.question
        answers = [
            interpreter.condition(asked, row)
            if isinstance(asked, ir.Cond)
            else comparable(interpreter.value(asked, row))
            for row in MADE.data["customers"]
        ]
        assert right(cell, answers), (cell.operator, cell.kind, answers)


@pytest.mark.parametrize("name", each.NAMES)
def test_every_engine(name: str) -> None:
    _, answers = by_engine(each.ready(name))
    wrong = [(CELLS[n].operator, CELLS[n].kind, told) for n, told in answers.items() if not right(CELLS[n], told)]
    assert not wrong


def test_the_page_shows_every_cell() -> None:
    """Written by an engine's refusals alone: that the other cells are right is for the test above."""
    engines = {name: each.ready(name) for name in each.NAMES}
    refused = {
        name: {number: code for number, cell in enumerate(CELLS) if (code := refusal(engine, cell))}
        for name, engine in engines.items()
    }
    shown = page(CELLS, refused)
    if os.environ.get("SEGDSL_ACCEPT"):
        PAGE.write_text(shown, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == shown, "accept the page anew with SEGDSL_ACCEPT=1"
