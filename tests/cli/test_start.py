"""How the program starts: what it imports. `benchmarks/startup.py` measures how long that takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from segdsl.cli import program
from segdsl.cli.verbs import BY_NAME, plainly

RULES = """\
table customers
  key customer id
  column age: whole number 0 to 120
  column balance: number
  column closed: yes or no

high-value if balance > 100k and age < 40
"""
LEARNED = """
score standing
  money from balance
  age from age

cluster lifestyle
  by age, balance (log)
  into 2 groups

predict leaving
  that closed
  from age, lifestyle

detect unusual behaviour
  by age, balance

well off if balance is in the top 10% and standing score > 8
at risk if leaving > 30% or unusual behaviour > 60%
"""
HEAVY = {
    "lark",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "python_calamine",
    "rich",
    "scipy",
    "sklearn",
    "typer",
    "xlsxwriter",
}


@pytest.mark.parametrize("arguments", [["validate"], ["format", "--check"], ["validate", "--format", "text"]])
@pytest.mark.parametrize("rules", [RULES, RULES + LEARNED], ids=["plain", "learned"])
def test_no_heavy_library_is_imported(arguments: list[str], rules: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.seg"
    file.write_text(rules, encoding="utf-8")
    code = (
        "import sys; from segdsl.cli.app import run; code = run(sys.argv[1:]); "
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, str(file)], capture_output=True, text=True, check=True
    )
    last, *modules = done.stdout.splitlines()[-1].split()
    assert last == "0", done.stderr
    assert "segdsl" in modules
    # An option that has a value is read by typer, but without pydantic.
    assert HEAVY & set(modules) == ({"typer"} if "text" in arguments else set())


PLAIN = [
    ["a.seg"],
    ["a.seg", "b.seg", "--quiet"],
    ["-", "--no-color"],
    ["--quiet", "a.seg", "--no-color", "dir/b.seg"],
]


@pytest.mark.parametrize("name", ["validate", "format"])
@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_plain_calls_mean_what_typer_makes_of_them(name: str, arguments: list[str]) -> None:
    verb = BY_NAME[name]
    given = plainly(verb.load(), arguments)
    assert given is not None
    command = get_command(program.application(name)).commands[name]  # type: ignore[attr-defined]
    read = command.make_context(name, list(arguments)).params
    names = verb.load().__code__.co_varnames[: verb.load().__code__.co_argcount]
    defaults = dict(zip(names[1:], verb.load().__defaults__ or (), strict=True))
    assert {**defaults, **given} == {key: list(v) if isinstance(v, tuple) else v for key, v in read.items()}


@pytest.mark.parametrize("name", ["validate", "format"])
def test_flags_have_the_names_that_typer_knows(name: str) -> None:
    command = get_command(program.application(name)).commands[name]  # type: ignore[attr-defined]
    flags = {option for p in command.params for option in p.opts if p.name and getattr(p, "is_flag", False)}
    function = BY_NAME[name].load()
    for flag in (flag for flag in flags if flag.startswith("--")):
        assert plainly(function, ["a.seg", flag]) == {"files": ["a.seg"], flag[2:].replace("-", "_"): True}


@pytest.mark.parametrize("arguments", [[], ["--quiet"], ["a.seg", "--format", "json"], ["a.seg", "-q"], ["-x"]])
def test_all_else_is_left_to_typer(arguments: list[str]) -> None:
    assert plainly(BY_NAME["validate"].load(), arguments) is None
