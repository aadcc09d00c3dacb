"""A small bank in text files, and what the engine and the printed code say of its customers."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from segdsl import pipeline
from segdsl.data.model import Options
from segdsl.explanation.pandas_code.printing import python_script
from segdsl.explanation.pandas_code.shapes import shapes
from segdsl.frames import Texts
from segdsl.membership.batch import membership
from segdsl.membership.questions import questions
from segdsl.source import Source


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


IMPOSSIBLE = {"SEG313"}
"""What random rules may be refused for: a comparison that can never hold."""


def perhaps_checked(folder: Path, rules: str) -> pipeline.Checked | None:
    """As `checked`; None for rules that are refused because they ask for something impossible."""
    outcome = pipeline.check_data(Source("rules.seg", rules), folder / "rules.seg", {}, Options(), None)
    if outcome.value is None:
        assert {d.code.id for d in outcome.diagnostics if d.is_error} <= IMPOSSIBLE, outcome.diagnostics
    return outcome.value


def checked(
    folder: Path, rules: str, as_of: dt.date | None = None, bindings: Mapping[str, Any] | None = None
) -> pipeline.Checked:
    """The rules with the data that lies in the folder (or is bound); they must be right."""
    outcome = pipeline.check_data(Source("rules.seg", rules), folder / "rules.seg", bindings or {}, Options(), as_of)
    assert outcome.value is not None, [(d.code.id, d.message) for d in outcome.diagnostics]
    return outcome.value


def engine_result(done: pipeline.Checked) -> pd.DataFrame:
    """Segments as booleans, parts as texts, `suppressed`; by key."""
    asked = questions(done.program)
    frames = []
    for answers in pipeline.ask(done, asked.conditions, asked.values):
        batch = membership(asked, answers)
        columns: dict[str, Any] = {s.segment.name: m.bools for s, m in zip(asked.segments, batch.members, strict=True)}
        for tiers, codes in zip(asked.tiers, batch.tiers, strict=True):
            columns[tiers.tiers.name] = [tiers.tiers.parts[code] for code in codes.codes]
        for split, codes in zip(asked.splits, batch.splits, strict=True):
            columns[split.split.name] = [split.split.shares[code][0] for code in codes.codes]
        if asked.suppressions:
            assert batch.suppressed is not None
            columns["suppressed"] = batch.suppressed >= 0
        keys = batch.keys
        texts = [keys.values[c] for c in keys.codes] if isinstance(keys, Texts) else [str(key) for key in keys]
        frames.append(pd.DataFrame(columns, index=texts))
    return pd.concat(frames)


def code_result(done: pipeline.Checked, bindings: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """What the printed code says, run on its own."""
    code = python_script(done.program, shapes(done.program, bindings or {}))
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "printed.py", "exec"), names)
    result = names["result"]
    assert isinstance(result, pd.DataFrame)
    result.index = [str(key) for key in result.index]
    return result


def assert_same(done: pipeline.Checked, bindings: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """That the printed code gives the engine's members; returns them."""
    expected, found = engine_result(done), code_result(done, bindings)
    assert list(found.index) == list(expected.index)
    assert list(found.columns) == list(expected.columns)
    for name in expected.columns:
        wrong = [k for k, a, b in zip(expected.index, expected[name], found[name], strict=True) if a != b]
        assert not wrong, (name, wrong, python_script(done.program, shapes(done.program, bindings or {})))
    return expected
