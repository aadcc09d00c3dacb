"""Diagnostics as people see them, letter by letter, and that the signs always stand under what they are about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from segdsl.diagnostics import cells, human
from segdsl.diagnostics.model import Code, Diagnostic, Label, Severity
from segdsl.diagnostics.paint import Style
from segdsl.source import Source, Span

UNKNOWN = Code("SEG201", "unknown-name", Severity.ERROR, "A name that nothing has")


def span(source: Source, first: str, last: str | None = None) -> Span:
    """From the first occurrence of one text to the end of another."""
    start = source.text.index(first)
    return Span(source, start, source.text.index(last or first, start) + len(last or first))


def test_the_shape_of_the_design() -> None:
    source = Source("vip.seg", "vip\n  if recncy <= 30 and balance > 100k\n")
    diagnostic = Diagnostic(
        UNKNOWN,
        "unknown name `recncy`",
        span(source, "recncy"),
        help=("a column with a similar name exists: `recency`",),
    )
    assert (
        human.render(diagnostic)
        == """\
error[SEG201]: unknown name `recncy`
 --> vip.seg:2:6
  |
2 |   if recncy <= 30 and balance > 100k
  |      ^^^^^^
  |
  = help: a column with a similar name exists: `recency`
  = more: segdsl codes SEG201
"""
    )


def test_signs_stand_under_wide_characters_and_after_tabs() -> None:
    source = Source("高.seg", "高價值\n\tif RFM分數 > 12 or 年齡 < 40 and 城市 is 1\n")
    diagnostic = Diagnostic(
        UNKNOWN,
        "`and` and `or` are mixed",
        span(source, " and ", " and "),
        label="the `and`",
        labels=(Label(span(source, "or"), "the `or`"), Label(span(source, "年齡"), "年齡 here")),
    )
    assert (
        human.render(diagnostic)
        == """\
error[SEG201]: `and` and `or` are mixed
 --> 高.seg:2:26
  |
2 |     if RFM分數 > 12 or 年齡 < 40 and 城市 is 1
  |                     -- ----     ^^^^ the `and`
  |                     |  |
  |                     |  年齡 here
  |                     the `or`
  |
  = more: segdsl codes SEG201
"""
    )


def test_several_lines_gaps_and_other_files() -> None:
    source = Source("a.seg", "one\n  if x\n  and y\n\ntwo if z\n" + "\n" * 5 + "three if q\n")
    other = Source("b.seg", "\n" * 99 + "x\n")
    diagnostic = Diagnostic(
        UNKNOWN,
        "they differ",
        span(source, "one", "y"),
        label="this",
        labels=(Label(span(source, "z"), "near"), Label(span(source, "q"), "far"), Label(span(other, "x"), "away")),
        notes=("first line\nsecond line",),
    )
    assert (
        human.render(diagnostic)
        == """\
error[SEG201]: they differ
   --> a.seg:1:1
    |
  1 | / one
  2 | |   if x
  3 | |   and y
    | |_______^ this
  4 |
  5 |   two if z
    |          - near
...
 11 |   three if q
    |            - far
    |
   ::: b.seg:100:1
    |
100 | x
    | - away
    |
    = note: first line
            second line
    = more: segdsl codes SEG201
"""
    )


def test_marks_of_several_lines_that_cross() -> None:
    source = Source("a.seg", "a b\nc d\ne f\n")
    diagnostic = Diagnostic(UNKNOWN, "m", span(source, "b", "e"), "inner", (Label(span(source, "a", "f"), "outer"),))
    assert (
        human.render(diagnostic)
        == """\
error[SEG201]: m
 --> a.seg:1:3
  |
1 | /   a b
  | |  ___^
2 | | | c d
3 | | | e f
  | |_____- outer
  |   |_^ inner
  |
  = more: segdsl codes SEG201
"""
    )


def test_long_lines_are_cut_round_the_place() -> None:
    source = Source("a.seg", "x in [" + ", ".join(str(n) for n in range(1000)) + "]\n")
    rendered = human.render(Diagnostic(UNKNOWN, "m", span(source, "500"), "here"))
    lines = rendered.splitlines()
    assert max(map(len, lines)) < 180
    assert lines[3].startswith("1 | ...")
    assert lines[3].endswith("...")
    assert lines[3][lines[4].index("^") :].startswith("500")


def test_without_a_place() -> None:
    assert human.render(Diagnostic(UNKNOWN, "m", path="c\x1b.csv")) == (
        "error[SEG201]: m\n --> c\N{REPLACEMENT CHARACTER}.csv\n  |\n  = more: segdsl codes SEG201\n"
    )


def test_all_are_sorted_by_place_and_said_once() -> None:
    source = Source("a.seg", "one two three")
    third, first = (Diagnostic(UNKNOWN, word, span(source, word)) for word in ("three", "one"))
    again = Diagnostic(UNKNOWN, "one", span(Source("a.seg", "one two three"), "one"))
    rendered = human.render_all([third, first, again])
    assert rendered == human.render(first) + "\n" + human.render(third)


TEXTS = st.text(alphabet=st.sampled_from("ab高 \t\n年é\u0301`🙂\r\x1b\u202e-"), max_size=60)


@st.composite
def diagnostics(draw: st.DrawFn) -> Diagnostic:
    sources = [Source(name, draw(TEXTS)) for name in ("a.seg", "b.seg")]

    def place() -> Span:
        source = draw(st.sampled_from(sources))
        start = draw(st.integers(0, len(source.text)))
        return Span(source, start, draw(st.integers(start, len(source.text))))

    labels = tuple(Label(place(), draw(TEXTS)) for _ in range(draw(st.integers(0, 3))))
    return Diagnostic(UNKNOWN, draw(TEXTS), place(), draw(TEXTS), labels, (draw(TEXTS),))


@given(diagnostics())
def test_any_place_can_be_shown_and_nothing_steers_the_terminal(diagnostic: Diagnostic) -> None:
    rendered = human.render(diagnostic)
    assert "\x1b" not in rendered
    assert "\u202e" not in rendered
    assert "^" in rendered
    assert all(line == line.rstrip(" ") or "=" in line or "error" in line for line in rendered.split("\n")[1:3])


@given(st.text(alphabet="ab高年é\t ", max_size=20), st.text(alphabet="xy城市", min_size=1, max_size=8))
def test_the_signs_cover_the_place_exactly(before: str, word: str) -> None:
    source = Source("a.seg", before + word + " z")
    place = Span(source, len(before), len(before) + len(word))
    line, signs = human.render(Diagnostic(UNKNOWN, "m", place)).splitlines()[3:5]
    begin = signs.index("^")
    assert begin == cells.width(line[: line.index(word)])
    assert signs[begin:] == "^" * cells.width(word)


@given(diagnostics())
def test_colours_change_nothing_but_colours(diagnostic: Diagnostic) -> None:
    def paint(style: Style, text: str) -> str:
        return f"\x01{text}\x02"

    painted = human.render(diagnostic, paint)
    assert painted.replace("\x01", "").replace("\x02", "").split() == human.render(diagnostic).split()


def test_after_fifty_the_rest_is_counted() -> None:
    source = Source("f.seg", "a\n" * 60)
    spans = [Span(source, 2 * i, 2 * i + 1) for i in range(60)]
    errors = [Diagnostic(UNKNOWN, "unknown name `a`", place) for place in spans]
    warning = Code("SEG211", "hidden-define", Severity.WARNING, "A definition hidden by a column")
    warnings = [Diagnostic(warning, "it is hidden", place) for place in spans]
    text = human.render_all([*errors, *warnings[:50]])
    assert text.count("error[") == 50
    assert text.count("warning[") == 50
    assert text.endswith("\n\nand 10 more errors that are not shown\n")
    assert human.render_all([*errors[:51], *warnings]).endswith(
        "and 1 more error, 10 more warnings that are not shown\n"
    )
    assert human.render_all(errors[:51]).endswith("and 1 more error that is not shown\n")
    assert "not shown" not in human.render_all(errors[:50])
