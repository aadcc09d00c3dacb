"""What each kind of learned statement says, in sentences, with the dates that it means; not what was learned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import assert_never

from segdsl import calendar, ir
from segdsl.check.bands import bands_of
from segdsl.explanation import clauses, phrases, shown
from segdsl.explanation.days import as_day
from segdsl.explanation.phrases import Context
from segdsl.names import fold
from segdsl.types import Unit, Value


@dataclass(frozen=True, slots=True)
class Told:
    """`lead` opens `lines` (a feature or part each) when it ends with a colon; `notes` are sentences after it."""

    lead: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def told(context: Context, thing: ir.LearnedThing) -> Told:
    """The statement in words."""
    match thing:
        case ir.Share():
            return _share(context, thing)
        case ir.Score():
            return _score(context, thing)
        case ir.Cluster():
            return _cluster(context, thing)
        case ir.Prediction():
            return _prediction(context, thing)
        case ir.Estimate():
            return _estimate(context, thing)
        case ir.Recommendation():
            return _recommendation(context, thing)
        case ir.Detection():
            return _detection(context, thing)
        case _:
            assert_never(thing)


# ---- shares and scores -------------------------------------------------------------------------------------------


def _share(context: Context, thing: ir.Share) -> Told:
    value = phrases.words(context, thing.value)
    among = "" if thing.by is None else f" with the same {phrases.words(context, thing.by)}"
    match thing.place:
        case ir.Place.TOP | ir.Place.BOTTOM:
            side = "higher" if thing.place is ir.Place.TOP else "lower"
            share = shown.percent(thing.share or 0.0)
            lead = f"**{thing.name}**: fewer than {share} of all customers{among} have a {side} value of {value}."
            note = "Customers with equal values are in or out together."
        case ir.Place.ABOVE | ir.Place.BELOW:
            side = "more" if thing.place is ir.Place.ABOVE else "less"
            lead = f"**{thing.name}**: {value} is {side} than the mean of all customers{among}."
            note = "The mean is the sum of all known values by how many there are."
    missing = "Customers without the value do not count, and cannot be decided."
    return Told(lead, notes=(note, missing))


def _score(context: Context, thing: ir.Score) -> Told:
    fixed = sum(1 for part in thing.parts if part.cuts)
    weighted = any(part.weight != 1 for part in thing.parts)
    counts = f"{shown.counted(len(thing.parts), 'part')}" + (", each times its weight" if weighted else "")
    lead = f"**{thing.outputs['score']}** adds up {counts}:"
    lines = tuple(_part(context, thing, part) for part in thing.parts)
    notes = []
    if fixed < len(thing.parts):
        share = f"a {_FRACTIONS.get(thing.bands, f'{thing.bands}th')}"
        notes.append(
            f"The limits between {thing.bands} bands are learned so that each holds about {share} of the customers; "
            "equal values are always in the same band, and some bands may stay empty."
        )
    notes.append(_population(context, thing.population))
    notes.append("A customer for whom a part is missing has no score: missing, not 1.")
    return Told(lead, lines, tuple(note for note in notes if note))


_FRACTIONS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
_FRACTIONS[10] = "tenth"


def _part(context: Context, thing: ir.Score, part: ir.ScorePart) -> str:
    name = thing.outputs.get(fold(part.name), part.name)
    bands = bands_of(thing, part)
    best = "lowest" if part.lower_is_better else "highest"
    cuts = f", cut at {', '.join(shown.number(cut) for cut in part.cuts)}" if part.cuts else ""
    weight = "" if part.weight == 1 else f", weight {shown.number(part.weight)}"
    return f"{name}: 1 to {bands}, {bands} for the {best} {_bare(context, part.value)}{cuts}{weight}"


# ---- groups and unusual behaviour --------------------------------------------------------------------------------


def _cluster(context: Context, thing: ir.Cluster) -> Told:
    least, most = thing.groups
    groups = f"{least} groups" if least == most else f"{least} to {most} groups"
    lead = f"**{thing.name}** puts customers into {groups} of similar ones ({thing.method.value}), by:"
    notes = [_population(context, thing.population)]
    notes += [_call(context, call) for call in thing.calls]
    if not thing.calls:
        notes.append('The groups are called "group 1", "group 2" and so on, the largest first.')
    notes.append(_requirements(thing.require))
    return Told(lead, features(context, thing.features), tuple(note for note in notes if note))


def _call(context: Context, call: ir.GroupCall) -> str:
    label = f'"{call.label}"'
    match call.which:
        case ir.Which.HIGHEST | ir.Which.LOWEST:
            by = "" if call.by is None else _bare(context, call.by)
            return f"The group with the {call.which.value} {by} is called {label}."
        case ir.Which.LARGEST | ir.Which.SMALLEST:
            return f"The {call.which.value} group is called {label}."
        case ir.Which.OTHERS:
            return f"All others are called {label}."


def _detection(context: Context, thing: ir.Detection) -> Told:
    lead = f"**{thing.name}** is a number from 0 to 1: how easily a customer is told apart from all others, by:"
    note = "About 0.5 is usual, and from 0.6 up hardly anybody else is alike (isolation forest)."
    notes = (_population(context, thing.population), note)
    return Told(lead, features(context, thing.features), tuple(each for each in notes if each))


_TREATED = {
    ir.Treatment.NUMBER: "",
    ir.Treatment.LOG: " (by its logarithm: a doubling counts the same everywhere)",
    ir.Treatment.UNSCALED: " (as it is, not brought to one scale)",
    ir.Treatment.CATEGORY: " (each value for itself)",
}


def features(context: Context, found: tuple[ir.Feature, ...]) -> tuple[str, ...]:
    """One line a feature."""
    return tuple(f"{phrases.words(context, feature.value)}{_TREATED[feature.treatment]}" for feature in found)


# ---- what will happen --------------------------------------------------------------------------------------------


def _prediction(context: Context, thing: ir.Prediction) -> Told:
    length = thing.outcome.length
    asked = "" if length is None or context.as_of is None else f" ({_after(context.as_of, length)})"
    outcome = f"of this: {' '.join(thing.outcome.text.split()).removeprefix('that ')}"
    lead = f"**{thing.name}** is the chance, from 0% to 100%, {outcome}{asked}, learned by {thing.method.value} from:"
    notes = [_population(context, thing.population), *_dates(thing.learn, thing.test, length)]
    notes.append(_requirements(thing.require))
    if thing.baseline is not None:
        verb = "It must do better than" if thing.must_beat else "It is compared with"
        notes.append(f"{verb} {thing.baseline.name} alone.")
    return Told(lead, features(context, thing.features), tuple(note for note in notes if note))


def _recommendation(context: Context, thing: ir.Recommendation) -> Told:
    length = next((product.bought.length for product in thing.products if product.bought.length is not None), None)
    names = shown.listed([f'"{product.name}"' for product in thing.products], "or")
    if length is None:
        lead = f"**{thing.name}** is the product that others who hold the same hold most often, of {names}."
    else:
        asked = "" if context.as_of is None else f" ({_after(context.as_of, length)})"
        within = f"within {duration(length)}{asked}"
        lead = f"**{thing.name}** is the product that a customer is likeliest to take {within}: {names}."
    lead += " Products that the customer holds are left out."
    from_ = "the other products held" + (
        "" if not thing.features else f", and {shown.listed([f.name for f in thing.features])}"
    )
    notes = [f"The chance of each product is learned from {from_}.", _population(context, thing.population)]
    notes += _dates(thing.learn, thing.test, length)
    notes.append(
        f'`likely to buy "…"` means at least {shown.number(thing.likely)} times the usual rate; `chance of buying "…"` '
        "is the chance itself. Who holds it has no chance of buying it."
    )
    notes.append(_requirements(thing.require))
    return Told(lead, notes=tuple(note for note in notes if note))


def _estimate(context: Context, thing: ir.Estimate) -> Told:
    asked = "" if context.as_of is None else f" ({_after(context.as_of, thing.length)})"
    margin = "the money" if thing.margin == 1 else f"{shown.percent(thing.margin)} of the money"
    discount = "" if not thing.discount else f", later money discounted by {shown.percent(thing.discount)} a year"
    lead = f"**{thing.name}** is {margin} to be expected of a customer over {duration(thing.length)}{asked}{discount}."
    source = thing.source
    if isinstance(source, ir.Contract):
        income = phrases.words(context, source.income)
        keeping = phrases.words(context, source.keeping)
        number = source.keeping.value if isinstance(source.keeping, ir.Literal) else None
        kept = shown.percent(number) if isinstance(number, float) else keeping
        notes = [
            f"It is {income} every {_every(source.income_every)}, as long as the customer stays; every "
            f"{_every(source.keeping_every)} a share of {kept} stays. Nothing is learned for it.",
        ]
    else:
        table = context.table(source.table)
        notes = [
            f"Learned from the days with rows of {table}: how many there were, how long ago the last was, and how much "
            f"money a day brought, counted in {source.unit.value} (BG/NBD for the days, Gamma-Gamma for the money).",
            f"Also given: {_given(thing)}.",
        ]
    notes.append(_population(context, thing.population))
    return Told(lead, notes=tuple(note for note in notes if note))


_GIVEN = {
    "alive": "(the chance to be still a customer)",
    "purchases": "(days with purchases in that time)",
    "spend": "(money of one such day)",
}


def _given(thing: ir.Estimate) -> str:
    return shown.listed([f"{name} {_GIVEN[output]}" for output, name in thing.outputs.items() if output in _GIVEN])


# ---- parts of them -----------------------------------------------------------------------------------------------


def _bare(context: Context, value: ir.Expr) -> str:
    """The value after `the highest`, without an article of its own."""
    return phrases.words(context, value).removeprefix("the ")


def _population(context: Context, population: ir.Cond | None) -> str:
    if population is None:
        return ""
    return f"Only of customers for whom {clauses.inline(context, population)}; for all others it is missing."


_METRICS = {
    ir.Metric.STABILITY: "its stability",
    ir.Metric.SMALLEST: "the share of customers in each group",
    ir.Metric.AUC: "its AUC",
    ir.Metric.CALIBRATION: "its calibration error",
    ir.Metric.LIFT: "the lift of its highest tenth",
    ir.Metric.BRIER: "its Brier score",
}
_SHARES = (ir.Metric.SMALLEST, ir.Metric.CALIBRATION)


def _requirements(found: tuple[ir.Requirement, ...]) -> str:
    if not found:
        return ""
    told = [
        f"{_METRICS[each.metric]} is at {'least' if each.at_least else 'most'} "
        f"{shown.percent(each.limit) if each.metric in _SHARES else shown.number(each.limit)}"
        for each in found
    ]
    return f"Rules may only use it if {shown.listed(told)}."


def duration(length: tuple[int, Unit]) -> str:
    return phrases.duration(*length)


def _every(length: tuple[int, Unit]) -> str:
    count, unit = length
    return unit.value.removesuffix("s") if count == 1 else duration(length)


def _dates(learn: tuple[Value, ...], test: tuple[Value, ...], length: tuple[int, Unit] | None) -> list[str]:
    """Which days it looks at: features up to a date, what happened after it."""
    if length is None:
        return []
    told = []
    for word, dates in (("Learned", learn), ("Tested", test)):
        days = [day for day in map(as_day, dates) if day is not None]
        if days:
            windows = [f"as of {day} (what happened {_after(day, length)})" for day in days]
            told.append(f"{word} {shown.listed(windows)}.")
    return told


def _after(day: dt.date, length: tuple[int, Unit]) -> str:
    """`2026-07-01 to 2026-09-28`: the days after a date, up to a length after it."""
    last = calendar.shift(day, *length)
    first = day + dt.timedelta(days=1)
    return f"from {first}" if last is None else f"{first} to {last}"
