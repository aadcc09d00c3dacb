"""A prediction and its state → what a person is told of it: what is predicted, how good it is, what it goes by."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from segdsl import ir
from segdsl.learn.predictions import written_tree
from segdsl.learn.predictions.baseline import CLEARLY
from segdsl.learn.predictions.drivers import direction
from segdsl.learn.predictions.guards import TELLS_LITTLE
from segdsl.learn.predictions.measuring import calibration_error_by_chance
from segdsl.learn.report import LearnedReport, Section, Table, gated
from segdsl.learn.shown import count, listed, share
from segdsl.learn.state import Figures, ModelState, PredictionState, Window

MOST_DRIVERS = 5
SHIFTED, SHIFTED_OF = 0.02, 0.1
"""If more than so much lies between what was expected and what happened, so much of it, and more than three times what
chance makes of so many customers, it is said."""


def report(thing: ir.Prediction, state: PredictionState) -> LearnedReport:
    model = state.model
    sections = [_learned_from(state), *of_model(model), _baseline(state)]
    if state.method == ir.Method.DECISION_TREE.value:
        sections.append(_tree(thing, model))
    return LearnedReport(
        name=state.name,
        kind="predict",
        summary=_summary(state),
        sections=tuple(sections),
        gates=tuple(gated(gate) for gate in state.gates),
        warnings=state.warnings,
    )


def of_model(model: ModelState) -> list[Section]:
    """How good a model is, whether its chances are right, and what it goes by."""
    return [_how_good(model), _chances(model), _drivers(model)]


def _summary(state: PredictionState) -> str:
    tested = state.model.tested
    did = f"of whom {share(tested.happened, tested.rows)} did"
    use = f"from {count(state.learned_from, 'customer')} and tested on {tested.rows:,} others, {did}"
    if state.learn:
        learn, test = (_days(windows) for windows in (state.learn, state.test))
        use = f"from customers as of {learn}, and tested on {tested.rows:,} as of {test}, {did}"
    return f"`{state.name}` is the chance of this: {state.outcome}. Learned with {_method(state)} {use}."


def _days(windows: tuple[Window, ...]) -> str:
    return listed([str(window.as_of) for window in windows])


def _method(state: PredictionState) -> str:
    single = {"decision tree": "a decision tree", "random forest": "a random forest"}
    return single.get(state.method, state.method)


# ---- what it was learned from --------------------------------------------------------------------


def _learned_from(state: PredictionState) -> Section:
    return Section("What it was learned from", tuple(_rows_told(state)), _dates(state))


def _rows_told(state: PredictionState) -> Iterator[str]:
    tested = state.model.tested
    if state.learn:
        yield (
            "Customers are seen as of each day, and what they did is seen in the days after it. What is learned from "
            "ends before the test begins."
        )
    else:
        kept = state.learned_from + tested.rows
        yield (
            f"Of {kept:,} customers whose outcome is known, {share(tested.rows, kept)} were kept for the test: always "
            "the same ones, by their key."
        )
    yield f"Today {count(state.population, 'customer')} {'gets' if state.population == 1 else 'get'} a chance."
    if state.undecided and state.learn:  # somebody may be among them on every day
        yield f"Left out, because the outcome is not known: {count(state.undecided, 'customer')}, all days together."
    elif state.undecided:
        yield f"Nothing is learned of {count(state.undecided, 'customer')} whose outcome is not known."
    if state.inputs:
        yield f"What was learned of its features goes back to {state.learn[0].as_of} and knows nothing later."


def _dates(state: PredictionState) -> Table | None:
    if not state.learn:
        return None
    rows = [_window("learned", window) for window in state.learn] + [_window("tested", w) for w in state.test]
    return Table(("", "as of", "outcome from", "to", "customers", "who did"), tuple(rows))


def _window(use: str, window: Window) -> tuple[str, ...]:
    did = share(window.happened, window.rows)
    return (use, str(window.as_of), str(window.first), str(window.last), f"{window.rows:,}", did)


# ---- how good it is ------------------------------------------------------------------------------


def _how_good(model: ModelState) -> Section:
    return Section("How good it is", tuple(_in_words(model)), _figures(model))


def _in_words(model: ModelState) -> Iterator[str]:
    tested = model.tested
    base = tested.happened / tested.rows
    if tested.lift is not None:
        yield (
            f"Of the tenth with the highest chance {share(tested.lift * base, 1)} did, {tested.lift:.1f} times as many "
            f"as on average ({share(base, 1)})."
        )
    if tested.auc is not None:
        yield (
            f"Of two customers of whom one did, it gives the higher chance to that one in {100 * tested.auc:.0f} of "
            f"100 cases (AUC {tested.auc:.3f}): {_judged(tested.auc)}."
        )
    if tested.calibration_error is not None:
        by_chance = calibration_error_by_chance(model.bins)
        yield (
            f"The chances are off by {_points(tested.calibration_error)} percentage points on average; among so many "
            f"customers {_points(by_chance)} would be mere chance."
        )
    said = sum(part.rows * part.predicted for part in model.bins) / tested.rows
    if abs(said - base) > max(SHIFTED, SHIFTED_OF * base, 3 * sqrt(base * (1 - base) / tested.rows)):
        yield (
            f"It expected {share(said, 1)} on the test, and {share(base, 1)} did: its chances are too "
            f"{'high' if said > base else 'low'} for these customers, though their order may be right."
        )
    yield f"The highest chance of anybody is {share(model.highest, 1)}, the lowest {share(model.lowest, 1)}."


def _judged(auc: float) -> str:
    """Customary words; a model that is nearly perfect has mostly been told the outcome."""
    for limit, words in (
        (0.5, "no better than drawing lots"),
        (TELLS_LITTLE, "hardly better than drawing lots"),
        (0.65, "weak"),
        (0.75, "useful"),
        (0.85, "good"),
        (0.95, "very good"),
    ):
        if auc < limit:
            return words
    return "nearly perfect, so look whether a feature gives the outcome away"


def _points(value: float) -> str:
    return f"{100 * value:.1f}"


def _figures(model: ModelState) -> Table:
    seen, tested = model.learned, model.tested

    def row(name: str, mine: float | None, others: float | None, form: str = ".3f") -> tuple[str, ...]:
        return (name, *("unknown" if v is None else f"{v:{form}}" for v in (others, mine)))

    return Table(
        ("", "on the test", "while learning"),
        (
            ("customers", f"{tested.rows:,}", f"{seen.rows:,}"),
            ("who did", _did(tested), _did(seen)),
            row("AUC", seen.auc, tested.auc),
            row("Brier score", seen.brier, tested.brier),
            row("calibration error", seen.calibration_error, tested.calibration_error, ".1%"),
            row("lift of the highest tenth", seen.lift, tested.lift, ".1f"),
        ),
    )


def _did(figures: Figures) -> str:
    return share(figures.happened, figures.rows)


def _chances(model: ModelState) -> Section:
    """From the highest chance down."""
    rows = []
    for place, part in enumerate(reversed(model.bins), start=1):
        name = {1: "highest", len(model.bins): "lowest"}.get(place, str(place))
        rows.append((name, f"{part.rows:,}", share(part.predicted, 1), share(part.happened, 1)))
    words = (
        f"Customers of the test in {len(model.bins)} parts by their chance: the chance they were given on average, and "
        "how many did."
    )
    if len(rows) == 1:
        rows = [("all", *rows[0][1:])]
        words = "Everybody has the same chance, or nearly so: the chance given on average, and how many did."
    return Section("Are the chances right?", (words,), Table(("part", "tested", "chance", "happened"), tuple(rows)))


def _drivers(model: ModelState) -> Section:
    told = [one for one in model.importance if one.loss > 0][:MOST_DRIVERS]
    sentences = [f"`{one.feature}`: {direction(one)}." for one in told if one.effects]
    rows = [(one.feature, f"{max(one.loss, 0.0):.3f}") for one in model.importance]
    sentences.append("How much AUC is lost on the test when the customers' values of a feature are shuffled:")
    return Section("What it goes by", tuple(sentences), Table(("feature", "importance"), tuple(rows)))


# ---- beside it -----------------------------------------------------------------------------------


def _baseline(state: PredictionState) -> Section:
    title, beside, auc = "Beside a single value", state.baseline, state.model.tested.auc
    if beside is None or beside.auc is None or auc is None:
        return Section(title, ("There is nothing to compare it with.",))
    way = "each value by its share" if beside.direction is None else f"the {beside.direction}, the likelier"
    which = "" if beside.chosen else ", the single value that tells most,"
    ahead = auc - beside.auc
    verdict = f"The model is better by {ahead:.3f}."
    if max(auc, beside.auc) < TELLS_LITTLE:
        verdict = "Neither is much better than drawing lots."
    elif ahead < CLEARLY:
        verdict = f"The model is {'hardly' if ahead > 0 else 'no'} better: use the rule."
    return Section(title, (f"`{beside.name}` alone{which} has an AUC of {beside.auc:.3f} ({way}). {verdict}",))


def _tree(thing: ir.Prediction, model: ModelState) -> Section:
    lines = written_tree.written(f"{thing.name} tree", thing.features, model)
    words = "The tree as a definition that gives the same chances, to be read or to be used in its place:"
    return Section("The tree", (words,), rules=lines)
