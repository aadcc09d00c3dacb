"""What was learned as JSON for programs and as Markdown for a page; learns, reads and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from segdsl.learn.report import LearnedReport, Section, Table

_SIGNS = "\\|<*_`["


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableJson(_Model):
    """Cells as they are shown; the first of each row is a name."""

    header: list[str]
    rows: list[list[str]]


class SectionJson(_Model):
    """`rules` are lines of the rule language that say the same."""

    title: str
    sentences: list[str] = []
    table: TableJson | None = None
    rules: list[str] = []


class RequirementJson(_Model):
    """A requirement as written, what was found, and whether it is met."""

    text: str
    found: str
    met: bool


class LearnedJson(_Model):
    """One learned thing; `kind` is the word that its statement begins with, `share` for `in the top 10%`."""

    name: str
    kind: str
    summary: str
    sections: list[SectionJson]
    required: list[RequirementJson]
    warnings: list[str]


def as_json(report: LearnedReport) -> LearnedJson:
    """The report in the published form."""
    return LearnedJson(
        name=report.name,
        kind=report.kind,
        summary=report.summary,
        sections=[_section_json(section) for section in report.sections],
        required=[RequirementJson(text=gate.text, found=gate.found, met=gate.met) for gate in report.gates],
        warnings=list(report.warnings),
    )


def _section_json(section: Section) -> SectionJson:
    table = section.table
    told = None if table is None else TableJson(header=list(table.header), rows=[list(row) for row in table.rows])
    return SectionJson(title=section.title, sentences=list(section.sentences), table=told, rules=list(section.rules))


def markdown(reports: Sequence[LearnedReport]) -> str:
    """A heading for each learned thing, its sections below it."""
    lines = [line for report in reports for line in markdown_lines(report)]
    return "\n".join(lines).rstrip() + "\n"


def markdown_lines(report: LearnedReport) -> Iterator[str]:
    kind = f" ({report.kind})" if report.kind else ""
    yield from (f"### {_escaped(report.name + kind)}", "", _escaped(report.summary), "")
    yield from markdown_body(report)


def markdown_body(report: LearnedReport) -> Iterator[str]:
    """All but the heading and the summary."""
    for section in report.sections:
        yield from (f"#### {_escaped(section.title)}", "")
        if section.sentences:
            yield from (" ".join(_escaped(sentence) for sentence in section.sentences), "")
        if section.table is not None and section.table.rows:
            yield from (*_table(section.table), "")
        if section.rules:
            yield from ("```seg", *section.rules, "```", "")
    if report.gates:
        yield from ("#### Required", "", "| requirement | found | met |", "|---|---:|---|")
        for gate in report.gates:
            yield f"| {_escaped(gate.text)} | {_escaped(gate.found)} | {'yes' if gate.met else '**no**'} |"
        yield ""
    for warning in report.warnings:
        yield from (f"> **warning:** {_escaped(warning)}", "")


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(_escaped(cell) for cell in table.header)} |"
    yield "|---|" + "---:|" * (len(table.header) - 1)
    for row in table.rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"


def _escaped(text: str) -> str:
    for sign in _SIGNS:
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", " ")
