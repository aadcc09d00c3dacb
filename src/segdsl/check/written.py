"""The table statements of all files, sorted by the table they speak of, and the role of each; no columns yet."""

from __future__ import annotations

from dataclasses import field
from typing import TypeAlias

from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic, Label
from segdsl.load import Bundle, Unit
from segdsl.names import fold
from segdsl.record import mutable, record
from segdsl.schemas import Role
from segdsl.syntax import ast

RoleClause: TypeAlias = ast.KeyClause | ast.ManyClause | ast.OneClause
_ROLES = {ast.KeyClause: Role.CUSTOMERS, ast.ManyClause: Role.MANY, ast.OneClause: Role.ONE}


@record
class Written:
    """One table statement and the line of it that says what its rows are."""

    decl: ast.TableDecl
    unit: Unit
    clause: RoleClause | None

    @property
    def main(self) -> bool:
        return self.unit.library is None

    @property
    def role(self) -> Role | None:
        return None if self.clause is None else _ROLES[type(self.clause)]

    def only_where(self) -> ast.Cond | None:
        """All `only where` lines as one condition."""
        found = [c for c in self.decl.clauses if isinstance(c, ast.OnlyWhere)]
        if len(found) < 2:
            return found[0].condition if found else None
        items = tuple(ast.Group(c.condition, span=c.condition.span) for c in found)
        span = found[0].span.to(found[-1].span)
        return ast.Chain("and", items, op_spans=tuple(c.span for c in found[1:]), span=span)


@mutable
class Group:
    """All statements that speak of one table, the file's own first."""

    name: str
    parts: list[Written] = field(default_factory=list)
    role: Role = Role.CUSTOMERS


def written(bundle: Bundle, said: Collector) -> list[Written]:
    """The table statements, each table once a file."""
    found: list[Written] = []
    for unit in bundle.files:
        names: dict[str, ast.TableDecl] = {}
        for decl in unit.file.statements:
            if not isinstance(decl, ast.TableDecl):
                continue
            first = names.setdefault(fold(decl.name.text), decl)
            if first is decl:
                found.append(Written(decl, unit, _clause(decl, said)))
            else:
                said.add(
                    Diagnostic(
                        structure.DUPLICATE_TABLE,
                        f"the table `{decl.name.text}` is declared twice",
                        decl.name.span,
                        labels=(Label(first.name.span, "declared here first"),),
                        help=("put all lines under one `table` statement, or give one of the tables another name",),
                    )
                )
    return found


def _clause(decl: ast.TableDecl, said: Collector) -> RoleClause | None:
    found = [c for c in decl.clauses if isinstance(c, ast.KeyClause | ast.ManyClause | ast.OneClause)]
    for other in found[1:]:
        said.add(
            Diagnostic(
                structure.TWO_ROLES,
                f"the table `{decl.name.text}` says twice what its rows are",
                other.span,
                labels=(Label(found[0].span, "said here first"),),
                help=("keep one of the lines `key …`, `many per …` and `one per …`",),
            )
        )
    return found[0] if found else None


def grouped(statements: list[Written], said: Collector) -> list[Group] | None:
    """The tables, the customers' first; None when it is not clear which table is the customers'."""
    groups: dict[str, Group] = {}
    for part in statements:
        groups.setdefault(fold(part.decl.name.text), Group(part.decl.name.text)).parts.append(part)
    customers: list[Group] = []
    others: list[Group] = []
    unclear: list[Group] = []
    for name, group in groups.items():
        role = _agreed(group, said)
        if role is Role.CUSTOMERS or (role is None and name == "customers"):
            customers.append(group)
        elif role is None:
            unclear.append(group)
        else:
            group.role = role
            others.append(group)
    if not customers and len(unclear) == 1 and not others:
        customers, unclear = unclear, []
    for group in unclear:
        said.add(_unclear(group))
    merged = _one_table(customers, said)
    return None if unclear or merged is None else [merged, *others]


def _agreed(group: Group, said: Collector) -> Role | None:
    """The role that all statements about the table agree on."""
    spoken = [part for part in group.parts if part.role is not None]
    for part in spoken[1:]:
        if part.role is not spoken[0].role and part.clause and spoken[0].clause:
            said.add(
                Diagnostic(
                    structure.CONTRADICTION,
                    f"two files disagree on what the rows of `{group.name}` are",
                    part.clause.span,
                    labels=(Label(spoken[0].clause.span, "said otherwise here"),),
                    help=("give one of the two tables another name",),
                )
            )
    return spoken[0].role if spoken else None


def _unclear(group: Group) -> Diagnostic:
    decl = group.parts[0].decl
    return Diagnostic(
        structure.TABLE_WITHOUT_ROLE,
        f"the table `{decl.name.text}` does not say what its rows are",
        decl.name.span,
        help=(
            "add `key …` when each row is a customer, with the column that identifies the customer",
            "add `many per …` when a customer has many rows, with the column that names the customer",
            "add `one per …` when rows are looked up, with the column they are looked up by",
        ),
    )


def _one_table(customers: list[Group], said: Collector) -> Group | None:
    """The customers' tables of different files are one table, whatever they are called; one file has at most one."""
    merged = Group("customers")
    for index, group in enumerate(customers):
        for part in group.parts:
            same_file = [p for p in merged.parts if p.unit is part.unit]
            if same_file:
                said.add(
                    Diagnostic(
                        structure.TWO_CUSTOMERS_TABLES,
                        f"`{part.decl.name.text}` is a second table of customers",
                        part.decl.name.span,
                        labels=(Label(same_file[0].decl.name.span, "the customers are here"),),
                        help=("say `many per …` or `one per …` in one of the two tables",),
                    )
                )
                return None
            merged.parts.append(part)
        if index == 0:
            merged.name = group.name
    merged.parts.sort(key=lambda part: not part.main)
    if merged.parts:
        merged.name = merged.parts[0].decl.name.text
    return merged
