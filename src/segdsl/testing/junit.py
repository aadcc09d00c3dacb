"""Test reports as JUnit XML, which build servers read; runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from segdsl.testing.complaints import complaints
from segdsl.testing.model import ExampleResult, FileReport, Outcome


def junit(reports: Sequence[FileReport]) -> str:
    """A suite for each file, a case for each example. Holds no times, so that equal runs give equal bytes."""
    total = sum(len(report.examples) for report in reports)
    failures = sum(report.failures for report in reports)
    root = Xml.Element("testsuites", name="segdsl", tests=str(total), failures=str(failures), errors="0")
    for report in reports:
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=report.file,
            tests=str(len(report.examples)),
            failures=str(report.failures),
            errors="0",
        )
        for example in report.examples:
            _case(suite, report, example)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


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
