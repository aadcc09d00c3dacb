"""What is told of a learned thing, in words and tables; how it looks is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.learn.shown import share

if TYPE_CHECKING:
    from segdsl.learn.state import Gate


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as they are shown; the first column is a name, the others are figures (aligned to the right)."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: sentences, then perhaps a table, then perhaps lines of the rule language that say the same.
    `title` begins with a capital letter."""

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gated:
    """A requirement as written (or the gate that always holds), what was found, and whether it is met."""

    text: str
    found: str
    met: bool


@dataclass(frozen=True, slots=True)
class LearnedReport:
    """`kind` as in a rule file (`cluster`, `predict`, …); `summary` one sentence; `warnings` in the user's words."""

    name: str
    kind: str
    summary: str
    sections: tuple[Section, ...] = ()
    gates: tuple[Gated, ...] = ()
    warnings: tuple[str, ...] = ()


def gated(gate: Gate, decimals: int = 3) -> Gated:
    """A gate as it is told; what is no percentage has so many decimals."""
    if gate.found is None:
        found = "not measured"
    else:
        found = share(gate.found, 1) if gate.text.endswith("%") else f"{gate.found:.{decimals}f}"
    if gate.text.startswith("better than"):
        found = f"AUC {found} against {gate.limit:.3f}"
    return Gated(gate.text, found, gate.met)
