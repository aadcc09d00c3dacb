"""The configuration: where it is found, what it may hold, what it changes."""

from __future__ import annotations

import datetime as dt
from contextlib import chdir
from pathlib import Path

import pytest
from tests.fences import run_here

from segdsl import config
from segdsl.cli.inputs import binding, gather

FULL = """\
data = { "" = "c.csv", transactions = "t.csv" }
as-of = 2026-06-30
key = "customer id"
engine = "pandas"
on-bad-rows = "quarantine"
lint = { never-true = "error", SEG608 = "off" }
"""


def test_nothing_is_the_plain_one(tmp_path: Path) -> None:
    assert config.load(tmp_path).value == config.Config()


@pytest.mark.parametrize("below", ["", "rules/deep"])
def test_the_nearest_one_upwards_counts(tmp_path: Path, below: str) -> None:
    (tmp_path / "segdsl.toml").write_text(FULL, encoding="utf-8")
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    with chdir(tmp_path):
        found = config.load(tmp_path / below).value
    assert found == config.Config(
        {"": "c.csv", "transactions": "t.csv"},
        dt.date(2026, 6, 30),
        "customer id",
        "pandas",
        "quarantine",
        {"SEG601": "error", "SEG608": "off"},
    )


def test_pyproject_counts_when_it_speaks_of_segdsl(tmp_path: Path) -> None:
    (tmp_path / "segdsl.toml").write_text('key = "outer"\n', encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert config.load(inner).value == config.Config(key="outer")
    (inner / "pyproject.toml").write_text("[tool.segdsl]\nkey = 'inner'\n", encoding="utf-8")
    assert config.load(inner).value == config.Config(key="inner")


WRONG = [
    ("as_off = 2026-06-30\n", "SEG822", "unknown setting `as_off`"),
    ("[lint]\nnever-tru = 'off'\n", "SEG822", "unknown setting `never-tru`"),
    ("[lint]\nunknown-name = 'off'\n", "SEG822", "unknown setting `unknown-name`"),
    ("as-of = 'today'\n", "SEG823", "the setting `as-of` has a wrong value"),
    ("engine = 3\n", "SEG823", "the setting `engine` has a wrong value"),
    ("[lint]\nnever-true = 'loud'\n", "SEG823", "the setting `never-true` has a wrong value"),
    ("data = 3\n", "SEG823", "the setting `data` has a wrong value"),
    ("key = \n", "SEG821", "this is not TOML"),
]


@pytest.mark.parametrize(("text", "code", "message"), WRONG)
def test_mistakes(tmp_path: Path, text: str, code: str, message: str) -> None:
    (tmp_path / "segdsl.toml").write_text(text, encoding="utf-8")
    outcome = config.load(tmp_path)
    assert outcome.value is None
    (diagnostic,) = outcome.diagnostics
    assert diagnostic.code.id == code
    assert message in diagnostic.message
    assert diagnostic.span is not None
    assert code == "SEG821" or diagnostic.span.text in diagnostic.message


def test_levels_change_what_validate_says(tmp_path: Path) -> None:
    (tmp_path / "r.seg").write_text("a if x < 3 and x > 5\n\ndefine y as x * 2\n", encoding="utf-8")
    output, code = run_here(["validate", "r.seg"], tmp_path)
    assert (code, "warning[SEG601]" in output, "SEG608" in output) == (0, True, True)
    (tmp_path / "segdsl.toml").write_text(FULL, encoding="utf-8")
    output, code = run_here(["validate", "r.seg"], tmp_path)
    assert (code, "error[SEG601]" in output, "SEG608" in output) == (1, True, False)


def test_the_command_line_goes_first(tmp_path: Path) -> None:
    (tmp_path / "segdsl.toml").write_text(FULL, encoding="utf-8")
    with chdir(tmp_path):
        plain = gather(None, [], None, None).value
        given = gather(None, ["d.csv", "accounts=a.csv"], dt.date(2020, 1, 1), "id").value
    assert plain is not None
    assert given is not None
    assert (plain.data, plain.as_of, plain.key) == (
        {"": "c.csv", "transactions": "t.csv"},
        dt.date(2026, 6, 30),
        "customer id",
    )
    assert given.data == {"": "d.csv", "transactions": "t.csv", "accounts": "a.csv"}
    assert (given.as_of, given.key) == (dt.date(2020, 1, 1), "id")


def test_bindings(tmp_path: Path) -> None:
    (tmp_path / "a=b.csv").write_text("", encoding="utf-8")
    with chdir(tmp_path):
        assert binding("c.csv") == ("", "c.csv")
        assert binding("loans=l.csv") == ("loans", "l.csv")
        assert binding("a=b.csv") == ("", "a=b.csv")
        assert binding("data/x=1/c.csv") == ("", "data/x=1/c.csv")
        assert binding("postgresql://h/d?table=x") == ("", "postgresql://h/d?table=x")
