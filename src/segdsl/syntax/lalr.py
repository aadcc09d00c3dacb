"""Runs the parse tables over the text of one statement and gives its tree; it knows nothing of what the rules mean.

The lexer is contextual: in each state only the tokens that can come next are looked for, so most words are words and
not keywords in most places.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from segdsl.record import record
from segdsl.syntax.tables import Rule, Tables, Terminal, tables

if TYPE_CHECKING:
    import regex

END = "$END"
_BLANK = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"\w+(?:-\w+)*")


@record
class Token:
    """A piece of text; offsets are those of the file."""

    type: str
    text: str
    start: int
    end: int


@record
class Tree:
    """A rule and what it is made of; offsets are those of the file."""

    name: str
    children: list[Node]
    start: int
    end: int


Pattern: TypeAlias = "regex.Pattern[str] | re.Pattern[str]"
Node: TypeAlias = Tree | Token


class Unexpected(Exception):
    """The text does not go on as it may: `position` is where, `previous` the end of what was understood."""

    def __init__(self, position: int, accepted: frozenset[str], history: list[Token]) -> None:
        super().__init__(position)
        self.position = position
        self.previous = history[-1].end if history else position
        self.accepted = accepted
        self.history = history


@cache
def pattern_of(terminal: str, plain: bool = False) -> Pattern:
    """The pattern of a terminal, compiled when it is first met: a rule file meets few that are not plain words.

    A `plain` text is ASCII: for it `re` does, which is ready in half the time and finds a comma in a tenth.
    """
    pattern = next(t.pattern for t in tables().terminals if t.name == terminal)
    if plain:
        for property, characters in (
            (r"(?!\p{N})", "(?![0-9])"),
            (r"\p{L}", "A-Za-z"),
            (r"\p{M}", ""),
            (r"\p{N}", "0-9"),
        ):
            pattern = pattern.replace(property, characters)
    if r"\p{" not in pattern:
        return re.compile(pattern)
    import regex  # takes longer than all of a small file, and many files are plain

    return regex.compile(pattern)


@lru_cache(maxsize=65536)
def _candidates(state: int, start: str) -> tuple[Terminal, ...]:
    """The tokens that may come in this state and can begin with this word or sign, in the order they are tried."""
    automaton = tables()
    accepted = automaton.actions[state]
    character = start[0]
    return tuple(
        t
        for t in automaton.terminals
        if t.name in accepted
        and (t.lead == start if t.lead else t.foreign if character > "\x7f" else character in t.first)
    )


def _next(text: str, position: int, end: int, state: int, plain: bool) -> tuple[str, int] | None:
    """The token at this place and its end."""
    found = _WORD.match(text, position, end)
    start, after = text[position].lower(), position + 1
    if found is not None:
        word, after = found.group().lower(), found.end()
        # A word that goes on with a mark is longer than `re` thinks, and so no keyword.
        if word in _first_words() and not _goes_on(text, after, end):
            start = word
    for terminal in _candidates(state, start):
        if terminal.words:
            ends = _words_end(text, after, end, terminal.words)
            if ends >= 0:
                return terminal.name, ends
        elif not terminal.marked or text[position - 1 : position] == "\r":
            match = pattern_of(terminal.name, plain).match(text, position, end)
            if match:
                return terminal.name, match.end()
    return None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(t.lead for t in tables().terminals if t.lead)


def _goes_on(text: str, position: int, end: int) -> bool:
    following = text[position : min(position + 2, end)].removeprefix("-")
    return following[:1] > "\x7f"


def _words_end(text: str, position: int, end: int, words: tuple[str, ...]) -> int:
    """Where the second and later words of a keyword end, or -1."""
    for word in words[1:]:
        start = _BLANK.match(text, position, end).end()  # type: ignore[union-attr]
        found = _WORD.match(text, start, end)
        if found is None or start == position or found.group().lower() != word or _goes_on(text, found.end(), end):
            return -1
        position = found.end()
    return position


def _accepted(automaton: Tables, states: list[int]) -> frozenset[str]:
    """What could really come: a reduction that leads nowhere is not counted."""
    if states[-1] == automaton.end:
        return frozenset({END})
    found = set()
    for terminal in automaton.actions[states[-1]]:
        stack = list(states)
        while True:
            action = automaton.actions[stack[-1]].get(terminal)
            if action is None:
                break
            if action >= 0:
                found.add(terminal)
                break
            rule = automaton.rules[-action - 1]
            if rule.length:
                del stack[-rule.length :]
            stack.append(automaton.gotos[stack[-1]][rule.origin])
            if stack[-1] == automaton.end:
                found.add(END)
                break
    return frozenset(found)


@cache
def _sole_reductions() -> tuple[Rule | None, ...]:
    """For each state the rule that is reduced whatever comes next, if there is one."""
    found = []
    for row in tables().actions:
        targets = set(row.values())
        only = targets.pop() if len(targets) == 1 else 0
        found.append(tables().rules[-only - 1] if only < 0 else None)
    return tuple(found)


class _Machine:
    """The stack of the automaton: states, and what they have made."""

    def __init__(self) -> None:
        self.automaton = tables()
        self.sole = _sole_reductions()
        self.states = [self.automaton.start]
        self.values: list[Node | list[Node]] = []
        self.history: list[Token] = []

    def reduce(self, rule: Rule) -> None:
        start = len(self.values) - rule.length
        made = self.values[start:]
        del self.values[start:], self.states[start + 1 :]
        self.values.append(_reduce(rule.name, rule.inlined, made))
        self.states.append(self.automaton.gotos[self.states[-1]][rule.origin])

    def settle(self) -> None:
        """Reduces as far as no next token is needed, so that the lexer knows best what can come."""
        while (rule := self.sole[self.states[-1]]) is not None:
            self.reduce(rule)

    def take(self, token: Token) -> None:
        """Puts the token that was fed beside its state."""
        self.values.append(token)
        self.history.append(token)

    def feed(self, terminal: str) -> bool:
        """Reduces until the token can be taken; False when it cannot."""
        while (action := self.automaton.actions[self.states[-1]].get(terminal)) is not None:
            if action >= 0:
                self.states.append(action)
                return True
            self.reduce(self.automaton.rules[-action - 1])
            if self.states[-1] == self.automaton.end:
                return terminal == END
        return self.states[-1] == self.automaton.end and terminal == END


def parse(text: str, start: int, end: int) -> Tree:
    """The tree of `text[start:end]`; raises Unexpected."""
    machine = _Machine()
    plain = text.isascii() or text[start:end].isascii()
    position = start
    while True:
        machine.settle()
        position = _BLANK.match(text, position, end).end()  # type: ignore[union-attr]
        step = (END, position) if position >= end else _next(text, position, end, machine.states[-1], plain)
        if step is None or not machine.feed(step[0]):
            raise Unexpected(position, _accepted_after(machine.history), machine.history)
        found, after = step
        if found == END:
            tree = machine.values[-1]
            assert isinstance(tree, Tree)
            return tree
        machine.take(Token(found, text[position:after], position, after))
        position = after


def _accepted_after(history: list[Token]) -> frozenset[str]:
    """What could come after these tokens: run again, as the machine that failed has already reduced too far."""
    machine = _Machine()
    for token in history:
        machine.settle()
        machine.feed(token.type)
        machine.take(token)
    machine.settle()
    return _accepted(machine.automaton, machine.states)


def _reduce(name: str, inlined: tuple[int, ...], made: list[Node | list[Node]]) -> Node | list[Node]:
    children: list[Node]
    if not inlined:
        children = made  # type: ignore[assignment]
    else:
        # A left-recursive list grows in place, so that long lists take linear time.
        in_place = inlined[0] == 0
        children = made[0] if in_place else []  # type: ignore[assignment]
        for i in range(1 if in_place else 0, len(made)):
            part = made[i]
            if isinstance(part, list):
                children.extend(part)
            else:
                children.append(part)
    if name.startswith("_"):
        return children
    return Tree(name, children, children[0].start, children[-1].end)
