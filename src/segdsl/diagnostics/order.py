"""The order in which diagnostics are shown, and how many there are of each severity; shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segdsl.diagnostics.model import Diagnostic, Severity


def place(diagnostic: Diagnostic) -> str | None:
    """The rule file or other path that a diagnostic is about."""
    return diagnostic.span.source.name if diagnostic.span is not None else diagnostic.path


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place: files in the order in which they first occur, then top to bottom, without repeats."""
    # Several files may use one that is wrong: the same words about the same place are said once.
    unique = list({_identity(diagnostic): diagnostic for diagnostic in diagnostics}.values())
    files = {name: index for index, name in enumerate(dict.fromkeys(place(d) for d in unique))}

    def key(diagnostic: Diagnostic) -> tuple[int, int, int, str]:
        span = diagnostic.span
        return (files[place(diagnostic)], span.start if span else 0, -span.end if span else 0, diagnostic.code.id)

    return sorted(unique, key=key)


def _identity(diagnostic: Diagnostic) -> tuple[object, ...]:
    span = diagnostic.span
    where = (span.start, span.end) if span is not None else None
    return diagnostic.code.id, diagnostic.message, place(diagnostic), where


def count(diagnostics: Iterable[Diagnostic]) -> dict[Severity, int]:
    """How many there are of each severity."""
    counts = dict.fromkeys(Severity, 0)
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    return counts


def in_words(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`; `` when there are neither."""
    counts = count(diagnostics)
    words = [
        f"{counts[severity]} {severity.value}{'' if counts[severity] == 1 else 's'}"
        for severity in (Severity.ERROR, Severity.WARNING)
        if counts[severity]
    ]
    return ", ".join(words)
