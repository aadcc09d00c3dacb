"""The random worlds of the meaning tests, laid down as text files for printed code to read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.meaning.random_programs import Asker, Rows, world

from segdsl import ir
from segdsl.types import Value

QUESTIONS = 6


def full_world(seed: int) -> tuple[ir.Program, dict[str, Rows]]:
    """A random program, some more segments and a suppression in it, and rows in which no text is empty."""
    rnd = Random(seed)
    made = world(rnd)
    ask = Asker(rnd, made.program)
    data = {name: [_without_empty(row) for row in rows] for name, rows in made.data.items()}
    asked = {f"asked {number}": ir.Segment(f"asked {number}", ask.condition(3)) for number in range(QUESTIONS)}
    program = replace(
        made.program,
        segments={**made.program.segments, **asked},
        order=(*made.program.order, *asked),
        suppressions=(ir.Suppression(ask.condition(2)),),
    )
    return program, data


def _without_empty(row: Mapping[str, Value | None]) -> dict[str, Value | None]:
    """An empty text cannot be told from a missing one in a file."""
    return {name: None if value == "" else value for name, value in row.items()}


def lay_down(folder: Path, program: ir.Program, data: Mapping[str, Rows]) -> None:
    for name, table in program.tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(table.columns)
            for row in data.get(name, []):
                writer.writerow([_cell(row.get(column)) for column in table.columns])


def _cell(value: Value | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return repr(value)
        case _:
            return str(value)
