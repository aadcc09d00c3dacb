"""Policies as text: what is read, how it is laid out, which names begin a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segdsl.source import Source, Span
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file, print_statement

NOWHERE = Span(Source("", ""), 0, 0)
NAMES = st.sampled_from(
    [
        "age",
        "high-value",
        "every segment",
        "the data",
        "every part of x",
        "income and assets",
        "never use x",
        "policy",
        "at least a",
        "between",
        "高價值",
        "1st order",
        "segment",
        "customers",
        "is active",
    ]
).map(lambda text: ast.Name(text, span=NOWHERE))
SEVERAL = st.lists(NAMES, min_size=1, max_size=3).map(tuple)
PAIRS = st.lists(NAMES, min_size=2, max_size=4).map(tuple)


def number(text: str) -> ast.NumberLit:
    return ast.NumberLit(float(text.rstrip("%")) / (100 if text.endswith("%") else 1), text, span=NOWHERE)


SHARES = st.sampled_from(["0%", "2.5%", "100%"]).map(number)
COUNTS = st.sampled_from(["0", "1", "50", "1_000"]).map(number)
WITHIN = st.one_of(
    st.just(ast.Within("every segment", span=NOWHERE)),
    NAMES.map(lambda name: ast.Within("every part of", (name,), span=NOWHERE)),
    SEVERAL.map(lambda names: ast.Within("named", names, span=NOWHERE)),
)


@st.composite
def rules(draw: st.DrawFn) -> ast.PolicyRule:
    kind, flag = draw(st.integers(0, 5)), draw(st.booleans())
    match kind:
        case 0:
            return ast.NeverUse(draw(SEVERAL), draw(st.none() | WITHIN), span=NOWHERE)
        case 1:
            limits = SHARES if flag else COUNTS
            low, high = draw(st.tuples(st.none() | limits, st.none() | limits).filter(any))
            return ast.SizeLimit(low, high, flag, draw(st.booleans()), draw(WITHIN), span=NOWHERE)
        case 2:
            return ast.NoOverlap(draw(PAIRS), flag, span=NOWHERE)
        case 3:
            return ast.Covered(draw(SEVERAL), draw(st.booleans()), flag, span=NOWHERE)
        case 4:
            return ast.Inside(draw(NAMES), draw(NAMES), flag, span=NOWHERE)
        case _:
            return ast.ChangeLimit(draw(SHARES), draw(st.none() | WITHIN), span=NOWHERE)


TEXTS = st.none() | st.sampled_from(["Law", 'a "b"', "long " * 20]).map(lambda text: ast.TextLit(text, span=NOWHERE))
LINES = st.builds(lambda rule, because: ast.PolicyLine(rule, because, span=NOWHERE), rules(), TEXTS)
POLICIES = st.builds(
    lambda title, lines: ast.PolicyDecl(title, tuple(lines), span=NOWHERE), TEXTS, st.lists(LINES, min_size=1)
)


@given(POLICIES)
def test_what_is_printed_is_read_back(policy: ast.PolicyDecl) -> None:
    text = print_statement(policy) + "\n"
    read = parse(Source("f", text))
    assert read.value is not None, text
    assert not read.diagnostics, text
    assert read.value.statements == (policy,), text
    assert print_file(read.value) == text


@pytest.mark.parametrize("name", ["policy holders", "policy", "policy above ten"])
def test_a_segment_may_begin_with_the_word(name: str) -> None:
    (segment,) = (parse(Source("f", f"{name} if a > 1")).value or pytest.fail("not read")).statements
    assert isinstance(segment, ast.SegmentDecl)
    assert segment.name.text == name


def test_a_changed_limit_is_one_changed_line() -> None:
    before = "policy\n  never use gender\n  at least 50 customers in every segment\n"
    after = before.replace("50", "60")
    texts = [print_file(parse(Source("f", text)).value or pytest.fail("not read")) for text in (before, after)]
    changed = [pair for pair in zip(*(text.splitlines() for text in texts), strict=True) if pair[0] != pair[1]]
    assert changed == [("  at least 50 customers in every segment", "  at least 60 customers in every segment")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("at least 5% customers in every segment", "expected a number, found `5%`"),
        ("at most 5 of customers in every segment", "expected a share, found `5`"),
        ("no overlap between a", "expected `and` or `,`, found the end of the statement"),
        ("never use", "expected a name, found the end of the statement"),
    ],
)
def test_what_cannot_be_read(line: str, said: str) -> None:
    (found,) = parse(Source("f", f"policy\n  {line}")).diagnostics
    assert (found.code.slug, found.message) == ("unexpected-text", said)
