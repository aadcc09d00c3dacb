"""Tests in words that segdsl says differently, such as `age greater than 65`, where the reader took them for a name."""

from __future__ import annotations

import re
from functools import cache

from segdsl.record import record

_SPAN = r"\d+\s+(?:days?|weeks?|months?|years?)"
_VALUE = r"(?:\s+(?P<value>\S.*))?"
_TESTS: tuple[tuple[str, str], ...] = (
    (rf"(?:(?:(?:with)?in|during|over)\s+)?(?:the\s+)?(?:last|past|previous)\s+(?P<value>{_SPAN})", "is within"),
    (rf"(?:with)?in\s+(?P<value>{_SPAN})", "is within"),
    (rf"(?:more|longer)\s+than\s+(?P<value>{_SPAN}\s+ago)", "is more than"),
    (rf"less\s+than\s+(?P<value>{_SPAN}\s+ago)", "is less than"),
    (rf"(?P<value>{_SPAN}\s+ago)", "is at least"),
    (r"(?:later|after)\s+than" + _VALUE, "is after"),
    (r"(?:earlier|sooner|before)\s+than" + _VALUE, "is before"),
    (r"(?:greater|higher|bigger|larger|more|older)\s+than\s+or\s+equals?(?:\s+to)?" + _VALUE, "is at least"),
    (r"(?:less|smaller|lower|fewer|younger)\s+than\s+or\s+equals?(?:\s+to)?" + _VALUE, "is at most"),
    (r"(?:(?:greater|higher|bigger|larger|more|older)(?:\s+than)?|above|exceeds|over)" + _VALUE, "is more than"),
    (r"(?:(?:less|smaller|lower|fewer|younger)(?:\s+than)?|below|under)" + _VALUE, "is less than"),
    (r"(?:at\s+least|minimum)" + _VALUE, "is at least"),
    (r"(?:at\s+most|maximum)" + _VALUE, "is at most"),
    (r"not\s+equals?(?:\s+to)?" + _VALUE, "is not"),
    (r"equals?(?:\s+to)?" + _VALUE, "is"),
    (r"(?:from|between)\s+(?P<value>\S+\s+(?:to|and|until)\s+\S+)", "is between"),
    (r"since" + _VALUE, "is not before"),
    (r"until" + _VALUE, "is not after"),
    (r"before" + _VALUE, "is before"),
    (r"after" + _VALUE, "is after"),
    (r"(?:exists?|existing|present|available|filled|known)", "is known"),
    (r"(?:missing|empty|null|blank|unknown|unspecified)", "is missing"),
    (r"(?:i?like|includes?|including|containing|contain|has)" + _VALUE, "contains"),
    (r"(?:begins?|starting|beginning|start)\s+with" + _VALUE, "starts with"),
    (r"(?:ending|end)\s+with" + _VALUE, "ends with"),
    (r"(?:matching|match|rlike|regexp?)" + _VALUE, "matches"),
)
_LONGEST = 200
_TO = re.compile(r"(?i)\s+(?:to|until)\s+")


@cache
def _found() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compiled when the first mistake is met: most files have none, and the program starts sooner."""
    return tuple((re.compile(rf"(?i)(?P<word>{pattern})"), said) for pattern, said in _TESTS)


@record
class OtherWords:
    """`name` is what stands before the words, `words` are those, `said` is how it is written, `value` what follows."""

    name: str
    words: str
    said: str
    value: str

    @property
    def whole(self) -> str:
        value = _TO.sub(" and ", self.value) if self.said == "is between" else self.value
        return " ".join(f"{self.name} {self.said} {value}".split())


def find(text: str) -> OtherWords | None:
    """The words in a supposed name of which at least one stands before them."""
    parts = text.split() if len(text) <= _LONGEST else []
    for cut in range(1, len(parts)):
        rest = " ".join(parts[cut:])
        for pattern, said in _found():
            found = pattern.fullmatch(rest)
            if found:
                value = (found.groupdict().get("value") or "").strip()
                words = found["word"][: len(found["word"]) - len(value)].strip() if value else found["word"]
                return OtherWords(" ".join(parts[:cut]), words, said, value)
    return None
