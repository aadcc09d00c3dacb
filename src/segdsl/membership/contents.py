"""What a table holds, as a hash that the order of its rows and the format of its file leave unchanged."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from segdsl.frames import Store, Texts, Vector

_Hashes = npt.NDArray[np.uint64]
_ROUNDS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = np.uint64(0x9E3779B97F4A7C15)


def fingerprint(store: Store, columns: frozenset[str]) -> str:
    """SHA-256 (hexadecimal) of the number of rows and of two sums over hashes of the rows; of these columns alone."""
    rows, sums = 0, [0, 0]
    for batch in store.batches(columns):
        rows += batch.rows
        hashes = np.zeros(batch.rows, dtype=np.uint64)
        for name in sorted(batch.columns):
            hashes = _mixed(hashes * _STEP + _hashed(batch.columns[name]))
        sums[0] += int(hashes.sum(dtype=np.uint64))
        sums[1] += int(_mixed(hashes + _STEP).sum(dtype=np.uint64))
    text = "\n".join([str(rows), *(str(each % 2**64) for each in sums), *sorted(columns)])
    return hashlib.sha256(text.encode()).hexdigest()


def _hashed(vector: Vector) -> _Hashes:
    if isinstance(vector, Texts):
        texts: npt.NDArray[Any] = np.array([*vector.values, ""], dtype=object)
        found: _Hashes = pd.util.hash_array(texts, categorize=False)
        found[-1] = 0  # what the code -1 leads to: missing
        return found[vector.codes]
    if vector.dtype.kind == "f":
        numbers = vector.astype(np.float64)
        return _mixed(np.where(np.isnan(numbers), np.nan, numbers + 0.0).view(np.uint64))  # one NaN, and no -0
    return _mixed(vector.astype(np.int64).view(np.uint64))


def _mixed(values: _Hashes) -> _Hashes:
    """SplitMix64's finalizer (Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _ROUNDS[0]
    values = (values ^ (values >> np.uint64(27))) * _ROUNDS[1]
    mixed: _Hashes = values ^ (values >> np.uint64(31))
    return mixed
