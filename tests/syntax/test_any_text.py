"""No text whatever makes the reader crash, and what it says points into the text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.syntax import strategies

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file, print_statement

PIECES = [
    *('"', "`", "#", "(", ")", "[", "]", ",", ":", "\n", "\n  ", "\n\n", " ", "\t", "\r\n", "\r", "\\", "-", "_", "."),
    *("if", "and", "or", "not", "is", "in", "a", "x", "高", "no", "any", "yes", "12", "90 days", "2020-01-01", "50%"),
    *("count of", "sum of", "over the last", "where", "table", "column", "define", "as", "tiers", "when", "then"),
    *("otherwise", "example", "given", "expect", "split", "by", "using", "use", "as of", "ruleset", "suppress"),
    *(
        "except",
        "because",
        "between",
        "is at least",
        "ago",
        "＞",
        "１",
        "“",
        "'",
        "==",
        "<>",
        "&&",
        "<<<<<<<",
        ">>>>>>>",
    ),
    *(
        "=======",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\x00",
        "\ud800",
        "latest",
        "share of",
        "since",
        "today",
        "defaulting to",
    ),
]
texts = st.one_of(
    st.text(),
    st.text(st.characters()),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
)


def check(text: str) -> ast.File | None:
    source = Source("f", text)
    outcome = parse(source)
    for said in outcome.diagnostics:
        assert said.span is not None
        for span in [said.span, *(label.span for label in said.labels)]:
            assert 0 <= span.start <= span.end <= len(text)
        assert said.message
        assert not said.message.endswith(".")
        assert "\n" not in said.message
    if outcome.ok and outcome.value is not None:
        printed = print_file(outcome.value)
        again = parse(Source("f", printed))
        assert again.ok, printed
        assert again.value is not None
        assert again.value.statements == outcome.value.statements
        assert sorted(c.text for c in again.value.comments) == sorted(c.text for c in outcome.value.comments)
        assert print_file(again.value) == printed
    return outcome.value


@settings(max_examples=1000, deadline=None)
@given(texts)
@example("\ufeffx if a")
@example("x if a\r\n")
@example("=======")
@example("\\")
@example("x if `` > 3")
@example('x if a is "\\"')
@example(") x if a")
@example("﹫")
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    check(data.decode("utf-8", "surrogateescape"))
    check(data.decode("latin-1"))
    check(data.decode("utf-16", "replace"))


@settings(max_examples=300, deadline=None)
@given(strategies.statements, st.data())
def test_a_statement_with_a_piece_missing_or_added(statement: ast.Statement, data: st.DataObject) -> None:
    text = print_statement(statement)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    check(text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[end:])
