"""Keys: which column tells the customers apart, and whether it does; says nothing of other columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data.converted import Bad, encoded
from segdsl.data.differing import surely_differ
from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.data.texts import key_texts
from segdsl.data.wording import listed, many
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import fold

TEXT_BYTES = 60
"""What a Python text of ordinary length takes."""

_CHINESE = (
    "客戶編號",
    "客户编号",
    "客戶代號",
    "客户号",
    "客戶號",
    "客戶id",
    "客户id",
    "顧客編號",
    "會員編號",
    "会员编号",
)


def candidates(table: str) -> tuple[str, ...]:
    """Folded names under which a key is looked for when none is declared, likeliest first."""
    folded = fold(table)
    singular = folded[:-3] + "y" if folded.endswith("ies") else folded.removesuffix("s")
    return tuple(dict.fromkeys(("customer id", f"{singular} id", *_CHINESE, "id")))


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Rows (from 0, ascending) whose keys other rows have too, each with a number that stands for its key."""

    rows: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int32]

    def later(self) -> npt.NDArray[np.int64]:
        """The rows with a key that an earlier one has."""
        return np.delete(self.rows, np.unique(self.keys, return_index=True)[1])

    def among(self, kept: npt.NDArray[np.int64]) -> Repeats:
        """Those that are among these rows."""
        stay = np.isin(self.rows, kept)
        return Repeats(self.rows[stay], self.keys[stay])


NO_REPEATS: Final = Repeats(np.zeros(0, np.int64), np.zeros(0, np.int32))


@dataclass(slots=True)
class KeyWatch:
    """The keys of a table, chunk by chunk. Rows that are `ignored` have none and need none."""

    spelled: bool
    ignored: frozenset[int] = frozenset()
    arrays: list[Arrow] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    _differ: tuple[int, bool] | None = None

    def watch(self, raw: RawColumn) -> None:
        array, bad = key_texts(raw, self.spelled)
        self.arrays.append(array)
        self.bad.append(bad)

    def bytes_of_last(self) -> int:
        """What the last chunk takes, now and as Python texts."""
        return int(self.arrays[-1].nbytes) + TEXT_BYTES * len(self.arrays[-1])

    @property
    def rows(self) -> int:
        return sum(len(array) for array in self.arrays)

    @property
    def missing(self) -> int:
        return sum(int(array.null_count) for array in self.arrays) - len(self.ignored)

    def is_key(self) -> bool:
        """Whether every row has a key of its own."""
        return not self.missing and not len(self.repeats().rows)

    def missing_rows(self) -> npt.NDArray[np.int64]:
        """Rows (from 0) without a key."""
        found = [pc.is_null(array).to_numpy(zero_copy_only=False) for array in self.arrays]
        rows = np.flatnonzero(np.concatenate(found)) if found else np.zeros(0, np.int64)
        return np.setdiff1d(rows, list(self.ignored)) if self.ignored else rows

    def repeats(self, left_out: Sequence[int] = ()) -> Repeats:
        """All rows that share their key with others. Where all keys differ, the usual case, none is looked up."""
        if not left_out and self._all_differ():
            return NO_REPEATS
        if not self.arrays:
            return NO_REPEATS
        codes, _ = encoded(_together(self.arrays))
        if len(left_out):
            codes = codes.copy()
            codes[np.asarray(left_out, dtype=np.int64)] = -1
        rows = np.flatnonzero(codes >= 0)
        rows = rows[np.bincount(codes[rows])[codes[rows]] > 1]
        return Repeats(rows, codes[rows])

    def distinct(self) -> int:
        """How many different keys there are."""
        return int(pc.count_distinct(_together(self.arrays)).as_py()) if self.arrays else 0

    def _all_differ(self) -> bool:
        """Whether that is plain to see; remembered, because it is asked more than once."""
        if self._differ is None or self._differ[0] != len(self.arrays):
            self._differ = (len(self.arrays), self._rises() or surely_differ(self.arrays))
        return self._differ[1]

    def _rises(self) -> bool:
        last: str | None = None
        for array in self.arrays:
            if array.null_count:
                return False
            if len(array) > 1 and not pc.all(pc.less(array[:-1], array[1:])).as_py():
                return False
            if len(array):
                if last is not None and not last.encode() < array[0].as_py().encode():
                    return False
                last = array[-1].as_py()
        return True


def key_note(label: str, column: str, watch: KeyWatch | None) -> Diagnostic:
    """Says what tells the customers apart when nobody declared it: the column watched, or the row number."""
    if watch is None:
        said = f"the row number is the key of `{label}`, which has no column like `customer id` or `id`"
        help = ("write `key …` in the table statement, or give `--key NAME`",)
        return Diagnostic(codes.ROW_NUMBER_KEY, said, help=help, path=label)
    if watch.is_key():
        said = f"`{column}` tells the customers of `{label}` apart and is taken as their key"
        return Diagnostic(codes.KEY_FOUND, said, help=(f"to be sure, write `key {column}`",), path=label)
    repeated = len(watch.repeats().later())
    faults = [many(repeated, "row repeats another", "rows repeat another")] if repeated else []
    faults += [many(watch.missing, "row has none", "rows have none")] if watch.missing else []
    said = f"the row number is the key of `{label}`: `{column}` is none, {listed(faults)}"
    help = (f"if a customer may have several rows, write `key {column}, one per distinct value`",)
    return Diagnostic(codes.ROW_NUMBER_KEY, said, help=help, path=label)


def _together(arrays: Sequence[Arrow]) -> Arrow:
    if len(arrays) == 1:
        return arrays[0]
    together: list[Arrow] = [array.cast(pa.large_string()) for array in arrays]
    return pa.concat_arrays(together) if together else pa.array([], pa.string())
