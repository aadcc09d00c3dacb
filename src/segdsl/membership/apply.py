"""The main job: asks an engine who is in what, counts, checks a sample, and writes the output; prints nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from segdsl import ir, lint
from segdsl.data.model import Opened
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused
from segdsl.engines.auto import Choice
from segdsl.frames import Answers
from segdsl.load import Bundle
from segdsl.membership import beyond, dividing, layout, policies, record, unseen
from segdsl.membership.batch import MembershipBatch, membership
from segdsl.membership.layout import Layout
from segdsl.membership.questions import Questions, questions
from segdsl.membership.result import Applied, Written, used
from segdsl.membership.selfcheck import self_check
from segdsl.membership.summary import Tally
from segdsl.names import fold
from segdsl.output import formats, guard, manifest, quarantine
from segdsl.output.elsewhere import Elsewhere
from segdsl.output.formats import Format
from segdsl.output.rows import Field, Rows
from segdsl.output.staging import Staging, failing
from segdsl.policies.counting import Counting
from segdsl.policies.judging import complaints

if TYPE_CHECKING:
    import pandas as pd

    from segdsl.learn.ranges import Beyond


class Asked(Protocol):
    """Answers, batch by batch, from the engine of `choice`; once they have been read, `unseen` counts the rows of dated
    tables that no rule saw."""

    @property
    def choice(self) -> Choice: ...

    @property
    def unseen(self) -> Mapping[str, unseen.UnseenRows]: ...

    def __iter__(self) -> Iterator[Answers]: ...


Ask: TypeAlias = Callable[[Sequence[ir.Cond], Sequence[ir.Expr]], Asked]
"""An engine that has the data: conditions and values → answers."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What was checked and opened, and the engine that answers. `said` are the findings of checking, `state` gives
    what the manifest says of what the rules have learned, and `beyond` how to ask who lies beyond it."""

    bundle: Bundle
    program: ir.Program
    opened: Opened
    ask: Ask
    said: tuple[Diagnostic, ...] = ()
    state: Callable[[], manifest.State | None] = lambda: None
    beyond: tuple[Beyond, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What to do with the answers.

    `out` is where to write (None: nowhere), `stdout` to write CSV to the standard output instead, `elsewhere` a table
    or folder to write to instead, `inputs` the files that the run reads, `parameters` what else the manifest is to
    remember, `collect` to keep the output as a frame, `previous` the manifest that policies about change compare with
    (None: that of the output that is there already).
    """

    layout: Layout = field(default_factory=Layout)
    out: Path | None = None
    stdout: bool = False
    bom: bool = False
    inputs: tuple[Path, ...] = ()
    parameters: Mapping[str, str | bool | None] = field(default_factory=dict)
    collect: bool = False
    elsewhere: Elsewhere | None = None
    previous: Path | None = None

    @property
    def writes(self) -> bool:
        return self.out is not None or self.stdout

    @property
    def by(self) -> tuple[str, ...]:
        """What divides the output."""
        return () if self.elsewhere is None else self.elsewhere.by


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The counts, and the output as a frame if it was asked for."""

    applied: Applied
    frame: pd.DataFrame | None = None


def apply(job: Job, request: Request) -> Answered:
    """Runs the job.

    Raises:
        Refused: the output cannot be written, the data turned out unusable, or the engine failed its check. What was
            there before is still there then.
    """
    asked = questions(job.program, reasons=request.layout.reasons, beyond=[each.condition for each in job.beyond])
    columns = _valid(_columns(asked, request))
    asked = dividing.asked_too(asked, columns, request.by)
    written = (*columns, *dividing.fields(asked))
    format = _valid(_format(request)) if request.writes else None
    tally, shared = Tally(asked), policies.counting(asked)
    kept: list[Rows] = []
    with Staging() as staging, request.elsewhere or nullcontext():
        if request.elsewhere is not None:
            request.elsewhere.prepare(written, request.inputs, job.opened.fingerprints.database_tables())
        answers = job.ask(asked.conditions, asked.values)
        check = self_check(asked, job.opened.stores, ordered=answers.choice.engine.ordered)
        batches = _counted(check.watch(answers), asked, tally, shared)
        sheet = layout.sheet(asked, request.layout, written, batches, customers(job.program, job.opened))
        if request.collect:
            sheet = replace(sheet, batches=_kept(sheet.batches, kept, len(columns) - 1))
        digest = ""
        if request.elsewhere is not None:
            digest = request.elsewhere.write(sheet)
        elif format is not None:
            digest = formats.write(sheet, request.out, format, staging, bom=request.bom)
        else:
            # The counts alone need no keys and no columns.
            for _ in sheet.batches if request.collect else batches:
                pass
        applied = _permitted(job, request, shared, replace(_applied(job, asked, tally, answers), checked=check.checked))
        if request.elsewhere is not None:
            applied = _released(job, asked, request, request.elsewhere, digest, applied)
        elif request.out is not None and format is not None:
            applied = _beside(job, asked, request, format, digest, applied, staging)
        staging.release()
    return Answered(applied, _frame(columns, kept) if request.collect else None)


def _permitted(job: Job, request: Request, shared: Counting, applied: Applied) -> Applied:
    """The answer with what came of the policies. Raises Refused when one is broken: nothing is released then."""
    found = policies.judged(job.program, applied.summary, shared, _previous(request))
    said = tuple(complaints(found))
    if any(d.is_error for d in said):
        raise Refused(*said)
    return replace(applied, policies=policies.results(found), warnings=(*applied.warnings, *said))


def _previous(request: Request) -> Path | None:
    """The manifest asked for, else that of the output which this one replaces, if there is one."""
    if request.previous is not None:
        return request.previous
    there = None if request.out is None else manifest.path_beside(request.out)
    if request.elsewhere is not None:
        there = next((Path(place) for what, place in request.elsewhere.places(False) if what == "manifest"), None)
    return there if there is not None and there.is_file() else None


def _columns(asked: Questions, request: Request) -> Outcome[tuple[Field, ...]]:
    if not (asked.segments or asked.tiers or asked.splits or asked.suppressions):
        help = "write a segment, such as `adults if age is at least 18`"
        return Outcome(
            None, (Diagnostic(run.NOTHING_TO_APPLY, "the rules hold no segment, no tiers and no split", help=(help,)),)
        )
    return layout.fields(asked, request.layout)


def _format(request: Request) -> Outcome[Format]:
    found = formats.of_path(request.out)
    clash = guard.clash(request.out, request.inputs) if request.out is not None else None
    return Outcome(None, (clash,)) if clash and found.value else found


def _valid(outcome: Outcome[T]) -> T:
    if outcome.value is None:
        raise Refused(*outcome.diagnostics)
    return outcome.value


def _counted(answers: Iterable[Answers], asked: Questions, tally: Tally, shared: Counting) -> Iterator[MembershipBatch]:
    for some in answers:
        batch = membership(asked, some)
        tally.add(batch)
        if shared.policies:
            shared.add(batch.rows, batch.members)
        yield batch


def customers(program: ir.Program, opened: Opened) -> int | None:
    """How many customers there are, None while that is not known."""
    store = opened.stores.get(fold(program.customers.name))
    return None if store is None or program.customers.distinct else store.rows


def all_rows(opened: Opened) -> int | None:
    """How many rows all tables have together, None while that is not known."""
    sizes = [store.rows for store in opened.stores.values()]
    return None if None in sizes else sum(size or 0 for size in sizes)


def _kept(batches: Iterable[Rows], kept: list[Rows], columns: int) -> Iterator[Rows]:
    for rows in batches:
        kept.append(Rows(rows.rows, rows.keys, rows.given[:columns]))
        yield rows


def _applied(job: Job, asked: Questions, tally: Tally, answers: Asked) -> Applied:
    as_of = job.program.as_of
    summary = tally.summary()
    members = {fold(s.name): s.members for s in summary.segments}
    return Applied(
        meta=job.program.meta,
        as_of=as_of if isinstance(as_of, dt.date) else None,
        engine=used(answers.choice),
        summary=summary,
        warnings=(
            *answers.choice.notes,
            *dividing.warnings(asked),
            *unseen.notes(job.program, answers.unseen),
            *beyond.notes(job.beyond, tally.beyond, summary.rows),
            *lint.shares(job.program, job.bundle, summary.rows, members, tally.met, job.said),
        ),
        quarantined=len({(record.table, record.row) for record in job.opened.quarantine}),
    )


def _beside(
    job: Job,
    asked: Questions,
    request: Request,
    format: Format,
    digest: str,
    applied: Applied,
    staging: Staging,
) -> Applied:
    """The quarantine and the manifest, which is put in place last: it speaks of what is there already."""
    assert request.out is not None
    written = [Written(request.out, "membership", applied.summary.rows)]
    if job.opened.quarantine:
        path = quarantine.path_beside(request.out)
        with failing(path):
            quarantine.write(job.opened.quarantine, staging.open(path).file)
        written.append(Written(path, "quarantine", applied.quarantined))
    path = manifest.path_beside(request.out)
    text = _manifest(job, asked, request, applied, request.out.name, format.value, digest)
    with failing(path):
        staging.open(path).file.write(text.encode())
    written.append(Written(path, "manifest"))
    return replace(applied, written=tuple(written))


def _released(
    job: Job, asked: Questions, request: Request, elsewhere: Elsewhere, digest: str, applied: Applied
) -> Applied:
    """The same for a table or a folder, which puts everything in its place by itself."""
    text = _manifest(job, asked, request, applied, elsewhere.name, elsewhere.format, digest)
    elsewhere.release(text, job.opened.quarantine)
    rows = {"membership": applied.summary.rows, "quarantine": applied.quarantined}
    places = elsewhere.places(bool(job.opened.quarantine))
    return replace(applied, written=tuple(Written(place, what, rows.get(what)) for what, place in places))


def _manifest(
    job: Job, asked: Questions, request: Request, applied: Applied, name: str, format: str, digest: str
) -> str:
    return record.manifest(
        job.bundle,
        asked,
        job.opened,
        record.counts(applied.summary, applied.quarantined),
        engine=applied.engine,
        parameters=request.parameters,
        checked=applied.checked,
        output=manifest.Output(name=name, format=format, layout=request.layout.shape.value, sha256=digest),
        state=job.state(),
        policies=applied.policies,
    ).text()


def _frame(columns: tuple[Field, ...], kept: list[Rows]) -> pd.DataFrame:
    from segdsl.output.frame import frame

    return frame(columns, kept)
