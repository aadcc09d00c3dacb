"""A whole file, with its comments."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.record import field, record
from segdsl.source import Source, Span
from segdsl.syntax.ast.learned import LearnedDecl
from segdsl.syntax.ast.policies import PolicyDecl
from segdsl.syntax.ast.statements import (
    AsOf,
    DefineDecl,
    ExampleDecl,
    ExampleTable,
    RulesetDecl,
    SegmentDecl,
    SplitDecl,
    SuppressDecl,
    TableDecl,
    TiersDecl,
    Use,
)

Statement: TypeAlias = (
    RulesetDecl
    | Use
    | AsOf
    | TableDecl
    | DefineDecl
    | SegmentDecl
    | TiersDecl
    | SplitDecl
    | SuppressDecl
    | ExampleDecl
    | ExampleTable
    | LearnedDecl
    | PolicyDecl
)


@record
class Comment:
    """`# …` to the end of the line; `text` includes the `#`. `alone` when nothing stands before it on its line."""

    text: str
    alone: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class File:
    """A whole rule file. Comments are kept beside the statements, in order of place."""

    source: Source = field(compare=False, repr=False)
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
