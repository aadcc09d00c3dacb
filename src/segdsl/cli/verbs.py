"""The commands by name, and how one is called when that takes no parsing of options; runs nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from segdsl.record import record


@record
class Verb:
    """A command: the module `segdsl.cli.<name>` holds the function of the same name. `summary` is one line of help.

    `plain`: called with nothing but files and flags, it needs no typer; see `plainly`.
    """

    name: str
    summary: str
    alias: str | None = None
    plain: bool = False

    def load(self) -> Callable[..., int | None]:
        """The function, imported only now."""
        function: Callable[..., int | None] = getattr(import_module(f"segdsl.cli.{self.name}"), self.name)
        return function


VERBS = (
    Verb("validate", "find what is wrong or suspicious in rules", alias="check", plain=True),
    Verb("explain", "say in plain sentences what a rule means, for everyone or for one customer"),
    Verb("fit", "learn what rules learn from data, and keep it to be applied"),
    Verb("apply", "find out who is in which segment"),
    Verb("verify", "prove that engines give every customer the same answers"),
    Verb("prove", "answer questions about rules for every customer there can be"),
    Verb("diff", "say what a change of rules means, and who moves"),
    Verb("test", "run the examples in the rule files"),
    Verb("format", "write rules in the one layout", alias="fmt", plain=True),
    Verb("git", "tell git how rule files are compared and merged"),
    Verb("render", "write rules as a document for those who sign them"),
    Verb("associations", "find which items go together in baskets"),
    Verb("schema", "write the table statements for a data set"),
    Verb("codes", "show what a diagnostic means"),
    Verb("rulesets", "list and show the rulesets that come with segdsl"),
    Verb("init", "make a folder to start from"),
)
BY_NAME: Mapping[str, Verb] = {name: verb for verb in VERBS for name in (verb.name, verb.alias) if name}


def plainly(function: Callable[..., Any], arguments: Sequence[str]) -> dict[str, Any] | None:
    """The arguments of a function that takes files and has flags, when that is all there is; otherwise None.

    Half of the time that `segdsl format` would take goes into typer, and hooks and editors call it for every file. A
    flag is a parameter that is False by default, under its own name: as typer reads it, which a test compares.
    """
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
    flags = {f"--{name.replace('_', '-')}": name for name, default in defaults.items() if default is False}
    given: dict[str, Any] = {"files": [a for a in arguments if not a.startswith("-") or a == "-"]}
    for argument in arguments:
        if argument in flags:
            given[flags[argument]] = True
        elif argument.startswith("-") and argument != "-":
            return None
    return given if given["files"] else None
