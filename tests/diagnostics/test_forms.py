"""Diagnostics for programs: JSON and GitHub annotations; and the order and the counts of all forms."""

from __future__ import annotations

import json

from segdsl.diagnostics import github
from segdsl.diagnostics.model import Code, Collector, Diagnostic, Label, Outcome, Severity, rewrite
from segdsl.diagnostics.order import in_words
from segdsl.diagnostics.report import Report, report
from segdsl.source import Source, Span

ERROR = Code("SEG201", "unknown-name", Severity.ERROR, "t")
WARNING = Code("SEG601", "never-true", Severity.WARNING, "t")
NOTE = Code("SEG425", "as-of-needed", Severity.NOTE, "t")
SOURCE = Source("dir,a:b%.seg", "年齡 > 3\nb\nc\n")


def test_json() -> None:
    diagnostic = Diagnostic(
        ERROR,
        "no `b`",
        Span(SOURCE, 7, 8),
        labels=(Label(Span(SOURCE, 0, 2), "age"),),
        help=("h",),
        notes=("n",),
        fixes=(rewrite(Span(SOURCE, 7, 8), "c"),),
    )
    assert json.loads(report([diagnostic]).model_dump_json()) == {
        "diagnostics": [
            {
                "code": "SEG201",
                "slug": "unknown-name",
                "severity": "error",
                "message": "no `b`",
                "label": "",
                "help": ["h"],
                "notes": ["n"],
                "labels": [
                    {
                        "message": "age",
                        "path": "dir,a:b%.seg",
                        "start": {"line": 1, "column": 1, "offset": 0},
                        "end": {"line": 1, "column": 3, "offset": 2},
                    }
                ],
                "fixes": [
                    {
                        "title": "write `c`",
                        "safe": True,
                        "edits": [
                            {
                                "path": "dir,a:b%.seg",
                                "start": {"line": 2, "column": 1, "offset": 7},
                                "end": {"line": 2, "column": 2, "offset": 8},
                                "text": "c",
                            }
                        ],
                    }
                ],
                "path": "dir,a:b%.seg",
                "start": {"line": 2, "column": 1, "offset": 7},
                "end": {"line": 2, "column": 2, "offset": 8},
            }
        ]
    }


def test_json_without_a_place() -> None:
    (entry,) = report([Diagnostic(ERROR, "m", path="c.csv")]).diagnostics
    assert (entry.path, entry.start, entry.end) == ("c.csv", None, None)


def test_the_schema_says_what_every_entry_has() -> None:
    schema = Report.model_json_schema()
    assert set(schema["$defs"]["Entry"]["required"]) == set(schema["$defs"]["Entry"]["properties"])


def test_github_escapes_and_puts_errors_first() -> None:
    warning = Diagnostic(WARNING, "50% of\nit", Span(SOURCE, 0, 2), help=("write, so: it",))
    error = Diagnostic(ERROR, "m", Span(SOURCE, 7, 10))
    assert github.render_all([warning, error, Diagnostic(NOTE, "n")]) == (
        "::error file=dir%2Ca%3Ab%25.seg,line=2,endLine=3,title=SEG201 unknown-name::m\n"
        "::warning file=dir%2Ca%3Ab%25.seg,line=1,endLine=1,col=1,endColumn=2,title=SEG601 never-true"
        "::50%25 of%0Ait%0Ahelp: write, so: it\n"
        "::notice title=SEG425 as-of-needed::n\n"
    )


def test_github_shows_ten_of_a_level_and_says_so() -> None:
    many = [Diagnostic(WARNING, f"m{n}", Span(SOURCE, 0, 1)) for n in range(12)]
    rows = github.render_all([*many, Diagnostic(ERROR, "e")]).splitlines()
    assert [row.split(" ")[0] for row in rows] == ["::error"] + ["::warning"] * 10 + ["segdsl:"]
    assert rows[-1] == "segdsl: not annotated: 2 more of level warning; GitHub shows 10 of a level"


def test_counts_in_words() -> None:
    assert in_words([]) == ""
    assert in_words([Diagnostic(NOTE, "n")]) == ""
    assert in_words([Diagnostic(ERROR, "a"), Diagnostic(WARNING, "b"), Diagnostic(WARNING, "c")]) == (
        "1 error, 2 warnings"
    )


def test_outcomes_and_collectors() -> None:
    said = Collector()
    said.add(Diagnostic(WARNING, "w"))
    said.add(Diagnostic(WARNING, "w"))
    assert said.outcome(1) == Outcome(1, (Diagnostic(WARNING, "w"),))
    assert said.outcome(1).ok
    said.add(Diagnostic(ERROR, "e"))
    assert not said.outcome(1).ok
    assert not Outcome(None).ok
