"""A real PostgreSQL server of the tests' own: on a free port of this machine, in a temporary folder, for one run."""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

OWNER = "owner"
LOCKED, PASSWORD = "locked", "only-for-tests"
"""A user who must give a password; everybody else comes in without one."""

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
}


class NoServer(Exception):
    """A server cannot be started here; says why."""


@dataclass(frozen=True)
class Server:
    """A running server with the superuser `OWNER`, who needs no password."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str = "postgres", **asks: str) -> str:
        """The address of a database, without a user; `asks` goes behind the question mark as it is."""
        text = f"postgresql://127.0.0.1:{self.port}/{database}"
        return text + ("?" + "&".join(f"{name}={value}" for name, value in asks.items()) if asks else "")

    def connect(self, database: str = "postgres") -> Any:
        """A connection of the owner that commits each statement."""
        from adbc_driver_postgresql import dbapi

        return dbapi.connect(f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}", autocommit=True)

    def execute(self, *statements: str, database: str = "postgres") -> None:
        with self.connect(database) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _binaries() -> Path:
    """The folder with `initdb` and `postgres`, of the newest version. Raises NoServer."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NoServer("no PostgreSQL server is installed (there is no `initdb`)")
    return max(found, key=lambda path: int(path.parent.name)) if found else Path(str(on_path)).parent


def _as_other_user() -> tuple[str, ...]:
    """What goes before a command: the server does not run as root, and ends when the tests do."""
    command: tuple[str, ...] = ("setpriv", "--pdeathsig", "INT")
    if os.geteuid() != 0:
        return command
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise NoServer("a PostgreSQL server does not run as root, and there is no user `postgres`") from None
    return (*command, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start() -> Server:
    """Raises NoServer where there is nothing to start."""
    binaries, prefix = _binaries(), _as_other_user()
    if shutil.which("setpriv") is None:
        raise NoServer("there is no `setpriv` to start a PostgreSQL server with")
    folder = Path(tempfile.mkdtemp(prefix="segdsl-postgres-"))
    data = folder / "data"
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    made = [str(binaries / "initdb"), "-D", str(data), "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"]
    subprocess.run([*prefix, *made, "--no-sync"], check=True, capture_output=True, cwd=folder)
    rules = data / "pg_hba.conf"
    rules.write_text(f"host all {LOCKED} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n")
    port = _free_port()
    settings = [f"-c{name}={value}" for name, value in {**_SETTINGS, "port": str(port)}.items()]
    with (folder / "log").open("wb") as log:
        command = [*prefix, str(binaries / "postgres"), "-D", str(data), *settings]
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    server = Server(port, folder, process)
    _wait(server)
    server.execute(f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{PASSWORD}'")
    return server


def _wait(server: Server, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and server.process.poll() is None:
        try:
            with server.connect():
                return
        except Exception:
            time.sleep(0.1)
    log = (server.folder / "log").read_text()
    server.stop()
    raise NoServer(f"the PostgreSQL server did not start: {log[-500:]}")


@functools.cache
def shared() -> Server:
    """The one server of this run, started when it is first asked for."""
    server = start()
    atexit.register(server.stop)
    return server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; tests that ask for it are skipped, with the reason, where there is none."""
    pytest.importorskip("adbc_driver_postgresql")
    try:
        yield shared()
    except NoServer as missing:
        pytest.skip(str(missing))
