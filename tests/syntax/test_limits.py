"""The limits of a rule file, each with its own message, and long files that are still quick."""

from __future__ import annotations

import pytest
from tests.syntax.reading import read

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file


def slugs(text: str) -> list[str]:
    outcome = parse(Source("f", text))
    return [d.code.slug for d in outcome.diagnostics]


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        (lambda n: "x if " + "(" * n + "a" + ")" * n, "nesting"),
        (lambda n: "x if " + "not " * n + "a", "nesting"),
        (lambda n: "x if " + "-" * n + "a > 3", "nesting"),
        (lambda n: "x if a" + " + a" * n + " > 3", "nesting"),
        (lambda n: "x if a" + " except b" * n, "nesting"),
        (lambda n: "define x as " + "sum of " * n + "a" + " in t" * n, "nesting"),
        (lambda n: "define x as " + "days since " * n + "a", "nesting"),
        (lambda n: "x if a in " + "[" * n + "1" + "]" * n, "nesting"),
    ],
)
@pytest.mark.parametrize("times", [101, 5_000])
def test_nesting(written: object, slug: str, times: int) -> None:
    assert callable(written)
    assert slugs(written(times)) == [slug]


def test_nesting_that_is_allowed() -> None:
    file = read("x if " + "(" * 90 + "a" + ")" * 90)
    assert print_file(file) == "x\n  if " + "(" * 90 + "a" + ")" * 90 + "\n"
    assert len(read("x if a" + " + a" * 90 + " > 3").statements) == 1


def test_long_flat_chains_are_no_nesting() -> None:
    (segment,) = read("x if " + " and ".join(f"a{i}" for i in range(3000))).statements
    assert isinstance(segment, ast.SegmentDecl)
    assert isinstance(segment.condition, ast.Chain)
    assert len(segment.condition.items) == 3000


def test_names() -> None:
    assert slugs(f"x if {'a' * 128} > 1") == []
    assert slugs(f"x if {'a' * 129} > 1") == ["name-length"]
    assert slugs(f"`{'a ' * 65}` if b") == ["name-length"]


def test_numbers() -> None:
    assert slugs("x if a > 123456789012345678") == []
    assert slugs("x if a > 1234567890123456789") == ["wrong-number"]
    assert slugs("x if a > 0.1234567890123456789") == ["wrong-number"]
    assert slugs("x if a > 1e5 and b > 1.5E-3") == ["wrong-number", "wrong-number"]
    assert slugs("x if d is within 1234567890123456789 days") == ["wrong-number"]


def test_texts() -> None:
    assert slugs(f'x if a is "{"é" * 32_768}"') == []
    assert slugs(f'x if a is "{"é" * 32_769}"') == ["wrong-text"]


def test_the_size_of_a_file() -> None:
    outcome = parse(Source("f", "# é\n" * 1_000_001))
    assert [d.code.slug for d in outcome.diagnostics] == ["file-size"]
    assert outcome.value is None


def test_the_number_of_segments() -> None:
    assert slugs("".join(f"s{i} if a\n" for i in range(20_001))) == ["segment-count"]


def test_a_file_of_something_else_is_not_read_to_its_end() -> None:
    found = slugs("a,b,c\n" * 10_000)
    assert found[-1] == "mistake-count"
    assert len(found) == 201


def test_long_lists() -> None:
    items = ", ".join(f'"{i:06d}"' for i in range(20_000))
    (segment,) = read(f"x if a in [{items}]").statements
    assert isinstance(segment, ast.SegmentDecl)
    assert isinstance(segment.condition, ast.InList)
    assert len(segment.condition.items) == 20_000
