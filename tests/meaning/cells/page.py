"""The matrix as a page of the documents: a line for each operator and kind of value, a column for each engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.meaning.cells.sheets import Cell

OPENING = """\
# Operators, values and engines

Written by the tests (`tests/meaning/test_matrix.py`). Each line is an operator with a kind of value: how often it is
asked × how many answers that makes, what the answer is where something is missing, and for each engine **✓**
where all those answers were compared with answers written by hand, or the code with which the engine refuses.
"Rows" are rows of another table, of which a customer has many; where one of them is missing the others count.

"""


def page(cells: Sequence[Cell], refused: Mapping[str, Mapping[int, str]]) -> str:
    """`refused` has for each engine the codes of the cells that it refuses."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, cell in enumerate(cells):
        groups.setdefault((cell.operator, cell.kind), []).append(number)
    head = ["operator", "of", "asked", "where something is missing", *refused]
    lines = [_line(head), _line(["---"] * len(head))]
    order = list(dict.fromkeys(operator for operator, _ in groups))
    for (operator, kind), numbers in sorted(groups.items(), key=lambda group: order.index(group[0][0])):
        group = [cells[number] for number in numbers]
        answers = sum(len(cell.expected) for cell in group)
        missing = ", ".join(sorted({word for cell in group for word in cell.missing}))
        marks = ["; ".join(sorted({codes.get(number, "✓") for number in numbers})) for codes in refused.values()]
        lines.append(_line([f"`{operator}`", kind, f"{len(group)} × {answers}", missing, *marks]))
    total = sum(len(cell.expected) for cell in cells)
    closing = f"\n{len(groups)} lines, {len(cells)} questions, {total:,} answers on each engine.\n"
    return OPENING + "\n".join(lines) + "\n" + closing


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
