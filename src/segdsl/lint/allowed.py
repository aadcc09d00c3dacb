"""What the rules allow themselves with `# segdsl: allow SLUG because …`, and what a configuration makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.codes import policies, proofs
from segdsl.diagnostics.model import Code, Diagnostic, Edit, Fix, Severity
from segdsl.names import similar
from segdsl.record import record
from segdsl.source import Span
from segdsl.syntax import ast

_ADDRESSED = r"#\s*segdsl\s*:\s*(?P<rest>.*)"
_ALLOW = r"allow\s+(?P<slug>[\w-]+)(?:\s+because\s+(?P<reason>\S.*))?\s*"
_HELP = "write `# segdsl: allow NAME because REASON`"
# Without data nobody can tell whether these are needed, and sizes are not always counted.
_WITH_DATA = frozenset({codes.NEGATED_MISSING, codes.NOT_SEEN})
_WITH_SIZES = frozenset(
    {codes.NOBODY, codes.EVERYBODY, codes.BEYOND, codes.NOBODY_EXCEEDS, codes.BAND_EMPTY, codes.GROUP_EMPTY}
)

# Proofs are looked for by `segdsl validate` only.
_WITH_PROOFS = frozenset(
    {
        proofs.NEVER_TOGETHER,
        proofs.ALWAYS_ONE,
        proofs.NO_EFFECT,
        proofs.NOBODY_LEFT,
        proofs.SAME_MEMBERS,
        proofs.ALL_SUPPRESSED,
        policies.POLICY_OPEN,
    }
)


@record
class _Permission:
    code: Code
    span: Span
    first: int
    last: int


def settle(said: Iterable[Diagnostic], files: Sequence[ast.File], *, with_data: bool) -> tuple[Diagnostic, ...]:
    """Leaves out the warnings and notes that the files allow, and tells of permissions that are wrong or not needed.

    `with_data` says whether the findings that only data shows were looked for.
    """
    kept = list(said)
    extra: list[Diagnostic] = []
    for file in files:
        permissions = [p for p in (_read(comment, file) for comment in file.comments) if p is not None]
        extra += [p for p in permissions if isinstance(p, Diagnostic)]
        for permission in permissions:
            if isinstance(permission, Diagnostic):
                continue
            covered = [d for d in kept if _covers(permission, file, d)]
            kept = [d for d in kept if d not in covered]
            elsewhere = permission.code in _WITH_SIZES | _WITH_PROOFS
            looked_for = not elsewhere and (with_data or permission.code not in _WITH_DATA)
            if not covered and looked_for:
                message = f"there is nothing here to allow `{permission.code.slug}` for"
                extra.append(
                    Diagnostic(
                        codes.UNUSED_ALLOW,
                        message,
                        permission.span,
                        help=("leave the comment out",),
                        fixes=(Fix("take the comment out", (Edit(permission.span, ""),), safe=False),),
                    )
                )
    return (*kept, *extra)


def without_allowed(said: Iterable[Diagnostic], files: Sequence[ast.File]) -> tuple[Diagnostic, ...]:
    """Without those that the files allow; says nothing of the permissions themselves."""
    read = [(file, _read(comment, file)) for file in files for comment in file.comments]
    permissions = [(file, p) for file, p in read if isinstance(p, _Permission)]
    return tuple(d for d in said if not any(_covers(p, file, d) for file, p in permissions))


def leveled(said: Iterable[Diagnostic], levels: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """With the findings whose number has a level in the configuration left out, or counted as it says."""
    result: list[Diagnostic] = []
    for diagnostic in said:
        level = levels.get(diagnostic.code.id)
        if level is None:
            result.append(diagnostic)
        elif level != "off":
            result.append(replace(diagnostic, code=replace(diagnostic.code, severity=Severity(level))))
    return tuple(result)


def _covers(permission: _Permission, file: ast.File, diagnostic: Diagnostic) -> bool:
    if diagnostic.is_error or diagnostic.code.id != permission.code.id or diagnostic.span is None:
        return False
    if diagnostic.span.source is not file.source:
        return False
    return permission.first <= file.source.position(diagnostic.span.start)[0] <= permission.last


def _read(comment: ast.Comment, file: ast.File) -> _Permission | Diagnostic | None:
    addressed = re.fullmatch(_ADDRESSED, comment.text.rstrip())
    if addressed is None:
        return None
    words = re.fullmatch(_ALLOW, addressed["rest"])
    if words is None:
        return Diagnostic(codes.BAD_ALLOW, "this comment to segdsl is not understood", comment.span, help=(_HELP,))
    from segdsl.diagnostics import catalogue  # all codes, which only a comment asks for

    code = catalogue.find(words["slug"])
    if code is None:
        known = [c.slug for c in catalogue.codes().values() if c.severity is not Severity.ERROR]
        hints = [f"a similar finding exists: `{name}`" for name in similar(words["slug"], known, limit=1)]
        message = f"no finding is called `{words['slug']}`"
        return Diagnostic(codes.BAD_ALLOW, message, comment.span, help=tuple(hints) or ("`segdsl codes` lists them",))
    if code.severity is Severity.ERROR:
        message = f"`{code.slug}` is an error, and errors cannot be allowed"
        return Diagnostic(codes.BAD_ALLOW, message, comment.span, help=(f"`segdsl codes {code.id}` shows the fix",))
    if words["reason"] is None:
        message = f"`{code.slug}` is allowed without a reason"
        return Diagnostic(codes.BAD_ALLOW, message, comment.span, help=(_HELP,))
    return _Permission(code, comment.span, *_lines(comment, file))


def _lines(comment: ast.Comment, file: ast.File) -> tuple[int, int]:
    """The lines that a permission is for: its own, or, alone on a line, the next; at a statement's head the whole."""
    line = file.source.position(comment.span.start)[0]
    if comment.alone:
        last = len(file.source.line_starts())
        line += 1
        while line < last and file.source.line(line).lstrip()[:1] in ("", "#"):
            line += 1
    for statement in file.statements:
        first = file.source.position(statement.span.start)[0]
        if first == line:
            return first, file.source.position(max(statement.span.end - 1, statement.span.start))[0]
    return line, line
