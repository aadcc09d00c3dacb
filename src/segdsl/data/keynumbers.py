"""Numbers made of keys, the same for equal keys, and those of them that come more than once; many numbers wait in
temporary files, so that memory stays bounded."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from segdsl.data.raw import Arrow
from segdsl.data.raw import compute as pc
from segdsl.data.temporary import room
from segdsl.frames.spellings import Words, ends_and_octets, mixed

IN_MEMORY = 4_000_000
"""So many numbers, of eight bytes each, are kept in memory."""

_BUCKETS = 32
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_LONGEST = 256
_WHAT = "many keys are compared"


def numbers_of(array: Arrow) -> tuple[npt.NDArray[np.int64], Words]:
    """The rows of a chunk that have a key, and the number of each."""
    rows = np.flatnonzero(pc.is_valid(array).to_numpy(zero_copy_only=False))
    ends, octets = ends_and_octets(array)
    starts, lengths = ends[rows], ends[rows + 1] - ends[rows]
    found = np.zeros(len(rows), dtype=np.uint64)
    for length in np.unique(lengths).tolist():
        these = np.flatnonzero(lengths == length)
        if length <= _LONGEST:
            found[these] = mixed(octets[starts[these][:, None] + np.arange(length)], len(these))
        else:
            found[these] = [_digest(octets[start : start + length].tobytes()) for start in starts[these].tolist()]
    return rows, found


def _digest(text: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


@dataclass(slots=True, eq=False)
class KeyNumbers:
    """The numbers of all keys of a table."""

    _waiting: list[Words] = field(default_factory=list)
    _size: int = 0
    _files: list[BinaryIO] = field(default_factory=list)

    def add(self, words: Words) -> None:
        self._waiting.append(words)
        self._size += len(words)
        if self._size > IN_MEMORY:
            self._put_away()

    def several(self) -> Words:
        """The numbers that come more than once, in order."""
        if not self._files:
            return _repeated(np.concatenate(self._waiting)) if self._waiting else np.zeros(0, np.uint64)
        self._put_away()
        found: list[Words] = []
        for file in self._files:
            file.seek(0)
            found.append(_repeated(np.frombuffer(file.read(), dtype=np.uint64).copy()))
        return np.sort(np.concatenate(found))

    def _put_away(self) -> None:
        """Into files by their numbers: equal ones come into the same file."""
        words = np.concatenate(self._waiting) if self._waiting else np.zeros(0, np.uint64)
        self._waiting, self._size = [], 0
        with room(_WHAT):
            while len(self._files) < _BUCKETS:
                self._files.append(cast(BinaryIO, tempfile.TemporaryFile()))  # noqa: SIM115 - closed with this object
            buckets = ((words * _SPREAD) >> np.uint64(59)).astype(np.uint8)
            order = np.argsort(buckets, kind="stable")
            ends = np.searchsorted(buckets[order], np.arange(_BUCKETS + 1))
            for number, file in enumerate(self._files):
                file.write(words[order[ends[number] : ends[number + 1]]].tobytes())
                file.flush()


def _repeated(words: Words) -> Words:
    words.sort()
    return np.unique(words[1:][words[1:] == words[:-1]])
