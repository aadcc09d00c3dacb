"""What `segdsl apply RULES --data … --out OUT --engine NAME` does, as one function; and what it wrote, to compare."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

HERE = Path(__file__).parent
PLAIN, MEASURED = HERE / "twenty.seg", HERE / "measures.seg"


def apply(rules: Path, customers: Path, transactions: Path | None, out: Path | None, engine: str = "pandas") -> None:
    """Reads, checks, evaluates, counts, tests itself, writes."""
    from segdsl import pipeline
    from segdsl.data.model import Options
    from segdsl.membership.apply import Job, Request
    from segdsl.membership.apply import apply as run
    from segdsl.source import Source

    data = {"": customers} if transactions is None else {"": customers, "transactions": transactions}
    checked = pipeline.check_data(Source(str(rules), rules.read_text()), rules, data, Options())
    value = checked.value
    assert value is not None, checked.diagnostics
    assert value.opened is not None
    ask = partial(pipeline.ask, value, engine=engine)
    run(Job(value.bundle, value.program, value.opened, ask), Request(out=out))


def known_engines() -> list[str]:
    """The engines that are installed."""
    from segdsl.diagnostics.model import Refused
    from segdsl.engines import door

    found = []
    for name in door.names():
        try:
            door.find(name)
        except Refused:
            continue
        found.append(name)
    return found


def written(path: Path) -> pa.Table:
    """A membership in order of the keys, whoever wrote it (a file, or a folder of files), without what only segdsl
    adds."""
    table = pq.read_table(path)
    table = table.drop_columns([name for name in table.column_names if name == "suppressed"])
    return table.sort_by("customer_id")


def differences(one: Path, other: Path) -> dict[str, int]:
    """For how many customers the two memberships differ, by segment."""
    a, b = written(one), written(other)
    keys, others = (table["customer_id"].cast(pa.string()).combine_chunks() for table in (a, b))
    if not keys.equals(others):
        raise SystemExit(f"{one.name} and {other.name} have different customers")
    found = {name: pc.sum(pc.not_equal(a[name], b[name])).as_py() for name in a.column_names[1:]}
    return {name: count for name, count in found.items() if count}
