"""Customers drawn by a hash of their key: the same ones whatever the order of the rows, and mostly the same when other
customers join; it looks at nothing but keys."""

from __future__ import annotations

from itertools import repeat
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

Places: TypeAlias = npt.NDArray[np.intp]


def drawn(keys: npt.NDArray[Any], most: int) -> Places:
    """Where the drawn customers stand in `keys`, ascending; all of them when there are not more than `most`."""
    return first(ranked(keys, most), most)


def ranked(keys: npt.NDArray[Any], most: int) -> Places:
    """Where the customers stand in `keys` that would be drawn first, second, …; at least `most` of them, or all."""
    found = hashes(keys)
    least = np.arange(len(keys)) if len(keys) <= most else np.argpartition(found, most)[:most]
    # The key's own place settles the rare tie.
    return least[np.lexsort((least, found[least]))]


def first(places: Places, most: int) -> Places:
    """The first of those drawn, ascending."""
    return np.sort(places[:most])


def hashes(keys: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """A checksum, mixed so that keys that follow one another land far apart (the end of splitmix64)."""
    encoded = map(str.encode, keys.tolist(), repeat("utf-8"), repeat("surrogatepass"))
    mixed = np.fromiter(map(crc32, encoded), dtype=np.uint64, count=len(keys))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))
