"""The statements of a rule text by what they are called, so that two versions can be compared; it compares nothing."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.syntax.printer import print_statement

Key: TypeAlias = tuple[str, str]
"""The word for the kind of a statement, and its folded name, or what else tells it from others of its kind."""


def key(statement: ast.Statement) -> Key:
    """What a statement is called: two of a file with one key are two versions of one thing."""
    match statement:
        case ast.RulesetDecl():
            return "ruleset", ""
        case ast.AsOf():
            return "as of", ""
        case ast.Use():
            return "use", statement.path.value
        case ast.ExampleTable():
            return "example table", statement.path.value
        case ast.ExampleDecl():
            return "example", statement.title.value
        case ast.SuppressDecl():
            because = statement.because
            return "suppress", print_statement(statement) if because is None else because.value
        case ast.PolicyDecl():
            return "policy", "" if statement.title is None else statement.title.value
        case _:
            return kind(statement), fold(statement.name.text)


def kind(statement: ast.Statement) -> str:
    """`segment`, `define`, `score`, …."""
    return type(statement).__name__.removesuffix("Decl").lower()


def named(file: ast.File) -> dict[Key, ast.Statement]:
    """The statements by key; of two with one key (an error, or a suppression repeated) the last."""
    return {key(statement): statement for statement in file.statements}
