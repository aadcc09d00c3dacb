"""The answer of `fit`: what was learned, what is told of it, and where it is kept; as a value, which shows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn import kinds
from segdsl.learn.report import LearnedReport
from segdsl.learn.state import LearnedState
from segdsl.learn.statefiles import files


@dataclass(frozen=True, slots=True, eq=False)
class FitAnswer:
    """`states` by the key of the learned thing, in the order of the rules; `folder` where they are kept (None: they are
    not). `sha256` is the hash of what was learned."""

    program: ir.Program
    states: Mapping[str, LearnedState]
    folder: Path | None
    sha256: str
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def reports(self) -> Mapping[str, LearnedReport]:
        """What is told of each thing, by its key."""
        return {name: kinds.report(self.program.learned[name], state) for name, state in self.states.items()}


def answer(
    program: ir.Program,
    states: Mapping[str, LearnedState],
    folder: Path | None,
    warnings: tuple[Diagnostic, ...],
) -> FitAnswer:
    return FitAnswer(program, states, folder, files(states).sha256, warnings)
