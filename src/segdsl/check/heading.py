"""`ruleset` and `as of` of the file itself; those of files that it uses say nothing about it."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from segdsl import ir
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic, Label
from segdsl.load import zones
from segdsl.names import fold, similar
from segdsl.record import record
from segdsl.syntax import ast

PURPOSES = ("marketing", "service", "credit", "pricing", "collections", "fraud")


@record
class Heading:
    """What the file says about itself and its day."""

    meta: ir.Meta
    as_of: dt.date | None
    zone: str


def heading(statements: Iterable[ast.Statement], said: Collector) -> Heading:
    """The first `ruleset` and the first `as of`; a second one of either is an error."""
    ruleset: ast.RulesetDecl | None = None
    as_of: ast.AsOf | None = None
    for statement in statements:
        if isinstance(statement, ast.RulesetDecl):
            if ruleset is None:
                ruleset = statement
            else:
                said.add(_repeated("ruleset", statement, ruleset))
        elif isinstance(statement, ast.AsOf):
            if as_of is None:
                as_of = statement
            else:
                said.add(_repeated("as of", statement, as_of))
    meta = ir.Meta() if ruleset is None else _meta(ruleset, said)
    if as_of is None:
        return Heading(meta, None, "UTC")
    return Heading(meta, as_of.date.value, "UTC" if as_of.zone is None else _zone(as_of.zone, said))


def _repeated(word: str, statement: ast.Statement, first: ast.Statement) -> Diagnostic:
    return Diagnostic(
        structure.REPEATED_STATEMENT,
        f"a file has one `{word}` statement, and this is the second",
        statement.span,
        labels=(Label(first.span, "the first"),),
        help=("keep one of the two",),
    )


def _meta(ruleset: ast.RulesetDecl, said: Collector) -> ir.Meta:
    purpose = None
    if ruleset.purpose is not None:
        purpose = fold(ruleset.purpose.text)
        if purpose not in PURPOSES:
            close = similar(purpose, PURPOSES, limit=1)
            said.add(
                Diagnostic(
                    structure.UNKNOWN_PURPOSE,
                    f"no purpose is called `{ruleset.purpose.text}`",
                    ruleset.purpose.span,
                    help=(f"a purpose with a similar name exists: `{close[0]}`",) if close else (),
                    notes=("the purposes are " + ", ".join(f"`{p}`" for p in PURPOSES),),
                )
            )
    version = None if ruleset.version is None else ruleset.version.value
    owner = None if ruleset.owner is None else ruleset.owner.value
    return ir.Meta(ruleset.title.value, version, owner, purpose)


def _zone(zone: ast.TextLit, said: Collector) -> str:
    if zones.exists(zone.value):
        return zone.value
    close = similar(zone.value, sorted(zoneinfo.available_timezones()), limit=1)
    said.add(
        Diagnostic(
            structure.UNKNOWN_ZONE,
            f"no time zone is called `{zone.value}`",
            zone.span,
            help=(f'a time zone with a similar name exists: `"{close[0]}"`',)
            if close
            else ('name a time zone by its place, as in `"Europe/Prague"`',),
        )
    )
    return "UTC"
