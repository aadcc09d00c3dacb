"""Shares the tests out to the processes of `pytest -n 2`: what needs the same server or file stays together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xdist.scheduler.loadscope import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest

ALONE = ("tests/test_docs.py", "tests/cases/", "tests/engines/test_every_engine.py", "tests/engines/test_limits.py")
"""Each test of these by itself: they share little, and together they would take one process minutes."""

SPARK = "spark"
"""All that starts Spark in the process of the tests: one session for all of it."""

FIRST = (SPARK, "tests/engines/test_every_engine.py", "tests/engines/", "tests/test_docs.py", "tests/learn/")
"""What takes long comes first, so that at the end both processes have something left to do."""


def group(nodeid: str) -> str:
    """Tests of one group run one after the other in one process."""
    if "tests/engines/test_limits.py" not in nodeid and SPARK in nodeid.casefold():
        return SPARK
    file = nodeid.partition("::")[0]
    return nodeid if file.startswith(ALONE) else file


def place(nodeid: str) -> int:
    """Where among FIRST a test belongs."""
    found = group(nodeid)
    return next((at for at, begins in enumerate(FIRST) if found.startswith(begins)), len(FIRST))


def ordered(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """What takes long first; otherwise as it was."""
    return sorted(items, key=lambda item: place(item.nodeid))


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # it says nothing of its types
    """Groups in the order of the tests, and not those of most tests first."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
