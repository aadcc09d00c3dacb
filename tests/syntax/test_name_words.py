"""What is one name, and where a name ends."""

from __future__ import annotations

import pytest
from tests.syntax.reading import body, condition, read, statement

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_cond, print_file

PLAIN = [
    *(
        "RFM score",
        "score",
        "高價值",
        "RFM分數",
        "high-value",
        "high-value customers",
        "loan_date",
        "Zürich Ost",
        "наш клиент",
    ),
    *(
        "date of birth",
        "Invoice No",
        "sign up date",
        "days overdue",
        "total spend",
        "last visit",
        "orders since launch",
    ),
    *(
        "latest balance",
        "share of wallet",
        "most common channel",
        "round",
        "absolute",
        "spend 2024",
        "hours over budget",
    ),
    *("within reach", "number of cards", "days to due date", "amount from abroad", "paid by card", "known as", "ग्राहक"),
    *("first order", "top spender", "average basket", "customers using app", "the last one", "matches played"),
]


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_is_one_name(name: str) -> None:
    for text in (f"{name} > 3", f"{name} is known", f"a and {name} in [1, 2]", f"({name}) < 2"):
        found = condition(text)
        names = {node.name.text for node in _references(found)}
        assert name in names, text
        assert print_cond(found) in (text, text.replace("(", "").replace(")", "")), "it stays without backticks"


def _references(node: object) -> list[ast.Ref]:
    if isinstance(node, ast.Ref):
        return [node]
    parts = node if isinstance(node, tuple) else [getattr(node, f, None) for f in getattr(node, "__slots__", ())]
    return [found for part in parts if part is not None for found in _references(part)]


@pytest.mark.parametrize(
    "name", ["is active member", "Is vip", "is online banking customer", "is 高 value", "is-active"]
)
def test_a_name_may_begin_with_is(name: str) -> None:
    for text in (f"{name} is no", f"not {name}", f"a and {name} > 3", f"({name}) < 2", f"b is {name}"):
        found = condition(text)
        assert name in {node.name.text for node in _references(found)}, text
        assert print_cond(found) in (text, text.replace("(", "").replace(")", "")), "it stays without backticks"
    text = f"""table t
  key {name}
  column {name}: yes or no
  column {name} flag as "x"

define {name} b as count of {name}

{name} c if in {name} a

tiers {name} d
  when {name} then {name}
  otherwise {name}
"""
    assert print_file(read(text)) == text


@pytest.mark.parametrize(
    "text",
    ["latest `is open` in t", "round `is open`", "define b as share of `is open` in t where `is x`", "absolute `is y`"],
)
def test_backticks_stay_where_is_would_be_a_test(text: str) -> None:
    file = read(text if text.startswith("define") else f"define b as {text}")
    printed = print_file(file)
    assert "`is " in printed
    assert read(printed).statements == file.statements


@pytest.mark.parametrize(
    "text",
    ["a > 3 and is less than 5", "is missing", "a and is not b", "is 65", "is at least 3", "a or is known", "is"],
)
def test_a_test_that_lacks_its_value_is_no_name(text: str) -> None:
    (said,) = parse(Source("f", f"x if {text}")).diagnostics
    assert said.message == "expected a condition, found `is`"


@pytest.mark.parametrize(
    "name", ["income and assets", "no claims bonus", "1st order", "cons.conf.idx", "a/b", "not paid"]
)
def test_other_names_stand_in_backticks(name: str) -> None:
    found = condition(f"`{name}` > 3")
    assert [ref.name.text for ref in _references(found)] == [name]
    assert print_cond(found) == f"`{name}` > 3"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("spend over the last 3 days", ["spend"]),
        ("orders since 2020-01-01", ["orders"]),
        ("orders since launch", ["orders since launch"]),
        ("orders over 3 months ending 1 month ago", ["orders"]),
        ("orders over all time", ["orders"]),
        ("orders overdue", ["orders overdue"]),
        ("orders  with   blanks", ["orders with blanks"]),
    ],
)
def test_where_the_name_of_a_table_ends(text: str, names: list[str]) -> None:
    measure = body(f"count of {text}")
    assert isinstance(measure, ast.Measure)
    assert [measure.table.text] == names


def test_a_name_does_not_cross_a_line_end() -> None:
    (segment,) = read("at risk\n  if a\n  and b").statements
    assert isinstance(segment, ast.SegmentDecl)
    assert segment.name.text == "at risk"
    assert not parse(Source("f", "x if churn\n  risk > 3")).ok


def test_words_that_end_a_name_only_in_their_statement() -> None:
    for text in ("sold by phone if paid by card", "bought from abroad if a", "members using app if a"):
        segment = statement(text)
        assert isinstance(segment, ast.SegmentDecl)
        assert segment.name.text == text.split(" if ")[0]
    split = statement('split spring by customer id using "s"\n  50% a\n  50% b')
    assert isinstance(split, ast.SplitDecl)
    assert (split.name.text, split.by.text) == ("spring", "customer id")
    table = statement('table paid by card from "x.csv"')
    assert isinstance(table, ast.TableDecl)
    assert table.name.text == "paid by card"


@pytest.mark.parametrize("name", ["no recent contact", "any money", "yes men", "today only", "count of monte cristo"])
def test_a_segment_may_begin_with_any_word_that_begins_no_statement(name: str) -> None:
    first, second = read(f"{name} if a\nothers if b except {name}").statements
    assert isinstance(first, ast.SegmentDecl)
    assert first.name.text == name
    assert isinstance(second, ast.SegmentDecl)
    assert isinstance(second.condition, ast.Except)
    assert isinstance(second.condition.excluded, ast.InSegment)
    assert second.condition.excluded.segment.text == name


@pytest.mark.parametrize("word", ["backtest", "experiment"])
def test_reserved_words_begin_no_statement_and_are_free_elsewhere(word: str) -> None:
    (said,) = parse(Source("f", f"{word} above ten if a")).diagnostics
    assert (said.code.slug, said.span and said.span.text) == ("reserved-word", word)
    segment = statement(f"`{word} above ten` if {word} > 10")
    assert isinstance(segment, ast.SegmentDecl)
    assert segment.name.text == f"{word} above ten"


@pytest.mark.parametrize("word", ["score", "cluster", "predict", "estimate", "recommend"])
def test_words_of_learned_statements_begin_no_segment_and_are_free_elsewhere(word: str) -> None:
    (said,) = parse(Source("f", f"{word} above ten if a")).diagnostics
    assert (said.span and said.span.text) == "if"
    assert said.help == (f"a segment whose name begins with `{word}` has its name in backticks",) or word == "predict"
    text = f"`{word} above ten` if {word} > 10\n"
    segment = statement(text)
    assert isinstance(segment, ast.SegmentDecl)
    assert segment.name.text == f"{word} above ten"
    assert print_file(read(text)) == text


@pytest.mark.parametrize("text", ["detect fraud if a\n", "detect fraud\n  if a\n  and b\n", 'detect "Title" if a\n'])
def test_detect_begins_a_segment_where_an_if_follows(text: str) -> None:
    segment = statement(text)
    assert isinstance(segment, ast.SegmentDecl)
    assert print_file(read(text)) == text


@pytest.mark.parametrize(
    "name",
    [
        *("churn score", "cluster id", "predicted", "recommended products", "moved into 3 groups", "paid every month"),
        *("sales using app", "days from home", "grown by 3 groups", "that one", "require id", "call the others"),
        *("learn as of age", "margin", "discount", "keeping", "likely to buy", "chance of buying", "top 10", "log"),
        *("among friends", "knowing us", "counted by hand", "above average", "weight"),
    ],
)
def test_words_of_learned_statements_are_words_of_names_in_rules(name: str) -> None:
    found = condition(f"{name} > 3 and any {name} and no {name}")
    assert [ref.name.text for ref in _references(found)] == [name]
    assert isinstance(found, ast.Chain)
    assert [item.table.text for item in found.items if isinstance(item, ast.Happened)] == [name, name]


def test_full_width_signs_and_digits_are_read_plainly_outside_texts() -> None:
    wide = 'x if a ＞＝ １２ and b in ［"ａ，"，"ｂ"］　and ｀ｃ＃｀ is "１" # ＃１'
    outcome = parse(Source("f", wide))
    assert outcome.value is not None
    assert outcome.value.statements == read('x if a >= 12 and b in ["ａ，","ｂ"] and `ｃ＃` is "１"').statements
    (said,) = outcome.diagnostics
    assert said.code.slug == "full-width"
    assert not said.is_error


def test_a_word_of_mixed_scripts_is_warned_of_once() -> None:
    outcome = parse(Source("f", "x if \u0430ge > 3 and \u0430ge < 5 and RFM分數 > 1 and баланс USD > 2"))
    assert [d.code.slug for d in outcome.diagnostics] == ["mixed-script"]
    assert outcome.ok
