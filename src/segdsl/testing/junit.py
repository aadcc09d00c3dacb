"""Test reports as JUnit XML, which build servers read; runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from segdsl.diagnostics.model import Diagnostic
from segdsl.testing.complaints import complaints
from segdsl.testing.model import ExampleResult, FileReport, Outcome, coverage


def junit(reports: Sequence[FileReport], low: Diagnostic | None = None) -> str:
    """A suite for each file, a case for each example; `low` is that they see too little, a case of its own. Holds no
    times, so that equal runs give equal bytes."""
    total = sum(len(report.examples) for report in reports) + (low is not None)
    failures = sum(report.failures for report in reports) + (low is not None)
    root = Xml.Element("testsuites", name="segdsl", tests=str(total), failures=str(failures), errors="0", skipped="0")
    for report in reports:
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=report.file,
            tests=str(len(report.examples)),
            failures=str(report.failures),
            errors="0",
            skipped="0",
        )
        _properties(suite, report)
        for example in report.examples:
            _case(suite, report, example)
    if low is not None:
        suite = Xml.SubElement(root, "testsuite", name="coverage", tests="1", failures="1", errors="0", skipped="0")
        case = Xml.SubElement(suite, "testcase", name="coverage", classname="segdsl")
        failure = Xml.SubElement(case, "failure", type=low.code.slug, message=_clean(low.message))
        failure.text = _clean("\n".join(low.help))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _properties(suite: Xml.Element, report: FileReport) -> None:
    """What the examples see of the clauses."""
    seen, answers = coverage([report])
    found = Xml.SubElement(suite, "properties")
    for name, value in (("clauses", len(report.clauses)), ("answers", answers), ("answers seen", seen)):
        Xml.SubElement(found, "property", name=name, value=str(value))


def _case(suite: Xml.Element, report: FileReport, example: ExampleResult) -> None:
    case = Xml.SubElement(suite, "testcase", name=_clean(example.title), classname=_clean(report.file))
    if example.span is not None:
        case.set("file", _clean(example.span.source.name))
        case.set("line", str(example.span.source.position(example.span.start)[0]))
    alone = FileReport(report.file, (example,), ())
    broken = [check for check in example.checks if check.outcome is not Outcome.PASSED]
    for check, said in zip(broken, complaints(alone), strict=True):
        failure = Xml.SubElement(case, "failure", type=check.outcome.value, message=_clean(said.message))
        failure.text = _clean("\n".join([*said.notes, *said.help]))


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c if c in "\t\n" or (ord(c) >= 32 and c not in "\ufffe\uffff") else "\ufffd" for c in text)
