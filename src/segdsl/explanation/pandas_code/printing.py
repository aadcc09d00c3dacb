"""The whole script: what it says first, the tables, the named values, the segments, the result in one data frame."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir, splits
from segdsl.explanation.pandas_code import helpers, layout, learned, masks, measures, tables, values
from segdsl.explanation.pandas_code.layout import Mask
from segdsl.explanation.pandas_code.script import Script, quoted
from segdsl.explanation.pandas_code.tables import Shape
from segdsl.membership.order import as_written
from segdsl.names import fold


def python_script(program: ir.Program, shapes: Mapping[str, Shape] | None = None) -> str:
    """Python that needs pandas and numpy alone, reads the same files and ends with the same members in `result`.

    `shapes` says how the file of each table (folded name) is to be read; without it, `from` paths are read as CSV.
    """
    script = Script(program)
    tables.every(script, shapes or {})
    for name in program.order:
        _named(script, name)
    suppressed = _suppressed(script)
    _result(script, suppressed)
    return "\n".join([*_opening(script), *_tidied(script.lines)]) + "\n"


def _opening(script: Script) -> list[str]:
    meta = script.program.meta
    title = meta.title or "These rules"
    lines = [f"# {' '.join(title.split())} as plain pandas, printed by segdsl.", ""]
    standard = [f"import {name}" for name in helpers.imports(script.helpers)]
    lines += [*standard, *([""] if standard else []), "import numpy as np", "import pandas as pd", ""]
    if script.as_of is not None:
        lines += [f'AS_OF = pd.Timestamp("{script.as_of}")', ""]
    for text in helpers.texts(script.helpers):
        lines += ["", *text.split("\n"), ""]
    return [*lines, ""]


def _tidied(lines: list[str]) -> list[str]:
    """Without two empty lines in a row."""
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return kept[1:] if kept and not kept[0] else kept


def _named(script: Script, name: str) -> None:
    program = script.program
    if name in program.defines:
        _define(script, name, program.defines[name])
    elif name in program.segments:
        _segment(script, name, program.segments[name])
    elif name in program.tiers:
        _tiers(script, name, program.tiers[name])
    else:
        _split(script, name, program.splits[name])


def _define(script: Script, name: str, define: ir.Define) -> None:
    if ("name", name) in script.names:
        return
    parts = learned.parts_of(script.program, name)
    for other in parts.values():
        _define(script, other, script.program.defines[other])
    if isinstance(define.value, ir.Measure):
        script.names["name", name] = measures.variable(script, define.value, define.name)
        return
    with learned.called(script, {part: script.names["name", other] for part, other in parts.items()}):
        code = values.value(script, script.customers, define.value)
    variable = script.variable("name", name, define.name)
    script.add(f"# {' '.join(define.name.split())}", *f"{variable} = {code.text}".split("\n"), "")


def _segment(script: Script, name: str, segment: ir.Segment) -> None:
    mask = masks.true(script, script.customers, segment.condition)
    variable = script.variable("name", name, segment.name)
    title = f": {' '.join(segment.title.split())}" if segment.title else ""
    script.add(f"# {segment.name}{title}", *layout.assigned(variable, mask), "")


def _tiers(script: Script, name: str, tiers: ir.Tiers) -> None:
    """The first line that is true; an undecided one is passed over."""
    tested = [(layout.one_line(masks.true(script, script.customers, test)), part) for test, part in tiers.branches]
    variable = script.variable("name", name, tiers.name)
    script.helpers.add("first_of")
    script.add(f"# {tiers.name}", f"{variable} = first_of(")
    script.add(*(f"    ({mask}, {quoted(part)})," for mask, part in tested))
    script.add(f"    otherwise={quoted(tiers.otherwise)}, index={script.customers.index}, dtype=object,", ")", "")


def _split(script: Script, name: str, split: ir.Split) -> None:
    """Parts by a hash; the ends are the shares added up, as whole numbers below 16**15."""
    variable = script.variable("name", name, split.name)
    text = values.value(script, script.customers, split.by).text
    script.helpers.add("part_of")
    shares = ", ".join(f"{part} {share * 100:g}%" for part, share in split.shares)
    script.add(f"# {split.name}: {shares}", f"{variable} = part_of(", f"    {text}, {quoted(split.salt)},")
    script.add(*(f"    ({quoted(part)}, {end})," for part, end in splits.bounds(split.shares)), ")", "")


def _suppressed(script: Script) -> str | None:
    """Whoever is not surely outside: a suppression that is undecided suppresses."""
    found: list[Mask] = []
    for suppression in script.program.suppressions:
        outside = masks.false(script, script.customers, suppression.condition)
        found.append(layout.inverted(outside))
    if not found:
        return None
    variable = script.variable("suppressed", "", "suppressed")
    script.add("# suppressed: true, or undecided", *layout.assigned(variable, layout.joined("|", found)), "")
    return variable


def _result(script: Script, suppressed: str | None) -> None:
    program = script.program
    parts: list[ir.Tiers | ir.Split] = [*as_written(program.tiers.values()), *as_written(program.splits.values())]
    named: list[ir.Segment | ir.Tiers | ir.Split] = [*as_written(program.segments.values()), *parts]
    script.add("# who is in what: a row per customer", "result = pd.DataFrame({")
    for item in named:
        script.add(f"    {quoted(item.name)}: {script.names['name', fold(item.name)]},")
    if suppressed is not None:
        script.add(f'    "suppressed": {suppressed},')
    script.add(f"}}, index={script.customers.index})")
    if program.segments:
        listed = ", ".join(quoted(segment.name) for segment in as_written(program.segments.values()))
        script.add(f"print(result[[{listed}]].sum().to_string())")
    for each in parts:
        script.add(f"print(result[{quoted(each.name)}].value_counts().to_string())")
