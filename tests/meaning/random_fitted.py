"""Random nodes of what was learned: bands, maps, sums, lines, trees, labels and purchase histories."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from tests.meaning.random_tables import CLOSED, DATES, FRACTIONS, NUMBERS, TEXTS, WHOLES

from segdsl import ir
from segdsl.interpret import as_key
from segdsl.types import NUMBER, TEXT, YES_NO, Type, Value

if TYPE_CHECKING:
    from tests.meaning.random_programs import Asker

POOL = (*NUMBERS, *map(float, WHOLES), -0.0, 0.1, 30.0)
"""Constants of learned things: the values of columns, so that values lie on limits."""


def number(ask: Asker, depth: int) -> ir.Expr:
    """A number that is computed alike to the last bit everywhere."""
    rnd = ask.rnd
    match rnd.randint(0, 5):
        case 0:
            return ir.Band(part(ask, depth), ascending(rnd, rnd.randint(1, 4)), rnd.random() < 0.5)
        case 1:
            return mapped(ask, depth, NUMBER, POOL)
        case 2:
            terms = tuple((rnd.choice((*POOL, *FRACTIONS)), part(ask, depth)) for _ in range(rnd.randint(0, 3)))
            return ir.Linear(terms, rnd.choice(POOL))
        case 3:
            xs = ascending(rnd, rnd.randint(1, 4))
            return ir.Interpolate(part(ask, depth), tuple((x, rnd.choice((*POOL, *FRACTIONS))) for x in xs))
        case _:
            return trees(ask, depth)


def part(ask: Asker, depth: int) -> ir.Expr:
    """What learned things take as a number."""
    return ask.rnd.choices((ask.number, ask.yes_no, ask.duration), (9, 2, 1))[0](depth - 1)


def ascending(rnd: Random, count: int) -> tuple[float, ...]:
    return tuple(sorted(rnd.sample(sorted(set(POOL)), count)))


def mapped(ask: Asker, depth: int, kind: Type, values: Sequence[Value]) -> ir.Expr:
    rnd = ask.rnd
    of = rnd.choice((ask.text, ask.text, ask.number, ask.yes_no, ask.date))(depth - 1)
    numbers_and_dates: tuple[Value, ...] = (*POOL, *DATES[:4])
    keys = sorted({*TEXTS, *CLOSED, "yes", "no", *(as_key(value) or "" for value in numbers_and_dates)})
    pairs = tuple((key, rnd.choice(values)) for key in rnd.sample(keys, rnd.randint(0, len(keys))))
    maybe = (*values, None)
    return ir.Mapped(of, tuple(sorted(pairs)), rnd.choice(maybe), rnd.choice(maybe), kind)


def text(ask: Asker, depth: int) -> ir.Expr:
    if ask.rnd.random() < 0.5:
        return mapped(ask, depth, TEXT, TEXTS)
    choices = tuple((part(ask, depth), ask.rnd.choice(CLOSED)) for _ in range(ask.rnd.randint(1, 4)))
    return ir.Best(choices, ask.rnd.random() < 0.5)


def yes_no(ask: Asker, depth: int) -> ir.Expr:
    return mapped(ask, depth, YES_NO, (True, False))


def trees(ask: Asker, depth: int) -> ir.Expr:
    rnd = ask.rnd
    features = tuple(part(ask, depth) for _ in range(rnd.randint(1, 3)))
    largest = rnd.choice((1, 3, 8, 20, 40, 70))
    grown = tuple(tree(rnd, len(features), rnd.randint(1, largest)) for _ in range(rnd.choice((0, 1, 2, 9))))
    return ir.Trees(features, grown, rnd.choice(POOL))


def tree(rnd: Random, features: int, leaves: int) -> ir.Tree:
    """A tree of any shape; unused places hold numbers that must not matter."""
    nodes: list[tuple[int, float, int, int, bool, float]] = [_leaf(rnd)]
    ends = [0]
    while len(ends) < leaves:
        node, left, right = ends.pop(rnd.randrange(len(ends))), len(nodes), len(nodes) + 1
        ends += [left, right]
        threshold, feature = rnd.choice(POOL), rnd.randrange(features)
        nodes[node] = (feature, threshold, left, right, rnd.random() < 0.5, rnd.uniform(-9, 9))
        nodes += [_leaf(rnd), _leaf(rnd)]
    return ir.Tree(*zip(*nodes, strict=True))


def _leaf(rnd: Random) -> tuple[int, float, int, int, bool, float]:
    return -1, 0.0, 0, 0, False, rnd.choice((rnd.uniform(-1, 1), *FRACTIONS[:6]))


def curved(ask: Asker, depth: int) -> ir.Expr:
    """A number that engines compute by functions of their own, the same but for the last bits."""
    rnd = ask.rnd
    if rnd.random() < 0.5:
        return ir.Apply(rnd.choice(list(ir.Function)), part(ask, depth))
    r, alpha, a, b = (rnd.choice((0.1, 0.243, 1.0, 3.0)) for _ in range(4))
    asks, horizon = rnd.choice(list(ir.History)), rnd.choice((0.0, 1.0, 39.0))
    repeats, last, age = (_history(ask, depth) for _ in range(3))
    return ir.Repeats(asks, r, alpha, a, b, horizon, repeats, last, age)


def _history(ask: Asker, depth: int) -> ir.Expr:
    count = ir.Absolute(ir.Round(ask.number(depth - 1)))
    return ask.rnd.choice((part(ask, depth), ir.Extreme(False, (count, ir.Literal(60.0, NUMBER)))))


def condition(ask: Asker, depth: int) -> ir.Cond:
    """A place among others, or a comparison of what was learned with a constant."""
    rnd = ask.rnd
    limit = ir.Literal(rnd.choice(POOL), NUMBER)
    if rnd.random() < 0.5:
        place = rnd.choice(list(ir.Place))
        end = rnd.choice((limit, mapped(ask, depth, NUMBER, POOL)))
        return ir.Ranked(place, part(ask, depth), 0.1, None, end)
    return ir.Compare(rnd.choice(list(ir.Rel)), curved(ask, depth), limit)
