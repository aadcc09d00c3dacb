"""What is done where a process may have only so much address space (`ulimit -v`): allocators set less aside; decides
nothing else, and does nothing anywhere else."""

from __future__ import annotations

import contextlib
import os
import sys

_M_ARENA_MAX = -8
_ARENAS = 2


def take_no_more_than_needed() -> None:
    """Arrow sets a gigabyte of addresses aside when it is first used, and the system's allocator 64 megabytes for each
    thread. None of that is memory, but where addresses are limited it leaves none for the data. Arrow must be told
    before it is loaded."""
    if addresses() is None:
        return
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    import ctypes

    with contextlib.suppress(OSError, AttributeError):  # another system's library, which has no such setting
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def addresses() -> int | None:
    """So many bytes of addresses may this process have; None: as many as there are."""
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit
