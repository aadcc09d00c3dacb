"""What `verify` found, as text for a terminal and as Markdown; compares and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import counted, escaped, wrapped
from segdsl.diagnostics.cells import safe, width
from segdsl.membership.verify.comparing import Difference
from segdsl.membership.verify.report import compared
from segdsl.membership.verify.verifying import Verified

_KINDS = {"segment": "segment", "tiers": "tier list", "split": "split"}
_GAP = "  "


def text(verified: Verified, screen: Screen) -> str:
    """The whole result for people."""
    blocks = [wrapped(_verdict(verified).split(" "), screen.columns, "  ")]
    for name, found in _differing(verified):
        blocks.append(_table([["differing from " + _first(verified), name], *_counts(found)], screen))
    if verified.shown:
        blocks.append(_table([_heading(verified), *_lines(verified)], screen))
    if not verified.agree:
        blocks.append(wrapped(_fault(verified).split(" "), screen.columns, "  "))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def markdown(verified: Verified) -> str:
    """The same for a pull request or a page."""
    lines = [escaped(_verdict(verified)), ""]
    for name, found in _differing(verified):
        lines += [*_grid([[f"differing from {_first(verified)}", name], *_counts(found)]), ""]
    if verified.shown:
        lines += [*_grid([_heading(verified), *_lines(verified)]), ""]
    if not verified.agree:
        lines += [escaped(_fault(verified)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _first(verified: Verified) -> str:
    return verified.ran[0].engine.name


def _verdict(verified: Verified) -> str:
    names = [each.engine.name for each in verified.ran]
    engines = " and ".join([", ".join(names[:-1]), names[-1]])
    day = "" if verified.as_of is None else f" as of {verified.as_of.isoformat()}"
    whom = counted(verified.customers, "customer") + day
    about = compared(verified)
    things = [counted(about[kind], one) for kind, one in _KINDS.items() if kind in about]
    things += ["suppression"] if "suppression" in about else []
    if verified.agree:
        return f"{engines} say the same of all of {whom}: {', '.join(things)}"
    most = max(found.customers for found in verified.differences)
    if not most:
        return f"{engines} say the same of all of {whom}, but count other rows that no rule sees"
    return f"{engines} differ: about {most:,} of {whom}"


def _differing(verified: Verified) -> Iterator[tuple[str, Difference]]:
    for ran, found in zip(verified.ran[1:], verified.differences, strict=True):
        if found.customers:
            yield ran.engine.name, found


def _counts(found: Difference) -> Iterator[list[str]]:
    for thing, customers in found.about.items():
        yield [safe(thing.name), f"{customers:,}"]
    counts = (
        ("no customer of the other", found.only_in_first),
        ("a customer only there", found.only_in_other),
        ("a customer more than once", found.repeated),
    )
    yield from ([words, f"{count:,}"] for words, count in counts if count)


def _heading(verified: Verified) -> list[str]:
    return ["customer", "about", *(ran.engine.name for ran in verified.ran), "interpreter"]


def _lines(verified: Verified) -> Iterator[list[str]]:
    last = None
    for each in verified.shown:
        about = "being a customer" if each.thing is None else each.thing.name
        yield ["" if each.key == last else safe(each.key), safe(about), *map(safe, each.says)]
        last = each.key


def _fault(verified: Verified) -> str:
    right = "the interpreter says what the rules mean; " if verified.shown else ""
    return f"{right}an engine that differs from it has a fault: please report it to those who look after segdsl"


def _table(rows: Sequence[Sequence[str]], screen: Screen) -> list[str]:
    """Columns side by side, the heading strong."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(rows):
        line = _GAP.join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        lines.append(screen.paint("strong", line) if number == 0 else line)
    return lines


def _grid(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
