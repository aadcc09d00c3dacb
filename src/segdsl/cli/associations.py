"""`segdsl associations`: which items go together in baskets; reads its options, asks, and prints or writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.diagnostics.model import Refused

if TYPE_CHECKING:
    from segdsl.explanation.associations import Associations

SHOWN = 20
"""So many rules are printed as text or Markdown unless more are asked for."""


class Shown(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


_ENDINGS = {".json": Shown.JSON, ".csv": Shown.CSV, ".md": Shown.MARKDOWN, ".markdown": Shown.MARKDOWN}


def read_share(text: str | float) -> float:
    """`1%` or `0.01`; from 0 to 1. The default comes as a number."""
    if isinstance(text, float):
        return text
    number = text.strip().removesuffix("%")
    try:
        value = float(number) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise typer.BadParameter(f"`{text}` is not a share like 1% or 0.01")
    return value


Data = Annotated[str, typer.Argument(metavar="DATA", show_default=False, help="A file with baskets.")]
Basket = Annotated[
    str | None,
    typer.Option(
        "--basket", metavar="COLUMN", show_default=False, help="The column that says which basket a row is of."
    ),
]
Item = Annotated[
    str | None,
    typer.Option("--item", metavar="COLUMN", show_default=False, help="The column that says what is in the basket."),
]
Items = Annotated[
    str | None,
    typer.Option(
        "--items",
        metavar="A,B,C",
        show_default=False,
        help="Instead: yes/no columns, one for each item; a row a basket.",
    ),
]
Lines = Annotated[bool, typer.Option("--lines", help="Instead: each line is a basket, its items separated by commas.")]
MinSupport = Annotated[
    float,
    typer.Option(
        "--min-support",
        metavar="SHARE",
        parser=read_share,
        show_default=False,
        help="The least share of all baskets that a rule holds in.  [default: 1%]",
    ),
]
MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        metavar="SHARE",
        parser=read_share,
        show_default=False,
        help="The least share among the baskets with the first part.  [default: 30%]",
    ),
]
MinLift = Annotated[
    float,
    typer.Option("--min-lift", metavar="N", min=0, show_default=False, help="How many times as many as on average."),
]
MaxItems = Annotated[
    int, typer.Option("--max-items", metavar="N", min=2, max=10, help="The most items in a rule, both parts together.")
]
About = Annotated[
    str | None,
    typer.Option("--about", metavar="ITEM", show_default=False, help="Only rules in which this item stands."),
]
Top = Annotated[
    int | None,
    typer.Option(
        "--top", metavar="N", min=1, show_default=False, help="Only the first N rules.  [default: 20 as text]"
    ),
]
ShownAs = Annotated[
    Shown | None,
    typer.Option("--format", show_default=False, help="How the rules are printed.  [default: by --out, else text]"),
]
Out = Annotated[str | None, typer.Option("--out", metavar="PATH", show_default=False, help="Write them there instead.")]


def associations(
    data: Data,
    basket: Basket = None,
    item: Item = None,
    items: Items = None,
    lines: Lines = False,
    min_support: MinSupport = 0.01,
    min_confidence: MinConfidence = 0.3,
    min_lift: MinLift = 0.0,
    max_items: MaxItems = 3,
    about: About = None,
    top: Top = None,
    format: ShownAs = None,
    out: Out = None,
    encoding: options.Encoding = None,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Find which items go together: of the baskets with some, how many also have another, and is that more than usual.

    A basket is whatever holds items: an order, an invoice, a customer with the products held.
    """
    shown = format or _by_ending(out)
    console = Console(printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT, quiet, no_color)
    from segdsl.data.model import Options
    from segdsl.explanation.associations import Limits, find, form

    names = tuple(name.strip() for name in (items or "").split(",") if name.strip())
    asked = form(basket, item, names, lines=lines)
    if asked.value is None:
        console.report(asked.diagnostics)
        return Exit.WRONG_USE
    limits = Limits(min_support, min_confidence, min_lift, max_items, about)
    found = find(data, asked.value, Options(encoding=encoding), limits)
    if found.value is None:
        return console.report(found.diagnostics)
    if found.diagnostics and shown is not Shown.JSON:
        console.report(found.diagnostics)
    text = render(found.value, shown, top, [d.message for d in found.diagnostics])
    if out is None or out == "-":
        console.print(text)
        return Exit.FINE
    return _write(text, Path(out), data, console)


def _by_ending(out: str | None) -> Shown:
    return _ENDINGS.get(Path(out).suffix.lower(), Shown.TEXT) if out is not None else Shown.TEXT


def render(found: Associations, shown: Shown, top: int | None, notes: Sequence[str] = ()) -> str:
    """The rules in the format asked for."""
    from dataclasses import replace

    from segdsl.explanation import associations as told

    if shown in (Shown.JSON, Shown.CSV):
        some = found if top is None else replace(found, rules=found.rules[:top])
        if shown is Shown.CSV:
            return told.as_csv(some)
        return json.dumps(told.as_json(some, notes), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    most = SHOWN if top is None else top
    if shown is Shown.MARKDOWN:
        return told.as_markdown(found, most)
    return _text(found, most)


def _text(found: Associations, most: int) -> str:
    from segdsl.cli.screen import Screen
    from segdsl.cli.show_explain import paragraph
    from segdsl.explanation import associations as told

    screen = Screen(shutil.get_terminal_size((100, 24)).columns)
    lines = paragraph(told.heading(found), screen, "", "  ")
    for rule in found.rules[:most]:
        lines += ["", *paragraph(told.sentence(rule), screen, "", "  ")]
        lines += paragraph(told.figures(rule), screen, "  ", "  ")
    rest = len(found.rules) - most
    if rest > 0:
        lines += ["", f"and {rest:,} more: `--top {len(found.rules)}` prints all"]
    if not found.rules:
        lines.append("a lower `--min-support` or `--min-confidence` lets more through")
    return "\n".join(lines) + "\n"


def _write(text: str, out: Path, data: str, console: Console) -> int:
    from segdsl.output.guard import clash
    from segdsl.output.staging import Staging, failing

    over = clash(out, [Path(data)])
    if over is not None:
        return console.report([over])
    try:
        with Staging() as staging:
            staged = staging.open(out)
            with failing(out):
                staged.file.write(text.encode())
            staging.release()
    except Refused as refused:
        return console.report(refused.diagnostics)
    console.say(f"wrote {out}")
    return Exit.FINE
