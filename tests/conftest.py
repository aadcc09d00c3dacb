"""How the tests run: property tests with the same examples on every run of the continuous integration, new ones
elsewhere; and shared out to several processes, where that is asked for (`pytest -n 2`)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("everywhere", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everywhere")

# What users see is compared to the letter, and is as wide as it is where there is no terminal.
os.environ["COLUMNS"] = "100"

if "PYTEST_XDIST_WORKER" in os.environ:
    # Threads of several processes that wait for each other on the same cores take longer than one thread.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.sharing import Sharing

    return Sharing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        from tests.sharing import ordered

        items[:] = ordered(items)
