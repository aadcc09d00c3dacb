"""The meaning of a checked ruleset as JSON, node by node, as `docs/explain.md` describes it; no layout, no places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from segdsl import ir, schemas
from segdsl.types import Kind, Type

VERSION = 1
"""Of the form; raised when something that was there changes its meaning."""

_LEFT_OUT = frozenset({"span", "path", "base", "used", "text", "collisions", "values_seen", "missing_share"})
_OF_LEARNED = frozenset({"declaration"})


def as_json(program: ir.Program) -> dict[str, Any]:
    """The program as plain values. Equal programs give equal JSON, whatever their layout."""
    return {
        "format": VERSION,
        "as_of": _plain(program.as_of),
        "zone": program.zone,
        "ruleset": _fields(program.meta),
        "tables": {name: _table(table) for name, table in program.tables.items()},
        "learned": {name: _plain(thing) for name, thing in program.learned.items()},
        "defines": {name: _fields(program.defines[name]) for name in program.order if name in program.defines},
        "segments": {name: _fields(program.segments[name]) for name in program.order if name in program.segments},
        "tiers": {name: _tiers(program.tiers[name]) for name in program.order if name in program.tiers},
        "splits": {name: _split(program.splits[name]) for name in program.order if name in program.splits},
        "suppressions": [_fields(suppression) for suppression in program.suppressions],
        "examples": [_fields(example) for example in program.examples],
        **({"policies": [{"text": p.text} | _fields(p) for p in program.policies]} if program.policies else {}),
        "order": list(program.order),
    }


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return int(value) if value.is_integer() and abs(value) < 2**53 else value
        case dt.timedelta():
            return {"days": value.days}
        case dt.date():
            return {"date": value.isoformat()}
        case Type():
            return _type(value)
        case Enum():
            return value.value
        case tuple() | list():
            return [_plain(item) for item in value]
        case frozenset():
            return sorted(_plain(item) for item in value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case ir.Choose():
            return {"node": "choose", **_fields(value), "branches": [_branch(*pair) for pair in value.branches]}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {"node": node_name(type(value)), **_fields(value)}
        case _:
            raise TypeError(f"no JSON for {type(value).__name__}")


def node_name(kind: type) -> str:
    """`DateDifference` is `date difference`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__).strip()


def _fields(node: Any) -> dict[str, Any]:
    return {f.name: _plain(getattr(node, f.name)) for f in fields(node) if f.name not in _LEFT_OUT | _OF_LEARNED}


def _type(value: Type) -> Any:
    return {"one of": list(value.values)} if value.kind is Kind.ONE_OF else value.kind.value


def _tiers(tiers: ir.Tiers) -> dict[str, Any]:
    return {**_fields(tiers), "branches": [_branch(*pair) for pair in tiers.branches]}


def _branch(test: ir.Cond, result: object) -> dict[str, Any]:
    return {"when": _plain(test), "then": _plain(result)}


def _split(split: ir.Split) -> dict[str, Any]:
    return {**_fields(split), "shares": [{"part": part, "share": share} for part, share in split.shares]}


def _table(table: ir.Table) -> dict[str, Any]:
    columns = {name: _column(column) for name, column in table.columns.items() if name in table.used}
    return {**_fields(table), "columns": columns}


def _column(column: schemas.Column) -> dict[str, Any]:
    return _fields(column)
