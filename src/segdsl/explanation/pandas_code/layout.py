"""Masks as trees of `&` and `|`, laid out on one line or one clause a line; knows no rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from segdsl.explanation.pandas_code.script import WIDTH


@dataclass(frozen=True, slots=True)
class Leaf:
    """Code of a mask; `closed` when it needs no parentheses beside `&`."""

    text: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Masks under one operator, at least two."""

    operator: Literal["&", "|"]
    items: tuple[Mask, ...]


Mask: TypeAlias = Leaf | Joined


def joined(operator: Literal["&", "|"], masks: Iterable[Mask]) -> Mask:
    """The masks under the operator, nested ones of the same operator opened up."""
    items: list[Mask] = []
    for mask in masks:
        items.extend(mask.items if isinstance(mask, Joined) and mask.operator == operator else [mask])
    unique = tuple(dict.fromkeys(items))
    return unique[0] if len(unique) == 1 else Joined(operator, unique)


def one_line(mask: Mask, nested: bool = False) -> str:
    if isinstance(mask, Leaf):
        return f"({mask.text})" if nested and not mask.closed else mask.text
    text = f" {mask.operator} ".join(one_line(item, True) for item in mask.items)
    return f"({text})" if nested else text


def inverted(mask: Mask) -> Leaf:
    """`~mask`."""
    return Leaf(f"~{one_line(mask, True)}", closed=True)


def assigned(name: str, mask: Mask, prefix: str = "", suffix: str = "") -> list[str]:
    """`name = mask`, one clause a line when it is long; `prefix` and `suffix` go round the mask."""
    text = f"{name} = {prefix}{one_line(mask)}{suffix}"
    if len(text) <= WIDTH:
        return [text]
    if prefix:
        return [f"{name} = {prefix}", *_block(mask, "    "), suffix]
    return [f"{name} = (", *_block(mask, "    "), ")"]


def _block(mask: Mask, indent: str) -> list[str]:
    if isinstance(mask, Leaf):
        return [indent + mask.text]
    lines: list[str] = []
    for index, item in enumerate(mask.items):
        lead = f"{mask.operator} " if index else ""
        text = one_line(item, True)
        if isinstance(item, Leaf) or len(indent + lead + text) <= WIDTH:
            lines.append(indent + lead + text)
        else:
            lines.append(f"{indent}{lead}(")
            lines.extend(_block(item, indent + "    "))
            lines.append(f"{indent})")
    return lines
