"""Which items go together in baskets: asked, answered, and told in words, as JSON, CSV or Markdown; prints nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segdsl.data import baskets as reading
from segdsl.data.model import Binding, Options
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.explanation.markdown import escaped
from segdsl.explanation.shown import counted, listed
from segdsl.learn.associations import Baskets, Rule, TooManySets, least_rows, rules
from segdsl.learn.numbers import rounded
from segdsl.names import fold
from segdsl.output.cells import csv_cell

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "if", "then", "baskets", "with if", "with then", "support", "confidence", "lift", "leverage", "conviction",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Which rules are wanted; as in `learn.associations.rules`."""

    min_support: float = 0.01
    min_confidence: float = 0.3
    min_lift: float = 0.0
    max_items: int = 3
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Associations:
    """The rules found in `baskets` baskets with `items` different items, the highest lift first."""

    baskets: int
    items: int
    limits: Limits
    rules: tuple[Rule, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each rule; several items on the left are joined by ` + `, and an infinite conviction is `inf`."""
        import pandas as pd

        made = pd.DataFrame(
            [[" + ".join(rule.if_held), rule.then, *_figures(rule)] for rule in self.rules], columns=list(COLUMNS)
        )
        made["conviction"] = pd.to_numeric(made["conviction"]).fillna(float("inf"))
        return made


def form(basket: str | None, item: str | None, items: tuple[str, ...], *, lines: bool) -> Outcome[reading.Form]:
    """What the baskets are; an error unless exactly one thing is said of them."""
    columns = basket is not None or item is not None
    if basket is not None and item is not None and not items and not lines:
        return Outcome(reading.Rows(basket, item))
    if len(items) > 1 and not columns and not lines:
        return Outcome(reading.Columns(items))
    if lines and not columns and not items:
        return Outcome(reading.Lines())
    return Outcome(None, (_unclear(),))


def _unclear() -> Diagnostic:
    return Diagnostic(
        codes.BASKET_COLUMNS,
        "it is not said what the baskets are",
        help=(
            "a row for each item: `--basket COLUMN --item COLUMN`",
            "a yes/no column for each item: `--items A,B,C`",
            "a line for each basket: `--lines`",
        ),
    )


def find(binding: Binding, form: reading.Form, options: Options, limits: Limits) -> Outcome[Associations]:
    """Reads the baskets and looks for the rules."""
    read = reading.read(binding, form, options)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    found = read.value
    about = None if limits.about is None else _item(limits.about, found)
    if limits.about is not None and about is None:
        return Outcome(None, (*read.diagnostics, _unknown(limits.about)))
    try:
        made = rules(
            found,
            min_support=limits.min_support,
            min_confidence=limits.min_confidence,
            min_lift=limits.min_lift,
            max_items=limits.max_items,
            about=about,
        )
    except TooManySets:
        return Outcome(None, (*read.diagnostics, _toocounted(limits)))
    return Outcome(Associations(found.rows, len(found.items), limits, tuple(made)), read.diagnostics)


def _item(name: str, baskets: Baskets) -> str | None:
    """The item of exactly this name; otherwise the only one that is called alike."""
    exact = unicodedata.normalize("NFC", name).strip()
    if exact in baskets.items:
        return exact
    alike = [item for item in baskets.items if fold(item) == fold(name)]
    return alike[0] if len(alike) == 1 else None


def _unknown(name: str) -> Diagnostic:
    return Diagnostic(
        codes.UNKNOWN_ITEM,
        f"no basket holds an item called `{name}`",
        help=("without `--about` the rules show how items are written",),
    )


def _toocounted(limits: Limits) -> Diagnostic:
    return Diagnostic(
        codes.NOT_COUNTED,
        f"more sets of items than can be counted are in at least {share(limits.min_support)} of the baskets",
        help=("ask for more with `--min-support`, or for smaller sets with `--max-items 2`",),
    )


# ---- in words ------------------------------------------------------------------------------------------------------


def heading(found: Associations) -> str:
    """How many baskets, and what the rules have in common."""
    limits = found.limits
    least = least_rows(limits.min_support, found.baskets)
    about = "" if limits.about is None else f" about {limits.about}"
    lift = "" if limits.min_lift <= 0 else f", with a lift of at least {limits.min_lift:g}"
    of = f"{counted(found.baskets, 'basket')}, {counted(found.items, 'item')}"
    return (
        f"{of}: {counted(len(found.rules), 'rule')}{about}, in at least {counted(least, 'basket')} "
        f"({share(limits.min_support)}) and in "
        f"{share(limits.min_confidence)} of those with the first part{lift}"
    )


def sentence(rule: Rule) -> str:
    """`of 1,000 baskets with tea, 350 also have milk: 2.1 times as many as on average`."""
    also = "has" if rule.rows == 1 else "have"
    return (
        f"of {counted(rule.with_if, 'basket')} with {listed(rule.if_held)}, {rule.rows:,} also {also} {rule.then}: "
        f"{rule.lift:.3g} times as many as on average"
    )


def figures(rule: Rule) -> str:
    """The figures that statisticians ask for."""
    conviction = "infinite" if rule.conviction is None else f"{rule.conviction:.2f}"
    return (
        f"support {100 * rule.support:.2f}%, confidence {100 * rule.confidence:.1f}%, lift {rule.lift:.2f}, "
        f"leverage {rule.leverage:.4f}, conviction {conviction}"
    )


def share(value: float) -> str:
    """`1%`, `0.05%`."""
    return f"{100 * value:.4g}%"


# ---- for other programs --------------------------------------------------------------------------------------------


def as_json(found: Associations, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Plain values; an infinite conviction is null. `notes` are what is to be said about reading the baskets."""
    limits = found.limits
    return {
        "baskets": found.baskets,
        "items": found.items,
        "min_support": limits.min_support,
        "min_confidence": limits.min_confidence,
        "min_lift": limits.min_lift,
        "max_items": limits.max_items,
        "about": limits.about,
        "rules": [
            {
                "if": list(rule.if_held),
                **{
                    name.replace(" ", "_"): value
                    for name, value in zip(COLUMNS[1:], (rule.then, *_figures(rule)), strict=True)
                },
                "text": sentence(rule),
            }
            for rule in found.rules
        ],
        "notes": list(notes),
    }


def as_csv(found: Associations) -> str:
    """A line for each rule; an infinite conviction is empty."""
    lines = [",".join(name.replace(" ", "_") for name in COLUMNS)]
    for rule in found.rules:
        cells = ["" if value is None else f"{value}" for value in _figures(rule)]
        lines.append(",".join([csv_cell(" + ".join(rule.if_held)), csv_cell(rule.then), *cells]))
    return "\n".join(lines) + "\n"


def as_markdown(found: Associations, most: int | None = None) -> str:
    """A table."""
    lines = [f"{heading(found)}.", "", f"| {' | '.join(COLUMNS)} |", "|---|---|" + "---:|" * (len(COLUMNS) - 2)]
    lines.extend(_markdown_rows(found.rules[:most]))
    return "\n".join(lines) + "\n"


def _markdown_rows(shown: Sequence[Rule]) -> Iterator[str]:
    for rule in shown:
        cells = [
            escaped(listed(rule.if_held)),
            escaped(rule.then),
            *(f"{count:,}" for count in (rule.rows, rule.with_if, rule.with_then)),
            f"{100 * rule.support:.2f}%",
            f"{100 * rule.confidence:.1f}%",
            f"{rule.lift:.2f}",
            f"{rule.leverage:.4f}",
            "∞" if rule.conviction is None else f"{rule.conviction:.2f}",
        ]
        yield f"| {' | '.join(cells)} |"


def _figures(rule: Rule) -> tuple[float | int | None, ...]:
    measured = (rule.support, rule.confidence, rule.lift, rule.leverage)
    conviction = None if rule.conviction is None else rounded(rule.conviction)
    return (rule.rows, rule.with_if, rule.with_then, *(rounded(value) for value in measured), conviction)
