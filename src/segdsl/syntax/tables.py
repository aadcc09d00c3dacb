"""Turns the grammar into parse tables with Lark and keeps them as a text file; it parses no rules.

Building the tables takes a third of a second, importing Lark another twentieth: too long for every `segdsl format`. So
the tables of `grammar/segdsl.lark` lie beside it as JSON (no code, nothing unpickled). They name the grammar they were
made from: after a change of the grammar they are built anew in memory, until `python -m segdsl.syntax.tables` writes
them.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from segdsl import shipped
from segdsl.record import record

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = "segdsl.lark"
TABLES = "segdsl.tables.json"
_BLANKS = ("COMMENT", "BLANK")
_KEYWORD = r"\(\?i:((?:[a-z-]|\\s\+)+)\)\(\?!\[\\p\{L\}\\p\{M\}\\p\{N\}_\]\|-\[\\p\{L\}\\p\{M\}\\p\{N\}_\]\)"
"""The pattern of a keyword: its words with blanks between them, up to the end of a word."""
_LEAD = r"\(\?i:([a-z]+)(?:\)|\\s|\(\?=|\(\?:\\s)"
_BEFORE = "\r"
"""What stands before a token that wants a certain sign before it."""
_FOREIGN = "é中Йאाـ"
"""Letters of several scripts, to find out which terminals can begin with a letter outside ASCII."""


@record
class Terminal:
    """A kind of token: its pattern, and the characters it can begin with (lower case; `foreign` for all beyond ASCII).

    A keyword that is nothing but words has them in `words`, so that its pattern need not be compiled; any other that
    begins with one certain word has it in `lead`. A `marked` one stands after a carriage return alone.
    """

    name: str
    pattern: str
    words: tuple[str, ...]
    lead: str
    first: str
    foreign: bool
    marked: bool


@record
class Rule:
    """What a reduction makes: `length` symbols become a node `name`; those at `inlined` give their children instead."""

    origin: str
    name: str
    length: int
    inlined: tuple[int, ...]


@record
class Tables:
    """An LALR automaton. An action is the next state when it is 0 or more, else rule number `-action - 1` to reduce."""

    terminals: tuple[Terminal, ...]
    rules: tuple[Rule, ...]
    actions: tuple[dict[str, int], ...]
    gotos: tuple[dict[str, int], ...]
    start: int
    end: int


def _grammar_text() -> str:
    return (shipped.folder("grammar") / GRAMMAR).read_text(encoding="utf-8")


def _fingerprint(grammar: str) -> int:
    return zlib.crc32(grammar.encode())


def lark(grammar: str | None = None) -> Lark:
    """The grammar as Lark reads it."""
    from lark import Lark

    return Lark(
        grammar or _grammar_text(),
        parser="lalr",
        lexer="contextual",
        regex=True,
        maybe_placeholders=False,
        strict=False,
    )


def _terminals(built: Lark) -> list[list[Any]]:
    import regex

    found = []
    in_order = sorted(built.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    for terminal in in_order:
        if terminal.name in _BLANKS:
            continue
        written = terminal.pattern.to_regexp()
        pattern = regex.compile(written)
        keyword = regex.fullmatch(_KEYWORD, written)
        words = keyword[1].split(r"\s+") if keyword else []
        lead = regex.match(_LEAD, written)
        signs = [chr(c) for c in range(33, 127) if not chr(c).isupper()]
        possible = [c for c in signs if pattern.match(_BEFORE + c, 1, partial=True)]
        foreign = any(pattern.match(_BEFORE + c, 1, partial=True) for c in _FOREIGN)
        marked = written.startswith(f"(?<={_BEFORE})")
        found.append([terminal.name, written, words, lead[1] if lead else "", "".join(possible), foreign, marked])
    return found


def _make(grammar: str) -> dict[str, Any]:
    """The tables in the form in which they are stored: the same for the same grammar, equal rows stored once."""
    built = lark(grammar)
    automaton = built.parser.parser._parse_table
    in_order = sorted(built.rules, key=lambda rule: (rule.origin.name, [s.name for s in rule.expansion]))
    terminals = _terminals(built)
    symbols = {name: i for i, name in enumerate([*(t[0] for t in terminals), "$END"])}
    origins = {name: i for i, name in enumerate(sorted({rule.origin.name for rule in built.rules}))}
    rule_numbers = {rule: number for number, rule in enumerate(in_order)}
    states = _in_order(automaton)
    state_numbers = {state: number for number, state in enumerate(states)}
    rows: dict[str, int] = {}
    stored = []
    for state in states:
        actions: list[int] = []
        gotos: list[int] = []
        for symbol, (action, target) in sorted(automaton.states[state].items()):
            number = -rule_numbers[target] - 1 if action.name == "Reduce" else state_numbers[target]
            if symbol in symbols:
                actions += [symbols[symbol], number]
            else:
                gotos += [origins[symbol], number]
        stored.append([rows.setdefault(json.dumps(row), len(rows)) for row in (actions, gotos)])
    return {
        "grammar": _fingerprint(grammar),
        "terminals": terminals,
        "origins": list(origins),
        "rules": [_rule(rule) for rule in in_order],
        "rows": [json.loads(row) for row in rows],
        "states": stored,
        "start": state_numbers[automaton.start_states["start"]],
        "end": state_numbers[automaton.end_states["start"]],
    }


def _rule(rule: Any) -> list[Any]:
    inlined = [i for i, s in enumerate(rule.expansion) if not s.is_term and s.name.startswith("_")]
    return [rule.origin.name, rule.alias or rule.origin.name, len(rule.expansion), inlined]


def _in_order(automaton: Any) -> list[int]:
    """The states in the order in which they are reached: Lark numbers them differently in every run."""
    found = [automaton.start_states["start"]]
    seen = set(found)
    for state in found:
        for _, (action, target) in sorted(automaton.states[state].items()):
            if action.name == "Shift" and target not in seen:
                seen.add(target)
                found.append(target)
    return found


def _unpack(stored: dict[str, Any]) -> Tables:
    names = [t[0] for t in stored["terminals"]] + ["$END"]
    origins, rows = stored["origins"], stored["rows"]
    actions: dict[int, dict[str, int]] = {}
    gotos: dict[int, dict[str, int]] = {}
    for a, g in stored["states"]:
        if a not in actions:
            actions[a] = {names[i]: target for i, target in zip(rows[a][::2], rows[a][1::2], strict=True)}
        if g not in gotos:
            gotos[g] = {origins[i]: target for i, target in zip(rows[g][::2], rows[g][1::2], strict=True)}
    return Tables(
        terminals=tuple(Terminal(n, p, tuple(w), *rest) for n, p, w, *rest in stored["terminals"]),
        rules=tuple(Rule(origin, name, length, tuple(inlined)) for origin, name, length, inlined in stored["rules"]),
        actions=tuple(actions[a] for a, _ in stored["states"]),
        gotos=tuple(gotos[g] for _, g in stored["states"]),
        start=stored["start"],
        end=stored["end"],
    )


def render(grammar: str) -> str:
    """The text of the stored tables, a row a line."""
    made = _make(grammar)
    lines = []
    for key, value in made.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in value)
            lines.append(f'"{key}": [\n{rows}\n]')
        else:
            lines.append(f'"{key}": {value}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


@cache
def tables() -> Tables:
    """The tables of the shipped grammar."""
    grammar = _grammar_text()
    path = shipped.folder("grammar") / TABLES
    if path.is_file():
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["grammar"] == _fingerprint(grammar):
            return _unpack(stored)
    return _unpack(json.loads(render(grammar)))


if __name__ == "__main__":
    (shipped.folder("grammar") / TABLES).write_text(render(_grammar_text()), encoding="utf-8", newline="\n")
