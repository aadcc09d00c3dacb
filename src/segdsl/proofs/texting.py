"""What z3 must know of text tests, and texts made up to meet them; reads no rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import z3

from segdsl.interpret.scalars import tested
from segdsl.ir import Test
from segdsl.proofs.conditions import predicate
from segdsl.proofs.encoder import Cone, Encoder, TextQuestion
from segdsl.proofs.formulas import Formula
from segdsl.proofs.unknowns import Family, Unknown, true

MOST_FACTS = 20_000
"""With more texts and tests than this, what the tests say of each text is left open."""


def facts_of_texts(en: Encoder, cone: Cone) -> Iterator[Formula]:
    questions = [en.tests[number] for number in sorted(cone.tests)]
    asked = sorted({(q.test.value, q.pattern) for q in questions})
    if len(asked) * len(cone.texts) <= MOST_FACTS:
        for name, pattern in asked:
            function = predicate(Test(name), pattern)
            for code in sorted(cone.texts):
                so = function(z3.IntVal(code))
                yield so if tested(Test(name), en.texts.text(code), pattern) else z3.Not(so)
    if len(questions) <= 60:
        for term in _terms(questions):
            for one, two in combinations(asked, 2):
                yield from _related(one, two, term)
                yield from _related(two, one, term)


def _terms(questions: Sequence[TextQuestion]) -> list[Any]:
    return list({q.term.get_id(): q.term for q in questions}.values())


def _related(one: tuple[str, str], two: tuple[str, str], term: Any) -> Iterator[Formula]:
    """That a text which meets one test must meet the other, or cannot."""
    (first, p), (second, q) = (Test(one[0]), one[1]), (Test(two[0]), two[1])
    if Test.MATCHES in (first, second):
        return
    a, b = predicate(first, p)(term), predicate(second, q)(term)
    implied = (second is Test.CONTAINS and q in p) or (first is second and tested(first, p, q))
    if implied:
        yield z3.Implies(a, b)
    elif first is second is not Test.CONTAINS and not tested(first, q, p):
        yield z3.Not(z3.And(a, b))


def invented(en: Encoder, cone: Cone, unknowns: Sequence[Unknown], model: Any) -> dict[int, str]:
    """For each text that no rule mentions one that meets the tests as the model wants it."""
    questions = [en.tests[number] for number in sorted(cone.tests)]
    found: dict[int, str] = {}
    if not questions:
        return found
    used: dict[int, str] = {}
    for unknown in unknowns:
        term = unknown.val.terms.get(Family.TEXT)
        if term is None or not true(model, unknown.val.known):
            continue
        code = model.eval(term, model_completion=True).as_long()
        if code in cone.texts or (unknown.val.texts is not None):
            continue
        if code not in used:
            wanted = {(q.test, q.pattern): true(model, predicate(q.test, q.pattern)(term)) for q in questions}
            used[code] = _meeting(wanted, {*en.texts.codes, *used.values()})
        found[unknown.number] = used[code]
    return found


def _meeting(wanted: dict[tuple[Test, str], bool], taken: set[str]) -> str:
    """A text that meets these tests and fails the others; the first one tried, if none is found."""
    tries = list(_tries(wanted))
    for text in tries:
        if text not in taken and all(tested(test, text, p) is so for (test, p), so in wanted.items()):
            return text
    return tries[0]


def _tries(wanted: dict[tuple[Test, str], bool]) -> Iterator[str]:
    starts = max((p for (t, p), so in wanted.items() if so and t is Test.STARTS), key=len, default="")
    ends = max((p for (t, p), so in wanted.items() if so and t is Test.ENDS), key=len, default="")
    inside = "".join(p for (t, p), so in wanted.items() if so and t is Test.CONTAINS and p not in starts + ends)
    patterns = [_plain(p) for (t, p), so in wanted.items() if so and t is Test.MATCHES]
    for core in dict.fromkeys((inside, *(inside + p for p in patterns), inside + "".join(patterns))):
        for extra in ("", " x", "x", "1", " 2", "other", "-", "Q", "zz", "0"):
            yield starts + core + extra + ends
            yield starts + extra + core + ends


def _plain(pattern: str) -> str:
    """A text that a simple pattern may be found in."""
    import re

    text = re.sub(r"\[(.)[^\]]*\]", r"\1", pattern.split("|", 1)[0])
    text = re.sub(r"\\d", "1", re.sub(r"\\w", "a", text))
    text = re.sub(r"(.)\{(\d+)[^}]*\}", lambda m: m[1] * int(m[2]), text)
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)[\^$()+*?]", "", text)).replace(".", "a")
