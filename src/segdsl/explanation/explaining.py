"""The answer of `explain`, put together: the words, and with data the figures or one customer; renders nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from segdsl import ir
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.explanation import learned, statements, walk, waterfall
from segdsl.explanation.customer import Tracer
from segdsl.explanation.learned_customer import Asked, learned_values
from segdsl.explanation.model import Explanation, Statement
from segdsl.explanation.phrases import Context
from segdsl.frames import Store
from segdsl.interpret import Interpreter, Row
from segdsl.learn.state import LearnedState
from segdsl.learn.substitute import substitute
from segdsl.membership.gather import gather_by_key
from segdsl.membership.order import as_written
from segdsl.names import fold, similar


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is explained: folded names of defines, segments, tiers and splits; suppressions; keys of what is learned."""

    names: tuple[str, ...]
    suppressions: tuple[ir.Suppression, ...]
    learned: tuple[str, ...] = ()

    def bodies(self, program: ir.Program) -> tuple[walk.Node, ...]:
        """The values and conditions of what is chosen, but of what is learned."""
        found = [body for name in self.names for body in walk.bodies(program, name)]
        return (*found, *(suppression.condition for suppression in self.suppressions))


def choose(program: ir.Program, name: str | None) -> Outcome[Chosen]:
    """Everything that customers are put into, or the one thing of this name (a suppression by its reason).

    A name that a learned statement gives (`RFM score`) stands for that statement (`RFM`).
    """
    if name is None:
        groups = (program.segments, program.tiers, program.splits)
        named = tuple(fold(item.name) for group in groups for item in as_written(group.values()))  # type: ignore[attr-defined]
        return Outcome(Chosen(named, program.suppressions))
    folded = fold(name)
    if folded in program.learned:
        return Outcome(Chosen((), (), (folded,)))
    if folded in program.defines:
        key = learned.standing_for(program, program.defines[folded].value)
        if key is not None:
            return Outcome(Chosen((), (), (key,)))
    if folded in {*program.defines, *program.segments, *program.tiers, *program.splits}:
        return Outcome(Chosen((folded,), ()))
    found = tuple(s for s in program.suppressions if s.because is not None and fold(s.because) == folded)
    return Outcome(Chosen((), found)) if found else Outcome(None, (_unknown_name(program, name),))


def in_words(
    program: ir.Program, name: str | None = None, states: Mapping[str, LearnedState] = {}
) -> Outcome[Explanation]:
    """The rules in plain sentences; with a name only what has that name.

    Args:
        program: as it was checked, without anything fitted in it.
        states: what was learned, by the key of the learned thing.
    """
    chosen = choose(program, name)
    if chosen.value is None:
        return Outcome(None, chosen.diagnostics)
    told: tuple[Statement, ...]
    if name is None:
        told = statements.all_statements(program)
    else:
        context = Context(program)
        told = tuple(statements.of_name(context, each) for each in chosen.value.names)
        told += tuple(statements.suppression(context, each) for each in chosen.value.suppressions)
        told += tuple(learned.statement(context, key) for key in chosen.value.learned)
    told = tuple(learned.with_learned(program, each, states) for each in told)
    meta = program.meta
    return Outcome(
        Explanation(
            title=meta.title,
            version=meta.version,
            owner=meta.owner,
            purpose=meta.purpose,
            as_of=Context(program).as_of,
            statements=told,
            named=name is not None,
        )
    )


def with_figures(
    program: ir.Program,
    explanation: Explanation,
    name: str | None,
    ask: waterfall.Ask,
    states: Mapping[str, LearnedState] = {},
) -> Explanation:
    """The same with a waterfall for each segment and suppression, and the parts of tiers and splits."""
    chosen = choose(program, name).value
    if chosen is None or not (chosen.names or chosen.suppressions):
        return explanation
    fitted = substitute(program, states)
    suppressions = tuple(fitted.suppressions[program.suppressions.index(each)] for each in chosen.suppressions)
    waterfalls, partitions = waterfall.count(fitted, chosen.names, suppressions, ask)
    counted = [w.customers for w in waterfalls] + [p.customers for p in partitions]
    return replace(
        explanation,
        waterfalls=waterfalls,
        partitions=partitions,
        customers=counted[0] if counted else None,
    )


def with_customer(
    program: ir.Program,
    explanation: Explanation,
    name: str | None,
    key: str,
    stores: Mapping[str, Store],
    states: Mapping[str, LearnedState] = {},
) -> Outcome[Explanation]:
    """The same with every clause asked of one customer; of somebody suppressed, always by what."""
    chosen = choose(program, name)
    if chosen.value is None:
        return Outcome(None, chosen.diagnostics)
    fitted = substitute(program, states)
    tables = gather_by_key(fitted, stores, [key])
    interpreter = Interpreter(fitted, tables)
    found = interpreter.rows.customers()
    if not found:
        kept_out = bool(tables[fold(program.customers.name)])
        return Outcome(None, (_unknown_customer(program, key, kept_out),))
    tracer = Tracer(fitted, interpreter, found[0])
    if chosen.value.suppressions:
        suppressions = tuple(fitted.suppressions[program.suppressions.index(s)] for s in chosen.value.suppressions)
    else:
        suppressions = _suppressing(fitted, interpreter, found[0])
    customer = tracer.customer(key, chosen.value.names, suppressions)
    asked = Asked(program, states, interpreter, found[0])
    behind = (*chosen.value.learned, *learned.behind_rules(program, chosen.value.bodies(program)))
    customer = replace(customer, learned=learned_values(asked, dict.fromkeys(behind)))
    return Outcome(replace(explanation, customer=customer))


def _suppressing(program: ir.Program, asked: Interpreter, row: Row) -> tuple[ir.Suppression, ...]:
    """What keeps the customer from being written to, whatever was asked about."""
    return tuple(s for s in program.suppressions if asked.condition(s.condition, row) is not False)


def _unknown_name(program: ir.Program, name: str) -> Diagnostic:
    known = [
        item.name
        for group in (program.segments, program.tiers, program.splits, program.defines)
        for item in group.values()
    ]
    known += [thing.name for thing in program.learned.values() if not isinstance(thing, ir.Share)]
    known += [s.because for s in program.suppressions if s.because is not None]
    near = similar(name, known)
    if near:
        help_ = tuple(f"a similar name exists: `{each}`" for each in near[:1])
    else:
        help_ = ("the file names " + ", ".join(f"`{each}`" for each in known[:12]),) if known else ()
    return Diagnostic(run.NO_SUCH_NAME, f"nothing here is called `{name}`", help=help_)


def _unknown_customer(program: ir.Program, key: str, kept_out: bool) -> Diagnostic:
    """The key was typed by the user and may be repeated; no key of the data is shown."""
    customers = program.customers
    if kept_out:
        return Diagnostic(
            run.NO_SUCH_CUSTOMER,
            f"customer `{key}` is in the data and left out by the table's own conditions",
            help=(f"`only where` and the date of table `{customers.name}` say which rows count",),
        )
    if customers.key is None:
        fix = "without a key, customers are called by their row number, from 1"
    else:
        fix = f"keys are compared as text, as written in the column `{customers.key}`: leading zeros count"
    return Diagnostic(run.NO_SUCH_CUSTOMER, f"no customer is called `{key}`", help=(fix,))
