"""Checked rules, in words and with their history → the blocks of a document for those who sign; it lays nothing out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from segdsl import ir
from segdsl.explanation.model import Clause, Explanation, Kind, Statement
from segdsl.git.history import Change, History
from segdsl.git.statements import Key, named
from segdsl.learn.report import LearnedReport
from segdsl.load import Bundle
from segdsl.names import fold
from segdsl.rendering.blocks import Block, Bullets, Grid, Heading, Item, Lines, Paragraph, Rules
from segdsl.rendering.data import data_blocks
from segdsl.syntax import ast
from segdsl.syntax.print_values import print_cond, print_expr
from segdsl.syntax.printer import print_statement

_GROUPS: tuple[tuple[str, frozenset[Kind]], ...] = (
    ("Segments", frozenset({"segment"})),
    ("Tiers", frozenset({"tiers"})),
    ("Splits", frozenset({"split"})),
    ("Who is left out", frozenset({"suppression"})),
    ("What is learned", frozenset({"share", "score", "cluster", "predict", "estimate", "recommend", "detect"})),
    ("Measures and definitions", frozenset({"define"})),
)
SIGNATURES = 3


def document(
    program: ir.Program, bundle: Bundle, told: Explanation, histories: Mapping[str, History]
) -> tuple[Block, ...]:
    """All of it.

    Args:
        program: the checked rules.
        bundle: the files that they are from.
        told: the rules in words.
        histories: by the name of a file what git knows of it; files without are not spoken of.
    """
    texts = {key: print_statement(each) for unit in bundle.files for key, each in named(unit.file).items()}
    changes = {key: each for history in histories.values() for key, each in _last(history).items()}
    blocks: list[Block] = [Heading(1, told.title or _file_name(bundle)), *_facts(bundle, told)]
    for title, kinds in _GROUPS:
        statements = [statement for statement in told.statements if statement.kind in kinds]
        if statements:
            blocks.append(Heading(2, title))
            for statement in statements:
                blocks += _statement(statement, told, texts, changes)
    blocks += _policies(program)
    blocks += _examples(bundle)
    blocks += data_blocks(program)
    blocks += _history(histories)
    blocks += [Heading(2, "Signatures"), Lines(("Name", "Role", "Date", "Signature"), SIGNATURES)]
    return tuple(blocks)


def _file_name(bundle: Bundle) -> str:
    return bundle.main.file.source.name.replace("\\", "/").rsplit("/", 1)[-1]


def _facts(bundle: Bundle, told: Explanation) -> Iterator[Block]:
    kinds = [statement.kind for statement in told.statements]
    facts = (
        ("Version", told.version),
        ("Owner", told.owner),
        ("Purpose", told.purpose),
        ("As of", told.as_of.isoformat() if told.as_of else None),
        ("Segments", str(kinds.count("segment"))),
    )
    yield Grid(("", ""), tuple((name, value) for name, value in facts if value))
    rows = []
    for unit in bundle.files:
        source = unit.file.source
        digest = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
        rows.append((unit.library or source.name, digest))
    yield Paragraph(
        "This document says in words what these files say. What is signed are the files, by their checksums."
    )
    yield Grid(("File", "SHA-256"), tuple(rows))


def _statement(
    statement: Statement, told: Explanation, texts: Mapping[Key, str], changes: Mapping[Key, Change]
) -> Iterator[Block]:
    title = f": {statement.title}" if statement.title else ""
    kind = "" if statement.kind in ("segment", "tiers", "split", "suppression", "define") else f" ({statement.kind})"
    yield Heading(3, f"{statement.name}{kind}{title}")
    yield Paragraph(statement.lead)
    if statement.clause is not None and statement.clause.parts:
        yield Bullets(_items(statement.clause.parts))
    if statement.cases:
        yield Bullets(tuple(_case(case.result, case.clause, statement.kind == "split") for case in statement.cases))
    if statement.lines:
        yield Bullets(tuple(Item(line) for line in statement.lines))
    sentences = [sentence for sentence in (*statement.notes, statement.missing) if sentence]
    if sentences:
        yield Paragraph(" ".join(sentences).replace("**", ""))
    remarks = tuple(_remarks(statement, told))
    if remarks:
        yield Bullets(remarks)
    if statement.report is not None:
        yield from _report(statement.report)
    key = _key(statement)
    if key in texts:
        yield Rules(texts[key])
    if key in changes:
        yield Paragraph(f"Last change: {_change(changes[key])}.")


def _key(statement: Statement) -> Key:
    if statement.kind == "suppression":
        return "suppress", statement.because or ""
    return statement.kind, fold(statement.name)


def _items(clauses: Sequence[Clause]) -> tuple[Item, ...]:
    return tuple(Item(f"{each.text}{':' if each.parts else ''}", _items(each.parts)) for each in clauses)


def _case(result: str, clause: Clause | None, split: bool) -> Item:
    if clause is None:
        return Item("otherwise", strong=result)
    text = clause.text if split else f"when {clause.text}"
    return Item(f"{text}{':' if clause.parts else ''}", _items(clause.parts), result)


def _remarks(statement: Statement, told: Explanation) -> Iterator[Item]:
    plain = (
        ("Because:", statement.because),
        ("Then:", statement.then),
        ("From the ruleset:", statement.library),
    )
    yield from (Item(text, strong=strong) for strong, text in plain if text)
    measures = tuple(Item(each.lead.replace("**", "")) for each in _measures(statement, told))
    if measures and statement.kind != "define":
        yield Item("", measures, "Its measures:")
    learned = tuple(Item(line.text) for line in statement.learned)
    if learned:
        yield Item("", learned, "What it learns from data:")
    listed = (
        ("Looks at:", ", ".join(f"{column} in {table}" for table, column in statement.needs.columns)),
        ("Uses:", ", ".join((*statement.needs.segments, *statement.needs.partitions))),
        ("Gives:", ", ".join(statement.names)),
        ("Used by:", ", ".join(statement.used_by)),
        ("Tested by:", ", ".join(statement.examples)),
    )
    yield from (Item(text, strong=strong) for strong, text in listed if text)


def _measures(statement: Statement, told: Explanation) -> list[Statement]:
    """The definitions behind a statement, also those behind one another, each once."""
    by_name = {each.name: each for each in told.statements if each.kind == "define"}
    found: dict[str, Statement] = {}
    pending = list(statement.needs.defines)
    while pending:
        name = pending.pop(0)
        if name in by_name and name not in found:
            found[name] = by_name[name]
            pending += by_name[name].needs.defines
    return list(found.values())


def _report(report: LearnedReport) -> Iterator[Block]:
    yield Paragraph(report.summary)
    for section in report.sections:
        yield Heading(4, section.title)
        if section.sentences:
            yield Paragraph(" ".join(section.sentences))
        if section.table is not None and section.table.rows:
            yield Grid(tuple(section.table.header), tuple(tuple(row) for row in section.table.rows))
        if section.rules:
            yield Rules("\n".join(section.rules))
    if report.gates:
        rows = tuple((gate.text, gate.found, "yes" if gate.met else "no") for gate in report.gates)
        yield Grid(("requirement", "found", "met"), rows, named=False)


def _policies(program: ir.Program) -> Iterator[Block]:
    if not program.policies:
        return
    yield Heading(2, "Policies")
    yield Paragraph("What must hold of these rules, and of every list that they give:")
    yield Bullets(
        tuple(Item(f"{each.text}{f' (because {each.because})' if each.because else ''}") for each in program.policies)
    )


def _examples(bundle: Bundle) -> Iterator[Block]:
    examples = [each for each in bundle.main.file.statements if isinstance(each, ast.ExampleDecl)]
    if not examples:
        return
    yield Heading(2, "Examples")
    yield Paragraph("Customers whom the rules must take for what they are.")
    rows = []
    for example in examples:
        given = ", ".join(print_cond(each.condition) for each in example.given) or "nothing is known"
        rows.append((example.title.value, given, ", ".join(_expected(each) for each in example.expect)))
    yield Grid(("Example", "Given", "Expected"), tuple(rows))


def _expected(expectation: ast.Expectation) -> str:
    name = ("not " if expectation.negated else "") + expectation.name.text
    if expectation.part is None:
        return name
    part = expectation.part
    return f"{name} is {part.name.text if isinstance(part, ast.Ref) else print_expr(part)}"


def _last(history: History) -> dict[Key, Change]:
    found: dict[Key, Change] = {}
    for change in history.changes:
        found.setdefault(change.key, change)
    return found


def _change(change: Change) -> str:
    if change.commit is None:
        return f"{change.did} since the last commit"
    commit = change.commit
    return f"{change.did} on {commit.date} by {commit.author}: {commit.subject} ({commit.id[:10]})"


def _history(histories: Mapping[str, History]) -> Iterator[Block]:
    if not histories:
        return
    yield Heading(2, "History")
    for name, history in histories.items():
        if len(histories) > 1:
            yield Heading(3, name)
        rows = []
        for change in history.changes:
            commit = change.commit
            what = f"{' '.join(part for part in change.key if part)} {change.did}"
            who = ("not committed", "", "") if commit is None else (commit.date, commit.author, commit.subject)
            rows.append((*who, what, "" if commit is None else commit.id[:10]))
        yield Grid(("Date", "Who", "Why", "What", "Commit"), tuple(rows), named=False)
        if not history.complete:
            yield Paragraph("Older changes are not listed.")
