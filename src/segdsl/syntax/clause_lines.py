"""Finds where the clauses of a learned statement begin, so that no name before one can reach into it.

A name is the longest run of words on one line. `by`, `from` and the like are words of many names, and end one only in
the statements whose clauses they begin: where no line begins with the word, its first place begins the clause. There a
line end is put, and a carriage return before a clause that begins with a name. It changes no other text.
"""

from __future__ import annotations

import re
from functools import cache

_KIND = re.compile(r"(?i)(score|cluster|predict|estimate|recommend|detect)(?![\w-])")
_STATEMENT = re.compile(
    r"(?i)(?:ruleset|use|as\s+of|table|define|tiers|split|suppress|example|score|cluster|predict|estimate|recommend"
    r"|detect)(?![\w-])"
)
_IF = re.compile(r"(?i)(?<![\w-])if(?![\w-])")
_POPULATION = r"of\s+those\s+where"
_DATES = r"(?:learn|test)\s+as\s+of"
_HORIZON = r"over\s+the\s+next(?=\s+\d)"
_CALL = r"call\s+the\s+(?:group\s+with|largest|smallest|others)"
_ONCE: dict[str, tuple[str, ...]] = {
    "score": (),
    "cluster": ("by", "into", "using", "require"),
    "predict": ("that", "from", "using", "require"),
    "estimate": ("from",),
    "recommend": ("from", "among", "knowing", "require"),
    "detect": ("by",),
}
"""Words that begin a clause and are common in names."""
_ALWAYS: dict[str, tuple[str, ...]] = {
    "score": (_POPULATION,),
    "cluster": (_POPULATION, _CALL),
    "predict": (_POPULATION, _DATES),
    "estimate": (_POPULATION, "every", r"counted\s+in", "keeping", _HORIZON),
    "recommend": (_POPULATION, _DATES, r"likely\s+means"),
    "detect": (_POPULATION,),
}
"""Words that begin a clause wherever they stand in the statement."""
_SURE = {
    "score": frozenset[str](),
    "cluster": frozenset({"by", "into"}),
    "predict": frozenset({"that", "from"}),
    "estimate": frozenset({"from"}),
    "recommend": frozenset({"among"}),
    "detect": frozenset({"by"}),
}
"""Words that begin a line in every statement in canonical layout, and so end no name there."""


_MARKED = {
    "score": r"(?im)^[ \t]+(?=\S[^\n]*?[ \t](?:from|cut[ \t]+at)(?![\w-]))",
    "estimate": rf"(?i)\s(?={_HORIZON})",
    "recommend": r"(?im)(?:^|(?<=\"))[ \t]+(?=(?:\"+|[^\s,\"<>=()]+)[ \t]+(?:[^\s,\"<>=()]+[ \t]+)*?within[ \t]+\d)",
}
"""Before the parts of a score, `over the next` in an estimate, the name before `within` in a recommendation."""


def kind(code: str, start: int) -> str | None:
    """Which learned statement begins there, if one does."""
    found = _KIND.match(code, start)
    return found.group().lower() if found else None


@cache
def _words(kind: str) -> re.Pattern[str]:
    once, always = "|".join(_ONCE[kind]), "|".join(_ALWAYS[kind])
    words = (rf"(?P<once>{once})|" if once else "") + rf"(?P<always>{always})"
    return re.compile(rf"(?i)[(\[]|[)\]]|(?<=[\s,])(?:{words})(?![\w-])")


@cache
def _leads(kind: str) -> re.Pattern[str]:
    words = "|".join([*_ONCE[kind], *_ALWAYS[kind]])
    part = r"|[^\n]*?[ \t](?:from|cut[ \t]+at)" if kind == "score" else r"|[^\n]*?[ \t]within[ \t]+\d"
    return re.compile(rf"(?i)(?:{words}|in\s+\d+\s+bands?{part if kind in ('score', 'recommend') else ''})(?![\w-])")


def clause_at(code: str, start: int, end: int, kind: str) -> int:
    """How long the first word of a line is that begins a clause of the statement above; 0 when it begins a segment."""
    if _STATEMENT.match(code, start, end) or not _leads(kind).match(code, start, end) or _IF.search(code, start, end):
        return 0
    return len(code[start:end].split(maxsplit=1)[0])


@cache
def _marked(kind: str) -> re.Pattern[str]:
    return re.compile(_MARKED[kind])


def breaks(code: str, start: int, end: int, kind: str) -> list[tuple[int, str]]:
    """The blanks to be read as another sign, and that sign."""
    always, first, leading = _places(code, start, end, kind)
    always += [at for word, at in first.items() if word not in leading]
    found = dict.fromkeys(always, "\n")
    if kind in _MARKED:
        found |= {match.end() - 1: "\r" for match in _marked(kind).finditer(code, start, end)}
    return [(at, sign) for at, sign in sorted(found.items()) if code[at] in " \t"]


def cuts(name: str, kind: str) -> bool:
    """Whether a name, written bare in a statement in canonical layout, would be cut."""
    written = f"x {name}"
    always, once, _ = _places(written, 0, len(written), kind)
    # One that begins with such a word would not be cut, but `by by the way` is hard to read.
    return bool(always) or not _SURE[kind].issuperset(once) or 1 in once.values()


def _places(code: str, start: int, end: int, kind: str) -> tuple[list[int], dict[str, int], set[str]]:
    """The signs before the clauses that always begin one, before the first of the other words, and the words that begin
    a line."""
    always: list[int] = []
    first: dict[str, int] = {}
    leading: set[str] = set()
    depth = 0
    for match in _words(kind).finditer(code, start, end):
        if match.group() in "([":
            depth += 1
        elif match.group() in ")]":
            depth -= 1
        elif depth <= 0 and match.lastgroup == "always":
            always.append(match.start() - 1)
        elif depth <= 0:
            before = code[code.rfind("\n", start, match.start()) + 1 : match.start()]
            word = match.group().lower()
            if not before.strip():
                leading.add(word)
            elif not _of_a_ranking(before, word):
                first.setdefault(word, match.start() - 1)
    return always, first, leading


def _of_a_ranking(before: str, word: str) -> bool:
    """`in the top 10% by district`."""
    return word == "by" and before.rstrip().lower().endswith(("%", "average"))
