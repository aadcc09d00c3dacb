"""Explanations in words, with their figures, as text for a terminal; asks nothing and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import wrapped
from segdsl.cli.show_figures import partition_lines, waterfall_lines
from segdsl.cli.show_learned import READABLE, body_lines
from segdsl.diagnostics.cells import safe
from segdsl.explanation.model import Clause, Explanation, Statement

_LABELS = 13
_LEGEND = (
    "remain: customers who surely meet the clause and all above it; lost to it: those who meet every other clause "
    "but not this one; undecided: a value that the clause needs is missing; in brackets: clauses inside a clause"
)


def text(explanation: Explanation, screen: Screen) -> str:
    """The whole explanation, its parts apart by an empty line."""
    blocks = [] if explanation.named else [_heading(explanation, screen)]
    for statement in explanation.statements:
        blocks.append([*_statement(statement, screen), *_figures(explanation, statement, screen)])
    if any(len(waterfall.steps) > 1 for waterfall in explanation.waterfalls):
        blocks.append(paragraph(_LEGEND, screen, "", ""))
    if not explanation.statements:
        blocks.append(["There is nothing to explain: no segment, tiers, split, suppression or define."])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def paragraph(words: str, screen: Screen, first: str, indent: str) -> list[str]:
    """Running text on readable lines; `first` begins the first line, `indent` the others."""
    head, *rest = safe(words).split(" ")
    return wrapped([first + head, *rest], min(screen.columns, READABLE), indent)


def _heading(explanation: Explanation, screen: Screen) -> list[str]:
    lines = []
    if explanation.title:
        version = f" {safe(explanation.version)}" if explanation.version else ""
        lines.append(screen.paint("strong", safe(explanation.title) + version))
    said = [] if explanation.as_of is None else [f"as of {explanation.as_of}"]
    said += [f"owner {explanation.owner}"] if explanation.owner else []
    said += [f"purpose {explanation.purpose}"] if explanation.purpose else []
    said += [] if explanation.customers is None else [f"{explanation.customers:,} customers"]
    return [*lines, *(paragraph(", ".join(said), screen, "", "") if said else [])]


def _statement(statement: Statement, screen: Screen) -> Iterator[str]:
    yield from _title(statement, screen)
    yield from paragraph(statement.lead.replace("**", ""), screen, "  ", "  ")
    if statement.clause is not None:
        yield from clause_lines(statement.clause.parts, screen, 2)
    for case in statement.cases:
        yield from _case(case.result, case.clause, statement.kind == "split", screen)
    for line in statement.lines:
        yield from paragraph(line, screen, "    - ", "      ")
    for sentence in (*statement.notes, statement.missing):
        if sentence:
            yield from paragraph(sentence, screen, "  ", "  ")
    yield from _details(statement, screen)
    if statement.report is not None:
        yield from ("", *paragraph(statement.report.summary, screen, "  ", "  "), *body_lines(statement.report, screen))


def _title(statement: Statement, screen: Screen) -> list[str]:
    kind = "" if statement.kind in ("segment", "suppression") else f" ({statement.kind})"
    title = f": {statement.title}" if statement.title else ""
    origin = f" [from {statement.library}]" if statement.library else ""
    lines = paragraph(f"{statement.name}{kind}{title}{origin}", screen, "", "")
    return [screen.paint("strong", line) for line in lines]


def clause_lines(parts: Sequence[Clause], screen: Screen, depth: int) -> Iterator[str]:
    """A clause a line, what is inside it indented."""
    indent = "  " * depth
    for part in parts:
        ending = ":" if part.parts else ""
        yield from paragraph(part.text + ending, screen, f"{indent}- ", f"{indent}  ")
        yield from clause_lines(part.parts, screen, depth + 1)


def _case(result: str, clause: Clause | None, share: bool, screen: Screen) -> Iterator[str]:
    if clause is None:
        yield from paragraph(f"{result}, otherwise", screen, "    - ", "      ")
        return
    ending = ":" if clause.parts else ""
    words = f"{result}: {clause.text}" if share else f"{result} when {clause.text}{ending}"
    yield from paragraph(words, screen, "    - ", "      ")
    yield from clause_lines(clause.parts, screen, 3)


def _details(statement: Statement, screen: Screen) -> Iterator[str]:
    tables: dict[str, list[str]] = {}
    for table, column in statement.needs.columns:
        tables.setdefault(table, []).append(column)
    looks = "; ".join(f"{', '.join(columns)} in {table}" for table, columns in tables.items())
    uses = [*statement.needs.defines, *statement.needs.segments, *statement.needs.partitions]
    told = (
        ("because", "" if statement.kind == "suppression" else statement.because or ""),
        ("then", statement.then or ""),
        ("looks at", looks),
        ("uses", ", ".join(uses)),
        ("gives", ", ".join(statement.names)),
        ("used by", ", ".join(statement.used_by)),
        ("tested by", ", ".join(f'"{title}"' for title in statement.examples)),
    )
    for label, words in (*told[:5], *(("learned", line.text) for line in statement.learned), *told[5:]):
        if words:
            lines = paragraph(words, screen, " " * _LABELS, " " * _LABELS)
            yield "  " + screen.paint("label", label) + " " * (_LABELS - len(label) - 2) + lines[0].strip(" ")
            yield from lines[1:]


def _figures(explanation: Explanation, statement: Statement, screen: Screen) -> Iterator[str]:
    for waterfall in explanation.waterfalls:
        if (waterfall.kind, waterfall.name) == (statement.kind, statement.name):
            yield from ("", *waterfall_lines(waterfall, screen))
    for partition in explanation.partitions:
        if (partition.kind, partition.name) == (statement.kind, statement.name):
            yield from ("", *partition_lines(partition, screen))
