"""From text to AST: statement by statement, so that one run tells of all mistakes; it knows no names and no data."""

from __future__ import annotations

import re

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.source import Source, Span
from segdsl.syntax import ast, foreign, lalr
from segdsl.syntax.build_statements import nesting, statement
from segdsl.syntax.building import DEPTH, Builder
from segdsl.syntax.scan import Scanned, scan

FILE_BYTES = 5_000_000
SEGMENTS = 20_000
MISTAKES = 200
"""After so many mistakes a file is taken for something else than rules."""
_BRACKET = re.compile(r"[()\[\]]")


def parse(source: Source) -> Outcome[ast.File]:
    """The file, or as many of its statements as could be read, and all that is wrong with it."""
    say = Collector()
    if len(source.text) > FILE_BYTES // 4 and len(source.text.encode("utf-8", "surrogatepass")) > FILE_BYTES:
        message = f"a rule file has at most {FILE_BYTES // 1_000_000} MB"
        say.add(Diagnostic(codes.FILE_SIZE, message, Span(source, 0, 0), help=("`use` joins several files to one",)))
        return say.outcome(None)
    scanned = scan(source, say)
    statements = _statements(scanned, say)
    say.items.sort(key=lambda d: (d.span.start if d.span else 0, not d.is_error))
    if not statements and say.failed:
        return say.outcome(None)
    return say.outcome(ast.File(source, tuple(statements), scanned.comments))


def _statements(scanned: Scanned, say: Collector) -> list[ast.Statement]:
    found: list[ast.Statement] = []
    odd_names: set[str] = set()
    segments = 0
    cut_short = False
    for start, end in scanned.pieces:
        if scanned.is_broken(start, end):
            continue
        if len(say.items) >= MISTAKES:
            message = f"more than {MISTAKES} mistakes were found, and the statements from here on were not read"
            say.add(Diagnostic(codes.MISTAKE_COUNT, message, Span(scanned.source, start, start + 1)))
            break
        built, wrong = _statement(scanned, start, end, say, odd_names)
        if built is not None:
            found.append(built)
            segments += isinstance(built, ast.SegmentDecl)
            if segments > SEGMENTS:
                message = f"a file has at most {SEGMENTS} segments, and this one has more"
                say.add(Diagnostic(codes.SEGMENT_COUNT, message, Span(scanned.source, start, end)))
                break
        # After a statement that ends too early, a line that is no statement is most likely its lost end.
        lost_end = cut_short and wrong is not None and wrong.code is codes.MISSING_WORD
        if wrong is not None and not lost_end:
            say.add(wrong)
        cut_short = not lost_end and wrong is not None and wrong.span is not None and wrong.span.start >= end
    return found


def _statement(
    scanned: Scanned, start: int, end: int, say: Collector, odd_names: set[str]
) -> tuple[ast.Statement | None, Diagnostic | None]:
    """The statement, or why it cannot be read."""
    source = scanned.source
    wrong = foreign.reserved(source, scanned.code, start) or _brackets(scanned, start, end)
    if wrong is not None:
        return None, wrong
    try:
        tree = lalr.parse(scanned.lines, start, end)
    except lalr.Unexpected as unexpected:
        # Only a mistake needs the module that explains it.
        from segdsl.syntax.unexpected import explain

        return None, explain(source, scanned.text, end, unexpected)
    return statement(Builder(source, say, odd_names), tree), None


def _brackets(scanned: Scanned, start: int, end: int) -> Diagnostic | None:
    """The first bracket that is not closed, that closes nothing, or that goes too deep."""
    source, opened = scanned.source, list[int]()
    for match in _BRACKET.finditer(scanned.code, start, end):
        sign, span = match.group(), Span(source, *match.span())
        if sign in "([":
            opened.append(match.start())
            if len(opened) > DEPTH:
                return nesting(span)
        elif not opened:
            return Diagnostic(
                codes.UNCLOSED,
                f"`{sign}` closes nothing",
                span,
                help=(f"`{'(' if sign == ')' else '['}` opens it, or it goes",),
            )
        elif (scanned.code[opened[-1]] == "(") != (sign == ")"):
            return foreign.unclosed_bracket(Span(source, opened[-1], opened[-1] + 1))
        else:
            opened.pop()
    return foreign.unclosed_bracket(Span(source, opened[-1], opened[-1] + 1)) if opened else None
