"""How rows travel from readers to engines and from engines to writers: plain arrays, batch by batch.

A *vector* is one column of a batch. What is missing is NaN in numbers, NaT in dates, -1 in yes/no and in the codes of
texts; readers have already turned NaN, infinities, empty cells and declared codes into that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, overload

import numpy as np
import numpy.typing as npt

from segdsl.frames.native import Native
from segdsl.types import Value

Bools: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.int8]
Dates: TypeAlias = npt.NDArray[np.datetime64]
Codes: TypeAlias = npt.NDArray[np.int32]


class LazyTexts(Sequence[str]):
    """Texts that stay an Arrow array until one of them is looked at: keys are many, and seldom read one by one."""

    __slots__ = ("_texts", "array")

    def __init__(self, array: Any) -> None:
        self.array = array
        self._texts: tuple[str, ...] | None = None

    def _all(self) -> tuple[str, ...]:
        if self._texts is None:
            self._texts = tuple(self.array.to_numpy(zero_copy_only=False))
        return self._texts

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if self._texts is None and isinstance(index, int):
            return str(self.array[index])
        return self._all()[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts by number: row i holds `values[codes[i]]`, or is missing where the code is -1.

    `values` are NFC and without repeats, but in no promised order, and may differ from batch to batch.
    """

    codes: Codes
    values: Sequence[str]


class LateTexts(Texts):
    """Texts that stay an Arrow array, which may repeat some, until somebody asks for their numbers: the keys by which
    rows find their customers are many, and are looked up as they are."""

    __slots__ = ("_numbered", "array")
    array: Any
    _numbered: Texts | None

    def __init__(self, array: Any) -> None:
        object.__setattr__(self, "array", array)
        object.__setattr__(self, "_numbered", None)

    def _texts(self) -> Texts:
        texts = self._numbered
        if texts is None:
            found = self.array.dictionary_encode()
            codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
            texts = Texts(codes, tuple(found.dictionary.to_numpy(zero_copy_only=False)))
            object.__setattr__(self, "_numbered", texts)
        return texts

    @property
    def codes(self) -> Codes:
        return self._texts().codes

    @property
    def values(self) -> Sequence[str]:
        return self._texts().values


Vector: TypeAlias = Numbers | Flags | Dates | Texts
"""float64 for numbers, whole numbers and durations (in days); int8 (1, 0, -1) for yes/no; datetime64[D] for dates;
datetime64[us] for dates with times (naive, in the file's time zone); Texts for texts and closed sets."""


ROW_NUMBER = ""
"""The name under which every store gives, when asked for it, the number of each row in its data (from 1, as Numbers).
Rows that were left out in reading keep their numbers: nobody is renumbered."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some consecutive rows of one table: folded column name → vector, all of length `rows`."""

    rows: int
    columns: Mapping[str, Vector]


def cell(vector: Vector, row: int) -> Value | None:
    """One element of a vector as a plain value; None where it is missing."""
    if isinstance(vector, Texts):
        code = int(vector.codes[row])
        return None if code < 0 else vector.values[code]
    element: Any = vector[row]
    if vector.dtype.kind == "M":
        return None if np.isnat(element) else element.item()
    if vector.dtype.kind == "i":
        return None if element < 0 else bool(element)
    return None if np.isnan(element) else float(element)


def cells(batch: Batch, row: int) -> dict[str, Value | None]:
    """One row of a batch as plain values."""
    return {name: cell(vector, row) for name, vector in batch.columns.items()}


class Store(Protocol):
    """The rows of one table, readable more than once, always in the same order."""

    @property
    def rows(self) -> int | None:
        """How many rows there are, None while that is not known."""

    @property
    def native(self) -> Native | None:
        """How an engine may read the rows itself; None where it has to take the batches."""

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        """The rows, with these columns (folded names) and no others."""


KeyArray: TypeAlias = Any
"""An array of texts, of numpy or of Arrow (which is not imported here)."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What an engine says of a batch of customers, in the order of the rows.

    `true[i]` says where condition i of the plan is true, `possible[i]` where it is true or undecided (the same array
    as `true[i]` when nothing can be missing); `values[j]` is value j of the plan. All have length `rows`, and so has
    what `make_keys` makes.
    """

    rows: int
    make_keys: KeyArray | Callable[[], KeyArray]
    true: Sequence[Bools]
    possible: Sequence[Bools]
    values: tuple[Vector, ...]

    @property
    def keys(self) -> npt.NDArray[Any]:
        """The customers' keys as texts; made when they are asked for, which takes longer than to answer the rules."""
        return np.asarray(self.key_array, dtype=object)

    @property
    def key_array(self) -> KeyArray:
        """The same for writers, as an Arrow array where the data has one."""
        return self.make_keys() if callable(self.make_keys) else self.make_keys
