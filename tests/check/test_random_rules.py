"""Random rules: well-typed ones check, their layout does not matter, and no rule at all makes checking fall over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.check import programs, rules

from segdsl import check, ir, load
from segdsl.check import deep
from segdsl.check.used import nodes
from segdsl.source import Source
from segdsl.syntax.printer import print_file

MANY = settings(
    max_examples=int(os.environ.get("SEGDSL_EXAMPLES", "80")), deadline=None, suppress_health_check=list(HealthCheck)
)
NAMED = """first if age > 3
x if age > 5
tiers city tier
  when in first then gold
  otherwise basic
define n1 as 1
define n2 as 2
"""
MESSAGE = re.compile(r"^[a-z`\"0-9].*[^.]$", re.DOTALL)


def meaning(text: str) -> ir.Program:
    """The program without the order, which follows the text where the references leave it open."""
    return replace(rules.program(text), order=())


@MANY
@given(programs.statements())
def test_every_well_typed_program_checks(statements: list[str]) -> None:
    program = rules.program("\n".join(statements))
    seen: set[str] = set()
    for name in program.order:
        for node in nodes(_of(program, name)):
            if isinstance(node, ir.Named | ir.Member | ir.PartOf):
                assert node.name in seen
        seen.add(name)
    assert seen == {*program.defines, *program.segments, *program.tiers, *program.splits}
    known: set[str] = set()
    for name, thing in program.learned.items():
        assert all(node.name in known for node in reached(program, thing) if isinstance(node, ir.Learned))
        known.add(name)


def reached(program: ir.Program, root: object) -> Iterator[object]:
    """All nodes, also behind names."""
    for node in nodes(root):
        yield node
        if isinstance(node, ir.Named | ir.Member | ir.PartOf):
            for inner in _of(program, node.name)[:1]:
                yield from reached(program, inner)


def _of(program: ir.Program, name: str) -> tuple[object, ...]:
    if name in program.defines:
        value = program.defines[name].value
        return (value, program.learned[value.name]) if isinstance(value, ir.Learned) else (value,)
    if name in program.segments:
        return (program.segments[name].condition,)
    if name in program.tiers:
        return tuple(condition for condition, _ in program.tiers[name].branches)
    return ()


@MANY
@given(programs.statements(), st.randoms(use_true_random=False))
def test_layout_order_and_spelling_do_not_matter(statements: list[str], random: object) -> None:
    text = "\n".join(statements)
    expected = meaning(text)
    assert hasattr(random, "shuffle")
    random.shuffle(statements)
    shuffled = "\n".join(statements)
    assert meaning(shuffled) == expected
    parsed = load.load(Source("rules.seg", shuffled), None)
    assert parsed.value is not None
    assert meaning(print_file(parsed.value.main.file)) == expected
    spelled = re.sub(r"\bseen at\b", "Seen_At", re.sub(r"\bage\b", "AGE", shuffled))
    assert meaning("# a comment\n" + spelled.replace("\n  and ", "\n\n      and  ")) == expected


@MANY
@given(st.lists(programs.wild(), min_size=1, max_size=4))
def test_no_rule_makes_checking_fall_over(conditions: list[str]) -> None:
    body = "\n".join(f"x{number} if {text}" for number, text in enumerate(conditions))
    _reads_well(f"{body}\n{NAMED}{rules.HEADER}")


def _reads_well(text: str) -> None:
    """Each message is a sentence about a place of its own."""
    found = rules.diagnostics(text)
    for diagnostic in found:
        assert diagnostic.span is not None
        assert MESSAGE.match(diagnostic.message), diagnostic.message
        assert len(diagnostic.message) <= 300
    places = [(d.span.start, d.span.end) for d in found if d.is_error and d.span is not None]
    assert len(places) == len(set(places)), [d.message for d in found]


@MANY
@given(programs.wild_learned())
def test_no_learned_statement_makes_checking_fall_over(statement: str) -> None:
    _reads_well(f"{statement}\n{NAMED}{rules.HEADER}")


@MANY
@given(programs.wild(), programs.wild())
def test_an_error_elsewhere_is_said_all_the_same(one: str, other: str) -> None:
    """What is said of two rules is what is said of each: no error hides another and none causes another."""
    header = NAMED + rules.HEADER
    alone = _messages(f"rule one if {one}\n{header}") + _messages(f"rule two if {other}\n{header}")
    assume(not any(message.startswith("SEG1") for message in alone))
    assert sorted(_messages(f"rule one if {one}\nrule two if {other}\n{header}")) == sorted(alone)


def _messages(text: str) -> list[str]:
    return [f"{d.code.id} {d.message}" for d in rules.diagnostics(text)]


def test_a_rule_that_refers_to_an_error_is_silent() -> None:
    body = "define a as zebra + 1\ndefine b as a\nx if b > 3 and in y\ny if a > 3\n"
    checked = rules.diagnostics(body + rules.HEADER)
    assert [d.message for d in checked] == ["unknown name `zebra`"]


def test_what_could_not_be_read_is_not_missed() -> None:
    body = 'use "nope.seg"\nx if zebra > 3 and in y and (count of zebras) > 3 and age > "3"\n'
    messages = [d.message for d in rules.diagnostics(body + rules.HEADER)]
    assert messages == [
        "the file `nope.seg` does not exist",
        '`age` is a whole number and cannot be compared with `"3"`, a text',
    ]


def test_a_rule_that_cannot_be_parsed_hides_its_own_names_only() -> None:
    body = "y if age >\nx if in y and zebra > 3\n"
    messages = [d.message for d in rules.diagnostics(body + rules.HEADER) if not d.code.id.startswith("SEG1")]
    assert messages == ["unknown name `zebra`"]


def chain(levels: int) -> str:
    steps = "".join(f"define d{n} as d{n - 1} + 1\n" for n in range(1, levels + 1))
    return f"define d0 as age\n{steps}x if d{levels} > 3\n"


def test_long_chains_of_definitions_check() -> None:
    program = rules.program(chain(deep.DEEPEST - 2))
    assert len(program.order) == deep.DEEPEST
    assert check.needs_as_of(program) is None


@pytest.mark.parametrize("levels", [deep.DEEPEST - 1, 3000])
def test_too_long_a_chain_is_refused_once(levels: int) -> None:
    (said,) = rules.diagnostics(chain(levels) + rules.HEADER)
    assert said.code.id == "SEG124"


@pytest.mark.parametrize("member", ["in s{0} and age < {1}", "not in s{0} or age is {1}"])
def test_chains_of_members_are_counted_as_well(member: str) -> None:
    body = "s0 if age > 3\n" + "".join(f"s{n} if {member.format(n - 1, n)}\n" for n in range(1, 200))
    assert [d.code.id for d in rules.diagnostics(body + rules.HEADER)] == ["SEG124"]


@pytest.mark.parametrize("step", ["d{0} + 1", "d{0} + d{0}"])
def test_outcomes_that_would_be_endless_are_refused(step: str) -> None:
    def rule(levels: int) -> str:
        steps = "".join(f"define d{n} as {step.format(n - 1)}\n" for n in range(1, levels + 1))
        ask = f"predict p that (count of transactions over the next 9 days) > d{levels} from balance\n"
        return f"define d0 as age\n{steps}{ask}{rules.HEADER}"

    assert [d.code.id for d in rules.diagnostics(rule(149))] == ["SEG124", "SEG448"]
    assert rules.diagnostics(rule(9)) == ()
