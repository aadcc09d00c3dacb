"""Random rules with learned things, from the text to the members: all ways of answering say the same of everybody."""

from __future__ import annotations

import contextlib
import io
import math
import os
import warnings
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from tests.learn.random_rule_files import Writer, write_customers
from tests.meaning.tables_in_memory import comparable, told, verdicts

from segdsl import api, ir, pipeline
from segdsl.data.model import Options
from segdsl.frames import cells
from segdsl.interpret import Interpreter
from segdsl.source import Source
from segdsl.types import Value

FILES = int(os.environ.get("SEGDSL_RULE_FILES", "5"))
"""How many rule files are tried; `SEGDSL_RULE_FILES=500` for a long run."""

TOO_LITTLE = {"SEG466", "SEG472", "SEG474", "SEG486"}
"""What may be wrong with random customers: there is too little to learn from."""


def rows_of(program: ir.Program, opened: object) -> dict[str, list[dict[str, Value | None]]]:
    found: dict[str, list[dict[str, Value | None]]] = {}
    for name, table in program.tables.items():
        found[name] = []
        for batch in opened.stores[name].batches(table.used):  # type: ignore[attr-defined]
            found[name] += [cells(batch, row) for row in range(batch.rows)]
    return found


def alike(one: Value | None, other: Value | None) -> bool:
    """But for the last bits, in which engines may differ."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


@pytest.mark.parametrize("seed", range(FILES))
def test_engine_interpreter_and_printed_pandas_agree(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_customers(tmp_path, seed)
    text = Writer(Random(seed)).text()
    path = tmp_path / "rules.seg"
    path.write_text(text, encoding="utf-8")
    fitted = api.fit(path, state="state")
    wrong = {d.code.id for d in fitted.diagnostics if d.is_error}
    if wrong:
        assert wrong <= TOO_LITTLE, f"{fitted}\n{text}"
        return
    checked = pipeline.check_data(Source("rules.seg", text), path, {}, Options()).value
    assert checked is not None
    learned = pipeline.learn(checked, tuple(checked.program.learned), Path("state"), shown=True).value
    assert learned is not None
    program = learned.program
    conditions = [segment.condition for segment in program.segments.values()]
    values = [define.value for define in program.defines.values()]
    answers = list(pipeline.ask(learned, conditions, values))
    interpreter = Interpreter(program, rows_of(program, learned.opened))
    customers = interpreter.rows.customers()
    for number, (name, condition) in enumerate(zip(program.segments, conditions, strict=True)):
        assert verdicts(answers, number) == [interpreter.condition(condition, row) for row in customers], name
    for number, (name, value) in enumerate(zip(program.defines, values, strict=True)):
        wanted = [comparable(interpreter.value(value, row)) for row in customers]
        assert all(map(alike, map(comparable, told(answers, number)), wanted)), name
    members = api.apply(path, state="state").membership
    for name, segment in program.segments.items():
        place = list(program.segments).index(name)
        assert members[segment.name].tolist() == [found is True for found in verdicts(answers, place)]
    assert members["parts"].tolist() == [interpreter.part("parts", row) for row in customers]
    printed = run_printed(api.as_pandas(path, state="state"))
    for column in printed.columns:
        assert printed[column].tolist() == members[column].tolist(), column


def run_printed(source: str) -> pd.DataFrame:
    names: dict[str, pd.DataFrame] = {}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(source, "printed", "exec"), names)
    return names["result"]
