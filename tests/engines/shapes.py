"""Rules of hard shapes, as large as asked for: long lists, long chains, much nesting, many statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Shape: TypeAlias = Callable[[int], str]

HEAD = """\
as of 2026-01-01

table customers from "customers.csv"
  key id
  column x: number
  column y: number
  column t: text

"""
VISITS = """\
table visits from "visits.csv"
  many per id, dated day
  column day: date
  column amount: number

"""


def _joined(word: str, clauses: list[str]) -> str:
    return HEAD + "big\n  if " + f"\n  {word} ".join(clauses) + "\n"


def ors(n: int) -> str:
    return _joined("or", [f"x is {i}" for i in range(n)])


def ands(n: int) -> str:
    return _joined("and", [f"x is not {i}" for i in range(10, n + 10)])


def pairs(n: int) -> str:
    return _joined("or", [f"(x > {i} and y < {i})" for i in range(n)])


def kinds(n: int) -> str:
    return _joined("or", [f"x is {i}" if i % 3 else f'(y > {i} and t is not "v{i}")' for i in range(n)])


def patterns(n: int) -> str:
    return _joined("or", [f't contains "v{i}"' for i in range(n)])


def numbers(n: int) -> str:
    return f"{HEAD}big if x in [{', '.join(map(str, range(n)))}]\n"


def texts(n: int) -> str:
    return HEAD + "big if t in [" + ", ".join(f'"v{i}"' for i in range(n)) + "]\n"


def segments(n: int) -> str:
    return HEAD + "".join(f"s{i} if x > {i}\n" for i in range(n)) + "\nbig if x > 3\n"


def members(n: int) -> str:
    chain = "".join(f"s{i} if in s{i - 1} and x < {1000 + i}\n" for i in range(1, n + 1))
    return f"{HEAD}s0 if x > 3\n{chain}\nbig if in s{n}\n"


def steps(n: int) -> str:
    chain = "".join(f"define a{i} as a{i - 1} + 1\n" for i in range(1, n + 1))
    return f"{HEAD}define a0 as x\n{chain}\nbig if a{n} > {n + 3}\n"


def choices(n: int) -> str:
    chain = "".join(
        f"define a{i} as\n  when a{i - 1} > {i} then {i}\n  otherwise a{i - 1}\n\n" for i in range(1, n + 1)
    )
    return f"{HEAD}define a0 as x\n\n{chain}big if a{n} > 5\n"


def branches(n: int) -> str:
    lines = "".join(f"  when x < {i} then {i % 7}\n" for i in range(n))
    return f"{HEAD}define c as\n{lines}  otherwise 9\n\nbig if c > 3\n"


def tiers(n: int) -> str:
    lines = "".join(f"  when x > {n - i} then part{n - i}\n" for i in range(n))
    return f'{HEAD}tiers level\n{lines}  otherwise rest\n\nbig if level is "part3"\n'


def sums(n: int) -> str:
    return f"{HEAD}big if {' + '.join(['x'] * n)} > 50\n"


def products(n: int) -> str:
    return f"{HEAD}big if {' * '.join(['x', 'y'] * (n // 2))} > 50\n"


def parentheses(n: int) -> str:
    return f"{HEAD}big if {'(' * n}x > 5{')' * n}\n"


def turns(n: int) -> str:
    opened = "".join(f"(x > {i} {'or' if i % 2 else 'and'} " for i in range(n))
    return f"{HEAD}big if {opened}y < 7{')' * n}\n"


def negations(n: int) -> str:
    return f"{HEAD}big if {'not (' * n}x > 5{')' * n}\n"


def measures(n: int) -> str:
    defined = "".join(f"define m{i} as sum of amount in visits over the last {i + 1} days\n" for i in range(n))
    return HEAD + VISITS + defined + "\nbig\n  if " + "\n  or ".join(f"m{i} > {40 * i + 40}" for i in range(n)) + "\n"
