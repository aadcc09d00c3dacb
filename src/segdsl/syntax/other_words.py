"""Tests in words that segdsl says differently, such as `age greater than 65`, where the reader took them for a name."""

from __future__ import annotations

import re
from functools import cache

from segdsl.record import record

_SPAN = r"\d+\s+(?:days?|weeks?|months?|years?)"
_VALUE = r"(?:\s+(?P<value>\S.*))?"
_AVERAGE = r"(?:the\s+)?(?:average|mean)"
_TESTS: tuple[tuple[str, str], ...] = (
    (rf"(?:above|over|(?:greater|higher|bigger|larger|more|better)\s+than)\s+{_AVERAGE}", "is above average"),
    (rf"(?:below|under|(?:less|smaller|lower|fewer|worse)\s+than)\s+{_AVERAGE}", "is below average"),
    (r"(?:the\s+)?top\s+(?:ten\s+percent|decile)", "is in the top 10%"),
    (r"(?:the\s+)?bottom\s+(?:ten\s+percent|decile)", "is in the bottom 10%"),
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
_ALONE: tuple[tuple[str, str], ...] = (
    (
        r"(?:likely|probable|about)\s+to\s+(?:buy|purchase|take|open|want|get|hold|need)\s+(?:an?\s+|the\s+)?(?P<of>\S.*)",
        'likely to buy "{of}"',
    ),
    (
        r"(?:chance|probability|likelihood|risk)\s+(?:of|to)\s+(?:buy|purchas|tak|open)(?:e|ing)?\s+(?:an?\s+|the\s+)?(?P<of>\S.*)",
        'chance of buying "{of}"',
    ),
    (r"(?:the\s+)?top\s+(?:ten\s+percent|decile)\s+(?:of|by)\s+(?P<of>\S.*)", "{of} is in the top 10%"),
    (r"(?:the\s+)?bottom\s+(?:ten\s+percent|decile)\s+(?:of|by)\s+(?P<of>\S.*)", "{of} is in the bottom 10%"),
    (_AVERAGE, "NAME is above average` or `NAME is below average"),
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


def alone(text: str) -> str | None:
    """How a supposed name is written that is a whole condition or value in other words: `likely to buy a loan`."""
    for pattern, written in _ALONE if len(text) <= _LONGEST else ():
        found = re.fullmatch(rf"(?i){pattern}", text)
        if found is not None:
            return written.format_map(found.groupdict())
    return None
