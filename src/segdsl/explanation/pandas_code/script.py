"""The script that grows while it is printed: its lines, its variables and the small functions it needs."""

from __future__ import annotations

import builtins
import datetime as dt
import keyword
import unicodedata
from dataclasses import dataclass, field

from segdsl import ir
from segdsl.explanation.days import as_day
from segdsl.explanation.pandas_code import helpers
from segdsl.explanation.phrases import Context
from segdsl.names import fold

WIDTH = 110
_TAKEN = frozenset(
    {"pd", "np", "re", "hashlib", "math", "unicodedata", "AS_OF", "rows", "first", "last", "result", "link"}
)


_BUILT_IN = frozenset({*dir(builtins), *helpers.NAMES})
"""What a variable must not hide."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose columns a value is asked of: a data frame's name; `owner` labels the customer of a row of a measure."""

    frame: str
    table: str
    owner: str | None = None

    @property
    def index(self) -> str:
        return f"{self.frame}.index"


@dataclass(slots=True)
class Script:
    """`names` maps what has a variable (folded names and measures) to it; `helpers` are the functions called."""

    program: ir.Program
    lines: list[str] = field(default_factory=list)
    names: dict[tuple[str, object], str] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        return Context(self.program)

    @property
    def as_of(self) -> dt.date | None:
        return as_day(self.program.as_of)

    @property
    def customers(self) -> Scope:
        table = fold(self.program.customers.name)
        return Scope(self.names["table", table], table)

    def variable(self, kind: str, of: object, spelling: str) -> str:
        """A new variable for something, named after its spelling; never a word that is already used."""
        base = identifier(spelling)
        name, number = base, 2
        while name in self.names.values() or name in _TAKEN or keyword.iskeyword(name) or name in _BUILT_IN:
            name, number = f"{base}_{number}", number + 1
        self.names[kind, of] = name
        return name

    def call(self, helper: str, *arguments: str) -> str:
        """A call of one of the small functions, which is then printed at the top."""
        self.helpers.add(helper)
        return f"{helper}({', '.join(arguments)})"

    def add(self, *lines: str) -> None:
        self.lines.extend(lines)


def identifier(spelling: str) -> str:
    """A Python name for a rule's name: `RFM score` is `rfm_score`, `高價值` stays itself."""
    text = "".join(c if c.isalnum() or c == "_" else "_" for c in fold(spelling))
    text = "_".join(part for part in unicodedata.normalize("NFKC", text).split("_") if part)
    return text if text.isidentifier() else f"x_{text}" if f"x_{text}".isidentifier() else "x"


def quoted(text: str) -> str:
    """A Python text literal in double quotes, letters of every script left readable."""
    inner = repr(text)[1:-1]
    if repr(text)[0] == "'":
        inner = inner.replace("\\'", "'").replace('"', '\\"')
    return f'"{inner}"'
