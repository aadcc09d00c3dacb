"""What makes a finding the same one in another version of a file: its code, statement and clause, never its line."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from segdsl.diagnostics.model import Diagnostic
from segdsl.diagnostics.order import place
from segdsl.source import Source, Span

_COMMENT_OR_TEXT = re.compile(r'("(?:[^"\\\n]|\\[^\n])*"?|`[^`\n]*`?)|[#\uff03][^\n]*')
_HEAD_ENDS = re.compile(r'(?i)\s+(?:if|as|from|when|given)(?![\w-])|\s+"')
_TITLED = re.compile(r"(?i)(?:ruleset|example|use)\s+\"[^\"\n]*\"?|suppress(?![\w-])")


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """One for each, in the same order: 32 hexadecimal digits, then the how-manieth of its kind it is.

    Moved lines, another layout, other comments and changes of other clauses leave it as it is; the file is no part.
    """
    seen: Counter[tuple[str | None, str]] = Counter()
    found: list[str] = []
    for diagnostic in diagnostics:
        parts = [diagnostic.code.id]
        if diagnostic.span is None:
            parts.append(diagnostic.message)
        else:
            parts += [statement(diagnostic.span), _plain(diagnostic.span.text)]
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[place(diagnostic), digest] += 1
        found.append(f"{digest}:{seen[place(diagnostic), digest]}")
    return found


def statement(span: Span) -> str:
    """The words that begin the statement in which a place is: `high-value`, `define spend`, `tiers value tier`."""
    source = span.source
    number = source.position(span.start)[0]
    while number > 1 and not _begins(source, number):
        number -= 1
    line = _plain(source.line(number))
    titled = _TITLED.match(line)
    if titled is not None:
        return titled.group()
    end = _HEAD_ENDS.search(line)
    return line[: end.start()] if end is not None else line


def _begins(source: Source, number: int) -> bool:
    return source.line(number)[:1] not in ("", " ", "\t", "#", "\uff03", ")", "]")


def _plain(text: str) -> str:
    """Without comments, on one line."""
    return " ".join(_COMMENT_OR_TEXT.sub(lambda found: found[1] or " ", text).split())
