"""Vectors of customers put together and picked from; it asks nobody, and computes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from segdsl.frames import Texts, Vector


def picked(vector: Vector, which: npt.NDArray[Any]) -> Vector:
    """Those for which `which` is true, or with these places."""
    if isinstance(vector, Texts):
        return Texts(vector.codes[which], vector.values)
    chosen: Vector = vector[which]
    return chosen


def joined(vectors: Sequence[Vector]) -> Vector:
    """One after the other; texts get one sorted list of values."""
    if not vectors:
        return np.zeros(0)
    if not any(isinstance(vector, Texts) for vector in vectors):
        together: Vector = np.concatenate(vectors)  # type: ignore[arg-type]
        return together
    texts = [vector for vector in vectors if isinstance(vector, Texts)]
    values = sorted({value for vector in texts for value in vector.values})
    places = {value: place for place, value in enumerate(values)}
    codes = [np.array([*(places[v] for v in vector.values), -1], dtype=np.int32)[vector.codes] for vector in texts]
    return Texts(np.concatenate(codes), values)
