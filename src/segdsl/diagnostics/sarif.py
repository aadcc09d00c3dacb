"""Diagnostics as SARIF 2.1.0, which code hosts and review tools read; prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath, PurePosixPath
from typing import Any
from urllib.parse import quote

from segdsl.diagnostics import page
from segdsl.diagnostics.fingerprints import fingerprints, statement
from segdsl.diagnostics.model import Code, Diagnostic, Edit, Severity
from segdsl.diagnostics.order import in_order, place
from segdsl.source import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT = "%SRCROOT%"


def sarif(diagnostics: Iterable[Diagnostic], version: str) -> dict[str, Any]:
    """One run with all of them, in the order in which people see them; `version` is that of segdsl."""
    ordered = in_order(diagnostics)
    codes = list({d.code.id: d.code for d in ordered}.values())
    rules = {code.id: index for index, code in enumerate(codes)}
    driver = {
        "name": "segdsl",
        "semanticVersion": version,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, f, rules) for d, f in zip(ordered, fingerprints(ordered), strict=True)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": code.id,
        "name": "".join(word.capitalize() for word in code.slug.split("-")),
        "shortDescription": {"text": code.title},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }
    text = page.page(code)
    if text is not None:
        rule["help"] = {"text": f"segdsl codes {code.id}", "markdown": text}
    return rule


def _result(diagnostic: Diagnostic, fingerprint: str, rules: Mapping[str, int]) -> dict[str, Any]:
    words = [diagnostic.message, *(f"help: {text}" for text in diagnostic.help)]
    words += [f"note: {text}" for text in diagnostic.notes]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code.id,
        "ruleIndex": rules[diagnostic.code.id],
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": "\n".join(words)},
        # The first is what GitHub compares; the second names what it is made of.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "segdslFinding/v1": fingerprint},
    }
    path = place(diagnostic)
    if diagnostic.span is not None:
        result["locations"] = [_location(diagnostic.span, diagnostic.label)]
    elif path is not None:
        result["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(path)}}]
    if diagnostic.labels:
        result["relatedLocations"] = [_location(label.span, label.text) for label in diagnostic.labels]
    if diagnostic.fixes:
        result["fixes"] = [
            {"description": {"text": fix.title}, "artifactChanges": _changes(fix.edits)} for fix in diagnostic.fixes
        ]
    return result


def _location(span: Span, words: str) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(span.source.name), "region": _region(span)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if (name := statement(span)) != "":
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    if words:
        location["message"] = {"text": words}
    return location


def _region(span: Span) -> dict[str, Any]:
    line, column = span.source.position(span.start)
    last, end = span.source.position(span.end)
    region = {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}
    return region | {"charOffset": span.start, "charLength": span.end - span.start}


def _artifact(path: str) -> dict[str, Any]:
    """A relative path is one from the root of what is checked out, wherever that is."""
    shown = path.replace("\\", "/") if PurePath(path) != PurePosixPath(path) else path
    if PurePath(path).is_absolute():
        return {"uri": "file://" + quote(shown if shown.startswith("/") else f"/{shown}")}
    return {"uri": quote(str(PurePosixPath(shown))), "uriBaseId": _ROOT}


def _changes(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    by_path: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        by_path.setdefault(edit.span.source.name, []).append(replacement)
    return [{"artifactLocation": _artifact(path), "replacements": found} for path, found in by_path.items()]
