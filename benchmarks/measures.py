"""Nine measures over 10 million transactions in one pass; and what twenty cost beside one.

    python benchmarks/measures.py [--rows 1000000] [--transactions 10000000] [--rounds 3]
                                  [--engines pandas,duckdb] [--data FOLDER] [--check]

Twenty are compared with one twice: with the cheapest that there is, a count in a window, which reads two columns, and
with a sum in a window of rows of one kind, which reads four. The goal is held against the sum.

The data is opened and checked beforehand; what is measured is an engine's whole run, from reading Parquet to the last
customer's measures, in CPU time by turns. By hand stands the SQL of `rivals/with_duckdb.py`, in the same process. With
--check the exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import bank
import running
from measuring import by_turns, verdict

MORE = """
define all uses as count of transactions
define all spend as sum of amount in transactions
define mean amount as average of amount in transactions where channel is "mobile"
define smallest amount as smallest of amount in transactions over the last 6 months
define first used as earliest day in transactions
define branch uses as count of transactions over the last 12 months where channel is "branch"
define fees as sum of amount in transactions where kind is "fee"
define refunds as count of transactions where kind is "refund"
define rent share as share of amount in transactions over the last 12 months where category is "rent"
define channels used as number of different channel in transactions over the last 12 months
define large uses as count of transactions over the last 12 months where amount > 100
"""


ALONE = {"count": "define uses as", "sum": "define spend as"}
"""The measures that stand alone, by what they begin with."""


def rules(measures: str) -> str:
    """The tables and the first so many measures, or one of those that stand alone; without segments."""
    text = running.MEASURED.read_text()
    head, *defines = text[: text.index("active if")].split("\ndefine ")
    defines += MORE.strip().removeprefix("define ").split("\ndefine ")
    if measures in ALONE:
        chosen = [define for define in defines if f"define {define}".startswith(ALONE[measures])]
    else:
        chosen = defines[: int(measures)]
    return "\ndefine ".join([head, *(define.strip() for define in chosen)]) + "\neverybody if age > 0\n"


def of_engine(engine: str, measures: str, data: Path, folder: Path) -> Callable[[], int]:
    """Asks for the measures of every customer; gives how many there are."""
    from segdsl import pipeline
    from segdsl.data.model import Options
    from segdsl.source import Source

    path = folder / f"{measures}.seg"
    path.write_text(rules(measures))
    bindings = {"": data / "customers.parquet", "transactions": data / "transactions.parquet"}
    checked = pipeline.check_data(Source(str(path), path.read_text()), path, bindings, Options()).value
    assert checked is not None
    values = [define.value for define in checked.program.defines.values()]
    assert len(values) == (1 if measures in ALONE else int(measures))

    def run() -> int:
        return sum(answers.rows for answers in pipeline.ask(checked, (), values, engine=engine))

    return run


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--transactions", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", default="pandas,polars,duckdb")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = options.data or Path(name)
        if not (data / "transactions.parquet").exists():
            bank.write(data / "customers.parquet", options.rows)
            bank.write_transactions(data / "transactions.parquet", options.transactions, options.rows)
        missed = compare(data, Path(name), options.rounds, options.engines.split(","))
    return 1 if options.check and missed else 0


def compare(data: Path, folder: Path, rounds: int, asked: Sequence[str]) -> bool:
    from rivals import with_duckdb

    engines = [name for name in asked if name in running.known_engines()]
    sides: dict[str, Callable[[], object]] = {
        f"{engine}, {many}": of_engine(engine, many, data, folder) for engine in engines for many in (*ALONE, "9", "20")
    }
    sides["SQL by hand, 9"] = partial(with_duckdb.measures_alone, data / "transactions.parquet")
    taken = by_turns(rounds, sides)
    for name, seconds in taken.items():
        print(f"{name:20} {seconds:8.2f} s", flush=True)
    for engine in engines:
        print(f"{engine}: twenty by a count: {taken[f'{engine}, 20'] / taken[f'{engine}, count']:.1f}")
    goals = [(f"{engine}: twenty by a sum", f"{engine}, 20", f"{engine}, sum", 3.0) for engine in engines]
    goals += [
        ("pandas by DuckDB", "pandas, 9", "duckdb, 9", 1.5),
        ("DuckDB by SQL by hand", "duckdb, 9", "SQL by hand, 9", 1.1),
        ("pandas by SQL by hand", "pandas, 9", "SQL by hand, 9", 1.5),
    ]
    missed = False
    for name, above, below, goal in goals:
        if above not in taken or below not in taken:
            continue
        ratio = taken[above] / taken[below]
        missed |= ratio > goal
        print(f"{name:24} {verdict(ratio, goal)}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
