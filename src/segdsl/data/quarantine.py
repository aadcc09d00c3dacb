"""Rows that were left out, as records with their reasons and all their fields; writes nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from segdsl.data.converted import Reason, spelled
from segdsl.data.model import Quarantined
from segdsl.data.raw import Arrow, Raw
from segdsl.data.reading import BadRows, Plan
from segdsl.names import fold
from segdsl.schemas import Table


def set_aside(raw: Raw, table: Table, bad: BadRows, plan: Plan, key: str | None) -> tuple[Quarantined, ...]:
    """A record for each row and reason, in order of row; the rows are read once more, now with all their fields."""
    rows = np.array(bad.all_rows(), dtype=np.int64)
    reasons: dict[int, list[tuple[str, Reason]]] = {}
    for (name, reason), found in bad.rows.items():
        for row in found:
            reasons.setdefault(row, []).append((name, reason))
    records: list[Quarantined] = []
    for chunk in raw.chunks(range(len(raw.headers))):
        start, end = np.searchsorted(rows, [chunk.first, chunk.first + chunk.rows])
        if start == end:
            continue
        here = rows[start:end]
        wanted = pa.array(here - chunk.first)
        fields = {raw.headers[place]: _texts(column, wanted) for place, column in chunk.columns.items()}
        for offset, row in enumerate(here.tolist()):
            texts = {header: values[offset] for header, values in fields.items()}
            own = texts.get(raw.headers[plan.places[key]]) if key is not None else None
            if row in raw.misshapen:
                texts = dict(raw.misshapen[row])
                own = texts.get(raw.headers[plan.places[key]]) if key is not None else None
            for name, reason in reasons[row]:
                column = plan.columns[name].name if name else ""
                records.append(Quarantined(fold(table.name), row + 1, own, column, reason.value, texts))
    return tuple(records)


def _texts(column: object, rows: Arrow) -> list[str | None]:
    array = pa.array(column, from_pandas=True) if isinstance(column, np.ndarray) else column
    assert isinstance(array, pa.Array)
    taken = array.take(rows)
    try:
        texts = spelled(taken)
    except pa.ArrowException:
        return [None if value is None else str(value) for value in taken.to_pylist()]
    if pa.types.is_dictionary(texts.type):
        texts = texts.cast(texts.type.value_type)
    return [None if text is None else str(text) for text in texts.to_pylist()]
