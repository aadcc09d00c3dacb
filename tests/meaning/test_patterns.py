"""Patterns: what is refused and why, the same findings as RE2, and time linear in the text."""

from __future__ import annotations

import itertools
import time
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from segdsl import patterns

TEXTS = ["".join(letters) for length in range(4) for letters in itertools.product("ab1\né.", repeat=length)]
ATOMS = ["a", "b", ".", "[ab]", "[^a]", r"\d", r"\W", r"\s", "1", "^", "$", "é", r"\.", "[a-c-]", "[.é]", r"[^\d]"]


def random_pattern(rnd: Random, depth: int) -> str:
    chance = rnd.random()
    if depth == 0 or chance < 0.4:
        return rnd.choice(ATOMS)
    if chance < 0.6:
        return random_pattern(rnd, depth - 1) + random_pattern(rnd, depth - 1)
    if chance < 0.75:
        return f"({random_pattern(rnd, depth - 1)}|{random_pattern(rnd, depth - 1)})"
    return f"(?:{random_pattern(rnd, depth - 1)})" + rnd.choice(["*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}", "*?"])


@pytest.mark.parametrize("seed", range(150))
def test_finds_what_re2_finds(seed: int) -> None:
    text = random_pattern(Random(seed), 4)
    pattern = patterns.read(text)
    assert isinstance(pattern, patterns.Pattern), text
    wanted = pc.match_substring_regex(pa.array(TEXTS), pattern.re2).to_pylist()
    assert [pattern.found(each) for each in TEXTS] == wanted


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        ("(a", "a parenthesis is not closed", (0, 1)),
        ("a)", "a parenthesis is closed that was not opened", (1, 2)),
        ("[a", "a class `[` is not closed", (0, 1)),
        ("[]", "an empty class `[]` matches nothing", (0, 2)),
        ("*a", "nothing stands before `*` that could be repeated", (0, 1)),
        ("a**", "a repeat cannot be repeated", (0, 3)),
        ("a++", "possessive repeats (`*+`, `++`) are not known everywhere", (0, 3)),
        ("a{2,1}", "the second count is smaller than the first", (1, 6)),
        ("a{x}", "after `{` a count is expected, as in `{3}` or `{2,5}`", (1, 2)),
        ("a{999}", "a repeat counts to 200 at most", (1, 6)),
        ("(a{100}){100}", "written out with its repeats it has more than 1000 parts", (0, 13)),
        (r"(a)\1", "references back to a group take more than linear time", (3, 5)),
        ("(?=a)", "look-around, named groups and flags (`(?…`) are not known everywhere", (0, 3)),
        ("(?i)a", "look-around, named groups and flags (`(?…`) are not known everywhere", (0, 3)),
        (r"\bvip", "word boundaries (`\\b`) mean different things on different engines", (0, 2)),
        (r"\p{L}", "Unicode classes (`\\p`) mean different things on different engines", (0, 2)),
        ("[[:alpha:]]", "named classes such as `[:alpha:]` are not known everywhere", (1, 3)),
        ("[z-a]", "a range runs backwards", (1, 4)),
        (r"[a-\d]", "a range needs one character on each side", (1, 5)),
        ("a\\", "a backslash stands at the end", (1, 2)),
        (r"\q", "`\\q` is not known", (0, 2)),
        ("(" * 51 + ")" * 51, "parentheses are nested more than 50 deep", (50, 51)),
    ],
)
def test_refusals_say_why_and_where(text: str, reason: str, place: tuple[int, int]) -> None:
    refusal = patterns.read(text)
    assert isinstance(refusal, patterns.Refusal)
    assert (refusal.reason, (refusal.start, refusal.end)) == (reason, place)


def test_any_text_is_read_or_refused() -> None:
    rnd = Random(3)
    for _ in range(3000):
        text = "".join(rnd.choice(r"ab()[]{}|*+?\^$.-,12:=é") for _ in range(rnd.randint(0, 12)))
        found = patterns.read(text)
        if isinstance(found, patterns.Refusal):
            assert 0 <= found.start < found.end <= len(text)
        else:
            assert found.found("ab12") in (True, False)


def test_time_is_linear_in_the_text() -> None:
    """The patterns that bring backtracking to its knees."""
    for text in ("(a*)*b", "(a|a)*b", "(a+)+$", "a?" * 30 + "a" * 30, "(.*a){10}"):
        pattern = patterns.read(text)
        assert isinstance(pattern, patterns.Pattern)
        began = time.process_time()
        pattern.found("a" * 20_000 + "c")
        assert time.process_time() - began < 2
