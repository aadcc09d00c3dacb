"""Finds a Spark session or starts one, and settles what its answers must not depend on; asks nothing of it."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.auto import SPARK_MASTER

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = SPARK_MASTER
"""Which cluster to run on, where no session is at hand; `local[*]`, all cores of this computer, if neither is set."""

FEW_ROWS = 200_000
"""With fewer rows in all tables, planning takes longer than computing: nothing is compiled and nothing shuffled."""

# The same words mean the same in every session: overflow is an error and never wraps, clocks show UTC, columns that
# differ by case are two columns, and dates of long ago are those of the calendar that everything else counts by.
SETTLED = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.objectHashAggregate.sortBased.fallbackThreshold": "100000",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}

_FOR_FEW = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}

# Of a session that is started here. What a user sets in `spark-defaults.conf` or SPARK_DRIVER_MEMORY holds beside it.
_STARTED = {
    "spark.app.name": "segdsl",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
}

_LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}

_LOG = "rootLogger.level = off\n"
"""Spark's own messages quote data."""


def session(*, few: bool) -> SparkSession:
    """A session for one run, which shares nothing with others but the cluster; `few` when all tables together have
    fewer than FEW_ROWS.

    Raises:
        Refused: Spark cannot be started.
    """
    fresh = _running().newSession()
    for name, value in {**SETTLED, **(_FOR_FEW if few else {})}.items():
        fresh.conf.set(name, value)
    return fresh


def is_local(spark: SparkSession) -> bool:
    """Whether the work is done by this computer."""
    return str(spark.sparkContext.master).startswith("local")


@contextmanager
def settled(spark: SparkSession) -> Iterator[None]:
    """The same settings while a query is built in somebody else's session: what it means is fixed then."""
    before: dict[str, Any] = {name: spark.conf.get(name, None) for name in SETTLED}
    try:
        for name, value in SETTLED.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, value in before.items():
            if value is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, value)


@contextmanager
def quiet() -> Iterator[None]:
    """Spark's Python side logs errors with the data in them; here they become diagnostics."""
    from pyspark.logger import PySparkLogger

    loggers: list[logging.Logger] = [logging.getLogger()]  # that of no name is where py4j tells of Ctrl-C
    loggers += [PySparkLogger.getLogger(name) for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def _running() -> SparkSession:
    with quiet():
        from pyspark import SparkContext
        from pyspark.sql import SparkSession

        if SparkContext._active_spark_context is None:
            _start(_master())
        return SparkSession.builder.getOrCreate()


def _master() -> str:
    found = (os.environ.get(name) for name in MASTER)
    return next((master for master in found if master), "local[*]")


def _start(master: str) -> None:
    """Starts Spark without a word on either output; it ends with this process."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    # Workers must be of the same Python as this one.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    local = master.startswith("local")
    settings = {"spark.master": master, **_STARTED, **(_LOOPBACK if local else {})}
    with tempfile.TemporaryDirectory(prefix="segdsl-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log = Path(folder) / "log4j2.properties"
        log.write_text(_LOG)
        settings["spark.driver.defaultJavaOptions"] = f"-Dlog4j2.configurationFile={log.as_uri()}"
        conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
        try:
            launch: Any = launch_gateway
            gateway = launch(conf, {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})
        except Exception as error:
            raise Refused(_no_java()) from error
        try:
            with _same_signals():
                context = SparkContext(conf=conf, gateway=gateway)
        except Exception as error:
            raise Refused(_no_cluster(master)) from error
    atexit.register(_end, context)


def _end(context: Any) -> None:
    """A run that was stopped may have left half an answer on its way, which the end would trip over; Spark ends with
    its caller in any case."""
    with suppress(Exception):
        context.stop()


@contextmanager
def _same_signals() -> Iterator[None]:
    """Spark would answer Ctrl-C in its own way."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)


def _no_java() -> Diagnostic:
    help = ("install Java 17 or later, and let JAVA_HOME say where it lies",)
    return Diagnostic(codes.SPARK_NOT_STARTED, "Spark cannot be started: it found no Java that it can use", help=help)


def _no_cluster(master: str) -> Diagnostic:
    said = f"Spark cannot be started on `{master}`"
    help = (f"`{MASTER[0]}` says where Spark runs: `local[*]`, `spark://host:7077`, `yarn`, `k8s://https://host:443`",)
    return Diagnostic(codes.SPARK_NOT_STARTED, said, help=help)
