"""What a comparison found, as values; compares and prints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Verdict(Enum):
    """What became of a thing. SAME_MEMBERS: the members are the same, others are counted as undecided. MOVED: everybody
    leaves and others join (of tiers: customers move between parts). CHANGED: a value, or something learned, is
    another."""

    SAME = "unchanged"
    RENAMED = "renamed"
    SAME_MEMBERS = "same members"
    NARROWER = "narrower"
    WIDER = "wider"
    CROSSING = "crossing"
    MOVED = "moved"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    OPEN = "not decided"


class Kind(Enum):
    """The kinds of things, in the order in which they are told."""

    SEGMENT = "segment"
    TIERS = "tiers"
    PART = "part"
    SUPPRESSION = "suppression"
    SPLIT = "split"
    LEARNED = "learned"
    DEFINE = "define"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that is another now; None: it is added, or taken out. `within` says what it is an alternative of."""

    old: str | None
    new: str | None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Mover:
    """A made-up customer who moves: what is known of her, and where she was and is (of tiers)."""

    who: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing, as it was and as it is.

    `clauses` are those that differ, `kept` is how many do not. `joins` and `leaves` are proved: a customer who does, or
    None where nobody can (or where that is not known: `why` then says why not). `undecided` is a customer whom only one
    of the versions cannot decide. `through` are the changed things that it refers to, `used_by` what refers to it.
    `notes` are changes that decide nobody.
    """

    kind: Kind
    name: str
    verdict: Verdict
    old_name: str | None = None
    clauses: tuple[Clause, ...] = ()
    kept: int = 0
    joins: Mover | None = None
    leaves: Mover | None = None
    undecided: Mover | None = None
    moves: tuple[Mover, ...] = ()
    why: str = ""
    through: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    library: str | None = None
    old_line: int | None = None
    new_line: int | None = None

    @property
    def matters(self) -> bool:
        """Whether there is anything to say about it."""
        return self.verdict is not Verdict.SAME or bool(self.notes or self.clauses)


@dataclass(frozen=True, slots=True)
class Tried:
    """An example whose outcome is another: `state` says what became of it, `why` what came out instead of what it
    expects."""

    title: str
    state: str
    why: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        return self.state in ("breaks", "new and fails")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A policy whose standing changes."""

    text: str
    old: str | None
    new: str | None
    found: tuple[str, ...] = ()


CAUSES = ("data changed", "refitted", "rule changed")
"""In the order in which they are told apart: the old rules on the new data, what was learned anew, the new rules."""


@dataclass(frozen=True, slots=True)
class Blame:
    """How many of those who move did not meet a clause: of the old version (who join) or of the new (who leave)."""

    clause: str
    customers: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Who joins and leaves a segment (or is suppressed); the causes in the order of CAUSES, which add up."""

    kind: Kind
    name: str
    before: int
    after: int
    joined: tuple[int, ...]
    left: tuple[int, ...]
    joined_by: tuple[Blame, ...] = ()
    left_by: tuple[Blame, ...] = ()
    joined_keys: tuple[str, ...] = ()
    left_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Migration:
    """Customers by their part before (None: they were no customers) and after, with the causes."""

    name: str
    rows: tuple[tuple[str | None, str | None, tuple[int, ...]], ...]
    before: tuple[tuple[str, int], ...]
    after: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What moved on the data; `causes` are those that were told apart."""

    old_customers: int
    new_customers: int
    came: int
    went: int
    as_of: tuple[str | None, str | None]
    causes: tuple[str, ...]
    movements: tuple[Movement, ...] = ()
    migrations: tuple[Migration, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a file. `wording` is None where the statements differ: "identical", or "layout" where nothing but
    layout and comments does. `about` are changes that concern everything: tables, the as-of date, what is used."""

    old: str
    new: str
    changes: tuple[Change, ...] = ()
    wording: Literal["identical", "layout"] | None = None
    about: tuple[str, ...] = ()
    examples: tuple[Tried, ...] = ()
    policies: tuple[Judgement, ...] = ()
    counted: Counted | None = None

    def of(self, *verdicts: Verdict) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.verdict in verdicts)
