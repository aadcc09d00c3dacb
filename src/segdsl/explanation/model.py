"""What an explanation is: frozen values that the API returns and the command line shows; computes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from segdsl.explanation import shown
from segdsl.learn.report import LearnedReport
from segdsl.types import Value

Join: TypeAlias = Literal["", "all", "any", "none", "not all"]
"""How the parts of a clause belong together; empty for a clause without parts."""

Kind: TypeAlias = Literal[
    "segment",
    "tiers",
    "define",
    "split",
    "suppression",
    "share",
    "score",
    "cluster",
    "predict",
    "estimate",
    "recommend",
    "detect",
    "policy",
]


class Answer(Enum):
    """What a condition says of one customer."""

    TRUE = "true"
    FALSE = "false"
    UNDECIDED = "undecided"

    @staticmethod
    def of(value: bool | None) -> Answer:
        return Answer.UNDECIDED if value is None else Answer.TRUE if value else Answer.FALSE

    @property
    def mark(self) -> str:
        return {"true": "✓", "false": "✗", "undecided": "?"}[self.value]


# ---- in words ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in words; with parts, the text is their heading (`at least one of these holds`)."""

    text: str
    join: Join = ""
    parts: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One line of tiers, of a split, or of a define with cases: the result, and when it is the one."""

    result: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Needs:
    """What a statement looks at, names as written; `columns` also those behind the names, as (table, column)."""

    columns: tuple[tuple[str, str], ...] = ()
    defines: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in words. `lead` is a sentence with the name between `**`, or the heading of `clause`/`cases`.

    `missing` says what happens when a value is missing; `used_by` names what depends on it, `examples` what tests it.
    Of something learned `lines` are its features or parts, `notes` further sentences, `names` what rules may say, and
    `report` what was learned, once it is.
    Of anything else `learned` says in a line each which learned things stand behind it, with the limits once known.
    """

    kind: Kind
    name: str
    lead: str
    clause: Clause | None = None
    cases: tuple[Case, ...] = ()
    missing: str = ""
    needs: Needs = Needs()
    used_by: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    title: str | None = None
    because: str | None = None
    then: str | None = None
    library: str | None = None
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    learned: tuple[LearnedLine, ...] = ()
    report: LearnedReport | None = None


@dataclass(frozen=True, slots=True)
class LearnedLine:
    """Something learned that stands behind a rule, in a line."""

    name: str
    text: str


# ---- over data -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missing:
    """How many of the undecided lack this piece (one customer may lack several)."""

    piece: str
    customers: int


@dataclass(frozen=True, slots=True)
class Step:
    """One top-level clause over the data.

    `remaining` customers surely meet it and every clause above; `alone` meet every clause but this one; `undecided`
    are those for whom this clause is undecided. `parts` are the clauses inside it, one below another, each with how
    many meet it.
    """

    text: str
    remaining: int
    meets: int
    alone: int
    undecided: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A clause inside a top-level clause; `depth` 1 is directly inside."""

    text: str
    depth: int
    meets: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """What each clause of a segment (or suppression) does to the customers."""

    name: str
    kind: Kind
    customers: int
    steps: tuple[Step, ...]
    members: int
    undecided: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of tiers over the data: `matches` meet its condition, `takes` also matched none above it."""

    part: str
    text: str
    matches: int
    takes: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Partition:
    """Tiers or a split over the data; `undecided` passed an undecided line on the way to their part."""

    name: str
    kind: Kind
    customers: int
    branches: tuple[Branch, ...]
    undecided: int


# ---- one customer --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A value of the customer that a clause looks at; None when it is missing. `told` is how it is shown, where that is
    not as any other: a percentage."""

    name: str
    value: Value | None
    told: str = ""

    @property
    def text(self) -> str:
        return f"{self.name} is {self.told or shown.value(self.value)}"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that would have to be another: `balance` from 80,000 to `more than 100,000`.

    `example` is a value that was tried: with it the answer is the other one. `told` shows `before`, as in a `Piece`.
    """

    piece: str
    before: Value | None
    after: str
    example: Value | None
    told: str = ""

    @property
    def text(self) -> str:
        if self.before is None:
            return f"{self.piece}: known" + ("" if self.after == "any value" else f" and {self.after}")
        return f"{self.piece} from {self.told or shown.value(self.before)} to {self.after}"


@dataclass(frozen=True, slots=True)
class Flip:
    """The nearest change that gives the other answer, run through the interpreter before it is shown."""

    changes: tuple[Change, ...]
    answer: Answer

    @property
    def text(self) -> str:
        known = all(change.before is not None for change in self.changes)
        return (" and " if known else "; ").join(change.text for change in self.changes)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A clause for one customer: as written, the answer, the values looked at, the threshold with dates resolved."""

    text: str
    answer: Answer
    pieces: tuple[Piece, ...] = ()
    threshold: str = ""
    flip: Flip | None = None
    join: Join = ""
    parts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One statement for one customer.

    `outcome` is the answer in a word or a part's name; of a define, `value` is what it came to. For tiers `verdict`
    is None and `branches` hold the lines that were looked at, the winning one last.
    """

    kind: Kind
    name: str
    outcome: str
    value: Value | None = None
    verdict: Verdict | None = None
    branches: tuple[tuple[str, Verdict], ...] = ()
    flip: Flip | None = None
    missing: tuple[str, ...] = ()
    because: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Pull:
    """What one value does to a learned one: what it would be (`without`) with the usual value in its place."""

    name: str
    value: Value | None
    usual: Value | None
    without: float


@dataclass(frozen=True, slots=True)
class LearnedValue:
    """A learned value of the customer, in a sentence (`RFM score is 13 = 5 + 4 + 4`) and further `lines`.

    `pulls` are the values that change it most when the usual ones stand in their place, the strongest first.
    """

    name: str
    kind: Kind
    value: Value | None
    text: str
    lines: tuple[str, ...] = ()
    pulls: tuple[Pull, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """Everything said of one customer; `learned` are the learned values behind the results."""

    key: str
    results: tuple[Result, ...]
    learned: tuple[LearnedValue, ...] = ()


# ---- all of it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer of `segdsl explain`: the words, and with data the figures or one customer."""

    title: str | None
    version: str | None
    owner: str | None
    purpose: str | None
    as_of: dt.date | None
    statements: tuple[Statement, ...]
    named: bool
    customers: int | None = None
    waterfalls: tuple[Waterfall, ...] = ()
    partitions: tuple[Partition, ...] = ()
    customer: Customer | None = None
