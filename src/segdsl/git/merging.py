"""Merges two versions of a rule file by statement and clause; what it is not sure of it leaves to git."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from segdsl.git import lines
from segdsl.git.lines import Lines
from segdsl.git.spread import END, Piece, clauses, joined, pieces
from segdsl.git.statements import Key
from segdsl.source import Source
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file

_UNORDERED = frozenset({"segment", "suppress", "define", "table", "ruleset", "policy"})
"""Statements of which the order of clauses means nothing; in tiers, say, the first line that holds counts."""
_RANKS = ("if", "where", "and", "or", "except", "because", "then")


def merge(base: str, ours: str, theirs: str) -> str | None:
    """The merged text in the one layout; None when both changed the same, or a text cannot be read."""
    split = [pieces(text) for text in (base, ours, theirs)]
    if split[0] is None or split[1] is None or split[2] is None:
        return None
    found = _pieces(split[0], split[1], split[2])
    if found is None:
        return None
    text = joined(found)
    again = pieces(text)
    parsed = parse(Source("", text))
    if again is None or parsed.value is None or not parsed.ok or Counter(clauses(again)) != Counter(clauses(found)):
        return None
    return print_file(parsed.value)


def _pieces(base: tuple[Piece, ...], ours: tuple[Piece, ...], theirs: tuple[Piece, ...]) -> tuple[Piece, ...] | None:
    before, mine, other = ({piece.key: piece for piece in each} for each in (base, ours, theirs))
    chosen: dict[Key, Piece] = {}
    for key in dict.fromkeys([*before, *mine, *other]):
        if _same(mine.get(key), other.get(key)) or _same(before.get(key), other.get(key)):
            piece = mine.get(key)
        elif _same(before.get(key), mine.get(key)):
            piece = other.get(key)
        else:
            piece = _both(before.get(key), mine.get(key), other.get(key))
            if piece is None:
                return None
        if piece is not None:
            chosen[key] = piece
    return tuple(chosen[key] for key in _order(mine, other, chosen))


def _same(a: Piece | None, b: Piece | None) -> bool:
    """Blank lines above a statement are layout."""
    if a is None or b is None:
        return a is b
    return a.body == b.body and [line for line in a.lead if line] == [line for line in b.lead if line]


def _both(before: Piece | None, mine: Piece | None, other: Piece | None) -> Piece | None:
    """A statement that both sides changed; None when one took it out, or both made it anew, or clauses meet."""
    if before is None or mine is None or other is None:
        return None
    lead = lines.merged(before.lead, mine.lead, other.lead, _after)
    unordered = before.key[0] in _UNORDERED
    body = lines.merged(before.body, mine.body, other.body, _clauses if unordered else _never)
    return None if lead is None or body is None else Piece(before.key, lead, body, body)


def _never(mine: Lines, other: Lines) -> Lines | None:
    return None


def _after(mine: Lines, other: Lines) -> Lines:
    return mine + tuple(line for line in other if line not in mine)


def _clauses(mine: Lines, other: Lines) -> Lines | None:
    """Both, each clause once, in the order in which clauses stand; not where a clause takes several lines."""
    both = _after(mine, other)
    if any(line.startswith("   ") or line.strip()[:1] in ("#", "]", ")") for line in both):
        return both if both in (mine, other) else None
    return tuple(sorted(both, key=_rank))


def _rank(line: str) -> int:
    word = line.split()[0] if line.split() else ""
    return _RANKS.index("and" if word == "or" else word) if word in _RANKS else 0


def _order(mine: Mapping[Key, Piece], other: Mapping[Key, Piece], chosen: Mapping[Key, Piece]) -> list[Key]:
    """As in ours; what they added stands after what it follows there."""
    order = [key for key in mine if key in chosen and key != END]
    last: Key | None = None
    for key in other:
        if key in chosen and key != END:
            if key not in order:
                order.insert(0 if last is None else order.index(last) + 1, key)
            last = key
    return [*order, END]
