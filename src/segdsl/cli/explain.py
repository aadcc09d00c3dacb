"""`segdsl explain`: what rules mean, in sentences, in figures, for one customer, or as what an engine runs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from segdsl import ir, pipeline
from segdsl.check import no_as_of
from segdsl.cli import console as printing
from segdsl.cli import options, printed
from segdsl.cli.console import Console, Exit
from segdsl.cli.engines import asking
from segdsl.cli.inputs import Inputs, read, reading
from segdsl.cli.learning import learned
from segdsl.cli.options import Shown
from segdsl.cli.printed import Language
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.codes.engines import UNKNOWN_ENGINE
from segdsl.diagnostics.codes.learn import LEARNED_IN_MEMORY
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused, Severity
from segdsl.rulefiles import RuleFile

if TYPE_CHECKING:
    from segdsl.data.model import Options
    from segdsl.explanation.model import Explanation


Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        show_default=False,
        help="A segment, tiers, split, define or learned thing, or a suppression's reason.",
    ),
]
Customer = Annotated[
    str | None,
    typer.Option("--customer", metavar="ID", show_default=False, help="Show every clause for one customer, by key."),
]
As = Annotated[
    Language | None,
    typer.Option(
        "--as",
        show_default=False,
        help="Print the rules as Python for pandas, as SQL, as a plan of Polars, or their meaning as JSON.",
    ),
]
Dialect = Annotated[
    str | None,
    typer.Option(
        "--dialect",
        metavar="NAME",
        show_default=False,
        help="For which database --as sql is: duckdb, postgres, spark, bigquery, …  [default: duckdb]",
    ),
]
Words = Annotated[bool, typer.Option("--words", help="Only the sentences: read no data, also when there is some.")]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the explanation is printed.")]

_WRONG_USE = frozenset({UNKNOWN_ENGINE, run.NO_SUCH_NAME, run.DATA_NEEDED})


def explain(
    file: options.File,
    name: Name = None,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    customer: Customer = None,
    as_: As = None,
    dialect: Dialect = None,
    words: Words = False,
    as_of: options.AsOf = None,
    state: options.State = None,
    key: options.Key = None,
    engine: options.Engine = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Say in plain sentences what rules mean; with data also what each clause does, or why for one customer."""
    errors_as = printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT
    console = Console(errors_as, quiet, no_color, no_progress)
    mistake = printed.mistake(as_, dialect)
    if mistake is not None:
        return console.report([mistake])
    given = read(file, data, as_of, key)
    if given.value is None:
        return console.report(given.diagnostics)
    rules, inputs = given.value
    how = reading(inputs, on_bad_rows, encoding, learned=state is not None)
    checked = _check(rules, inputs, how, bool(data), customer, words or as_ is Language.JSON)
    said = (*given.diagnostics, *checked.diagnostics)
    if checked.value is None or any(d.is_error for d in said):
        return _refused(said, console)
    undated = no_as_of(checked.value.program)
    if undated is not None and (customer is not None or as_ not in (None, Language.JSON)):
        return _refused([*_warnings(said), undated], console)
    fitted = _learn(checked.value, name, state, as_, engine or inputs.config.engine, console)
    said = (*said, *fitted.diagnostics)
    if fitted.value is None:
        return _refused([*_warnings(said), *(d for d in fitted.diagnostics if d.is_error)], console)
    try:
        if as_ is Language.JSON:
            from segdsl.explanation.meaning import as_json

            console.print_json(as_json(fitted.value.program))
            return Exit.FINE
        if as_ is not None:
            console.print(printed.text(as_, dialect or "duckdb", fitted.value, name, inputs.data))
            return Exit.FINE
        explained = _explain(fitted.value, name, customer, engine, inputs, console)
    except Refused as refused:
        return _refused([*_warnings(said), *refused.diagnostics], console)
    if explained.value is None:
        return _refused([*_warnings(said), *explained.diagnostics], console)
    if format is not Shown.JSON and _warnings(said):
        console.report(_warnings(said))
    _show(explained.value, format, console)
    return Exit.FINE


def _refused(said: Sequence[Diagnostic], console: Console) -> Exit:
    code = console.report(said)
    return Exit.WRONG_USE if any(d.code in _WRONG_USE for d in said) else code


def _check(
    file: RuleFile, inputs: Inputs, how: Options, with_data: bool, customer: str | None, words: bool
) -> Outcome[pipeline.Checked]:
    """With data when there is some: given on the command line, or lying where the rules say."""
    if not with_data:
        plain = pipeline.check_text(file.source, file.path, inputs.as_of)
        if plain.value is None or (words and customer is None):
            return plain
        if not _has_data(plain.value.program, inputs):
            return plain if customer is None else Outcome(None, (*plain.diagnostics, _data_needed()))
        if customer is None and no_as_of(plain.value.program) is not None:
            return plain
    return pipeline.check_data(file.source, file.path, inputs.data, how, inputs.as_of)


def _learn(
    checked: pipeline.Checked, name: str | None, state: str | None, as_: Language | None, engine: str, console: Console
) -> Outcome[pipeline.Checked]:
    """What was learned, from the state or from the data, as far as what is explained needs it; it is only looked at."""
    if state is None and (checked.opened is None or not checked.program.learned):
        return Outcome(checked)
    from segdsl.explanation import explaining
    from segdsl.learn import needs

    program = checked.program
    chosen = explaining.choose(program, name).value
    if as_ is not None or name is None:
        names = needs.learned(program, needs.stated(program))
    else:
        names = () if chosen is None else needs.learned(program, chosen.bodies(program), chosen.learned)
    return learned(checked, names, state, console, shown=True, engine=engine)


def _has_data(program: ir.Program, inputs: Inputs) -> bool:
    """Whether every table that the rules use has a file, or an address."""
    from pathlib import Path

    from segdsl.data.addresses import is_url
    from segdsl.explanation.mentions import tables_used
    from segdsl.names import fold

    customers = fold(program.customers.name)
    bound = {customers if name in ("", "customers") else fold(name) for name in inputs.data}
    tables = ((name, program.tables[name]) for name in tables_used(program))
    return all(
        name in bound
        or (table.path is not None and (is_url(table.path) or (Path(table.base or ".") / table.path).exists()))
        for name, table in tables
    )


def _explain(
    checked: pipeline.Checked,
    name: str | None,
    customer: str | None,
    engine: str | None,
    inputs: Inputs,
    console: Console,
) -> Outcome[Explanation]:
    from segdsl.explanation import explaining

    program = checked.program if checked.learned is None else checked.learned.program
    states = {} if checked.learned is None else checked.learned.states
    told = explaining.in_words(program, name, states)
    if told.value is None or checked.opened is None:
        return told
    stores = checked.opened.stores
    if customer is not None:
        return explaining.with_customer(program, told.value, name, customer, stores, states)
    total = stores[next(iter(stores))].rows if len(stores) == 1 else None
    with console.progress("customers", total) as progress:
        ask = asking(checked, engine, inputs.config.engine, console, progress)
        return Outcome(explaining.with_figures(program, told.value, name, ask, states))


def _data_needed() -> Diagnostic:
    return Diagnostic(
        run.DATA_NEEDED,
        "a customer can only be explained with data",
        help=('name the customers table with `--data PATH`, or in the rules with `table customers from "PATH"`',),
    )


def _warnings(said: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those, and what was learned on the way."""
    return [d for d in said if d.severity is Severity.WARNING or d.code is LEARNED_IN_MEMORY]


def _show(explanation: Explanation, format: Shown, console: Console) -> None:
    match format:
        case Shown.JSON:
            from segdsl.explanation.report import report

            console.print_json(report(explanation))
        case Shown.MARKDOWN:
            from segdsl.explanation.markdown import markdown

            console.print(markdown(explanation))
        case Shown.TEXT:
            from segdsl.cli import show_customer, show_explain
            from segdsl.cli.screen import screen_of

            screen = screen_of(console, sys.stdout, "█▏✓✗→")
            if explanation.customer is not None:
                console.print(show_customer.text(explanation.customer, screen))
            else:
                console.print(show_explain.text(explanation, screen))
