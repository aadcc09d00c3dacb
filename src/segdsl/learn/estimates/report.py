"""What an estimate learned, in words and tables; from the state alone."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.learn.estimates.lengths import one
from segdsl.learn.report import LearnedReport, Section, Table
from segdsl.learn.state import EstimateState, HoldOut, HoldOutLine, Payments, Purchases


def report(thing: ir.Estimate, state: EstimateState) -> LearnedReport:
    """The models in plain words, today's figures, and how the first half of the history foretold the second."""
    sections: list[Section] = []
    if state.purchases is not None:
        sections += [_today(state, state.purchases), _learned(state.purchases), _parameters(state.purchases)]
        sections.append(_held_out(state.held_out))
    if state.contract is not None:
        sections.append(_contract(state, state.contract))
    return LearnedReport(thing.name, "estimate", _summary(thing, state), tuple(sections), warnings=state.warnings)


def _summary(thing: ir.Estimate, state: EstimateState) -> str:
    after = "" if state.as_of is None else f" after {state.as_of.isoformat()}"
    source = "purchases" if state.purchases is not None else "contracts"
    kept = "" if state.margin == 1 else f", of which {_share(state.margin)} counts"
    less = "" if state.discount == 0 else f"; what comes a year later counts {_share(state.discount)} less"
    return f"`{thing.name}` is what a customer's {source} will bring in the {state.length}{after}{kept}{less}."


def _today(state: EstimateState, found: Purchases) -> Section:
    rows = state.learned_from
    sentences = [
        f"{rows:,} of {state.population:,} customers have bought, {found.repeat_customers:,} of them more than once; "
        f"the first purchase was {found.history:,} days before the as-of date.",
        f"Of the {rows:,}, {found.alive:,.0f} are expected to be customers still, and {found.purchases:,.0f} purchases "
        f"to come from them in the {state.length}.",
        *_values(state),
    ]
    return Section("What it expects", tuple(sentences))


def _values(state: EstimateState) -> Iterator[str]:
    values = state.values
    if values.median is None:
        yield "No customer has a value."
        return
    half = f"half of the {values.rows:,} customers are above {_money(values.median)}"
    yield f"The values sum to {_money(values.total)}; {half}."
    if values.top_tenth is not None:
        yield f"The tenth with the highest values has {_share(values.top_tenth)} of the sum."


def _learned(found: Purchases) -> Section:
    unit = one(found.unit)
    rate, leaving = found.r / found.alpha, found.a / (found.a + found.b)
    sentences = [
        f"While they are customers, they buy {_figure(rate)} times a {unit} on average: once in {_figure(1 / rate)} "
        f"{found.unit.value}.",
        f"After a purchase {_share(leaving)} on average never come back.",
        f"A purchase brings {_money(found.mean_spend)} on average (learned from {found.spenders:,} customers with "
        "repeat purchases).",
        "A customer's own purchases count the more, the more of them there are: somebody with few is expected to be "
        "like everybody.",
        f"A value is the purchases expected, times the spend expected of the customer{_discounted(found)}.",
    ]
    if found.correlation is not None:
        sentences.append(
            f"How often somebody buys and for how much go together by {found.correlation:.2f} (from -1 to 1; the model "
            "wants it near 0)."
        )
    return Section("What was learned", tuple(sentences))


def _discounted(found: Purchases) -> str:
    steps = found.steps
    if steps[-1].worth == 1:
        return ", times the margin"
    if len(steps) == 1:
        return f", times the margin; {steps[0].worth:.1%} counts, by the discount to the middle of the time"
    shares = f"{steps[0].worth:.1%} of the first to {steps[-1].worth:.1%} of the last"
    return (
        f", times the margin, in {len(steps)} steps of {_figure(steps[0].end)} {found.unit.value}: {shares} counts, by "
        "the discount to the middle of the step"
    )


def _parameters(found: Purchases) -> Section:
    rows = [(name, _figure(getattr(found, name)), "BG/NBD") for name in ("r", "alpha", "a", "b")]
    rows += [(name, _figure(getattr(found, name)), "Gamma-Gamma") for name in ("p", "q", "gamma")]
    rows.append(("log-likelihood", f"{found.log_likelihood:,.1f}", "BG/NBD"))
    rows.append(("log-likelihood", f"{found.spend_log_likelihood:,.1f}", "Gamma-Gamma"))
    counted = f"Time is counted in {found.unit.value}, from one day to another, as fractions."
    return Section("Parameters", (counted,), Table(("parameter", "value", "model"), tuple(rows)))


def _held_out(found: HoldOut | None) -> Section:
    title = "How well it foretells"
    if found is None:
        return Section(title, ("The history is too short to learn from one half of it and look at the other.",))
    sentence = (
        f"Learned as of {found.as_of.isoformat()} from nothing later, it expected {found.expected:,.0f} purchases in "
        f"the {found.days:,} days after. There were {found.happened:,}"
    )
    if found.happened:
        off = found.expected / found.happened - 1
        sentence += f": the expectation was {abs(off):.1%} too {'high' if off > 0 else 'low'}"
    rows = tuple(
        (_repeats(line), f"{line.customers:,}", f"{line.expected:,.1f}", f"{line.happened:,}") for line in found.lines
    )
    return Section(title, (sentence + ".",), Table(("repeat purchases before", "customers", "expected", "came"), rows))


def _repeats(line: HoldOutLine) -> str:
    if line.most is None:
        return f"{line.least} or more"
    return f"{line.least}" if line.least == line.most else f"{line.least} to {line.most}"


def _contract(state: EstimateState, found: Payments) -> Section:
    sentences = [f"{state.population:,} customers; {found.count:,} payments each, the first after one period."]
    if found.sum is not None:
        sentences.append(
            f"With those who leave, and the discount, the {found.count:,} payments are worth {_figure(found.sum)} "
            "of one."
        )
    return Section("What it expects", (*sentences, *_values(state)))


def _share(value: float) -> str:
    percent = 100 * value
    return f"{percent:.4g}%" if percent >= 0.01 or not percent else "less than 0.01%"


def _money(value: float) -> str:
    return f"{value:,.2f}"


def _figure(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
