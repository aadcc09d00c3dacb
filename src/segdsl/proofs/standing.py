"""What proofs find in rules without being asked: clauses that contradict or change nothing, rules that are the same.

Only what boxes cannot see is said here; `lint` says the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from segdsl import ir
from segdsl.diagnostics.codes import proofs as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.lint import wording
from segdsl.proofs.claims import AllOf, Claim, Is, NotSo
from segdsl.proofs.prover import Prover
from segdsl.proofs.sameness import same_members
from segdsl.record import mutable

MOST_CHECKS = 20_000
"""After so many questions to the solver no more are asked of one file."""
_LONGEST = 40
"""Of a rule with more clauses than this it is not asked which change nothing."""


def findings(program: ir.Program, said: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """About the file's own rules; rules in which lint has found something (`said`) are left alone."""
    yield from Standing(Prover(program), tuple(said)).findings()


@mutable
class Standing:
    prover: Prover
    said: tuple[Diagnostic, ...] = ()
    _found: list[Diagnostic] = field(default_factory=list)

    def findings(self) -> list[Diagnostic]:
        program = self.prover.programs[0]
        segments = [s for s in program.segments.values() if s.library is None]
        for segment in segments:
            if not self._spoken_of(segment.condition):
                self._rule(segment)
        for tiers in program.tiers.values():
            if tiers.library is None:
                self._tiers(tiers)
        for suppression in program.suppressions:
            if suppression.library is None and not self._spoken_of(suppression.condition):
                self._clauses(suppression.condition)
        alive = [s for s in segments if not self._about(s.condition) and not self._plain_to_lint(s.condition)]
        if not self._spent:
            self._found += same_members(self.prover, alive, self.said)
        for segment in alive:
            self._suppressed(segment)
        return self._found

    @property
    def _spent(self) -> bool:
        return self.prover.checks > MOST_CHECKS

    def _never(self, *claims: Claim) -> bool:
        """Whether there is nobody of whom all of them are true."""
        return not self._spent and self.prover.possible(AllOf(claims)) is False

    def _plain_to_lint(self, condition: ir.Cond, *others: Claim) -> bool:
        """Whether boxes show that it never or always holds, which lint has said, or the file allows."""
        impossible = self.prover.plainly_impossible
        return impossible(AllOf((Is(condition, True), *others))) or impossible(Is(condition, False))

    # ---- whole rules ------------------------------------------------------------------------------------------------

    def _rule(self, segment: ir.Segment) -> None:
        condition = segment.condition
        if self._plain_to_lint(condition):
            return
        if self._never(Is(condition, True)):
            self._contradiction(condition, segment.name)
        elif self._never(Is(condition, False)):
            self._always(condition, segment.name)
        else:
            self._clauses(condition)

    def _contradiction(self, condition: ir.Cond, owner: str) -> None:
        items = self._least(_items(condition, ir.And), answer=True)
        if len(items) == 1 and isinstance(items[0], ir.And):
            return self._contradiction(items[0], owner)
        last, others = items[-1], items[:-1]
        quoted = wording.quoted(last)
        if others:
            message = f"{quoted} can never be true together with {_listed(others)}"
        else:
            message = f"{quoted} is never true"
        labels = _labels(others, "contradicts it" if len(others) == 1 else "these together contradict it")
        note = f"so nobody can be in `{owner}`"
        help = ("leave one of them out, or join them with `or`",) if others else ("leave the clause out",)
        self._say(Diagnostic(codes.NEVER_TOGETHER, message, last.span, labels=labels, help=help, notes=(note,)))
        return None

    def _always(self, condition: ir.Cond, owner: str) -> None:
        items = self._least(_items(condition, ir.Or), answer=False)
        if len(items) == 1:
            message = f"{wording.quoted(items[0])} is never false"
        else:
            message = f"{wording.quoted(items[-1])} holds wherever {_listed(items[:-1])} does not"
        note = f"so everybody is in `{owner}`, but for those of whom it is undecided"
        labels = _labels(items[:-1], "one of them is always true")
        help = ("join them with `and`, or leave the rule out",)
        self._say(Diagnostic(codes.ALWAYS_ONE, message, items[-1].span, labels=labels, help=help, notes=(note,)))

    def _least(self, items: tuple[ir.Cond, ...], *, answer: bool) -> tuple[ir.Cond, ...]:
        """A smallest choice of clauses that still cannot all have this answer."""
        kept = list(items)
        for item in items if len(items) <= _LONGEST else ():
            fewer = [each for each in kept if each is not item]
            if fewer and self._never(*(Is(each, answer) for each in fewer)):
                kept = fewer
        return tuple(kept)

    # ---- clauses ----------------------------------------------------------------------------------------------------

    def _clauses(self, condition: ir.Cond) -> None:
        """Under `and` a clause changes nothing when the others imply it, under `or` when it implies one of them."""
        if isinstance(condition, ir.And | ir.Or):
            items = condition.items
            if len(items) <= _LONGEST:
                self._needless(items, conjunction=isinstance(condition, ir.And))
            for item in items:
                self._clauses(item)

    def _needless(self, items: tuple[ir.Cond, ...], *, conjunction: bool) -> None:
        kept = list(items)
        for item in reversed(items):
            if _is_plain(item) or self._plain_to_lint(item):
                continue
            others = [each for each in kept if each is not item]
            if others and self._adds_nothing(item, others, conjunction=conjunction):
                kept = others
                self._say(self._needless_clause(item, others, conjunction=conjunction))

    def _adds_nothing(self, item: ir.Cond, others: Sequence[ir.Cond], *, conjunction: bool) -> bool:
        if conjunction:
            return self._never(*(Is(each, True) for each in others), NotSo(Is(item, True)))
        return self._never(*(NotSo(Is(each, True)) for each in others), Is(item, True))

    def _needless_clause(self, item: ir.Cond, others: Sequence[ir.Cond], *, conjunction: bool) -> Diagnostic:
        guilty = [o for o in others if self._adds_nothing(item, [o], conjunction=conjunction)][:1]
        labels = _labels(guilty or others, "already says so" if guilty else "together they say so")
        whom = "whoever meets the others meets it" if conjunction else "whoever meets it meets another"
        if guilty:
            quoted = wording.quoted(guilty[0])
            whom = f"whoever meets {quoted} meets it" if conjunction else f"whoever meets it meets {quoted}"
        message = f"{wording.quoted(item)} changes nothing: {whom}"
        return Diagnostic(codes.NO_EFFECT, message, item.span, labels=labels, help=("leave it out",))

    # ---- tiers and suppressions -------------------------------------------------------------------------------------

    def _tiers(self, tiers: ir.Tiers) -> None:
        earlier: list[ir.Cond] = []
        for condition, part in tiers.branches:
            passed = [NotSo(Is(each, True)) for each in earlier]
            if not self._spoken_of(condition) and not self._plain_to_lint(condition, *passed):
                if self._never(Is(condition, True)):
                    self._contradiction(condition, f"{part} of {tiers.name}")
                elif earlier and self._never(Is(condition, True), *passed):
                    self._too_late(condition, earlier)
                else:
                    self._clauses(condition)
            earlier.append(condition)

    def _too_late(self, condition: ir.Cond, earlier: Sequence[ir.Cond]) -> None:
        takes = [each for each in earlier if self._never(Is(condition, True), NotSo(Is(each, True)))][:1]
        labels = _labels(takes or earlier, "takes all of them before" if takes else "together they take all of them")
        message = f"nobody is left for {wording.quoted(condition)}"
        help = ("put the narrower condition first",)
        self._say(Diagnostic(codes.NOBODY_LEFT, message, condition.span, labels=labels, help=help))

    def _suppressed(self, segment: ir.Segment) -> None:
        suppressions = self.prover.programs[0].suppressions
        if not suppressions or not self._never(
            Is(segment.condition, True), *(Is(each.condition, False) for each in suppressions)
        ):
            return
        guilty = [s for s in suppressions if self._never(Is(segment.condition, True), Is(s.condition, False))][:1]
        labels = _labels([s.condition for s in guilty or suppressions], "suppresses all of them")
        message = f"everybody who can be in `{segment.name}` is suppressed"
        help = ("who is undecided about a suppression is suppressed too",)
        self._say(Diagnostic(codes.ALL_SUPPRESSED, message, wording.head(segment), labels=labels, help=help))

    # ---- what is said -----------------------------------------------------------------------------------------------

    def _spoken_of(self, condition: ir.Cond) -> bool:
        return _speaks_of(self.said, condition)

    def _about(self, condition: ir.Cond) -> bool:
        return any(d.code.id in ("SEG643", "SEG644", "SEG601") for d in _inside((*self.said, *self._found), condition))

    def _say(self, diagnostic: Diagnostic) -> None:
        if diagnostic not in self._found:
            self._found.append(diagnostic)


_OF_LINT = frozenset({"SEG601", "SEG602", "SEG603", "SEG604", "SEG605", "SEG606", "SEG616"})


def _speaks_of(said: Sequence[Diagnostic], condition: ir.Cond) -> bool:
    return any(d.code.id in _OF_LINT for d in _inside(said, condition))


def _inside(said: Sequence[Diagnostic], condition: ir.Cond) -> Iterator[Diagnostic]:
    place = condition.span
    for diagnostic in said:
        span = diagnostic.span
        if place is None or span is None or span.source is not place.source:
            continue
        if place.start <= span.start and span.end <= place.end:
            yield diagnostic


def _items(condition: ir.Cond, kind: type[ir.And] | type[ir.Or]) -> tuple[ir.Cond, ...]:
    return condition.items if isinstance(condition, kind) else (condition,)


def _is_plain(item: ir.Cond) -> bool:
    """`is known` and `is missing` are often written to be explicit."""
    while isinstance(item, ir.Not | ir.Surely):
        item = item.condition
    return isinstance(item, ir.IsMissing)


def _listed(items: Sequence[ir.Cond]) -> str:
    return " and ".join(wording.quoted(item) for item in items)


def _labels(items: Sequence[ir.Cond], text: str) -> tuple[Label, ...]:
    return tuple(Label(item.span, text) for item in items if item.span is not None)
