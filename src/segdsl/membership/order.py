"""The order in which a reader meets what the rules name: as written, the file's own first, then each library's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from segdsl.source import Span


class Written(Protocol):
    @property
    def library(self) -> str | None: ...

    @property
    def span(self) -> Span | None: ...


W = TypeVar("W", bound=Written)


def as_written(items: Iterable[W]) -> tuple[W, ...]:
    """The checked program keeps them so that each refers only to earlier ones; people want them as in the file."""
    given = list(items)
    libraries: dict[str | None, int] = {None: 0}
    for item in given:
        libraries.setdefault(item.library, len(libraries))
    return tuple(sorted(given, key=lambda item: (libraries[item.library], item.span.start if item.span else 0)))
