"""What is made of an engine's answers, against counting by hand with the reference interpreter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.apply import made

from segdsl import ir
from segdsl.membership import layout
from segdsl.membership.batch import MembershipBatch, membership
from segdsl.membership.layout import Layout, Shape
from segdsl.membership.questions import Questions, questions
from segdsl.membership.summary import Summary, Tally
from segdsl.output.frame import frame


def batches(
    program: ir.Program, rows: list[made.Row], size: int, *, reasons: bool = False
) -> tuple[Questions, list[MembershipBatch], Summary]:
    asked = questions(program, reasons=reasons)
    tally = Tally(asked)
    found = []
    for answers in made.Reference(program, rows, size)(asked.conditions, asked.values):
        batch = membership(asked, answers)
        tally.add(batch)
        found.append(batch)
    return asked, found, tally.summary()


@settings(deadline=None, max_examples=150)
@given(program=made.programs(), rows=made.tables(), size=st.integers(1, 12))
def test_counts(program: ir.Program, rows: list[made.Row], size: int) -> None:
    _, _, summary = batches(program, rows, size)
    verdict = made.verdicts(program, rows)
    suppressed = [any(verdict(s.condition, row) is not False for s in program.suppressions) for row in rows]
    assert summary.rows == len(rows)
    assert summary.suppressed == sum(suppressed)
    for counted, segment in zip(summary.segments, program.segments.values(), strict=True):
        answers = [verdict(segment.condition, row) for row in rows]
        outside = sum(verdict(ir.Not(segment.condition), row) is True for row in rows)
        assert counted.members == answers.count(True)
        assert counted.undecided == answers.count(None)
        assert counted.members + counted.undecided + outside == len(rows)
        assert counted.suppressed == sum(a is True and s for a, s in zip(answers, suppressed, strict=True))
        assert counted.share == (counted.members / len(rows) if rows else 0)


@settings(deadline=None, max_examples=100)
@given(program=made.programs(), rows=made.tables(), size=st.integers(1, 12))
def test_the_undecided_all_lack_something(program: ir.Program, rows: list[made.Row], size: int) -> None:
    """Each missing piece is counted rightly, and whoever is undecided lacks at least one."""
    asked, _, summary = batches(program, rows, size)
    verdict = made.verdicts(program, rows)
    for segment, counted in zip(asked.segments, summary.segments, strict=True):
        undecided = [row for row in rows if verdict(segment.segment.condition, row) is None]
        pieces = {name: asked.conditions[number] for name, number in segment.missing}
        assert all(any(verdict(missing, row) for missing in pieces.values()) for row in undecided)
        expected = {name: sum(verdict(m, row) is True for row in undecided) for name, m in pieces.items()}
        assert counted.missing == {name: count for name, count in expected.items() if count}
        for name in ("age", "spend", "job", "consent"):
            if name in pieces:
                assert expected[name] == sum(row[name] is None for row in undecided)


@settings(deadline=None, max_examples=100)
@given(program=made.programs(), rows=made.tables(), size=st.integers(1, 12))
def test_tiers_and_splits_are_partitions(program: ir.Program, rows: list[made.Row], size: int) -> None:
    _, _, summary = batches(program, rows, size)
    for parts in (*summary.tiers, *summary.splits):
        assert sum(part.members for part in parts.parts) == len(rows)
    verdict = made.verdicts(program, rows)
    (tiers,) = program.tiers.values()
    expected = {part: [0, 0] for part in tiers.parts}
    for row in rows:
        passed = False
        part = tiers.otherwise
        for condition, name in tiers.branches:
            answer = verdict(condition, row)
            if answer is True:
                part = name
                break
            passed |= answer is None
        expected[part][0] += 1
        expected[part][1] += passed
    (counted,) = summary.tiers
    assert {part.name: [part.members, part.undecided] for part in counted.parts} == expected


@settings(deadline=None, max_examples=60)
@given(program=made.programs(), rows=made.tables(), size=st.integers(1, 12))
def test_layouts_tell_the_same(program: ir.Program, rows: list[made.Row], size: int) -> None:
    asked, found, summary = batches(program, rows, size)
    tables = {}
    for shape in Shape:
        chosen = Layout(shape, "S0")
        fields = layout.fields(asked, chosen).value
        assert fields is not None
        tables[shape] = frame(fields, layout.sheet(asked, chosen, fields, found, len(rows)).batches)
    wide, long, members = (tables[shape] for shape in Shape)
    names = [s.segment.name for s in asked.segments]
    assert list(wide.columns) == ["id", *names, "tier", "test", "suppressed"]
    assert [int(wide[name].sum()) for name in names] == [s.members for s in summary.segments]
    assert len(long) == len(rows) * len(names)
    for name in names:
        part = long[long["segment"] == name].reset_index(drop=True)
        assert list(part["id"]) == list(wide["id"])
        assert list(part["member"]) == list(wide[name])
        assert list(part["tier"]) == list(wide["tier"])
        assert list(part["suppressed"]) == list(wide["suppressed"])
    assert list(members["id"]) == list(wide["id"][wide["s0"] & ~wide["suppressed"]])
    assert list(members.columns) == ["id"]


@settings(deadline=None, max_examples=80)
@given(program=made.programs(), rows=made.tables(), size=st.integers(1, 12))
def test_reasons_name_clauses_that_did_it(program: ir.Program, rows: list[made.Row], size: int) -> None:
    asked, found, _ = batches(program, rows, size, reasons=True)
    fields = layout.fields(asked, Layout(reasons=True)).value
    assert fields is not None
    table = frame(fields, layout.sheet(asked, Layout(reasons=True), fields, found, len(rows)).batches)
    verdict = made.verdicts(program, rows)
    for segment in asked.segments:
        by_text = {clause.text: asked.conditions[clause.number] for clause in segment.clauses}
        for row, told in zip(rows, table[f"{segment.segment.name} why"], strict=True):
            lead, _, rest = told.partition(": ")
            answer = verdict(segment.segment.condition, row)
            if answer is True:
                assert told
                assert lead == "so it is" or segment.segment.because is None
            else:
                assert lead == ("no" if answer is False else "undecided")
                # Two clauses may read alike, then one of them is meant.
                if len(by_text) == len(segment.clauses):
                    assert verdict(by_text[rest], row) is answer
    for row, told in zip(rows, table["suppressed why"], strict=True):
        assert (told == "no") == any(verdict(s.condition, row) is not False for s in program.suppressions)


def test_reasons_say_which_alternatives_held() -> None:
    young = ir.Compare(ir.Rel.LT, made.AGE, ir.Literal(2.0, made.AGE.type), span=made.place("age < 2"))
    works = ir.Compare(ir.Rel.EQ, made.JOB, ir.Literal("a", made.JOB.type), span=made.place('job is "a"'))
    agrees = ir.Holds(made.CONSENT, span=made.place("consent   # asked\n  "))
    rule = ir.And((agrees, ir.Or((young, works), span=made.place('age < 2 or job is "a"'))))
    rows: list[made.Row] = [
        {"id": "1", "age": 1.0, "job": "b", "consent": True, "spend": None},
        {"id": "2", "age": 1.0, "job": "a", "consent": True, "spend": None},
        {"id": "3", "age": 3.0, "job": "b", "consent": True, "spend": None},
        {"id": "4", "age": None, "job": "b", "consent": True, "spend": None},
        {"id": "5", "age": None, "job": None, "consent": False, "spend": None},
    ]
    segment = ir.Segment("friends", rule, because="They like us")
    program = ir.Program(
        ir.Meta(), None, "UTC", {"customers": made.TABLE}, {}, {"friends": segment}, {}, {}, (), (), ("friends",)
    )
    asked, found, _ = batches(program, rows, 2, reasons=True)
    chosen = Layout(reasons=True)
    fields = layout.fields(asked, chosen).value
    assert fields is not None
    told = frame(fields, layout.sheet(asked, chosen, fields, found, None).batches)["friends why"]
    assert list(told) == [
        "They like us: consent; age < 2",
        'They like us: consent; age < 2; job is "a"',
        'no: age < 2 or job is "a"',
        'undecided: age < 2 or job is "a"',
        "no: consent",
    ]
