"""Finds words that mix scripts whose letters look alike; knows nothing of the language."""

from __future__ import annotations

from functools import cache

import regex

_SCRIPTS = (
    *("Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Cherokee", "Hebrew", "Arabic", "Devanagari", "Bengali"),
    *("Tamil", "Thai", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul"),
)
_EAST_ASIAN = frozenset({"Latin", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul"})
"""Scripts that are written together every day (`RFM分數`) and whose letters are not mistaken for each other's."""


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    return {script: regex.compile(rf"\p{{Script={script}}}") for script in _SCRIPTS}


def mixed(name: str) -> tuple[str, tuple[str, ...]] | None:
    """The first word that mixes scripts, and which; None when no word does."""
    for word in name.replace("-", " ").replace("_", " ").split():
        if word.isascii():
            continue
        found = tuple(script for script, pattern in _patterns().items() if pattern.search(word))
        if len(found) > 1 and not _EAST_ASIAN.issuperset(found):
            return word, found
    return None
