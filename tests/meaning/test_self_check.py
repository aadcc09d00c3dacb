"""The self-check agrees with an engine that is right and stops one that is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from random import Random

import pytest
from tests.explain.worlds import full_world
from tests.meaning.random_tables import table
from tests.meaning.tables_in_memory import Memory, stores

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines import pandas
from segdsl.frames import Answers, Texts
from segdsl.interpret import Interpreter, Row
from segdsl.lower import lower
from segdsl.membership import sample
from segdsl.membership.questions import Questions, questions
from segdsl.membership.selfcheck import SelfCheck, self_check
from segdsl.schemas import Role
from segdsl.types import DATE, NUMBER, TEXT, Unit


class World:
    """A random program, what `apply` asks of it, and the check of its customers."""

    def __init__(self, seed: int) -> None:
        self.program, self.data = full_world(seed)
        self.asked = questions(self.program, reasons=True)
        self.stores = stores(self.program, self.data, Random(seed).choice([1, 2, 1000]))
        self.check = self_check(self.asked, self.stores)

    def answers(self) -> Iterator[Answers]:
        return run(self.asked, self.stores)


def run(asked: Questions, tables: Mapping[str, Memory]) -> Iterator[Answers]:
    return pandas.run(lower(asked.program, asked.conditions, asked.values), tables)


def read(check: SelfCheck, answers: Iterable[Answers]) -> int:
    """All answers; how many customers were checked."""
    for _ in check.watch(answers):
        pass
    return check.checked


def refusal(check: SelfCheck, answers: Iterable[Answers]) -> Diagnostic:
    with pytest.raises(Refused) as refused:
        read(check, answers)
    (said,) = refused.value.diagnostics
    assert said.code.slug == "self-check-failed"
    return said


@pytest.mark.parametrize("seed", range(80))
def test_agrees_with_an_engine_that_is_right(seed: int) -> None:
    """There are fewer customers than are drawn (more than once), so some are left out by chance."""
    made = World(seed)
    everybody = len(Interpreter(made.program, made.data).rows.customers())
    assert min(everybody, 1) <= read(made.check, made.answers()) <= everybody


@pytest.mark.parametrize("seed", range(30))
def test_a_small_sample_has_all_the_rows_it_needs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "AT_RANDOM", 1)
    monkeypatch.setattr(sample, "NEAR_LIMITS", 1)
    made = World(seed)
    assert read(made.check, made.answers()) <= 2


def spoilt(answers: Iterable[Answers], number: int) -> Iterator[Answers]:
    """An engine that is wrong about one condition of every customer."""
    for some in answers:
        true, possible = list(some.true), list(some.possible)
        true[number] = possible[number] = ~true[number]
        yield replace(some, true=tuple(true), possible=tuple(possible))


@pytest.mark.parametrize("seed", [0, 2, 5])
def test_stops_an_engine_that_is_wrong_about_any_condition(seed: int) -> None:
    made = World(seed)
    assert made.check.sample.customers
    for number in range(len(made.asked.conditions)):
        made.check = self_check(made.asked, made.stores)
        refusal(made.check, spoilt(made.answers(), number))


def customers_and(rows: list[Row], *rules: ir.Cond) -> tuple[Questions, Mapping[str, Memory]]:
    made = table("customers", Role.CUSTOMERS, {"id": TEXT, "n": NUMBER, "d": DATE}, {}, key="id")
    program, _ = full_world(0)
    segments = {f"s{i}": ir.Segment(f"s{i}", rule) for i, rule in enumerate(rules)}
    split = ir.Split("half", ir.Column("customers", "id", TEXT), "salt", (("a", 0.5), ("b", 0.5)))
    program = replace(
        program, tables={"customers": made}, defines={}, segments=segments, tiers={}, splits={"half": split},
        suppressions=(), order=(*segments, "half"),
    )  # fmt: skip
    return questions(program), stores(program, {"customers": rows}, len(rows))


N = ir.Column("customers", "n", NUMBER)
ROWS: list[Row] = [{"id": f"secret-{number}", "n": number / 10} for number in range(10_000)]


def test_looks_near_the_limits() -> None:
    """One customer in ten thousand stands on the limit, and an engine that is wrong only there is found out."""
    limit = ir.Literal(500.0, NUMBER)
    asked, tables = customers_and(ROWS, ir.Compare(ir.Rel.GT, N, limit))
    wrong, _ = customers_and(ROWS, ir.Compare(ir.Rel.GE, N, limit))
    assert read(self_check(asked, tables), run(asked, tables)) > sample.AT_RANDOM
    refusal(self_check(asked, tables), run(wrong, tables))


STUMP = ir.Tree((0, -1, -1), (500.0, 0.0, 0.0), (1, 0, 0), (2, 0, 0), (True, False, False), (0.0, 1.0, 2.0))
BESIDE = ir.Tree((0, -1, -1), (499.95, 0.0, 0.0), (1, 0, 0), (2, 0, 0), (True, False, False), (0.0, 1.0, 2.0))
LEARNED: list[tuple[ir.Expr, ir.Expr]] = [
    (ir.Band(N, (500.0, 900.0), False), ir.Band(N, (499.95, 900.0), False)),
    (ir.Trees((N,), (STUMP,), 0.0), ir.Trees((N,), (BESIDE,), 0.0)),
]


@pytest.mark.parametrize(("right", "wrong"), LEARNED, ids=["band", "trees"])
def test_looks_near_the_limits_of_what_was_learned(right: ir.Expr, wrong: ir.Expr) -> None:
    above = ir.Literal(1.5, NUMBER)
    asked, tables = customers_and(ROWS, ir.Compare(ir.Rel.GT, right, above))
    other, _ = customers_and(ROWS, ir.Compare(ir.Rel.GT, wrong, above))
    read(self_check(asked, tables), run(asked, tables))
    refusal(self_check(asked, tables), run(other, tables))


@pytest.mark.parametrize("by", [None, ir.Column("customers", "id", TEXT)], ids=["everybody", "groups"])
def test_looks_near_the_limits_of_places(by: ir.Expr | None) -> None:
    def limit(number: float) -> ir.Expr:
        return ir.Literal(number, NUMBER) if by is None else ir.Mapped(by, (("secret-5000", number),), 1e6, None)

    asked, tables = customers_and(ROWS, ir.Ranked(ir.Place.TOP, N, 0.5, by, limit(500.0)))
    other, _ = customers_and(ROWS, ir.Ranked(ir.Place.TOP, N, 0.5, by, limit(500.05)))
    read(self_check(asked, tables), run(asked, tables))
    refusal(self_check(asked, tables), run(other, tables))


def test_an_age_has_its_limit_at_a_date() -> None:
    column = ir.Column("customers", "d", DATE)
    program = replace(customers_and(ROWS, ir.IsMissing(N))[0].program, as_of=dt.date(2024, 3, 31))
    band = ir.Band(ir.Since(Unit.DAY, ir.Named("seen", DATE)), (30.0,), True)
    program = replace(
        program,
        defines={"seen": ir.Define("seen", column), "calm": ir.Define("calm", band)},
        segments={},
        order=("seen", "calm"),
    )
    assert list(sample._limits(program)) == [("d", dt.date(2024, 3, 1))]


def test_stops_an_engine_that_is_wrong_about_a_split() -> None:
    asked, tables = customers_and(ROWS)

    def swapped() -> Iterator[Answers]:
        for some in run(asked, tables):
            (part,) = some.values
            assert isinstance(part, Texts)
            other = tuple({"a": "b", "b": "a"}[text] for text in part.values)
            yield replace(some, values=(Texts(part.codes, other),))

    said = refusal(self_check(asked, tables), swapped())
    assert said.message.endswith("about the split `half`")


def test_stops_an_engine_that_leaves_customers_out() -> None:
    asked, tables = customers_and(ROWS, ir.Compare(ir.Rel.GE, N, ir.Literal(-1.0, NUMBER)))

    def fewer() -> Iterator[Answers]:
        for some in run(asked, tables):
            (part,) = some.values
            assert isinstance(part, Texts)
            true, possible = ([mask[:5] for mask in masks] for masks in (some.true, some.possible))
            yield Answers(5, some.keys[:5], tuple(true), tuple(possible), (Texts(part.codes[:5], part.values),))

    said = refusal(self_check(asked, tables), fewer())
    assert said.message.endswith("about who is a customer")


def test_tells_no_value_of_a_customer() -> None:
    asked, tables = customers_and(ROWS, ir.Compare(ir.Rel.GT, N, ir.Literal(500.0, NUMBER)))
    said = refusal(self_check(asked, tables), spoilt(run(asked, tables), 0))
    assert said.message == "the engine and the reference interpreter disagree about the segment `s0`"
    assert "secret" not in repr(said)
