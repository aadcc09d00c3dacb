"""What an engine is, and how one is found by its name; runs nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from typing import Protocol

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Answers, Store
from segdsl.lower import Plan
from segdsl.names import similar

GROUP = "segdsl.engines"
"""The entry points that name engines: of this package, and of any other that brings one."""


AUTO = "auto"
"""The name that stands for whichever engine suits the data best."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """How many rows of a dated table no measure sees, because their date is after the as-of date or missing."""

    after: int = 0
    undated: int = 0


class UnseenRows(Protocol):
    """Rows of one dated table that no measure saw."""

    @property
    def after(self) -> int: ...
    @property
    def undated(self) -> int: ...


class Run(Protocol):
    """The answers, batch by batch. `unseen` is complete once the first batch is there; it has the dated tables that the
    rules measure."""

    @property
    def unseen(self) -> Mapping[str, UnseenRows]: ...
    def __iter__(self) -> Iterator[Answers]: ...
    def __next__(self) -> Answers: ...


class Engine(Protocol):
    """Answers plans. `needs` are the modules that must be installed, `extra` is what installs them; `ordered` says that
    the answers come in the order of the customers' rows."""

    @property
    def name(self) -> str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def extra(self) -> str | None: ...
    @property
    def ordered(self) -> bool: ...

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        """What it cannot do of this plan with this data; nothing is read to find out."""

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        """Answers the plan for every customer.

        Args:
            plan: the questions.
            stores: the rows of every table of the plan, by folded name.
            progress: told how many rows each batch had, of whatever table.

        Raises:
            Refused: the data turns out to be unusable, or the engine fails.
        """


def names() -> list[str]:
    """The engines that are known, whether or not what they need is installed."""
    return sorted(point.name for point in metadata.entry_points(group=GROUP))


def installed(engine: Engine) -> bool:
    return all(util.find_spec(module) is not None for module in engine.needs)


def versions(engine: Engine) -> dict[str, str]:
    """Of the libraries that it needs."""
    return {module.replace("_", "-"): metadata.version(module) for module in engine.needs}


def find(name: str) -> Engine:
    """The engine of that name.

    Raises:
        Refused: there is none, or what it needs is not installed.
    """
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if name not in points:
        close = [f"an engine of a similar name: `{each}`" for each in similar(name, list(points))]
        known = ", ".join(f"`{each}`" for each in (AUTO, *sorted(points)))
        help = (*close, f"there are {known}")
        raise Refused(Diagnostic(codes.UNKNOWN_ENGINE, f"there is no engine `{name}`", help=help))
    engine: Engine = points[name].load()
    require(f"the engine `{name}`", engine.needs, engine.extra)
    return engine


def require(what: str, needs: Sequence[str], extra: str | None) -> None:
    """Raises Refused where one of these modules is not installed; `extra` is what installs them."""
    missing = next((module for module in needs if util.find_spec(module) is None), None)
    if missing is not None:
        help = f'install it: `pip install "segdsl[{extra}]"`' if extra else f"install `{missing}`"
        raise Refused(Diagnostic(codes.ENGINE_NOT_INSTALLED, f"{what} needs `{missing}`", help=(help,)))
