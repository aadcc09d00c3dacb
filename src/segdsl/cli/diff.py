"""`segdsl diff`: what the change from one version of rules to another means, proved and counted; exits as CI needs."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import Inputs, binding, gather, reading
from segdsl.cli.options import Shown
from segdsl.diagnostics.codes import differing as codes
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.codes.engines import UNKNOWN_ENGINE
from segdsl.diagnostics.model import Diagnostic, Refused

if TYPE_CHECKING:
    from segdsl.comparison.model import Comparison
    from segdsl.comparison.revisions import Found
    from segdsl.pipeline.differing import On

Old = Annotated[
    str, typer.Argument(metavar="OLD", show_default=False, help="A rule file, a folder, or REV:PATH as git reads it.")
]
New = Annotated[str, typer.Argument(metavar="NEW", show_default=False, help="The same, for the new version.")]
OldData = Annotated[
    list[str],
    typer.Option(
        "--old-data",
        metavar="[NAME=]PATH",
        show_default=False,
        help="The data of the old side, where it is other data.",
    ),
]
OldState = Annotated[
    str | None,
    typer.Option("--old-state", metavar="DIR", show_default=False, help="What the old side had learned."),
]
OldAsOf = Annotated[
    dt.date | None,
    typer.Option(
        "--old-as-of",
        metavar="DATE",
        parser=options.read_date,
        show_default=False,
        help="The day that the old side is counted as of.",
    ),
]
Count = Annotated[bool, typer.Option("--count", help="Count who moves, on the data that the rules name.")]
Keys = Annotated[bool, typer.Option("--keys", help="Also print the keys of those who join and leave.")]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="WHAT,…",
        show_default=False,
        help="Exit with 1 if there is any of these: narrower, wider, crossing, moved, new, gone, renamed, open, "
        "breaks, policy, any.",
    ),
]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the comparison is printed.")]

_WRONG_USE = frozenset({c.id for c in (UNKNOWN_ENGINE, codes.UNKNOWN_REVISION, codes.NOT_IN_REVISION, codes.NOT_ALIKE)})


def diff(
    old: Old,
    new: New,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    old_data: OldData = [],  # noqa: B006 - the same
    count: Count = False,
    keys: Keys = False,
    key: options.Key = None,
    as_of: options.AsOf = None,
    old_as_of: OldAsOf = None,
    state: options.State = None,
    old_state: OldState = None,
    engine: options.Engine = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    fail_on: FailOn = "",
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Say what a change of rules means: who can join and leave, proved with an example, and on data who does."""
    from segdsl.comparison import outcomes

    console = Console(printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT, quiet, no_color)
    wanted = [word.strip() for word in fail_on.split(",") if word.strip()]
    wrong = outcomes.unknown(wanted)
    if wrong is not None:
        return console.report([wrong])
    counting = count or keys or bool(data or old_data or old_as_of or old_state or state)
    try:
        befores, afters = _found(old, new)
        compared: list[Comparison] = []
        for names, before, after in outcomes.pairs(befores, afters):
            there = after or before
            given = gather(None if there is None else there.path, data, as_of, key)
            if given.value is None:
                return console.report(given.diagnostics)
            on = None
            if counting:
                how = reading(given.value, on_bad_rows, encoding, learned=state is not None)
                on = _on(given.value, how, old_data, old_as_of, state, old_state, engine, keys)
            from segdsl.pipeline.differing import differ

            done = differ(before, after, names, given.value.as_of, on, outcomes.libraries(names[1], afters))
            if done.value is None:
                return console.report([d for d in done.diagnostics if d.is_error])
            compared.append(done.value)
    except Refused as refused:
        code = console.report(refused.diagnostics)
        return Exit.WRONG_USE if any(d.code.id in _WRONG_USE for d in refused.diagnostics) else code
    _show(compared, format, console)
    return Exit.NO if outcomes.found(compared, wanted) else Exit.FINE


def _found(old: str, new: str) -> tuple[Found, Found]:
    """Both versions. Raises Refused."""
    from segdsl.comparison.revisions import find

    befores, afters = find(old), find(new)
    if befores.texts and afters.texts and befores.folder != afters.folder:
        one, other = (old, new) if befores.folder else (new, old)
        said = f"`{one}` is a folder, `{other}` is not"
        help = ("compare two files, or two folders",)
        raise Refused(Diagnostic(codes.NOT_ALIKE, said, help=help))
    if not befores.texts and not afters.texts:
        raise Refused(Diagnostic(use.WRONG_USE, "there is nothing on either side"))
    return befores, afters


def _on(
    inputs: Inputs,
    how: object,
    old_data: Sequence[str],
    old_as_of: dt.date | None,
    state: str | None,
    old_state: str | None,
    engine: str | None,
    keys: bool,
) -> On:
    from segdsl.data.model import Options
    from segdsl.pipeline.differing import On

    assert isinstance(how, Options)
    return On(
        how,
        inputs.data,
        {**inputs.data, **dict(map(binding, old_data))} if old_data else None,
        old_as_of,
        None if state is None else Path(state),
        None if old_state is None else Path(old_state),
        engine or inputs.config.engine,
        keys,
    )


def _show(compared: Sequence[Comparison], format: Shown, console: Console) -> None:
    from segdsl.cli import show_diff, show_diff_markdown
    from segdsl.cli.screen import screen_of

    match format:
        case Shown.JSON:
            from segdsl.comparison.report import report

            console.print_json(report(compared))
        case Shown.MARKDOWN:
            console.print(show_diff_markdown.markdown(compared))
        case Shown.TEXT:
            console.print(show_diff.text(compared, screen_of(console, sys.stdout)))
