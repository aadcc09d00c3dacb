"""Where groups lie: all that decides which group a customer belongs to, as plain numbers; it finds no groups."""

from __future__ import annotations

from dataclasses import dataclass

from segdsl import ir
from segdsl.learn.state import ClusterState

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """In the scaled space, one entry a group. `centres` has a number for each column. For k-prototypes these are the
    columns of numbers only, `modes` has a text for each category, and `gamma` is what one differing category counts.
    For a mixture `weights` are the shares of the groups and `precisions` the upper factor of each inverse covariance:
    row i from the diagonal on.
    """

    method: ir.Grouping
    centres: tuple[Row, ...]
    modes: tuple[tuple[str, ...], ...] = ()
    weights: Row = ()
    precisions: tuple[tuple[Row, ...], ...] = ()
    gamma: float | None = None

    @property
    def groups(self) -> int:
        return len(self.centres)

    def ordered(self, order: tuple[int, ...]) -> Shape:
        """The same groups in another order: first group `order[0]`, then `order[1]`, …"""
        return Shape(
            self.method,
            tuple(self.centres[i] for i in order),
            tuple(self.modes[i] for i in order) if self.modes else (),
            tuple(self.weights[i] for i in order) if self.weights else (),
            tuple(self.precisions[i] for i in order) if self.precisions else (),
            self.gamma,
        )


def of_state(state: ClusterState) -> Shape:
    groups = state.groups
    mixture = state.method == ir.Grouping.MIXTURE.value
    prototypes = state.method == ir.Grouping.K_PROTOTYPES.value
    return Shape(
        ir.Grouping(state.method),
        tuple(group.centre for group in groups),
        tuple(group.modes for group in groups) if prototypes else (),
        tuple(group.weight or 0.0 for group in groups) if mixture else (),
        tuple(group.precision for group in groups) if mixture else (),
        state.gamma,
    )
