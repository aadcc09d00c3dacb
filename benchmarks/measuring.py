"""How the benchmarks measure: CPU time of this process and all it has started, sides by turns, peak memory apart."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Job = Callable[[], object]
_TICK = os.sysconf("SC_CLK_TCK")


def cpu() -> float:
    """Seconds of CPU that this process, its threads and everything it started have taken: Spark works in a process of
    its own."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(_seconds, _descendants(os.getpid())))


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:  # it has ended since
        return 0.0
    return sum(int(field) for field in fields[11:15]) / _TICK


def by_turns(rounds: int, sides: Mapping[str, Job], warm: int = 1) -> dict[str, float]:
    """The median CPU seconds of each side; the first, cold rounds do not count."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(warm + rounds):
        for name, job in sides.items():
            began = cpu()
            job()
            taken[name].append(cpu() - began)
    return {name: statistics.median(times[warm:]) for name, times in taken.items()}


def peak() -> float:
    """The most memory that this process has held, in megabytes. `ru_maxrss` would count the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(script: str, *arguments: object, limit: float | None = None) -> tuple[float, float]:
    """Megabytes at the peak and CPU seconds of a script in a process of its own, which may have so many gigabytes of
    address space; the script ends by printing `measuring.peak()` and `measuring.cpu()`."""

    def confine() -> None:
        if limit is not None:
            size = int(limit * 2**30)
            resource.setrlimit(resource.RLIMIT_AS, (size, size))

    command = [sys.executable, script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=confine)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    megabytes, seconds = done.stdout.split()[-2:]
    return float(megabytes), float(seconds)


def verdict(ratio: float, goal: float) -> str:
    return f"{ratio:6.2f}  (goal {goal:g}{'' if ratio <= goal else ', missed'})"
