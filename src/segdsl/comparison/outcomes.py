"""Which texts belong together, and whether a comparison has what somebody does not want; compares nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from segdsl.comparison.model import Comparison, Verdict
from segdsl.comparison.revisions import Found, Text
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic

_WORDS = {
    "narrower": (Verdict.NARROWER,),
    "wider": (Verdict.WIDER,),
    "crossing": (Verdict.CROSSING,),
    "moved": (Verdict.MOVED,),
    "new": (Verdict.NEW,),
    "gone": (Verdict.GONE,),
    "renamed": (Verdict.RENAMED,),
    "open": (Verdict.OPEN,),
}
_OTHERS = ("breaks", "policy", "any")


def unknown(words: Sequence[str]) -> Diagnostic | None:
    """What is wrong with a list of such words."""
    for word in words:
        if word not in _WORDS and word not in _OTHERS:
            known = ", ".join(f"`{each}`" for each in (*_WORDS, *_OTHERS))
            return Diagnostic(use.WRONG_USE, f"`--fail-on` knows no `{word}`", help=(f"there are {known}",))
    return None


def found(compared: Sequence[Comparison], words: Sequence[str]) -> bool:
    """Whether any of the comparisons has any of these."""
    return any(_has(each, word) for each in compared for word in words)


def _has(compared: Comparison, word: str) -> bool:
    if word == "breaks":
        return any(tried.fails for tried in compared.examples)
    if word == "policy":
        return any(judged.new == "broken" for judged in compared.policies)
    if word == "any":
        meant = any(c.verdict is not Verdict.SAME for c in compared.changes)
        return meant or bool(compared.examples or compared.policies)
    return any(change.verdict in _WORDS[word] for change in compared.changes)


def pairs(old: Found, new: Found) -> Iterator[tuple[tuple[str, str], Text | None, Text | None]]:
    """The texts of one place with what they are called; None where one side has nothing there."""
    for place in sorted({*old.texts, *new.texts}):
        before, after = old.texts.get(place), new.texts.get(place)
        same = before is not None and after is not None and before.source.text == after.source.text
        if place and same and after is not None and not _reaches_others(after):
            continue  # in folders most files are as they were
        names = tuple("nothing" if t is None else t.source.name for t in (before, after))
        yield (names[0], names[1]), before, after


def _reaches_others(text: Text) -> bool:
    """Whether it may mean something else although its own text is the same."""
    return "use " in text.source.text or "list " in text.source.text


def libraries(name: str, found: Found) -> frozenset[str]:
    """What a file of a folder calls those others of the folder that it may use: their own changes are told there."""
    if not found.folder:
        return frozenset()
    here = posixpath.dirname(name)
    return frozenset(posixpath.relpath(each.source.name, here or ".") for each in found.texts.values())
