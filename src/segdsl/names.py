"""When two names are the same name; knows nothing of what they name.

Two names are the same when they are equal after NFKC, splitting `camelCase` into words, case folding, and treating
space, `_` and `-` as one: the rule's `RFM score` finds the columns `rfm_score`, `RFM-Score` and `RFMScore`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_SEPARATORS = re.compile(r"[\s_\-]+")
_PLAIN_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_SHORTEST_TYPO = 5
"""In a shorter word one other letter is often another word."""
_TWO_TYPOS = 9


@cache
def _hump() -> regex.Pattern[str]:
    """Where a word begins inside another, in any script; most names are plain and do not need it."""
    import regex

    return regex.compile(r"(?<=[\p{Ll}\p{N}])(?=\p{Lu}\p{Ll})|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The form in which names are compared. Fixed point: `fold(fold(x)) == fold(x)`."""
    text = unicodedata.normalize("NFKC", name)
    split = _PLAIN_HUMP.sub(" ", text) if text.isascii() else _hump().sub(" ", text)
    folded = unicodedata.normalize("NFKC", split.casefold())
    return _SEPARATORS.sub(" ", folded).strip()


def similar(name: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Those candidates that a writer of `name` may have meant, likeliest first; ties in the order given."""
    from difflib import SequenceMatcher

    wanted = fold(name)
    joined = wanted.replace(" ", "")
    scored: list[tuple[float, int, str]] = []
    for index, candidate in enumerate(dict.fromkeys(candidates)):
        folded = fold(candidate)
        if folded == wanted:
            continue
        if folded.replace(" ", "") == joined:
            scored.append((-1.0, index, candidate))
            continue
        if _one_off(wanted, folded):
            scored.append((-0.9, index, candidate))
            continue
        shorter, longer = sorted((len(wanted), len(folded)))
        if 2 * shorter < 0.72 * (shorter + longer):  # no ratio can be reached, and thousands may be compared
            continue
        ratio = SequenceMatcher(None, wanted, folded).ratio()
        if ratio >= 0.72 or (len(wanted) >= 4 and sorted(wanted.split()) == sorted(folded.split())):
            scored.append((-ratio, index, candidate))
    return [candidate for _, _, candidate in sorted(scored)[:limit]]


def misspelt(name: str, candidate: str) -> bool:
    """Whether the one is surely the other with a slip of the keys: nothing but letters differ, and hardly any."""
    a, b = fold(name), fold(candidate)
    if [c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]:
        return False
    shorter = min(len(a), len(b))
    if shorter < _SHORTEST_TYPO:
        return a.replace(" ", "") == b.replace(" ", "")
    return _slips(a.replace(" ", ""), b.replace(" ", "")) <= (1 if shorter < _TWO_TYPOS else 2)


def _slips(a: str, b: str) -> int:
    """How many characters are wrong, missing, too many, or exchanged with their neighbours."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        after = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
    return row[-1]


def _one_off(a: str, b: str) -> bool:
    """Whether one character differs, in a script whose words are so short that a ratio says little: 年齡, 年龄."""
    if len(a) != len(b) or len(a) < 2:
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(differing) == 1 and not any(character.isascii() for character in differing[0])
