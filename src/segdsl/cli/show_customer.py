"""What is said of one customer as text for a terminal: clauses with ✓ ✗ ?, values, and the nearest change."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl.cli.screen import Screen
from segdsl.cli.show_explain import paragraph
from segdsl.diagnostics.cells import safe, width
from segdsl.diagnostics.paint import Style
from segdsl.explanation.clauses import heading
from segdsl.explanation.learned_customer import pull_words, raises
from segdsl.explanation.model import Answer, Customer, Flip, LearnedValue, Result, Verdict

_MOST_CLAUSE = 46
"""Values stand beside a clause that is no longer than this, else below it."""
_MARKS: dict[Answer, tuple[str, str, Style]] = {
    Answer.TRUE: ("✓", "y", "note"),
    Answer.FALSE: ("✗", "n", "error"),
    Answer.UNDECIDED: ("?", "?", "warning"),
}


def text(customer: Customer, screen: Screen) -> str:
    """All results, apart by an empty line."""
    suppressed = any(r.kind == "suppression" and r.outcome != Answer.FALSE.value for r in customer.results)
    head = f"customer {safe(customer.key)}{', suppressed' if suppressed else ''}"
    blocks = [[screen.paint("strong", head)]]
    blocks += [list(_result(result, screen)) for result in customer.results]
    blocks += [list(_learned(value, screen)) for value in customer.learned]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _result(result: Result, screen: Screen) -> Iterator[str]:
    yield from (screen.paint("strong", line) for line in paragraph(_headline(result), screen, "", "  "))
    values_at = _values_at(result)
    if result.verdict is not None:
        yield from _clauses(result.verdict, screen, values_at)
    for part, verdict in result.branches:
        won = part == result.outcome and verdict.answer is Answer.TRUE
        yield from _line(_tier(part, verdict), verdict, screen, 1, values_at)
        yield from _inside(verdict, screen, 2, values_at)
        if not won:
            yield from _flip(verdict.flip, "would take it", screen, 2)
    if result.branches and result.branches[-1][1].answer is not Answer.TRUE:
        yield f"  no line above is true, so {safe(result.outcome)}"
    if result.missing:
        yield from paragraph(f"not known: {', '.join(result.missing)}", screen, "  ", "    ")
    yield from _flip(result.flip, _would(result), screen, 1)
    if result.outcome == Answer.TRUE.value:
        yield from (
            line for word in (result.because, result.then) if word for line in paragraph(word, screen, "  ", "  ")
        )


def _learned(value: LearnedValue, screen: Screen) -> Iterator[str]:
    """`RFM score is 13 = 5 + 4 + 4`, its parts, and what pulls it up or down."""
    yield from (screen.paint("strong", line) for line in paragraph(value.text, screen, "", "  "))
    for line in value.lines:
        yield from paragraph(line, screen, "  ", "    ")
    for pull in value.pulls:
        up = raises(pull, value)
        mark = ("▲" if up else "▼") if screen.blocks else ("+" if up else "-")
        yield from paragraph(pull_words(pull, value), screen, f"  {mark} ", "    ")


def _tier(part: str, verdict: Verdict) -> str:
    return f"{part} when {heading(verdict.join) if verdict.parts else verdict.text}"


def _values_at(result: Result) -> int:
    """The cell at which the values begin: just after the longest clause that is not too long."""
    lengths = [4 + width(safe(_tier(part, verdict))) for part, verdict in result.branches if verdict.pieces]
    pending = [(result.verdict, 2)] if result.verdict is not None else []
    pending += [(part, 4) for _, verdict in result.branches for part in verdict.parts]
    while pending:
        verdict, indent = pending.pop()
        if verdict.pieces:
            lengths.append(indent + 2 + width(safe(verdict.text)))
        pending.extend((part, indent + (0 if verdict.join == "all" and indent == 2 else 2)) for part in verdict.parts)
    return 2 + max((length for length in lengths if length <= _MOST_CLAUSE), default=_MOST_CLAUSE)


def _headline(result: Result) -> str:
    answers = {"true": "yes", "false": "no", "undecided": "undecided"}
    match result.kind:
        case "segment":
            ending = ", so not a member" if result.outcome == "undecided" else ""
            return f"{result.name}: {answers[result.outcome]}{ending}"
        case "suppression":
            ending = " (undecided, so suppressed to be safe)" if result.outcome == "undecided" else ""
            word = "no" if result.outcome == "false" else "yes"
            return f"{result.name}: {word}{ending}"
        case "define":
            return f"{result.name} is {result.outcome}"
        case _:
            return f"{result.name}: {result.outcome}"


def _would(result: Result) -> str:
    if result.kind == "suppression":
        return "would be suppressed with" if result.outcome == "false" else "would not be suppressed with"
    return "would leave with" if result.outcome == "true" else "would join with"


def _clauses(verdict: Verdict, screen: Screen, values_at: int) -> Iterator[str]:
    """The clauses of a rule; a rule of one clause is that clause."""
    if verdict.join == "all":
        for part in verdict.parts:
            yield from _clause(part, screen, 1, values_at)
        return
    yield from _clause(verdict, screen, 1, values_at)


def _clause(verdict: Verdict, screen: Screen, depth: int, values_at: int) -> Iterator[str]:
    yield from _line(heading(verdict.join) if verdict.parts else verdict.text, verdict, screen, depth, values_at)
    yield from _inside(verdict, screen, depth + 1, values_at)


def _inside(verdict: Verdict, screen: Screen, depth: int, values_at: int) -> Iterator[str]:
    for part in verdict.parts:
        yield from _clause(part, screen, depth, values_at)


def _line(words: str, verdict: Verdict, screen: Screen, depth: int, values_at: int) -> Iterator[str]:
    """`✗ balance > 100k     balance is 80,000, not more than 100,000`."""
    block, plain, style = _MARKS[verdict.answer]
    mark = block if screen.blocks else plain
    indent = "  " * depth
    told = _values(verdict)
    lines = paragraph(words, screen, f"{indent}{mark} ", f"{indent}    ")
    beside = f"{lines[0]}{' ' * max(2, values_at - width(lines[0]))}{safe(told)}"
    if told and len(lines) == 1 and width(lines[0]) + 2 <= values_at and width(beside) <= screen.columns:
        lines = [beside]
    elif told:
        lines += paragraph(told, screen, f"{indent}    ", f"{indent}    ")
    yield lines[0].replace(mark, screen.paint(style, mark), 1)
    yield from lines[1:]


def _values(verdict: Verdict) -> str:
    """The values looked at, and what was asked for where the clause does not say it in the same figures."""
    told = [piece.text for piece in verdict.pieces]
    figures = [word.strip(",") for word in verdict.threshold.split() if any(c.isdigit() for c in word)]
    plain = verdict.text.startswith(("any ", "no ")) or all(figure in verdict.text for figure in figures)
    if told and not plain:
        told.append(f"asked for is {verdict.threshold}")
    return ", ".join(told)


def _flip(flip: Flip | None, words: str, screen: Screen, depth: int) -> Iterator[str]:
    if flip is not None:
        indent = "  " * depth
        yield from paragraph(
            f"{words}: {flip.text}", screen, f"{indent}→ " if screen.blocks else f"{indent}> ", indent + "    "
        )
