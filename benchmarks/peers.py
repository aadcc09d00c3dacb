"""Against rule engines that take one customer after the other: zen-engine and rule-engine, where they are installed.

    python benchmarks/peers.py [--rows 100000] [--rounds 3] [--check]

All sides answer the same ten segments for the same customers, which they get as they like them: segdsl as arrays, the
others as one dict for each customer, made beforehand. zen-engine is asked in its quickest way, one expression that
gives the list of all answers, compiled once; rule-engine is asked each rule, compiled once, as it has no lists of
answers. With --check the exit code is 1 when segdsl is less than 30 and 500 times as quick.

They are no part of segdsl: `pip install zen-engine rule-engine`.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from bank import write
from measuring import by_turns

GOALS = {"zen-engine": 30.0, "rule-engine": 500.0}
RULES = """
as of 2025-12-31

table customers
  key customer id

affluent if balance > 50k and salary > 60k
young professionals if age between 25 and 35 and salary > 50k and job in ["management", "self employed", "entrepreneur"]
at-risk if churn risk > 80% and visits < 5 and complaints > 0
loyal if tenure months is at least 120 and products is at least 3
digital if channel in ["online", "mobile"] and logins > 50
branch lovers if channel is "branch" and visits > 20
over the limit if card spend > 50% of credit limit
capital city if city in ["City 00", "City 01", "City 02", "City 03"]
elders if age is more than 70 and job is "retired"
upsell if card spend between 500 and 2000 and (credit limit < 3000 or salary > 80k)
"""
ZEN = (
    "balance > 50000 and salary > 60000",
    'age >= 25 and age <= 35 and salary > 50000 and job in ["management", "self employed", "entrepreneur"]',
    "churn_risk > 0.8 and visits < 5 and complaints > 0",
    "tenure_months >= 120 and products >= 3",
    'channel in ["online", "mobile"] and logins > 50',
    'channel == "branch" and visits > 20',
    "card_spend > 0.5 * credit_limit",
    'city in ["City 00", "City 01", "City 02", "City 03"]',
    'age > 70 and job == "retired"',
    "card_spend >= 500 and card_spend <= 2000 and (credit_limit < 3000 or salary > 80000)",
)
NUMBERS = ("balance", "salary", "age", "churn_risk", "visits", "complaints", "tenure_months", "products", "logins")
NUMBERS += ("card_spend", "credit_limit")
TEXTS = ("job", "channel", "city")
NEVER = -1.0
"""Stands for a missing number with the others, who stumble over nothing being there; no rule here counts it in."""


def of_segdsl(path: Path) -> Callable[[], list[int]]:
    from segdsl import pipeline
    from segdsl.data.model import Options
    from segdsl.source import Source

    checked = pipeline.check_data(Source("peers.seg", RULES), None, {"": path}, Options()).value
    assert checked is not None
    conditions = [segment.condition for segment in checked.program.segments.values()]

    def run() -> list[int]:
        found = [0] * len(conditions)
        for answers in pipeline.ask(checked, conditions, engine="pandas"):
            found = [count + int(true.sum()) for count, true in zip(found, answers.true, strict=True)]
        return found

    return run


def of_zen(rows: list[dict[str, Any]]) -> Callable[[], list[int]]:
    import zen

    expression = zen.compile_expression("[" + ", ".join(ZEN) + "]")
    return lambda: [sum(answers) for answers in zip(*(expression.evaluate(row) for row in rows), strict=True)]


def of_rule_engine(rows: list[dict[str, Any]]) -> Callable[[], list[int]]:
    import rule_engine

    rules = [rule_engine.Rule(text) for text in ZEN]
    return lambda: [sum(rule.matches(row) for row in rows) for rule in rules]


def dicts(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path, columns=[*NUMBERS, *TEXTS]).to_pylist()
    for row in rows:
        for name in NUMBERS:
            row[name] = NEVER if row[name] is None else row[name]
        # A negative number is below every upper limit: whoever lacks one must not be counted there.
        row["visits"] = 10.0 if row["visits"] == NEVER else row["visits"]
        row["credit_limit"] = 1e12 if row["credit_limit"] == NEVER else row["credit_limit"]
        for name in TEXTS:
            row[name] = row[name] or ""
    return rows


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "customers.parquet"
        write(path, options.rows)
        return compare(path, options)


def compare(path: Path, options: argparse.Namespace) -> int:
    few = max(options.rows // 10, 1)
    rows = dicts(path)
    makers = {"zen-engine": ("zen", of_zen, rows), "rule-engine": ("rule_engine", of_rule_engine, rows[:few])}
    ours = of_segdsl(path)
    sides: dict[str, Callable[[], list[int]]] = {"segdsl": ours}
    for name, (module, make, given) in makers.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name} is not installed: not compared")
            continue
        sides[name] = make(given)
    if "zen-engine" in sides and sides["zen-engine"]() != ours():
        raise SystemExit(f"zen-engine finds other members: {sides['zen-engine']()}, not {ours()}")
    taken = by_turns(options.rounds, sides)
    missed = False
    for name, seconds in taken.items():
        size = few if name == "rule-engine" else options.rows
        each = seconds / size
        times = each / (taken["segdsl"] / options.rows)
        missed |= times < GOALS.get(name, 0.0)
        goal = f"   segdsl is {times:.0f} times as quick (goal {GOALS[name]:g})" if name in GOALS else ""
        print(f"{name:12} {each * 1e6:9.3f} µs a customer{goal}")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
