"""Data without rules: its `table` statements, and what goes together in baskets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segdsl.api.given import Data, bindings
from segdsl.api.results import RulesError

if TYPE_CHECKING:
    from segdsl.data.model import Binding
    from segdsl.explanation.associations import Associations


def schema(data: Data) -> str:
    """The `table` statements for data.

    Raises:
        RulesError: the data cannot be read.
    """
    from segdsl import data as reading

    described = reading.describe(list(bindings(data).items()))
    if described.value is None:
        raise RulesError(described.diagnostics)
    return described.value


def associations(
    data: Binding,
    *,
    basket: str | None = None,
    item: str | None = None,
    items: Sequence[str] = (),
    min_support: float = 0.01,
    min_confidence: float = 0.3,
    min_lift: float = 0.0,
    max_items: int = 3,
    about: str | None = None,
) -> Associations:
    """Which items go together in baskets; `rules` has the rules, `frame` the same as a data frame.

    Args:
        data: a data frame, an Arrow table or a path. With `basket` and `item` each row is an item of a basket; with
            `items` each row is a basket with a yes/no column for each item; with neither the lines of a text file are
            baskets.
        basket: the column that names the basket.
        item: the column that names the item.
        items: yes/no columns.
        min_support: the least share of all baskets that a rule holds in.
        min_confidence: the least share among the baskets with the first part.
        min_lift: how many times as many as on average, at least.
        max_items: the most items in a rule, both parts together.
        about: only rules in which this item stands.

    Raises:
        RulesError: the data cannot be read, or it is not clear what the baskets are.
    """
    from segdsl.data.model import Options
    from segdsl.explanation.associations import Limits, find, form

    asked = form(basket, item, tuple(items), lines=not (basket or item or items))
    if asked.value is None:
        raise RulesError(asked.diagnostics)
    limits = Limits(min_support, min_confidence, min_lift, max_items, about)
    found = find(data, asked.value, Options(), limits)
    if found.value is None:
        raise RulesError(found.diagnostics)
    return found.value
