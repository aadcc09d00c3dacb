"""Rules of hard shapes with every verb on every quick engine: what the interpreter answers, or a code.

`SEGDSL_PROGRAMS` asks for the large ones, which take minutes.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.engines import shapes
from tests.engines.each import ASKED

from segdsl import api
from segdsl.cli import app

QUICK = ("pandas", "polars", "duckdb")
SIZES: dict[shapes.Shape, tuple[int, int]] = {
    shapes.ors: (120, 5_000),
    shapes.ands: (120, 5_000),
    shapes.pairs: (40, 5_000),
    shapes.kinds: (60, 5_000),
    shapes.patterns: (30, 3_000),
    shapes.numbers: (1_500, 100_000),
    shapes.texts: (1_500, 100_000),
    shapes.segments: (60, 2_000),
    shapes.members: (36, 36),
    shapes.steps: (73, 73),
    shapes.choices: (24, 24),
    shapes.branches: (80, 2_000),
    shapes.tiers: (60, 500),
    shapes.sums: (73, 73),
    shapes.products: (70, 70),
    shapes.parentheses: (98, 98),
    shapes.turns: (36, 36),
    shapes.negations: (49, 49),
    shapes.measures: (30, 300),
}
VERBS = (
    ["format"],
    ["validate"],
    ["explain", "--words"],
    ["explain"],
    ["explain", "--customer", "c07"],
    *(["explain", "--as", form] for form in ("sql", "pandas", "polars", "json")),
    ["fit"],
    ["test"],
)


def _folder(folder: Path) -> Path:
    r = random.Random(11)
    some = [
        ("" if not r.randrange(9) else str(r.randrange(90)), "" if not r.randrange(9) else str(r.randrange(99) / 2))
        for _ in range(30)
    ]
    lines = [f"c{i:02d},{x},{y},{'' if i % 7 == 0 else f'v{r.randrange(60)}'}" for i, (x, y) in enumerate(some)]
    (folder / "customers.csv").write_text("\n".join(["id,x,y,t", *lines]) + "\n")
    visits = [f"c{r.randrange(30):02d},2025-12-{r.randrange(1, 32):02d},{r.randrange(400) / 4}" for _ in range(200)]
    (folder / "visits.csv").write_text("\n".join(["id,day,amount", *visits]) + "\n")
    return folder


@pytest.mark.parametrize("shape", SIZES, ids=lambda shape: shape.__name__)
def test_every_verb(
    shape: shapes.Shape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    size = SIZES[shape][bool(ASKED)]
    monkeypatch.chdir(_folder(tmp_path))
    Path("rules.seg").write_text(shape(size))
    for verb, *options in VERBS:
        code = app.run([verb, "rules.seg", *options, "--quiet"])
        printed = capsys.readouterr()
        said = printed.out + printed.err
        assert code == 0, said[-2000:]
        assert "Traceback" not in said
        assert "SEG9" not in said
    text = Path("rules.seg").read_text()
    assert api.format(text) == text
    if shape is shapes.measures:  # an example would have to give every measure
        return
    example = (
        'example "one"\n  given x is 7, y is 2, t is "v1"\n  expect ' + ("big" if _one(text) else "not big") + "\n"
    )
    Path("rules.seg").write_text(f"{text}\n{example}")
    assert app.run(["test", "rules.seg"]) == 0, capsys.readouterr().out[-2000:]


def _one(text: str) -> bool:
    import pandas as pd

    one = pd.DataFrame({"id": ["a"], "x": [7.0], "y": [2.0], "t": ["v1"]})
    return bool(api.apply(text, one).membership["big"].iloc[0])


@pytest.mark.parametrize("shape", SIZES, ids=lambda shape: shape.__name__)
def test_every_engine(shape: shapes.Shape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is compared with the interpreter for nearly every customer, and with the others for all of them."""
    monkeypatch.chdir(_folder(tmp_path))
    text = shape(SIZES[shape][bool(ASKED)])
    found = [api.apply(text, engine=engine) for engine in QUICK]
    in_order = [result.membership.sort_values("id", ignore_index=True) for result in found]
    assert all(each.equals(in_order[0]) for each in in_order)
    verified = api.verify(text, engines=QUICK)
    assert verified.agree


@pytest.mark.parametrize(
    "shape",
    [shapes.members, shapes.steps, shapes.choices, shapes.sums, shapes.parentheses, shapes.turns, shapes.negations],
    ids=lambda shape: shape.__name__,
)
def test_too_deep(shape: shapes.Shape) -> None:
    for size in (101, 1_000):
        said = {d.code.id for d in api.validate(shape(size)).diagnostics if d.is_error}
        assert "SEG124" in said
