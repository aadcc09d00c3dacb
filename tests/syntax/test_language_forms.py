"""Every form of the language is read as it is meant."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from tests.syntax.reading import NOWHERE, body, condition, read, statement

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file
from segdsl.types import Unit

CASES = Path(__file__).parents[3] / "shared" / "cases"
DESIGN = CASES.parent / "design" / "language.md"


def ref(name: str) -> ast.Ref:
    return ast.Ref(ast.Name(name, span=NOWHERE), span=NOWHERE)


def number(value: float, text: str = "") -> ast.NumberLit:
    return ast.NumberLit(value, text or str(value), span=NOWHERE)


def text(value: str) -> ast.TextLit:
    return ast.TextLit(value, span=NOWHERE)


def holds(name: str) -> ast.Holds:
    return ast.Holds(ref(name), span=NOWHERE)


def compare(left: ast.Expr, op: ast.CompareOp, right: ast.Expr) -> ast.Compare:
    return ast.Compare(left, op, right, op_span=NOWHERE, span=NOWHERE)


def test_the_one_line_rule() -> None:
    (segment,) = read("high-value if RFM score > 12 and age < 40").statements
    assert isinstance(segment, ast.SegmentDecl)
    assert segment.name.text == "high-value"
    wanted = (compare(ref("RFM score"), ">", number(12)), compare(ref("age"), "<", number(40)))
    assert segment.condition == ast.Chain("and", wanted, op_spans=(), span=NOWHERE)


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "=", "!=", "is", "is not"])
def test_comparisons(op: ast.CompareOp) -> None:
    assert condition(f"a {op} b") == compare(ref("a"), op, ref("b"))


@pytest.mark.parametrize("op", ["is at least", "is at most", "is more than", "is less than"])
def test_comparisons_in_words(op: ast.CompareOp) -> None:
    assert condition(f"a {op.upper()} 3") == compare(ref("a"), op, number(3))
    assert condition(f"tenure {op} 90 days") == compare(ref("tenure"), op, ast.DurationLit(90, Unit.DAY, span=NOWHERE))


@pytest.mark.parametrize(("words", "negated"), [("between", False), ("not between", True), ("is between", False)])
def test_ranges(words: str, negated: bool) -> None:
    assert condition(f"a {words} 1 and 2") == ast.Between(ref("a"), number(1), number(2), negated, span=NOWHERE)


def test_lists() -> None:
    items = (text("x"), number(-1), ast.DateLit(dt.date(2020, 1, 2), span=NOWHERE), ast.YesNoLit(True, span=NOWHERE))
    assert condition('a in ["x", -1, 2020-01-02, yes]') == ast.InList(ref("a"), items, False, span=NOWHERE)
    assert condition('a not in ["x",]') == ast.InList(ref("a"), items[:1], True, span=NOWHERE)
    assert condition('a in list "vip.csv"') == ast.InFile(ref("a"), text("vip.csv"), False, span=NOWHERE)
    assert condition('a is not in list "vip.csv"') == ast.InFile(ref("a"), text("vip.csv"), True, span=NOWHERE)


def test_absence() -> None:
    for words, missing in [("missing", True), ("known", False), ("not missing", False), ("not known", True)]:
        assert condition(f"a is {words}") == ast.Presence(ref("a"), missing, span=NOWHERE)


def test_text_tests() -> None:
    for test in ("contains", "starts with", "ends with", "matches"):
        assert condition(f'a {test} "x"') == ast.TextTest(ref("a"), test, text("x"), span=NOWHERE)


def test_dates() -> None:
    day = ast.DateLit(dt.date(2020, 1, 2), span=NOWHERE)
    for relation in ("before", "after", "on"):
        compared = ast.DateCompare(ref("d"), relation, day, span=NOWHERE)
        assert condition(f"d is {relation} 2020-01-02") == compared
        assert condition(f"d is not {relation} 2020-01-02") == ast.Not(compared, span=NOWHERE)
    today = ast.DateCompare(ref("d"), "before", ast.Today(span=NOWHERE), span=NOWHERE)
    assert condition("d is before today") == condition("d is before the as-of date") == today


def test_durations_from_today() -> None:
    ninety = ast.DurationLit(90, Unit.DAY, span=NOWHERE)
    within = ast.Ago(ref("d"), "within", ninety, span=NOWHERE)
    assert condition("d is within 90 days") == condition("d is within the last 90 days") == within
    assert condition("d is not within 90 days") == ast.Not(within, span=NOWHERE)
    assert condition("d is within the next 90 days") == ast.Ago(ref("d"), "within the next", ninety, span=NOWHERE)
    for relation in ("at least", "at most", "more than", "less than"):
        assert condition(f"d is {relation} 90 days ago") == ast.Ago(ref("d"), relation, ninety, span=NOWHERE)


def test_segments_in_conditions() -> None:
    name = ast.Name("no recent contact", span=NOWHERE)
    assert condition("in no recent contact") == ast.InSegment(name, False, span=NOWHERE)
    assert condition("not in no recent contact") == ast.InSegment(name, True, span=NOWHERE)


def test_except_follows_the_whole_condition() -> None:
    left = ast.Chain("and", (holds("a"), holds("b")), op_spans=(), span=NOWHERE)
    once = ast.Except(left, ast.InSegment(ast.Name("c", span=NOWHERE), False, span=NOWHERE), span=NOWHERE)
    assert condition("a and b except c") == once
    assert condition("a and b except c except (d)") == ast.Except(
        once, ast.Group(holds("d"), span=NOWHERE), span=NOWHERE
    )


def test_happenings() -> None:
    table = ast.Name("transactions", span=NOWHERE)
    window = ast.LastWindow(ast.DurationLit(30, Unit.DAY, span=NOWHERE), span=NOWHERE)
    found = condition("any transactions over the last 30 days where paid")
    assert found == ast.Happened(True, table, window, holds("paid"), span=NOWHERE)
    assert condition("no transactions") == ast.Happened(False, table, None, None, span=NOWHERE)


def test_parentheses_of_conditions_are_kept_and_those_of_values_are_not() -> None:
    assert condition("(a)") == ast.Group(holds("a"), span=NOWHERE)
    assert condition("((a > 1))") == ast.Group(ast.Group(compare(ref("a"), ">", number(1)), span=NOWHERE), span=NOWHERE)
    assert condition("(a) > (1)") == compare(ref("a"), ">", number(1))


def test_not_takes_one_clause() -> None:
    negated = ast.Not(compare(ref("a"), "is", text("x")), span=NOWHERE)
    assert condition('not a is "x" or b') == ast.Chain("or", (negated, holds("b")), op_spans=(), span=NOWHERE)


def test_arithmetic() -> None:
    assert body("a - b - c * d") == ast.Binary(
        "-",
        ast.Binary("-", ref("a"), ref("b"), span=NOWHERE),
        ast.Binary("*", ref("c"), ref("d"), span=NOWHERE),
        span=NOWHERE,
    )
    assert body("-a") == ast.Negative(ref("a"), span=NOWHERE)
    assert body("- 3") == body("-3") == number(-3)
    assert body("50% of y") == ast.Binary("of", number(0.5, "50%"), ref("y"), span=NOWHERE)
    two = (ref("a"), ast.Binary("+", ref("b"), number(1), span=NOWHERE))
    assert body("larger of a, b + 1") == ast.Call("larger of", two, span=NOWHERE)
    assert body("round a / 2") == ast.Binary("/", ast.Call("round", (ref("a"),), span=NOWHERE), number(2), span=NOWHERE)
    assert body("absolute (a - b)") == ast.Call(
        "absolute", (ast.Binary("-", ref("a"), ref("b"), span=NOWHERE),), span=NOWHERE
    )
    since = ast.Since(Unit.DAY, ref("last visit"), span=NOWHERE)
    assert body("days since last visit defaulting to 999") == ast.Defaulting(since, number(999), span=NOWHERE)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[("12", 12), ("1_000", 1000), ("100k", 100_000), ("1.5m", 1_500_000), ("1.5K", 1500), ("60%", 0.6)],
        *[("100%", 1), ("-3", -3), ("0.1", 0.1), ("007", 7), ("2.0", 2), ("33.3%", 0.333)],
    ],
)
def test_numbers(written: str, value: float) -> None:
    found = body(written)
    assert isinstance(found, ast.NumberLit)
    assert (found.value, type(found.value), found.text) == (value, type(value), written)


def test_texts() -> None:
    assert body(r'"say \"x\" \\ \d+ \n C:\new \u{1F600}"') == text('say "x" \\ \\d+ \\n C:\\new \U0001f600')
    assert body('"e\u0301"') == text("é"), "composed"


@pytest.mark.parametrize(
    ("words", "aggregate"),
    [
        *[("count of T", "count of"), ("sum of x in T", "sum of"), ("average of x in T", "average of")],
        *[("median of x in T", "median of"), ("smallest of x in T", "smallest of")],
        *[("largest of x in T", "largest of"), ("earliest x in T", "earliest"), ("latest x in T", "latest")],
        *[("number of different x in T", "number of different"), ("most common x in T", "most common")],
        *[("share of T where y", "share of"), ("share of x in T where y", "share of")],
    ],
)
def test_measures(words: str, aggregate: ast.Aggregate) -> None:
    where = holds("y") if "where" in words else None
    of = ref("x") if " x " in words else None
    table = ast.Name("T", span=NOWHERE)
    assert body(words) == ast.Measure(aggregate, of, table, None, where, span=NOWHERE)


def test_a_measure_of_arithmetic() -> None:
    of = ast.Binary("*", ref("quantity"), ref("unit price"), span=NOWHERE)
    table = ast.Name("lines", span=NOWHERE)
    assert body("sum of quantity * unit price in lines") == ast.Measure("sum of", of, table, None, None, span=NOWHERE)


def days(count: int, unit: Unit = Unit.DAY) -> ast.DurationLit:
    return ast.DurationLit(count, unit, span=NOWHERE)


def day(written: str) -> ast.DateLit:
    return ast.DateLit(dt.date.fromisoformat(written), span=NOWHERE)


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("over the last 12 months", ast.LastWindow(days(12, Unit.MONTH), span=NOWHERE)),
        (
            "over 3 months ending 2 weeks ago",
            ast.EndingWindow(days(3, Unit.MONTH), days(2, Unit.WEEK), span=NOWHERE),
        ),
        ("since 1998-01-01", ast.SinceWindow(day("1998-01-01"), span=NOWHERE)),
        ("since `joined`", ast.SinceWindow(ref("joined"), span=NOWHERE)),
        ("\n  since joined", ast.SinceWindow(ref("joined"), span=NOWHERE)),
        ("since (joined)", ast.SinceWindow(ref("joined"), span=NOWHERE)),
        (
            "between 1998-01-01 and today",
            ast.BetweenWindow(day("1998-01-01"), ast.Today(span=NOWHERE), span=NOWHERE),
        ),
        ("over all time", ast.AllTime(span=NOWHERE)),
        ("over the 90 days before loan date", ast.AroundWindow(days(90), "before", ref("loan date"), span=NOWHERE)),
        ("over the 30 days after joined", ast.AroundWindow(days(30), "after", ref("joined"), span=NOWHERE)),
    ],
)
def test_windows(words: str, window: ast.Window) -> None:
    found = body(f"count of T {words} where y")
    assert found == ast.Measure("count of", None, ast.Name("T", span=NOWHERE), window, holds("y"), span=NOWHERE)


def test_between_after_a_count_is_a_window_unless_a_number_follows() -> None:
    assert isinstance(condition("count of T between 3 and 5"), ast.Between)
    assert isinstance(condition("count of T between 2020-01-01 and 2020-03-01"), ast.Holds)


def test_a_where_reaches_to_the_end_of_a_define() -> None:
    found = body("days since latest d in T where a and b > 3")
    assert isinstance(found, ast.Since)
    assert isinstance(found.date, ast.Measure)
    assert isinstance(found.date.where, ast.Chain)


def test_a_define_in_parentheses_is_a_value() -> None:
    assert body("(a)") == ref("a")
    assert body("a > 1") == compare(ref("a"), ">", number(1))


def test_keywords_are_read_in_any_case_and_names_keep_theirs() -> None:
    assert condition("A IS NOT Missing And NOT In Gold") == condition("A is not missing and not in Gold")


def test_a_table_and_its_columns() -> None:
    found = statement(
        'table t from "t.csv"\n  key id, one per distinct value\n'
        '  column age as "AGE": whole number 0 to 120, missing when 999, missing when "unknown", protected\n'
        '  column sex: one of "F", "M", personal\n  column pay: number 0 or more, 2 decimals, decimal comma\n'
        "  column gone, missing when 1900-01-01\n"
    )
    assert isinstance(found, ast.TableDecl)
    key, age, sex, pay, gone = found.clauses
    assert key == ast.KeyClause(ast.Name("id", span=NOWHERE), True, span=NOWHERE)
    assert isinstance(age, ast.ColumnClause)
    assert age.physical == text("AGE")
    assert age.type == ast.ColumnType("whole number", (), number(0), number(120), span=NOWHERE)
    assert age.missing_when == (number(999), text("unknown"))
    assert age.data_class == ast.Name("protected", span=NOWHERE)
    assert isinstance(sex, ast.ColumnClause)
    assert sex.type == ast.ColumnType("one of", (text("F"), text("M")), span=NOWHERE)
    assert sex.data_class == ast.Name("personal", span=NOWHERE)
    assert isinstance(pay, ast.ColumnClause)
    assert pay.type == ast.ColumnType("number", (), number(0), None, 2, span=NOWHERE)
    assert pay.decimal_mark == ","
    assert isinstance(gone, ast.ColumnClause)
    assert gone.type is None


def test_an_example() -> None:
    found = statement(
        'example "x"\n  given a is 3, b is missing, no T,\n    count of T over the last 9 days is 4\n'
        "  expect c, not d, value tier is gold\n"
    )
    assert isinstance(found, ast.ExampleDecl)
    assert [type(fact.condition) for fact in found.given] == [ast.Compare, ast.Presence, ast.Happened, ast.Compare]
    assert [(e.name.text, e.negated, e.part) for e in found.expect] == [
        ("c", False, None),
        ("d", True, None),
        ("value tier", False, ref("gold")),
    ]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.seg")) or [CASES], ids=lambda p: p.stem)
def test_the_shared_rule_files_are_read(path: Path) -> None:
    if not path.is_file():
        pytest.skip("the shared rule files are not beside this project")
    outcome = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert outcome.ok
    assert not outcome.diagnostics


def test_the_sample_of_the_design_is_read_and_printed_as_it_stands() -> None:
    if not DESIGN.is_file():
        pytest.skip("the shared design is not beside this project")
    found = re.search(r"(?s)```\n(ruleset .*?)\nbacktest ", DESIGN.read_text(encoding="utf-8"))
    assert found is not None
    sample = found[1] + "\n"
    outcome = parse(Source("design.seg", sample))
    assert outcome.ok
    assert not outcome.diagnostics
    assert outcome.value is not None

    def lines(text: str) -> list[str]:
        """Without blank lines, and with comments right behind their lines."""
        return [re.sub(r"(?<=\S)\s+#", "  #", line.rstrip()) for line in text.splitlines() if line.strip()]

    assert lines(print_file(outcome.value)) == lines(sample)
