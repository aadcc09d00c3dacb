"""Reads the simple arguments of a command without pydantic, whose import takes as long as typer's own; nothing else.

Since 0.28 or so typer reads every argument but a flag through pydantic. Texts, lists of texts, choices and values with
a parser of their own do not need it. Where typer has no such seam, nothing is changed and commands start later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import typer

from segdsl.record import record

_PYTHON_TYPE = r" <(str|list\[str\]|date|bool)>( *)"


@record
class _Plain:
    """Stands where typer keeps what it has built for a parameter."""

    read: Callable[[str], Any]

    def coerce(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        try:
            return [self.read(item) for item in value] if several else self.read(value)
        except typer.BadParameter as error:
            raise typer.BadParameter(error.message, ctx=ctx, param=param) from None


def lighten(command: Any) -> None:
    """Gives every parameter of the command and its sub-commands that can do without pydantic its own reader."""
    for inner in getattr(command, "commands", {}).values():
        lighten(inner)
    for parameter in command.params:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and getattr(parameter, "_runtime_param", descriptor) is None:
            read = _reader(descriptor)
            if read is not None:
                parameter._runtime_param = _Plain(read)


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether `-h` or `--help` is among the options. Typer's own help option would be read through pydantic."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "-h" in options or "--help" in options


def help_of(command: Any, verb: str) -> str:
    """How a verb is used, without the names that types have in Python."""
    inner = command.commands[verb]
    outer = typer.Context(command, info_name="segdsl")
    text: str = inner.get_help(typer.Context(inner, info_name=verb, parent=outer))
    return re.sub(_PYTHON_TYPE, lambda found: " " * len(found[0]) if found[0].endswith("  ") else "", text)


def _reader(descriptor: Any) -> Callable[[str], Any] | None:
    parser: Callable[[str], Any] | None = getattr(descriptor.parameter_info, "parser", None)
    if parser is not None:
        return parser
    annotation = descriptor.annotation
    if annotation in (str, list[str]):
        return str
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _choice(annotation)
    return None


def _choice(options: type[Enum]) -> Callable[[str], Enum]:
    def read(text: str) -> Enum:
        # A default comes as the choice itself.
        for option in options:
            if text in (option, option.value):
                return option
        raise typer.BadParameter(f"`{text}` is not one of {', '.join(f'`{option.value}`' for option in options)}")

    return read
