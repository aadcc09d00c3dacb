"""The rulesets that ship with segdsl: which there are, what they say and what they need; it checks and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from segdsl import shipped
from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse


@dataclass(frozen=True, slots=True)
class Need:
    """A table that a ruleset needs: `how` says what kind of table (`one row per customer`), then its columns."""

    table: str
    how: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """A shipped ruleset. `summary` is its first comment, one line. It gives rules to ask for (segments, tiers), and
    values to make rules of, measured or learned."""

    name: str
    title: str
    summary: str
    text: str
    needs: tuple[Need, ...]
    gives: tuple[str, ...]
    values: tuple[str, ...]


def names() -> tuple[str, ...]:
    """What may stand in `use "…"`, in order."""
    return tuple(sorted(path.stem for path in shipped.folder("rulesets").glob("*.seg")))


def libraries() -> tuple[Library, ...]:
    """All of them."""
    return tuple(library(name) for name in names())


def library(name: str) -> Library:
    """The one of this name, which must be among `names()`."""
    file, text = _read(name)
    title = next((s.title.value for s in file.statements if isinstance(s, ast.RulesetDecl)), name)
    summary = file.comments[0].text.lstrip("# ") if file.comments else title
    tables = [s for s in file.statements if isinstance(s, ast.TableDecl)]
    return Library(name, title, summary, text, tuple(map(_need, tables)), tuple(_given(file)), tuple(_values(file)))


def statements(name: str) -> tuple[ast.Statement, ...]:
    """The statements of the one of this name."""
    return _read(name)[0].statements


def _read(name: str) -> tuple[ast.File, str]:
    text = (shipped.folder("rulesets") / f"{name}.seg").read_text(encoding="utf-8")
    file = parse(Source(f"{name}.seg", text)).value
    if file is None:
        raise ValueError(f"the shipped ruleset {name} does not parse")
    return file, text


def _need(table: ast.TableDecl) -> Need:
    how = "one row per customer"
    columns: list[str] = []
    for clause in table.clauses:
        match clause:
            case ast.KeyClause():
                columns.insert(0, clause.column.text)
            case ast.ManyClause():
                how = f"many rows per {clause.per.text}" + (", dated" if clause.dated else "")
            case ast.OneClause():
                how = f"one row per {clause.per.text}"
            case ast.ColumnClause():
                columns.append(clause.name.text)
            case ast.OnlyWhere():
                pass
    return Need(table.name.text, how, tuple(columns))


def _given(file: ast.File) -> Iterator[str]:
    """Names of its segments and tiers, and that it suppresses."""
    for statement in file.statements:
        match statement:
            case ast.SegmentDecl() | ast.TiersDecl() | ast.SplitDecl():
                yield statement.name.text
            case _:
                pass
    if any(isinstance(s, ast.SuppressDecl) for s in file.statements):
        yield "suppressions"


def _values(file: ast.File) -> Iterator[str]:
    """Names of its definitions, and of what it learns: the first that each learned statement gives."""
    for statement in file.statements:
        match statement:
            case ast.ScoreDecl() if not statement.name.text.lower().endswith("score"):
                yield f"{statement.name.text} score"
            case (
                ast.DefineDecl()
                | ast.ScoreDecl()
                | ast.ClusterDecl()
                | ast.PredictDecl()
                | ast.EstimateDecl()
                | ast.RecommendDecl()
                | ast.DetectDecl()
            ):
                yield statement.name.text
            case _:
                pass
