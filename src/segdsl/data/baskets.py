"""Baskets out of files and frames: a row or a column for each item, or a line for each basket; counts nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from segdsl.data import csvscan, locate, separators
from segdsl.data.content import Content
from segdsl.data.decoding import decoded, encoding_note, not_utf8
from segdsl.data.model import Binding, Options
from segdsl.data.opening import open_all
from segdsl.data.textbytes import TextBytes
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome, Refused
from segdsl.frames import Texts
from segdsl.learn.associations import Baskets
from segdsl.names import fold
from segdsl.schemas import Column, Role, Schema, Table
from segdsl.types import TEXT, YES_NO


@dataclass(frozen=True, slots=True)
class Rows:
    """Each row is one item of a basket: the columns that name the basket and the item."""

    basket: str
    item: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Each row is a basket, with a yes/no column for each item."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Each line is a basket: its items, one after the other."""


Form: TypeAlias = Rows | Columns | Lines

_NAME = "baskets"
_NOT_SAID = frozenset({codes.KEY_FOUND, codes.ROW_NUMBER_KEY, codes.ROWS_WITHOUT_KEY})


def read(binding: Binding, form: Form, options: Options) -> Outcome[Baskets]:
    """The baskets, and what is to be said about reading them. Rows that name no basket or no item are left out."""
    said = Collector()
    try:
        match form:
            case Rows():
                found = _of_rows(binding, form, options, said)
            case Columns():
                found = _of_columns(binding, form, options, said)
            case Lines():
                found = _of_lines(binding, options, said)
    except Refused as refused:
        said.extend(refused.diagnostics)
        return said.outcome(None)
    if found is not None and (found.rows == 0 or not found.items):
        said.add(Diagnostic(learn.NOT_COUNTED, f"{_label(binding)} holds no basket with an item in it"))
        found = None
    return said.outcome(found)


def _label(binding: Binding) -> str:
    return f"`{binding}`" if isinstance(binding, str | Path) else "the data"


# ---- a row for each item -------------------------------------------------------------------------------------------


def _of_rows(binding: Binding, form: Rows, options: Options, said: Collector) -> Baskets | None:
    basket, item = fold(form.basket), fold(form.item)
    columns = {item: Column(form.item, TEXT, declared=True)}
    found = _opened(
        binding, Table(_NAME, Role.CUSTOMERS, columns, False, key=form.basket, distinct=True), options, said
    )
    if found is None:
        return None
    ids, items = _Numbers(), _Numbers()
    pairs: list[tuple[Any, Any]] = []
    left_out = 0
    for batch in found.batches(frozenset({basket, item})):
        of_basket, of_item = batch.columns[basket], batch.columns[item]
        assert isinstance(of_basket, Texts)
        assert isinstance(of_item, Texts)
        kept = (of_basket.codes >= 0) & (of_item.codes >= 0)
        left_out += batch.rows - int(kept.sum())
        pairs.append((ids.of(of_basket)[kept], items.of(of_item)[kept]))
    if left_out:
        said.add(_left_out(left_out, binding))
    return _gathered(pairs, items.known)


class _Numbers:
    """Numbers texts in the order in which they are first met, batch after batch; blanks round them do not count."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, texts: Texts) -> Any:
        numbers = [self.known.setdefault(value.strip(), len(self.known)) for value in texts.values]
        return np.array([*numbers, -1], dtype=np.int64)[texts.codes]


def _gathered(pairs: Sequence[tuple[Any, Any]], known: dict[str, int]) -> Baskets:
    """Baskets that have an item, and items that are in a basket, in the order of their names."""
    empty = np.zeros(0, dtype=np.int64)
    basket = np.concatenate([pair[0] for pair in pairs]) if pairs else empty
    item = np.concatenate([pair[1] for pair in pairs]) if pairs else empty
    numbers, basket = np.unique(basket, return_inverse=True)
    used = np.unique(item)
    names = list(known)
    order = sorted(used.tolist(), key=lambda number: names[number])
    place = np.zeros(len(names) + 1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return Baskets(len(numbers), tuple(names[number] for number in order), basket.astype(np.int64), place[item])


def _left_out(rows: int, binding: Binding) -> Diagnostic:
    what = "1 row without a basket or an item is" if rows == 1 else f"{rows:,} rows without a basket or an item are"
    return Diagnostic(codes.ROWS_WITHOUT_KEY, f"{what} left out of {_label(binding)}")


# ---- a column for each item ----------------------------------------------------------------------------------------


def _of_columns(binding: Binding, form: Columns, options: Options, said: Collector) -> Baskets | None:
    columns = {fold(name): Column(name, YES_NO, declared=True) for name in form.items}
    found = _opened(binding, Table(_NAME, Role.CUSTOMERS, columns, False), options, said)
    if found is None:
        return None
    pairs: list[tuple[Any, Any]] = []
    rows = 0
    for batch in found.batches(frozenset(columns)):
        for number, name in enumerate(columns):
            held = np.flatnonzero(np.asarray(batch.columns[name]) == 1) + rows
            pairs.append((held, np.full(len(held), number)))
        rows += batch.rows
    made = _gathered(pairs, {column.name: number for number, column in enumerate(columns.values())})
    # A row without any item is a basket too; which row is which does not matter.
    return Baskets(rows, made.items, made.basket, made.item)


def _opened(binding: Binding, table: Table, options: Options, said: Collector) -> Any:
    """The rows of the table, of which nothing but its declared columns and its key is read."""
    wanted = frozenset(table.columns) | ({fold(table.key)} if table.key else frozenset())
    opened = open_all(Schema({_NAME: table}), {_NAME: binding}, wanted, options)
    said.extend(d for d in opened.diagnostics if d.code not in _NOT_SAID)
    return None if opened.value is None or said.failed else opened.value.stores[_NAME]


# ---- a line for each basket ----------------------------------------------------------------------------------------


def _of_lines(binding: Binding, options: Options, said: Collector) -> Baskets | None:
    if not isinstance(binding, str | Path):
        said.add(Diagnostic(learn.BASKET_COLUMNS, "lines of items are read from a text file, not from a frame"))
        return None
    located = locate.locate(str(binding), Path(binding), None)
    if located.content is not Content.TEXT:
        fix = "name its columns with `--basket` and `--item`"
        message = f"`{located.label}` holds {located.content.value}, which has no lines of items"
        said.add(Diagnostic(learn.BASKET_COLUMNS, message, help=(fix,), path=located.label))
        return None
    text = _text(located, options.encoding, said)
    separator = _separator(text.head())
    items: dict[str, int] = {}
    pairs: list[tuple[list[int], list[int]]] = []
    for number, line in enumerate(_records(text, separator, located.label)):
        held = [items.setdefault(name, len(items)) for cell in line if (name := cell.strip())]
        pairs.append(([number] * len(held), held))
    flat = [np.array([n for pair in pairs for n in pair[side]], dtype=np.int64) for side in (0, 1)]
    return _gathered([(flat[0], flat[1])], items)


def _text(located: locate.Located, encoding: str | None, said: Collector) -> TextBytes:
    path = located.paths[0]
    text = decoded(path, located.label, encoding)
    if not csvscan.look(text.blocks(), ",").utf8:
        text = not_utf8(text, located.label, encoding)
    if text.codec != "utf-8" and encoding is None:
        said.add(encoding_note(located.label, text.codec))
    return text


def _separator(head: str) -> str:
    """The one that stands most often in the first lines; a comma when none does."""
    return max(separators.CANDIDATES, key=head.count)


def _records(text: TextBytes, separator: str, label: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text.lines(), delimiter=separator, strict=True)
    except csv.Error as error:
        message = f"a quote is opened in `{label}` and never closed, or something follows a closing quote"
        raise Refused(Diagnostic(codes.UNCLOSED_QUOTE, message, path=label)) from error
