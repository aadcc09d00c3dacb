"""`segdsl verify`: engines that agree are told so, and every engine that errs is found out, whomever it errs about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.apply.engines_made import BACKWARDS, Made, backwards, errs_about, picked
from tests.explain.worlds import full_world
from tests.fences import run_here
from tests.meaning.tables_in_memory import stores

import segdsl
from segdsl.cli.screen import Screen
from segdsl.cli.show_verify import markdown, text
from segdsl.engines import pandas
from segdsl.engines.auto import Choice
from segdsl.engines.door import Engine
from segdsl.frames import Answers
from segdsl.lower import lower
from segdsl.membership.apply import Ask
from segdsl.membership.questions import questions
from segdsl.membership.verify.packed import packing
from segdsl.membership.verify.report import report
from segdsl.membership.verify.verifying import Verified, verify
from segdsl.pipeline.asking import Asked

RULES = """\
as of 2026-03-31
table customers from "c.csv"
  key id
  column age: whole number
table visits from "v.csv"
  many per id, dated day
old if age > 50
keen if count of visits over the last 90 days > 1
tiers band
  when age > 70 then high
  when age > 30 then middle
  otherwise low
split test by id using "a"
  80% treatment
  20% holdout
suppress if age < 10 because "children"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.seg").write_text(RULES, encoding="utf-8")
    rnd = Random(1)
    rows = [f"{number:04},{rnd.choice(['', *range(90)])}" for number in range(1000)]
    (tmp_path / "c.csv").write_text("\n".join(["id,age", *rows]) + "\n", encoding="utf-8")
    visits = [f"{rnd.randint(0, 999):04},2026-0{rnd.randint(1, 4)}-11" for _ in range(1500)]
    (tmp_path / "v.csv").write_text("\n".join(["id,day", *visits]) + "\n", encoding="utf-8")
    return tmp_path


def verified(folder: Path, *engines: Engine | str, show: int = 5) -> Verified:
    done = segdsl.verify(folder / "r.seg", engines=engines, show=show)
    assert done.ok, str(done)
    assert done.verified is not None
    assert done.agree is done.verified.agree
    return done.verified


def test_engines_that_agree(folder: Path) -> None:
    found = verified(folder, "pandas", BACKWARDS, Made(name="same"))
    assert (found.agree, found.customers, found.shown) == (True, 1000, ())
    assert [thing.kind for thing in found.things] == ["segment", "segment", "tiers", "split", "suppression"]


def test_one_customer_of_a_thousand(folder: Path) -> None:
    found = verified(folder, "pandas", BACKWARDS, Made(errs_about("0500"), "errs"))
    assert [each.customers for each in found.differences] == [0, 1]
    (shown,) = found.shown
    assert (shown.key, shown.thing and shown.thing.name) == ("0500", "old")
    right, other, wrong, interpreter = shown.says
    assert right == other == interpreter != wrong


def leaves_out(answers: Answers) -> Answers:
    return picked(answers, np.flatnonzero(answers.keys != "0007"))


def says_twice(answers: Answers) -> Answers:
    return picked(answers, np.append(np.arange(answers.rows), np.flatnonzero(answers.keys == "0007")))


def renames(answers: Answers) -> Answers:
    return replace(answers, make_keys=np.where(answers.keys == "0007", "new", answers.keys))


@pytest.mark.parametrize(
    ("change", "customers", "says"),
    [
        (leaves_out, 1, {"0007": ("customer", "no customer", "customer")}),
        (says_twice, 1, {"0007": ("customer", "more than once", "customer")}),
        (renames, 2, {
            "0007": ("customer", "no customer", "customer"),
            "new": ("no customer", "customer", "no customer"),
        }),
    ],
)  # fmt: skip
def test_who_is_a_customer(
    folder: Path, change: Callable[[Answers], Answers], customers: int, says: dict[str, tuple[str, ...]]
) -> None:
    found = verified(folder, "pandas", Made(change))
    assert found.differences[0].customers == customers
    assert {each.key: each.says for each in found.shown if each.thing is None} == says


def test_the_first_by_key_are_shown_and_all_are_counted(folder: Path) -> None:
    def change(answers: Answers) -> Answers:
        return backwards(replace(answers, possible=tuple(np.ones(answers.rows, np.bool_) for _ in answers.possible)))

    found = verified(folder, "pandas", Made(change), show=3)
    assert len({each.key for each in found.shown}) == 3
    everybody = verified(folder, "pandas", Made(change), show=10_000)
    keys = sorted({each.key for each in everybody.shown})
    assert len(keys) == found.differences[0].customers
    assert sorted({each.key for each in found.shown}) == keys[:3]
    about = {thing.name: count for thing, count in found.differences[0].about.items()}
    assert all(count <= found.differences[0].customers for count in about.values())
    assert set(about) == {"old", "keen", "band", "suppressed"}
    assert verified(folder, "pandas", Made(change), show=0).shown == ()


def test_rows_that_no_rule_sees(folder: Path) -> None:
    found = verified(folder, "pandas", Made(name="blind", blind=True))
    assert not found.agree
    assert not any(each.customers for each in found.differences)


def asks(seed: int, engine: Made) -> tuple[Verified, int]:
    """A random world on pandas and on another engine; and how many customers it has."""
    program, data = full_world(seed)
    tables = stores(program, data, [1, 2, 1000][seed % 3])

    def ask(engine: Engine) -> Ask:
        def asking(conditions, values):  # type: ignore[no-untyped-def]
            plan = lower(program, conditions, values)
            return Asked(Choice(engine), engine.run(plan, tables))

        return asking

    found = verify(program, tables, [ask(pandas.ENGINE), ask(engine)], show=1000)
    return found, found.customers


@pytest.mark.parametrize("seed", range(40))
def test_the_interpreter_says_what_engines_say(seed: int) -> None:
    """Whoever is shown differs; here an engine turns everything round, so that everybody is shown."""
    assert asks(seed, BACKWARDS)[0].agree

    def flips(answers: Answers) -> Answers:
        return replace(
            answers, true=tuple(~mask for mask in answers.possible), possible=tuple(~mask for mask in answers.true)
        )

    found, customers = asks(seed, Made(flips))
    assert found.agree == (customers == 0)
    for each in found.shown:
        right, wrong, interpreter = each.says
        assert right == interpreter != wrong


def test_packed_answers_come_back() -> None:
    program, _ = full_world(3)
    pack = packing(questions(program))
    rnd = np.random.default_rng(0)
    sizes = [len(thing.parts) for thing in pack.things]
    bits = (sum(thing.open for thing in pack.things) + 7) // 8
    rows = np.zeros((50, pack.width), dtype=np.uint8)
    rows[:, :bits] = rnd.integers(0, 256, (50, bits))
    for place, size in enumerate(sizes):
        rows[:, bits + 2 * place] = rnd.integers(0, size, 50)
    for thing, codes, _ in pack.unpack(rows):
        assert codes.max() < len(thing.parts)


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **others: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.ipc.new_stream", full)
    done = segdsl.verify(folder / "r.seg", engines=["pandas", BACKWARDS])
    assert [d.code.id for d in done.diagnostics if d.is_error] == ["SEG775"]


def test_an_engine_with_itself_is_wrong_use(folder: Path) -> None:
    for engines in ("pandas", "pandas,pandas", ","):
        printed, code = run_here(["verify", "r.seg", "--engines", engines], folder)
        assert code == 2
        assert "[SEG776]" in printed
    printed, code = run_here(["verify", "r.seg", "--engines", "pandas,oracle"], folder)
    assert (code, "[SEG730]" in printed) == (2, True)


def test_as_text_and_as_markdown(folder: Path) -> None:
    right = verified(folder, "pandas", BACKWARDS)
    assert text(right, Screen(200)) == (
        "pandas and backwards say the same of all of 1,000 customers as of 2026-03-31: "
        "2 segments, 1 tier list, 1 split, suppression\n"
    )
    wrong = verified(folder, "pandas", Made(errs_about("0500"), "errs"))
    said = wrong.shown[0].says
    assert text(wrong, Screen(200)).splitlines() == [
        "pandas and errs differ: about 1 of 1,000 customers as of 2026-03-31",
        "",
        "differing from pandas  errs",
        "old                    1",
        "",
        "customer  about  pandas  errs" + " " * max(0, len(said[1]) - 4) + "  interpreter",
        f"0500      old    {said[0]:6}  {said[1]:{max(4, len(said[1]))}}  {said[2]}",
        "",
        "the interpreter says what the rules mean; an engine that differs from it has a fault: "
        "please report it to those who look after segdsl",
    ]
    assert "| 0500 | old |" in markdown(wrong)
    told = report(wrong)
    assert (told.agree, told.compared) == (False, {"segment": 2, "tiers": 1, "split": 1, "suppression": 1})
    assert [each.model_dump() for each in told.first] == [
        {
            "key": "0500",
            "kind": "segment",
            "name": "old",
            "engines": {"pandas": said[0], "errs": said[1]},
            "interpreter": said[2],
        }
    ]
