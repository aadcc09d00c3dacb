"""A real Spark session of the tests' own: on two cores of this machine, with little memory, for one run."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class NoSpark(Exception):
    """Spark cannot be started here; says why."""


# No time is spent on making code quick that runs once, and nothing listens but to this machine.
_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m"


def java() -> bool:
    """Whether there is a Java to start Spark with."""
    return shutil.which("java") is not None or "JAVA_HOME" in os.environ


@functools.cache
def shared() -> SparkSession:
    """The one session of this run, started by the engine's own means when it is first asked for; it ends with the
    tests."""
    from segdsl.diagnostics.model import Refused
    from segdsl.engines.spark.session import session

    if not java():
        raise NoSpark("there is no Java")
    os.environ["SEGDSL_SPARK_MASTER"] = "local[2]"
    os.environ.setdefault("SPARK_DRIVER_MEMORY", "900m")
    os.environ.setdefault("JDK_JAVA_OPTIONS", _OPTIONS)
    try:
        return session(few=True)
    except Refused as refused:
        raise NoSpark(str(refused)) from refused


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A running session; tests that ask for it are skipped, with the reason, where there is none."""
    pytest.importorskip("pyspark")
    try:
        yield shared()
    except NoSpark as missing:
        pytest.skip(str(missing))
