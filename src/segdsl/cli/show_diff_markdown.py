"""A comparison as Markdown for a pull request: small tables, the details folded; compares and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.cli.show_apply import escaped
from segdsl.cli.show_diff import headline, verdict_words
from segdsl.cli.show_movement import blame_lines, heading, movement_rows
from segdsl.comparison.model import Change, Comparison, Counted, Kind, Mover, Verdict


def markdown(compared: Sequence[Comparison]) -> str:
    """All comparisons, each under its heading."""
    lines = ["### What this change means", ""]
    if not compared:
        return "\n".join([*lines, "Nothing differs.", ""])
    for each in compared:
        lines += [*_comparison(each), ""]
    return "\n".join(lines)


def _comparison(compared: Comparison) -> Iterator[str]:
    yield f"**{escaped(compared.new)}** (before: {escaped(compared.old)}): {escaped(headline(compared))}"
    if compared.about:
        yield ""
        yield from (f"- {escaped(said)}" for said in compared.about)
    moved = [c for c in compared.changes if c.verdict is not Verdict.SAME and c.kind is not Kind.DEFINE]
    if moved:
        yield ""
        yield from _grid([["", "meaning", "who joins", "who leaves"], *(_row(change) for change in moved)])
    shown = [c for c in compared.changes if c.clauses or c.notes or c.why or c.through]
    if shown:
        yield from ("", "<details><summary>The clauses that changed</summary>", "")
        for change in shown:
            yield from _details(change)
        yield "</details>"
    yield from _trials(compared)
    if compared.counted is not None:
        yield from _counted(compared.counted)


def _row(change: Change) -> list[str]:
    name = change.name if change.old_name is None else f"{change.old_name} → {change.name}"
    kind = "" if change.kind in (Kind.SEGMENT, Kind.PART) else f"{change.kind.value} "
    proved = change.verdict in (Verdict.NARROWER, Verdict.WIDER, Verdict.CROSSING, Verdict.MOVED)
    proved = proved and change.kind in (Kind.SEGMENT, Kind.SUPPRESSION, Kind.PART)
    who = [_who(change.joins, proved=proved), _who(change.leaves, proved=proved)]
    return [kind + name, verdict_words(change), *who]


def _who(mover: Mover | None, *, proved: bool) -> str:
    if mover is None:
        return "nobody" if proved else ""
    return f"one whose {mover.who}" if mover.who else "anybody"


def _details(change: Change) -> Iterator[str]:
    yield f"**{escaped(change.name)}**: {escaped(verdict_words(change))}"
    yield ""
    differing = [clause for clause in change.clauses if clause.old != clause.new]
    if differing:
        fence = "````" if any("```" in (c.old or "") + (c.new or "") for c in differing) else "```"
        yield f"{fence}diff"
        for clause in differing:
            yield from (f"{sign} {t}" for sign, t in (("-", clause.old), ("+", clause.new)) if t is not None)
        yield fence
    for mover in change.moves:
        yield f"- {escaped(f'{mover.old} → {mover.new}, such as one whose {mover.who}')}"
    if change.through:
        yield f"- because {escaped(', '.join(change.through))} changed"
    yield from (f"- {escaped(said)}" for said in (change.why, *change.notes) if said)
    yield ""


def _trials(compared: Comparison) -> Iterator[str]:
    if compared.examples:
        yield ""
        for tried in compared.examples:
            why = f": {'; '.join(tried.why)}" if tried.why else ""
            yield f"- example “{escaped(tried.title)}” {escaped(tried.state + why)}"
    if compared.policies:
        yield ""
        for judged in compared.policies:
            why = f" ({'; '.join(judged.found)})" if judged.found else ""
            change = f"{judged.old or 'not there'} → {judged.new or 'gone'}"
            yield f"- policy “{escaped(judged.text)}”: {escaped(change + why)}"


def _counted(found: Counted) -> Iterator[str]:
    yield from ("", f"**{escaped(heading(found).capitalize())}**", "")
    if not found.movements and not found.migrations:
        yield "Nobody joins, leaves or moves."
        return
    if found.movements:
        yield from _grid(movement_rows(found))
        blamed = [(m.name, line) for m in found.movements for line in blame_lines(m)]
        if blamed:
            yield ""
            yield from (f"- {escaped(name)}: {escaped(line)}" for name, line in blamed)
    for migration in found.migrations:
        yield ""
        rows = [[a or "not there", b or "not there", f"{sum(n):,}"] for a, b, n in migration.rows]
        yield from _grid([[f"{migration.name}: from", "to", "customers"], *rows])


def _grid(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    lines = ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows]
    yield from (lines[0], "|" + "---|" * len(rows[0]), *lines[1:])
