"""Examples and policies of two versions: which break, and which hold again; it changes neither."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.comparison.model import Judgement, Tried
from segdsl.comparison.proving import Pair
from segdsl.policies import proving, usage
from segdsl.policies.model import Judged
from segdsl.testing.model import ExampleResult, Outcome
from segdsl.testing.run import run


def examples(asked: Pair) -> tuple[Tried, ...]:
    """The examples of the file whose outcome is another."""
    return tuple(_examples(asked.old.program, asked.new.program))


def _examples(old: ir.Program, new: ir.Program) -> Iterator[Tried]:
    before = {result.title: result for result in run(old, "").examples}
    after = {result.title: result for result in run(new, "").examples}
    written = {e.title: e for e in old.examples if e.library is None}
    for title, result in after.items():
        was = before.get(title)
        if was is None:
            yield Tried(title, "new and passes" if result.passed else "new and fails", _why(result))
        elif was.passed != result.passed:
            yield Tried(title, "passes now" if result.passed else "breaks", _why(result))
    for title in before:
        if title not in after:
            yield Tried(title, "gone")
    yield from _edited(written, old, new, after)


def _edited(
    written: dict[str, ir.Example], old: ir.Program, new: ir.Program, after: dict[str, ExampleResult]
) -> Iterator[Tried]:
    """Examples that were written anew, and would fail as they were."""
    now = {e.title: e for e in new.examples if e.library is None}
    known = {*new.segments, *new.tiers, *new.splits}
    for title, example in written.items():
        edited = now.get(title)
        if edited is None or edited == example or not all(e.name in known for e in example.expect):
            continue
        from dataclasses import replace

        tried = run(replace(new, examples=(example,)), "").examples[0]
        if not tried.passed and after[title].passed:
            yield Tried(title, "was edited, and would break as it was", _why(tried))


def _why(result: ExampleResult) -> tuple[str, ...]:
    return tuple(
        f"expects {check.expected}, is {check.found}" + (f" ({'; '.join(check.why)})" if check.why else "")
        for check in result.checks
        if check.outcome is not Outcome.PASSED
    )


def policies(old: ir.Program, new: ir.Program) -> tuple[Judgement, ...]:
    """The policies that can be judged from the rules alone and stand otherwise; new and gone ones of any kind."""
    before, after = _judged(old), _judged(new)
    was, now = [p.text for p in old.policies], [p.text for p in new.policies]
    found = []
    for text in dict.fromkeys([*now, *was]):
        a, b = before.get(text), after.get(text)
        standing = (_standing(a, text in was), _standing(b, text in now))
        if standing[0] != standing[1]:
            found.append(Judgement(text, *standing, () if b is None else b.found))
    return tuple(found)


def _standing(judged: Judged | None, there: bool) -> str | None:
    if not there:
        return None
    return "judged on data" if judged is None else judged.standing.value


def _judged(program: ir.Program) -> dict[str, Judged]:
    if not program.policies:
        return {}
    return {each.policy.text: each for each in (*usage.judged(program), *proving.judged(program))}
