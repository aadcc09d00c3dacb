"""How long the proofs of `segdsl validate` take: `python benchmarks/proofs.py 100 500` makes so many segments each.

Told is the processor's time of checking the rules, of all proofs and of the solver in them.
"""

from __future__ import annotations

import random
import sys
import time

import z3

from segdsl import pipeline
from segdsl.proofs import Prover
from segdsl.proofs.standing import Standing
from segdsl.source import Source

HEAD = """\
as of 2026-01-01

table customers
  key customer id
  column age: whole number 0 to 120
  column balance: number
  column income: number 0 or more
  column city: text
  column kind: one of "A", "B", "C", "D"
  column joined: date

table purchases
  many per customer id, dated day
  column day: date
  column amount: number 0 or more

define spend as sum of amount in purchases over the last 12 months

define visits as count of purchases over the last 90 days

define visits month as count of purchases over the last 30 days

define ratio as balance / income

"""


def rules(count: int) -> str:
    rnd = random.Random(1)
    made = [HEAD]
    for number in range(count):
        clauses = [clause(rnd) for _ in range(rnd.randrange(2, 6))]
        if number and rnd.random() < 0.3:
            clauses.append(f"in segment {rnd.randrange(number)}")
        made.append(f"segment {number} if " + "\n  and ".join(dict.fromkeys(clauses)) + "\n")
    return "\n".join(made)


def clause(rnd: random.Random) -> str:
    return rnd.choice(
        [
            f"age >= {rnd.randrange(10, 60)}",
            f"age < {rnd.randrange(60, 110)}",
            f"balance > {rnd.randrange(1, 200)}k",
            f"income >= {rnd.randrange(1, 90)}k",
            f'city is "{rnd.choice("abcdefgh")}"',
            f'kind in ["A", "{rnd.choice("BCD")}"]',
            f"joined is before 20{rnd.randrange(10, 25)}-03-01",
            f"spend > {rnd.randrange(100, 9000)}",
            f"visits >= {rnd.randrange(1, 9)}",
            f"ratio > 0.{rnd.randrange(1, 9)}",
            f"(visits month > {rnd.randrange(1, 5)} or balance + income > {rnd.randrange(100, 400)}k)",
        ]
    )


def main(counts: list[int]) -> None:
    solving = 0.0
    check = z3.Solver.check

    def timed(self: z3.Solver, *assumed: z3.BoolRef) -> z3.CheckSatResult:
        nonlocal solving
        began = time.process_time()
        found = check(self, *assumed)
        solving += time.process_time() - began
        return found

    z3.Solver.check = timed
    for count in counts:
        solving = 0.0
        began = time.process_time()
        checked = pipeline.check_text(Source("rules.seg", rules(count)), None)
        assert checked.value is not None, [said.message for said in checked.diagnostics]
        ready = time.process_time()
        prover = Prover(checked.value.program)
        found = Standing(prover, checked.diagnostics).findings()
        done = time.process_time()
        print(
            f"{count:,} segments: checked in {ready - began:.2f} s, proofs {done - ready:.2f} s, "
            f"of these the solver {solving:.2f} s in {prover.checks:,} questions; {len(found):,} findings"
        )


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [100, 500])
