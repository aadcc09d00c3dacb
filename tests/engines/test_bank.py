"""The example bank from the command line: the same bytes, whatever engine computes them and wherever the data lies."""

from __future__ import annotations

import functools
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pytest
from tests.engines import each
from tests.fences import run_here
from tests.servers import postgres

from segdsl import pipeline
from segdsl.source import Source

BANK = Path(__file__).parents[2] / "examples" / "bank"
RULES = ("bank.seg", "learned.seg", "campaign.seg")
SCHEMA = "harbour"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `learned.seg` learns, once for all engines."""
    folder = tmp_path_factory.mktemp("bank") / "state"
    said, code = run_here(["fit", str(BANK / "learned.seg"), "--state", str(folder)], folder.parent)
    assert code == 0, said
    return folder


@pytest.fixture(scope="module")
def expected(state: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The members by rule file, as pandas finds them."""
    return {rules: members(rules, "pandas", state, tmp_path_factory.mktemp("pandas")) for rules in RULES}


def members(rules: str, engine: str, state: Path, folder: Path, data: tuple[str, ...] = ()) -> bytes:
    """The lines of the membership, sorted."""
    out = folder / f"{engine}.csv"
    learned = ["--state", str(state)] if rules == "learned.seg" else []
    command = ["apply", str(BANK / rules), "--engine", engine, "--out", str(out), *learned, *data]
    said, code = run_here(command, folder)
    assert code == 0, said
    header, *lines = out.read_bytes().splitlines(keepends=True)
    assert len(lines) > 500
    return b"".join([header, *sorted(lines)])


def pairs() -> list[tuple[str, str]]:
    """Each engine with each rule file; one that takes long with `bank.seg` alone, unless much is asked for."""
    engines = [name for name in each.OTHERS if name != "postgres"]
    alone = () if each.ASKED else each.SLOW
    return [(name, rules) for name in engines for rules in RULES if name not in alone or rules == "bank.seg"]


@pytest.mark.parametrize(("engine", "rules"), pairs())
def test_the_same_members(rules: str, engine: str, state: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    each.ready(engine)
    assert members(rules, engine, state, tmp_path) == expected[rules]


@pytest.mark.parametrize("rules", RULES)
def test_the_same_members_in_a_database(rules: str, state: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    each.ready("postgres")
    data = tuple(f"--data={name}={loaded()}?table={SCHEMA}.{table}" for name, table in tables(rules).items())
    assert members(rules, "postgres", state, tmp_path, data) == expected[rules]


def tables(rules: str) -> dict[str, str]:
    """The tables of a rule file that lie in files, and what those are called."""
    path = BANK / rules
    checked = pipeline.check_text(Source(rules, path.read_text(encoding="utf-8")), path)
    assert checked.value is not None
    found = checked.value.program.tables
    return {name: Path(table.path).name.split(".")[0] for name, table in found.items() if table.path is not None}


@functools.cache
def loaded() -> str:
    """The address of a database that holds the bank's tables, with types of its own."""
    server = postgres.shared()
    server.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    with server.connect() as connection, connection.cursor() as cursor:
        for path in sorted((BANK / "data").iterdir()):
            cursor.adbc_ingest(path.name.split(".")[0], typed(path), mode="replace", db_schema_name=SCHEMA)
    return f"postgresql://{postgres.OWNER}@127.0.0.1:{server.port}/postgres"


def typed(path: Path) -> pa.Table:
    """Keys as texts, money as NUMERIC, yes and no as booleans; dates and numbers as they look.

    Reversals, which the rules leave out and whose amounts break what is declared, are left out here already: rows that
    break a declaration are looked at outside the database, and then its engine does not answer.
    """
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    headers = text.split(b"\n", 1)[0].decode().strip().split(",")
    kinds: dict[str, pa.DataType] = {name: pa.string() for name in headers if name.endswith("_id")}
    kinds |= {name: pa.decimal128(14, 2) for name in headers if name in ("balance", "amount")}
    options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
    table = pyarrow.csv.read_csv(io.BytesIO(text), convert_options=options)
    if path.name.startswith("transactions"):
        table = table.filter(pyarrow.compute.field("kind") != "reversal")
    for place, column in enumerate(table.columns):
        if pa.types.is_string(column.type) and set(column.unique().to_pylist()) <= {"yes", "no", None}:
            flags = pa.array([None if each is None else each == "yes" for each in column.to_pylist()], pa.bool_())
            table = table.set_column(place, table.field(place).name, flags)
    return table
