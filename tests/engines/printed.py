"""Random rulesets to print: a program with names for everything that is asked, and the data that goes with it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.meaning.random_programs import Asker, world
from tests.meaning.random_tables import World

from segdsl import ir

TITLES = ("", "Good customers", "*/ drop table customers; --", "two\nlines /* and more", "高價值")


def ruleset(rnd: Random) -> World:
    """A world with four segments and three defines more than it has already, whose keys are there once: rows in a
    database have no order, and so there is no first one."""
    made = world(rnd)
    while made.program.customers.key is None or made.program.customers.distinct:
        made = world(rnd)
    program = made.program
    for name, table in program.tables.items():
        if table.per is not None and table.link is None:
            made.data[name] = list({row[table.per]: row for row in made.data[name]}.values())
    for number in range(4):
        ask = Asker(rnd, program)
        name = f"segment {number}"
        segment = ir.Segment(name, ask.condition(2), title=rnd.choice(TITLES) or None)
        order = (*program.order, name)
        program = replace(program, order=order, segments={**program.segments, name: segment})
    for number in range(3):
        ask = Asker(rnd, program)
        name = f"value {number}"
        value = rnd.choice((ask.number, ask.text, ask.date, ask.measured_number))(2)
        order = (*program.order, name)
        program = replace(program, order=order, defines={**program.defines, name: ir.Define(name, value)})
    suppressed = tuple(ir.Suppression(Asker(rnd, program).condition(1)) for _ in range(rnd.randint(0, 2)))
    return World(replace(program, suppressions=suppressed), made.data)
