"""Conditions that can never or always be true, from regions; looks at no data and at nothing but the meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import combinations

from segdsl import ir
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.lint import wording
from segdsl.lint.regions import EVERYWHERE, NOWHERE, Regions, Want, meet
from segdsl.lint.values import Values
from segdsl.load.walk import nodes
from segdsl.record import mutable


@mutable
class Verdicts:
    """Collects the findings of one program."""

    values: Values
    regions: Regions
    said: list[Diagnostic] = field(default_factory=list)

    def rule(self, condition: ir.Cond, owner: str = "") -> None:
        """A whole condition; `owner` is the segment that it makes."""
        before = len(self.said)
        self._visit(condition)
        new = self.said[before:]
        if owner and len(new) == 1 and self._never(condition):
            note = f"so nobody can be in `{owner}`"
            found = new[0]
            self.said[before] = Diagnostic(
                found.code, found.message, found.span, found.label, found.labels, found.help, (*found.notes, note)
            )

    def branches(self, branches: Sequence[tuple[ir.Cond, object]]) -> None:
        """First match wins: a branch may come too late for anybody to be left."""
        rest = EVERYWHERE
        for index, (condition, _) in enumerate(branches):
            true = self.regions.of(condition, Want.TRUE)
            if true and meet(true, rest) == NOWHERE:
                self._too_late(condition, [earlier for earlier, _ in branches[:index]])
            rest = meet(rest, self.regions.of(condition, Want.NOT_TRUE))

    def window(self, measure: ir.Measure) -> None:
        """A window that ends before it begins, or begins after the as-of date."""
        if measure.window is None or measure.window.first is None:
            return
        last = measure.window.last
        first, end = (None if e is None else self.values.constant(e) for e in (measure.window.first, last))
        if not isinstance(first, int) or not isinstance(end, int) or first <= end:
            return
        if isinstance(last, ir.Today):
            message, hint = f"{_window(measure)} begins after the as-of date", "give a day before the as-of date"
        else:
            message, hint = f"{_window(measure)} ends before it begins", "give the earlier day first"
        self._say(Diagnostic(codes.EMPTY_RANGE, message, measure.span, help=(hint,)))

    def _visit(self, condition: ir.Cond) -> None:
        if self._elsewhere(condition):
            return
        if self._never(condition):
            self._say_never(condition)
        elif self._always(condition):
            self._say_always(condition)
        else:
            for inner in _inside(condition):
                self._visit(inner)

    def _never(self, condition: ir.Cond) -> bool:
        return self.regions.of(condition, Want.TRUE) == NOWHERE

    def _always(self, condition: ir.Cond) -> bool:
        return self.regions.of(condition, Want.FALSE) == NOWHERE

    def _elsewhere(self, condition: ir.Cond) -> bool:
        """Whether it is only a name for a condition that is looked at where it stands, or `yes` or `no`."""
        match condition:
            case ir.Member():
                return True
            case ir.Holds(value=value):
                return isinstance(value, ir.Named | ir.Literal)
            case ir.Not(condition=inner) | ir.Surely(condition=inner):
                return self._elsewhere(inner)
            case _:
                return False

    def _say_never(self, condition: ir.Cond) -> None:
        if isinstance(condition, ir.Or):
            for item in condition.items:
                self._visit(item)
        elif isinstance(condition, ir.And):
            alone = [item for item in condition.items if self._never(item)]
            if alone:
                for item in alone:
                    self._visit(item)
                return
            pair = self._pair(condition.items, Want.TRUE)
            if pair is None:
                message = f"{wording.quoted(condition)} is never true: its clauses contradict each other"
                self._say(Diagnostic(codes.NEVER, message, condition.span))
                return
            first, second = pair
            message = f"{wording.quoted(second)} contradicts {wording.quoted(first)}"
            labels = _labels(first, "both can never be true")
            self._say(Diagnostic(codes.NEVER, message, second.span, labels=labels, help=self._or_hint(first, second)))
        else:
            self._leaf(condition, never=True)

    def _say_always(self, condition: ir.Cond) -> None:
        if isinstance(condition, ir.And):
            for item in condition.items:
                self._visit(item)
        elif isinstance(condition, ir.Or):
            alone = [item for item in condition.items if self._always(item)]
            if alone:
                for item in alone:
                    self._visit(item)
                return
            pair = self._pair(condition.items, Want.FALSE)
            if pair is None:
                self._say(Diagnostic(codes.ALWAYS, f"{wording.quoted(condition)} is always true", condition.span))
                return
            first, second = pair
            message = f"{wording.quoted(second)} holds wherever {wording.quoted(first)} does not"
            labels = _labels(first, "one of the two is always true")
            help = ("join the two with `and`, or write `is known` where only that is meant",)
            self._say(Diagnostic(codes.ALWAYS, message, second.span, labels=labels, help=help))
        else:
            self._leaf(condition, never=False)

    def _pair(self, items: Sequence[ir.Cond], want: Want) -> tuple[ir.Cond, ir.Cond] | None:
        for first, second in combinations(items, 2):
            if meet(self.regions.of(first, want), self.regions.of(second, want)) == NOWHERE:
                return first, second
        return None

    def _or_hint(self, first: ir.Cond, second: ir.Cond) -> tuple[str, ...]:
        """Two different values wanted of one thing: most often `or` was meant."""
        equal = (ir.Compare, ir.Among)
        return ("join the two with `or`",) if isinstance(first, equal) and isinstance(second, equal) else ()

    def _leaf(self, condition: ir.Cond, *, never: bool) -> None:
        inner, negated = condition, False
        while isinstance(inner, ir.Not | ir.Surely):
            negated ^= isinstance(inner, ir.Not)
            inner = inner.condition
        if isinstance(inner, ir.Between) and self._backwards(inner):
            return
        if isinstance(inner, ir.Among) and not inner.items:
            message = f"{wording.quoted(inner)} compares with an empty list"
            fix = "put values between the brackets" if inner.path is None else "put values into the file, one a line"
            self._say(Diagnostic(codes.EMPTY_LIST, message, inner.span, help=(fix,)))
            return
        word = "never" if never else "always"
        subject = _subject(inner)
        message = f"{wording.quoted(condition)} is {word} true"
        labels, help, notes = self._why(subject)
        if isinstance(inner, ir.IsMissing):
            help, notes = ("leave the clause out",), (f"{wording.quoted(inner.value)} is never missing",)
        elif not never and subject is not None and self.values.domain(subject).missing:
            message += f" when {wording.quoted(subject)} is known"
            help = (f"write `{wording.quoted(subject).strip('`')} is known`, or leave the clause out",)
        code = codes.NEVER if never else codes.ALWAYS
        self._say(Diagnostic(code, message, condition.span, labels=labels, help=help, notes=notes))

    def _backwards(self, between: ir.Between) -> bool:
        low, high = self.values.constant(between.low), self.values.constant(between.high)
        if low is None or high is None or isinstance(low, str) or isinstance(high, str) or low <= high:
            return False
        low_text, high_text = wording.quoted(between.low).strip("`"), wording.quoted(between.high).strip("`")
        help = (f"write the smaller end first: `between {high_text} and {low_text}`",) if low_text else ()
        message = f"{wording.quoted(between)} ends before it begins"
        self._say(Diagnostic(codes.EMPTY_RANGE, message, between.span, help=help))
        return True

    def _why(self, subject: ir.Expr | None) -> tuple[tuple[Label, ...], tuple[str, ...], tuple[str, ...]]:
        """What limits the value: where it is declared, and the range as a help."""
        if subject is None:
            return (), (), ()
        term = self.values.unfolded(subject)
        inside = wording.range_of(self.values.domain(term), term.type)
        if not inside:
            return (), (), ()
        column = self.values.column(term) if isinstance(term, ir.Column) else None
        labels: tuple[Label, ...] = ()
        if column is not None and column.span is not None:
            labels = (Label(column.span, f"declared here: {inside}"),)
        return labels, (f"{wording.quoted(subject)} is {inside}",), ()

    def _too_late(self, condition: ir.Cond, earlier: Sequence[ir.Cond]) -> None:
        true = self.regions.of(condition, Want.TRUE)
        taken = [c for c in earlier if meet(true, self.regions.of(c, Want.NOT_TRUE)) == NOWHERE][:1]
        labels = _labels(taken[0], "takes all of them before") if taken else ()
        help = ("put the narrower condition first",)
        message = f"nobody is left for {wording.quoted(condition)}"
        self._say(Diagnostic(codes.UNREACHABLE, message, condition.span, labels=labels, help=help))

    def _say(self, diagnostic: Diagnostic) -> None:
        if diagnostic not in self.said:
            self.said.append(diagnostic)


def _inside(condition: ir.Cond) -> tuple[ir.Cond, ...]:
    match condition:
        case ir.And() | ir.Or():
            return condition.items
        case ir.Not() | ir.Surely():
            return (condition.condition,)
        case _:
            return ()


def _subject(condition: ir.Cond) -> ir.Expr | None:
    """The value that a leaf asks about."""
    match condition:
        case ir.Compare():
            return condition.right if isinstance(condition.left, ir.Literal) else condition.left
        case ir.Between() | ir.Among() | ir.IsMissing() | ir.TextTest() | ir.Holds() | ir.Ranked():
            return condition.value
        case _:
            return None


def _labels(condition: ir.Cond, text: str) -> tuple[Label, ...]:
    return () if condition.span is None else (Label(condition.span, text),)


def _window(measure: ir.Measure) -> str:
    return f"`{measure.window.text}`" if measure.window is not None and measure.window.text else "this window"


def measures(roots: Sequence[object]) -> Iterator[ir.Measure]:
    """Every measure in these, each place once."""
    seen: set[int] = set()
    for node in nodes(tuple(roots)):
        if isinstance(node, ir.Measure) and id(node) not in seen:
            seen.add(id(node))
            yield node
