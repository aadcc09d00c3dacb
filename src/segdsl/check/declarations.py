"""The words that a learned thing depends on, in the canonical layout: what a state was learned for can be told by them.

A statement and everything it refers to, each once, sorted by name. Comments, layout, the as-of date and other rules
leave them unchanged; so do the files that tables come from, and columns that are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from segdsl import ir
from segdsl.check import graph, used
from segdsl.check.context import Rules
from segdsl.check.named import Statements
from segdsl.check.ranked import name_of
from segdsl.check.reached import reached
from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.syntax import ast, printer


def declared(common: Rules, given: Statements, tables: Mapping[str, ir.Table]) -> dict[str, ir.LearnedThing]:
    """What is learned, with the words each depends on."""
    return {
        key: replace(thing, declaration=_declaration(common, given, tables, key, thing))
        for key, thing in common.learned.items()
    }


def _declaration(
    common: Rules, given: Statements, tables: Mapping[str, ir.Table], key: str, thing: ir.LearnedThing
) -> str:
    if isinstance(thing, ir.Share):
        root: object = common.ranked[key]
        found: dict[str, str] = {}
        head = [name_of(common.ranked[key])]
    else:
        root = given.of(fold(next(iter(thing.outputs.values())))).decl
        found, head = {}, []
        found[given.owners[fold(next(iter(thing.outputs.values())))]] = printer.print_statement(root)
    lists: set[str] = set()
    pending: list[object] = [root]
    while pending:
        clause = pending.pop()
        lists.update(_lists(common, given, clause))
        for mention in graph.mentions(common.names, clause):
            owner = given.owners[mention.name]
            if owner not in found:
                found[owner] = printer.print_statement(given.first[owner].decl)
                pending.append(given.first[owner].decl)
    words = [*head, *(found[name] for name in sorted(found))]
    words += _tables(common, tables, thing)
    return "\n\n".join([*words, *sorted(lists)]) + "\n"


def _lists(common: Rules, given: Statements, clause: object) -> Iterator[str]:
    """The lists that are asked, by what stands in them."""
    import hashlib  # takes a while, and few rules have lists

    for node in nodes(clause):
        if isinstance(node, ast.InFile):
            unit = next(u for u in common.bundle.files if u.file.source is node.span.source)
            lines = common.bundle.lists.get(unit.path(node.path.value), ())
            digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
            yield f'list "{node.path.value}" {digest}'


def _tables(common: Rules, tables: Mapping[str, ir.Table], thing: ir.LearnedThing) -> Iterator[str]:
    """What is declared of the tables and columns that the thing needs, without the files they come from."""
    roots = [node for node in reached(common, thing) if isinstance(node, ir.Column | ir.Measure)]
    asked = used.columns(tables, roots)
    for name in sorted(name for name, columns in asked.items() if columns):
        for unit in common.bundle.files:
            for decl in unit.file.statements:
                if isinstance(decl, ast.TableDecl) and _is(common, decl, name):
                    clauses = tuple(c for c in decl.clauses if _counts(c, asked[name]))
                    yield printer.print_statement(replace(decl, path=None, clauses=clauses))


def _is(common: Rules, decl: ast.TableDecl, name: str) -> bool:
    """The customers' table may have another name in each file."""
    table = common.names.table(decl.name.text)
    if table is not None:
        return fold(table.name) == name
    keyed = any(isinstance(clause, ast.KeyClause) for clause in decl.clauses)
    return keyed and common.names.tables.tables[name] is common.names.tables.customers


def _counts(clause: ast.TableClause, asked: frozenset[str]) -> bool:
    return not isinstance(clause, ast.ColumnClause) or fold(clause.name.text) in asked
