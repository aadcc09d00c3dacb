"""Explanations as Markdown for a pull request or a page; asks nothing and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.explanation.clauses import heading
from segdsl.explanation.learned_customer import pull_words
from segdsl.explanation.learned_form import markdown_body
from segdsl.explanation.model import (
    Clause,
    Customer,
    Explanation,
    LearnedValue,
    Partition,
    Statement,
    Verdict,
    Waterfall,
)

_SIGNS = "\\|<*_`["


def markdown(explanation: Explanation) -> str:
    """A heading for each statement, its sentences as lists, its figures as tables."""
    lines: list[str] = []
    if explanation.customer is not None:
        lines.extend(_customer(explanation.customer))
        return "\n".join(lines).rstrip() + "\n"
    if not explanation.named and explanation.title:
        version = f" {explanation.version}" if explanation.version else ""
        lines += [f"## {escaped(explanation.title + version)}", ""]
    for statement in explanation.statements:
        lines.extend(_statement(statement))
        for waterfall in explanation.waterfalls:
            if (waterfall.kind, waterfall.name) == (statement.kind, statement.name):
                lines.extend(_waterfall(waterfall))
        for partition in explanation.partitions:
            if (partition.kind, partition.name) == (statement.kind, statement.name):
                lines.extend(_partition(partition))
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    for sign in _SIGNS:
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", " ")


def _lead(lead: str) -> str:
    """The name between `**` stays bold."""
    return "**".join(escaped(part) for part in lead.split("**"))


def _statement(statement: Statement) -> Iterator[str]:
    kind = "" if statement.kind in ("segment", "suppression") else f" ({statement.kind})"
    title = f": {statement.title}" if statement.title else ""
    yield from (f"### {escaped(statement.name + kind + title)}", "", _lead(statement.lead), "")
    if statement.clause is not None and statement.clause.parts:
        yield from (*_list(statement.clause.parts, 0), "")
    for case in statement.cases:
        if case.clause is None:
            yield f"* **{escaped(case.result)}**, otherwise"
            continue
        joint = ":" if statement.kind == "split" else " when"
        yield f"* **{escaped(case.result)}**{joint} {escaped(case.clause.text)}"
        yield from _list(case.clause.parts, 1)
    if statement.cases:
        yield ""
    yield from (*(f"* {escaped(line)}" for line in statement.lines), *([""] if statement.lines else []))
    sentences = [sentence for sentence in (*statement.notes, statement.missing) if sentence]
    yield from (escaped(" ".join(sentences)), "")
    told = (
        ("Because", statement.because),
        ("Then", statement.then),
        ("Looks at", ", ".join(f"{column} in {table}" for table, column in statement.needs.columns)),
        ("Uses", ", ".join([*statement.needs.defines, *statement.needs.segments, *statement.needs.partitions])),
        ("Gives", ", ".join(statement.names)),
        *(("Learned", line.text) for line in statement.learned),
        ("Used by", ", ".join(statement.used_by)),
        ("Tested by", ", ".join(statement.examples)),
    )
    yield from (f"* {label}: {escaped(words)}" for label, words in told if words)
    yield ""
    if statement.report is not None:
        yield from (escaped(statement.report.summary), "", *markdown_body(statement.report))


def _list(parts: Sequence[Clause], depth: int) -> Iterator[str]:
    for part in parts:
        yield f"{'  ' * depth}* {escaped(part.text)}{':' if part.parts else ''}"
        yield from _list(part.parts, depth + 1)


def _waterfall(waterfall: Waterfall) -> Iterator[str]:
    yield "| clause | remain | lost to it alone | undecided |"
    yield "|---|---:|---:|---:|"
    yield f"| all customers | {waterfall.customers:,} | | |"
    for step in waterfall.steps:
        yield f"| {escaped(step.text)} | {step.remaining:,} | {step.alone:,} | {step.undecided:,} |"
        for part in step.parts:
            indent = "&nbsp;&nbsp;" * part.depth
            yield f"| {indent}{escaped(part.text)} | ({part.meets:,}) | | ({part.undecided:,}) |"
    yield f"| **{escaped(waterfall.name)}** | **{waterfall.members:,}** | | {waterfall.undecided:,} |"
    yield ""
    if waterfall.missing:
        told = ", ".join(f"{escaped(missing.piece)} for {missing.customers:,}" for missing in waterfall.missing)
        yield from (f"Missing among the undecided: {told}.", "")


def _partition(partition: Partition) -> Iterator[str]:
    yield "| part | customers | meet its line | undecided |"
    yield "|---|---:|---:|---:|"
    for branch in partition.branches:
        yield f"| {escaped(branch.part)} | {branch.takes:,} | {branch.matches:,} | {branch.undecided:,} |"
    yield ""


def _customer(customer: Customer) -> Iterator[str]:
    yield from (f"## Customer {escaped(customer.key)}", "")
    for result in customer.results:
        yield from (f"### {escaped(result.name)}: {escaped(result.outcome)}", "")
        if result.verdict is not None:
            yield from _verdicts(result.verdict, 0)
        for part, verdict in result.branches:
            yield f"* **{escaped(part)}** when"
            yield from _verdicts(verdict, 1)
        if result.flip is not None:
            yield from ("", f"Nearest change: {escaped(result.flip.text)}")
        yield ""
    if customer.learned:
        yield from ("### What was learned of this customer", "")
        yield from (line for value in customer.learned for line in _learned(value))
        yield ""


def _learned(value: LearnedValue) -> Iterator[str]:
    """A learned value, its parts, and what pulls it up or down."""
    yield f"* **{escaped(value.name)}** ({value.kind}): {escaped(value.text)}"
    yield from (f"  * {escaped(line)}" for line in value.lines)
    yield from (f"  * {escaped(pull_words(pull, value))}" for pull in value.pulls)


def _verdicts(verdict: Verdict, depth: int) -> Iterator[str]:
    """A clause a line with its mark and the values it looked at."""
    text = heading(verdict.join) if verdict.parts else verdict.text
    values = ", ".join(piece.text for piece in verdict.pieces)
    yield f"{'  ' * depth}* {verdict.answer.mark} {escaped(text)}{f' ({escaped(values)})' if values else ''}"
    for part in verdict.parts:
        yield from _verdicts(part, depth + 1)
