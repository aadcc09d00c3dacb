"""Explanations as JSON for programs, in the form of `report_model`. Prints nothing."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from segdsl.explanation import model
from segdsl.explanation.learned_form import as_json
from segdsl.explanation.report_model import (
    BranchJson,
    CaseJson,
    ChangeJson,
    ClauseJson,
    ColumnJson,
    CustomerJson,
    ExplanationJson,
    FlipJson,
    LearnedLineJson,
    LearnedValueJson,
    NeedsJson,
    PartitionJson,
    PartJson,
    Plain,
    PullJson,
    ResultJson,
    StatementJson,
    StepJson,
    TierJson,
    ValueJson,
    VerdictJson,
    WaterfallJson,
)
from segdsl.types import Value


def report(explanation: model.Explanation) -> ExplanationJson | CustomerJson:
    """The explanation; of a customer only what is said of it."""
    if explanation.customer is not None:
        results = [_result(result) for result in explanation.customer.results]
        learned = [_learned(value) for value in explanation.customer.learned]
        key, as_of = explanation.customer.key, explanation.as_of
        return CustomerJson(customer=key, as_of=as_of, results=results, learned=learned)
    return ExplanationJson(
        title=explanation.title,
        version=explanation.version,
        owner=explanation.owner,
        purpose=explanation.purpose,
        as_of=explanation.as_of,
        customers=explanation.customers,
        statements=[_statement(each) for each in explanation.statements],
        waterfalls=[_waterfall(each) for each in explanation.waterfalls],
        partitions=[_partition(each) for each in explanation.partitions],
    )


def _clause(clause: model.Clause) -> ClauseJson:
    return ClauseJson(text=clause.text, join=clause.join or None, clauses=[_clause(part) for part in clause.parts])


def _statement(each: model.Statement) -> StatementJson:
    needs = NeedsJson(
        columns=[ColumnJson(table=table, column=column) for table, column in each.needs.columns],
        defines=list(each.needs.defines),
        segments=list(each.needs.segments),
        partitions=list(each.needs.partitions),
    )
    cases = [CaseJson(result=c.result, clause=None if c.clause is None else _clause(c.clause)) for c in each.cases]
    return StatementJson(
        kind=each.kind,
        name=each.name,
        lead=each.lead,
        clause=None if each.clause is None else _clause(each.clause),
        cases=cases,
        missing=each.missing,
        needs=needs,
        used_by=list(each.used_by),
        examples=list(each.examples),
        title=each.title,
        because=each.because,
        then=each.then,
        library=each.library,
        lines=list(each.lines),
        notes=list(each.notes),
        names=list(each.names),
        learned=[LearnedLineJson(name=line.name, text=line.text) for line in each.learned],
        report=None if each.report is None else as_json(each.report),
    )


def _waterfall(each: model.Waterfall) -> WaterfallJson:
    steps = [
        StepJson(
            text=step.text,
            meets=step.meets,
            remaining=step.remaining,
            alone=step.alone,
            undecided=step.undecided,
            clauses=[PartJson(text=p.text, depth=p.depth, meets=p.meets, undecided=p.undecided) for p in step.parts],
        )
        for step in each.steps
    ]
    return WaterfallJson(
        name=each.name,
        kind=each.kind,
        customers=each.customers,
        members=each.members,
        undecided=each.undecided,
        missing={m.piece: m.customers for m in each.missing},
        steps=steps,
    )


def _partition(each: model.Partition) -> PartitionJson:
    branches = [
        BranchJson(part=b.part, text=b.text, matches=b.matches, takes=b.takes, undecided=b.undecided)
        for b in each.branches
    ]
    return PartitionJson(
        name=each.name, kind=each.kind, customers=each.customers, undecided=each.undecided, branches=branches
    )


def _plain(value: Value | None) -> Plain:
    """Dates as ISO text, durations as days, whole numbers without a decimal point."""
    match value:
        case dt.date():
            return value.isoformat()
        case dt.timedelta():
            return value.days
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _learned(each: model.LearnedValue) -> LearnedValueJson:
    pulls = [
        PullJson(name=pull.name, value=_plain(pull.value), usual=_plain(pull.usual), without=pull.without)
        for pull in each.pulls
    ]
    return LearnedValueJson(
        name=each.name,
        kind=each.kind,
        value=_plain(each.value),
        text=each.text,
        lines=list(each.lines),
        pulls=pulls,
    )


def _flip(flip: model.Flip | None) -> FlipJson | None:
    if flip is None:
        return None
    changes = [
        ChangeJson(name=c.piece, before=_plain(c.before), to=c.after, value=_plain(c.example)) for c in flip.changes
    ]
    verdict: Literal["true", "false"] = "true" if flip.answer is model.Answer.TRUE else "false"
    return FlipJson(text=flip.text, verdict=verdict, changes=changes)


def _verdict(each: model.Verdict) -> VerdictJson:
    values = [ValueJson(name=piece.name, value=_plain(piece.value)) for piece in each.pieces]
    return VerdictJson(
        text=each.text,
        verdict=each.answer.value,
        value=values[0].value if values else None,
        values=values,
        threshold=each.threshold or None,
        flip=_flip(each.flip),
        join=each.join or None,
        clauses=[_verdict(part) for part in each.parts],
    )


def _result(each: model.Result) -> ResultJson:
    tree = {} if each.verdict is None else _verdict(each.verdict).__dict__
    rest = {} if each.verdict is not None else {"value": _plain(each.value)}
    return ResultJson(
        kind=each.kind,
        name=each.name,
        outcome=each.outcome,
        tiers=[TierJson(part=part, clause=_verdict(verdict)) for part, verdict in each.branches],
        missing=list(each.missing),
        because=each.because,
        then=each.then,
        **{**tree, **rest},
    )
