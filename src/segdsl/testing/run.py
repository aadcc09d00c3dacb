"""Runs the examples of a checked ruleset through the reference interpreter: what is not given is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from segdsl import ir
from segdsl.explanation import shown, walk, written
from segdsl.explanation.flips import Flips
from segdsl.explanation.model import Flip
from segdsl.explanation.phrases import Context
from segdsl.interpret import Interpreter, of_example
from segdsl.names import fold
from segdsl.proofs.givens import given_line
from segdsl.testing.coverage import covered
from segdsl.testing.model import Check, ExampleResult, FileReport, Outcome

_NO_CUSTOMER: dict[str, None] = {}


def run(program: ir.Program, file: str, *, prove: bool = False) -> FileReport:
    """The file's own examples; those of the rulesets it uses are run with those rulesets. `prove` as in `covered`."""
    own = [example for example in program.examples if example.library is None]
    interpreters = [of_example(program, example) for example in own]
    results = [_example(program, example, asked) for example, asked in zip(own, interpreters, strict=True)]
    return FileReport(file, tuple(results), covered(program, interpreters, prove=prove))


def _example(program: ir.Program, example: ir.Example, asked: Interpreter) -> ExampleResult:
    checks = tuple(_check(program, expectation, asked) for expectation in example.expect)
    return ExampleResult(example.title, checks, example.span)


def _check(program: ir.Program, expectation: ir.Expectation, asked: Interpreter) -> Check:
    if expectation.part is None:
        return _segment(program, expectation, asked)
    if fold(expectation.name) in program.tiers:
        return _tiers(program, expectation, asked)
    return _split(program, expectation, asked)


def _segment(program: ir.Program, expectation: ir.Expectation, asked: Interpreter) -> Check:
    segment = program.segments[fold(expectation.name)]
    wanted = not expectation.negated
    answer = asked.condition(segment.condition, _NO_CUSTOMER)
    expected = segment.name if wanted else f"not {segment.name}"
    if answer is None:
        needs = _needed(program, segment.condition, asked)
        add = _add(program, segment.condition, wanted, asked)
        lacking = unlearned(program, segment.condition, asked)
        open = Outcome.UNDECIDED
        return Check(expected, "undecided", open, needs=needs, add=add, learned=lacking, span=expectation.span)
    found = segment.name if answer else f"not {segment.name}"
    if answer is wanted:
        return Check(expected, found, Outcome.PASSED, span=expectation.span)
    why = tuple(_deciding(program, segment.condition, asked))
    return Check(expected, found, Outcome.FAILED, why=why, span=expectation.span)


def _tiers(program: ir.Program, expectation: ir.Expectation, asked: Interpreter) -> Check:
    """Tiers are never undecided: a line that is does not match. When the part is not the one expected, though, the
    first such line is what the example should say more about."""
    tiers = program.tiers[fold(expectation.name)]
    expected = _part(tiers.name, expectation)
    unsure: tuple[ir.Cond, str] | None = None
    won, why = tiers.otherwise, tuple[str, ...]()
    for test, part in tiers.branches:
        answer = asked.condition(test, _NO_CUSTOMER)
        if answer:
            won, why = part, tuple(_deciding(program, test, asked))
            break
        if answer is None and unsure is None:
            unsure = (test, part)
        why = (*why, *_deciding(program, test, asked))
    check = _compared(tiers.name, expected, won, expectation, why)
    if check.outcome is Outcome.PASSED or unsure is None:
        return check
    test, part = unsure
    hit = (part == expectation.part) is not expectation.negated
    needs, add = _needed(program, test, asked), _add(program, test, hit, asked)
    lacking = unlearned(program, test, asked)
    return replace(check, outcome=Outcome.UNDECIDED, why=(), needs=needs, add=add, learned=lacking)


def _split(program: ir.Program, expectation: ir.Expectation, asked: Interpreter) -> Check:
    split = program.splits[fold(expectation.name)]
    expected = _part(split.name, expectation)
    part = asked.part(fold(expectation.name), _NO_CUSTOMER)
    if part is None:
        by = written.value(Context(program), split.by)
        add = given_line(by, "…", frozenset({fold(by)}))
        return Check(expected, "undecided", Outcome.UNDECIDED, needs=(by,), add=add, span=expectation.span)
    return _compared(split.name, expected, part, expectation, ())


def _part(name: str, expectation: ir.Expectation) -> str:
    return f"{name} is {'not ' if expectation.negated else ''}{expectation.part}"


def _compared(name: str, expected: str, part: str, expectation: ir.Expectation, why: tuple[str, ...]) -> Check:
    hit = (part == expectation.part) is not expectation.negated
    outcome = Outcome.PASSED if hit else Outcome.FAILED
    return Check(expected, f"{name} is {part}", outcome, why=() if hit else why, span=expectation.span)


def _deciding(program: ir.Program, condition: ir.Cond, asked: Interpreter) -> Iterator[str]:
    """The clauses that made it so, with the values that were given: `age < 40 is false (age is 45)`."""
    answer = asked.condition(condition, _NO_CUSTOMER)
    inner = written.parts(condition)[1]
    if not inner or answer is None:
        seen = [] if isinstance(condition, ir.And | ir.Or) else _values(program, condition, asked)
        values = f" ({shown.listed(seen)})" if seen else ""
        yield f"{written.condition(Context(program), condition)}: {_word(answer)}{values}"
        return
    told = condition.condition if isinstance(condition, ir.Not) else condition
    within = asked.condition(told, _NO_CUSTOMER)
    same = [part for part in inner if asked.condition(part, _NO_CUSTOMER) is within]
    decided = same if (isinstance(told, ir.And) is (within is False)) else list(inner)
    for part in decided:
        yield from _deciding(program, part, asked)


def _word(answer: bool | None) -> str:
    return "undecided" if answer is None else "true" if answer else "false"


def _values(program: ir.Program, condition: ir.Cond, asked: Interpreter) -> list[str]:
    from segdsl.explanation.customer import Tracer

    seen = Tracer(program, asked, _NO_CUSTOMER).pieces(condition)
    return [f"{piece.name} is {shown.value(piece.value)}" for piece in seen]


def _needed(program: ir.Program, condition: ir.Cond, asked: Interpreter) -> tuple[str, ...]:
    """The pieces that are missing in the clauses that are undecided."""
    if asked.condition(condition, _NO_CUSTOMER) is not None:
        return ()
    inner = written.parts(condition)[1]
    if inner:
        return tuple(dict.fromkeys(name for part in inner for name in _needed(program, part, asked)))
    named = [node for node in walk.all_nodes(condition) if isinstance(node, ir.Named | ir.PartOf)]
    looked_at: list[ir.Expr] = [*walk.own_atoms(condition), *named]
    missing = [piece for piece in looked_at if asked.value(piece, _NO_CUSTOMER) is None]
    return tuple(dict.fromkeys(written.value(Context(program), piece) for piece in missing))


def unlearned(program: ir.Program, condition: ir.Cond, asked: Interpreter) -> tuple[str, ...]:
    """The learned things behind a condition that are there only once they are fitted, and that the example does not
    give."""
    found: dict[str, None] = {}
    pending: list[walk.Node] = [condition]
    seen: set[str] = set()
    while pending:
        for node in walk.all_nodes(pending.pop()):
            if isinstance(node, ir.Learned):
                found[program.learned[node.name].name] = None
            elif isinstance(node, ir.Named | ir.PartOf | ir.Member) and node.name not in seen:
                seen.add(node.name)
                given = not isinstance(node, ir.Member) and node in (asked.given or {})
                pending.extend(() if given else walk.bodies(program, node.name))
    return tuple(found)


def _add(program: ir.Program, condition: ir.Cond, wanted: bool, asked: Interpreter) -> str | None:
    """What to add to `given` so that it comes out as expected."""
    flip = Flips(program, asked, _NO_CUSTOMER, names=True).nearest(condition, wanted)
    columns = {folded for table in program.tables.values() for folded in table.columns}
    return None if flip is None else _written(flip, frozenset({*columns, *program.defines}))


def _written(flip: Flip, known: frozenset[str]) -> str:
    return ", ".join(given_line(change.piece, change.example, known) for change in flip.changes)
