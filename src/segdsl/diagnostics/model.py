"""A diagnostic as a value; says nothing of how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

from segdsl.record import record
from segdsl.source import Span

T = TypeVar("T")


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@record
class Code:
    """An entry of the catalogue; codes are never renumbered. `title` is what the page is headed with."""

    id: str
    slug: str
    severity: Severity
    title: str


@record
class Label:
    """Another place that has to do with it, underlined with `-` and a few words."""

    span: Span
    text: str


@record
class Edit:
    """The text that goes in the place of a span: an empty span is a place to insert at, an empty text takes away."""

    span: Span
    text: str


@record
class Fix:
    """A way to mend what a diagnostic is about, for editors and `validate --fix`.

    `safe`: there is no other way to read what was written, so that it may be done without asking.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


def rewrite(span: Span, text: str, *, safe: bool = True) -> Fix:
    """The fix that writes a text in the place of a span."""
    return Fix(f"write `{text}`", (Edit(span, text),), safe)


@record
class Diagnostic:
    """One root cause, one message: one sentence, lower case, no full stop; the fix only in `help`.

    `span` is the place in a rule text, `path` the place when it is not one (a data file, an output). No value of a
    customer ever stands in a diagnostic.
    """

    code: Code
    message: str
    span: Span | None = None
    label: str = ""
    labels: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    path: str | None = None
    fixes: tuple[Fix, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def is_error(self) -> bool:
        return self.code.severity is Severity.ERROR


@record
class Outcome(Generic[T]):
    """What a step of the line returns: a value (None when it could not be made) and what is to be said."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        return self.value is not None and not any(d.is_error for d in self.diagnostics)


@dataclass(slots=True)
class Collector:
    """Gathers diagnostics inside one step, each place and message once."""

    items: list[Diagnostic] = field(default_factory=list)
    _said: set[tuple[str, str, Span | None, str | None]] = field(default_factory=set, repr=False)

    def add(self, diagnostic: Diagnostic) -> None:
        key = (diagnostic.code.id, diagnostic.message, diagnostic.span, diagnostic.path)
        if key not in self._said:
            self._said.add(key)
            self.items.append(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            self.add(diagnostic)

    @property
    def failed(self) -> bool:
        return any(d.is_error for d in self.items)

    def outcome(self, value: T | None) -> Outcome[T]:
        return Outcome(value, tuple(self.items))


class Refused(Exception):
    """Raised only where the data or an output turns out to be unusable deep inside a reader, writer or engine;
    caught where the line is drawn (`pipeline`) and turned back into diagnostics."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(f"{d.code.id} {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics
