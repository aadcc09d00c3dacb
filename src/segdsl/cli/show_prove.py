"""What `segdsl prove` prints: answers, and how segments lie to each other; proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segdsl.pipeline.proving import Proved
from segdsl.proofs.overview import Lie, Overview, Pair
from segdsl.proofs.questions import Answer, NotDecided, Refuted
from segdsl.proofs.witness import Witness

MOST = 30
"""So many pairs are listed as text; JSON has them all."""


def all_hold(done: Proved) -> bool:
    """Whether every question was answered with yes; how segments lie to each other is no question."""
    return not any(isinstance(answer, Refuted | NotDecided) for _, answer in done.answers)


def lines(done: Proved) -> Iterator[str]:
    for number, (text, answer) in enumerate(done.answers):
        if number:
            yield ""
        yield from _answer(text, answer)
    if done.overview is not None:
        yield from _overview(done, done.overview)


def _answer(text: str, answer: Answer) -> Iterator[str]:
    match answer:
        case Refuted(witness, who, otherwise):
            yield f"refuted: {text}"
            subject = "a customer can be " + who if who != "one" else "a customer can be so"
            yield f"  {subject}" if otherwise is None else "  for this customer it makes the difference"
            yield f"  for example: {_said(witness)}"
            if otherwise is not None:
                yield f"  with another value: {_said(otherwise).replace(' (changed)', '')}"
        case NotDecided(why):
            yield f"not decided: {text}"
            yield f"  {why}"
        case _:
            yield f"proved: {text}"


def _said(witness: Witness) -> str:
    return witness.words() or "any customer"


def _overview(done: Proved, found: Overview) -> Iterator[str]:
    def shown(key: str) -> str:
        return done.program.segments[key].name

    yield f"{len(found.segments)} segments" if len(found.segments) != 1 else "1 segment"
    for keys, text in ((found.empty, "nobody can be in"), (found.full, "everybody is in")):
        for key in keys:
            yield f"  {text} {shown(key)}"
    yield from _pairs(found, Lie.EQUAL, lambda p: f"{shown(p.one)} and {shown(p.two)} have the same members")
    yield from _pairs(found, Lie.INSIDE, lambda p: f"{shown(p.one)} is inside {shown(p.two)}")
    yield from _pairs(found, Lie.OVERLAP, lambda p: f"{shown(p.one)} and {shown(p.two)} overlap{_example(p)}")
    yield from _pairs(found, Lie.APART, lambda p: f"{shown(p.one)} and {shown(p.two)} never overlap")
    yield from _pairs(found, Lie.NOT_DECIDED, lambda p: f"{shown(p.one)} and {shown(p.two)}: not decided")
    if found.gap is not None:
        yield f"  a customer can be in none of them: {_said(found.gap)}"
    elif found.covered:
        yield "  every customer is in one of them"
    elif found.segments:
        yield "  whether every customer is in one of them is not decided"
    for key, answer in found.suppressible.items():
        words = {True: "can be suppressed", False: "are never suppressed", None: "may be suppressed: not decided"}
        yield f"  members of {shown(key)} {words[answer]}"
    for each in found.dependences:
        told = "depends" if each.depends else "may depend"
        yield f"  {shown(each.segment)} {told} on {each.column} ({each.data_class})"


def _example(pair: Pair) -> str:
    return "" if pair.witness is None else f": {_said(pair.witness)}"


def _pairs(found: Overview, lie: Lie, say: Any) -> Iterator[str]:
    pairs = [pair for pair in found.pairs if pair.lie is lie]
    for pair in pairs[:MOST]:
        yield f"  {say(pair)}"
    if len(pairs) > MOST:
        yield f"  … and {len(pairs) - MOST:,} more pairs ({lie.value}); --format json lists them"


# ---- JSON -----------------------------------------------------------------------------------------------------------


def as_json(done: Proved) -> dict[str, Any]:
    if done.overview is None:
        return {"answers": [_answer_json(text, answer) for text, answer in done.answers]}
    found = done.overview

    def shown(key: str) -> str:
        return done.program.segments[key].name

    return {
        "segments": [shown(key) for key in found.segments],
        "empty": [shown(key) for key in found.empty],
        "full": [shown(key) for key in found.full],
        "pairs": [
            {"one": shown(p.one), "two": shown(p.two), "how": p.lie.value, "example": _witness(p.witness)}
            for p in found.pairs
        ],
        "gap": _witness(found.gap),
        "covered": found.covered,
        "suppressible": {shown(key): answer for key, answer in found.suppressible.items()},
        "dependences": [
            {"segment": shown(d.segment), "column": d.column, "class": d.data_class, "depends": d.depends}
            for d in found.dependences
        ],
    }


def _answer_json(text: str, answer: Answer) -> dict[str, Any]:
    match answer:
        case Refuted(witness, who, otherwise):
            found = {"question": text, "answer": "refuted", "who": who, "example": _witness(witness)}
            return found if otherwise is None else found | {"otherwise": _witness(otherwise)}
        case NotDecided(why):
            return {"question": text, "answer": "not decided", "why": why}
        case _:
            return {"question": text, "answer": "proved"}


def _witness(witness: Witness | None) -> list[str] | None:
    return None if witness is None else [line.replace(" (changed)", "") for line in witness.lines()]
