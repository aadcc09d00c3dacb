"""The fit of a whole program: what is learned, in which order, from which days, and what may be used."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.learn.state.learned_rules import RULES, kept, people

import segdsl
from segdsl import ir, pipeline
from segdsl.check.used import nodes
from segdsl.data.model import Options
from segdsl.learn import needs
from segdsl.learn.state import PredictionState, ScoreState, ShareState
from segdsl.learn.substitute import constants
from segdsl.source import Source
from segdsl.types import NUMBER

# ---- what is learned ---------------------------------------------------------------------------------------------


def test_apply_learns_only_what_its_rules_need() -> None:
    rules = RULES + "define unused as standing score + 1\n"
    rules = rules.replace("well off if standing score >= 8 and balance is above average\n", "")
    rules = rules.replace("at risk if leaving > 30%\n", "")
    checked = pipeline.check_data(Source("rules.seg", rules), None, {"": people()}, Options())
    assert checked.value is not None
    program = checked.value.program
    assert set(needs.learned(program, needs.applied(program))) == {"lifestyle", "top 10% of balance by job"}
    assert set(needs.learned(program, needs.stated(program))) == {
        "standing",
        "lifestyle",
        "leaving",
        "top 10% of balance by job",
    }


def test_each_after_what_it_needs() -> None:
    """A score of a group of a score: in whatever order they are written."""
    rules = """\
table customers
  key id
cluster kind by first score (unscaled), age into 2 groups
score second in 3 bands
  old from age
  of those where kind is "group 1"
high if second score is 3
score first in 4 bands
  money from balance
"""
    found = segdsl.fit(rules, people())
    assert found.ok, str(found)
    assert list(found.states) == ["first", "kind", "second"]
    assert found.states["second"].population < 400


def test_learned_in_memory_and_from_a_state_is_the_same(tmp_path: Path) -> None:
    kept(tmp_path / "state")
    now, later = (segdsl.apply(RULES, people(), state=folder) for folder in (None, tmp_path / "state"))
    pd.testing.assert_frame_equal(now.membership, later.membership)
    said = [[d.code.slug for d in result.diagnostics if d.code.slug == "learned-in-memory"] for result in (now, later)]
    assert said == [["learned-in-memory"], []]


def test_threads_change_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.learn.state.learned_rules import kept;"
        "print(kept(Path(sys.argv[1])).sha256, end='')"
    )
    environment = {"OMP_NUM_THREADS": "2", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", script, str(tmp_path / "two")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == kept(tmp_path / "one").sha256
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


# ---- what may be used --------------------------------------------------------------------------------------------


def test_what_fails_its_gate_is_kept_and_not_used(tmp_path: Path) -> None:
    rules = RULES.replace("using decision tree", "using decision tree require AUC at least 99%")
    found = segdsl.fit(rules, people(), state=tmp_path / "state")
    assert not found.ok
    assert [d.code.slug for d in found.diagnostics if d.is_error] == ["requirement-not-met"]
    assert [gate.met for gate in found.states["leaving"].gates] == [False]
    for state in (tmp_path / "state", None):
        applied = segdsl.apply(rules, people(), state=state)
        assert [d.code.slug for d in applied.diagnostics if d.is_error] == ["requirement-not-met"]
    others = rules.replace("at risk if leaving > 30%\n", "")
    assert segdsl.apply(others, people(), state=tmp_path / "state").ok, "no rule uses it"
    told = segdsl.explain(rules, "leaving", people(), state=tmp_path / "state")
    assert told.value is not None
    assert told.value.statements[0].report is not None


def test_what_failed_stops_what_needs_it() -> None:
    """One root cause, one message: the model that wants the group is not reported as well."""
    found = segdsl.fit(RULES, people(rows=3))
    errors = [d for d in found.diagnostics if d.is_error]
    assert [d.span.text.split("\n")[0].split(" by ")[0] for d in errors if d.span is not None] == ["cluster lifestyle"]


# ---- without the libraries that learn ----------------------------------------------------------------------------

BLOCKED = """\
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("sklearn", "scipy", "threadpoolctl", "joblib"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from segdsl.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def without_sklearn(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BLOCKED, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.seg").write_text(RULES)
    people().to_csv(tmp_path / "people.csv", index=False)
    return tmp_path


def test_a_state_is_applied_where_nothing_that_learns_is_installed(folder: Path) -> None:
    assert segdsl.fit(folder / "rules.seg", folder / "people.csv", state=folder / "state").ok
    done = without_sklearn(folder, "apply", "rules.seg", "--data", "people.csv", "--state", "state", "--out", "a.csv")
    assert done.returncode == 0, done.stderr
    here = segdsl.apply(folder / "rules.seg", folder / "people.csv").membership
    there = pd.read_csv(folder / "a.csv", dtype=str)
    for name in ("wealthy", "well off", "older people", "at risk"):
        assert list(there[name] == "yes") == list(here[name])
    told = without_sklearn(folder, "explain", "rules.seg", "leaving", "--data", "people.csv", "--state", "state")
    assert told.returncode == 0, told.stderr


def test_learning_without_the_libraries_says_how_to_install_them(folder: Path) -> None:
    done = without_sklearn(folder, "fit", "rules.seg", "--data", "people.csv", "--state", "state")
    assert done.returncode == 1
    assert "error[SEG460]: `lifestyle` cannot be learned, because scikit-learn is not installed" in done.stderr
    assert 'pip install "segdsl[learn]"' in done.stderr
    assert not (folder / "state").exists()
    (folder / "plain.seg").write_text("table customers\n  key id\nrich if balance is in the top 10%\n")
    done = without_sklearn(folder, "apply", "plain.seg", "--data", "people.csv")
    assert done.returncode == 0, "shares and scores need no library"


# ---- days --------------------------------------------------------------------------------------------------------

DATED = """\
as of 2026-01-01

table customers
  key id

table purchases
  many per id, dated bought
  column amount: number, 2 decimals

score RFM
  recency from days since latest bought in purchases
  frequency from count of purchases
  monetary from sum of amount in purchases

predict silence
  that no purchases within 90 days after the as-of date
  from RFM score, RFM recency, share of top
  using decision tree
  learn as of 2025-07-01
  test as of 2025-09-30

define share of top as
  when (sum of amount in purchases) is in the top 20% then 1
  otherwise 0

quiet if silence > 50%
"""


def purchases(until: str = "2026-01-01", seed: int = 1) -> dict[str, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    customers = [f"{i:03d}" for i in range(300)]
    rate = draw.gamma(1.0, 0.02, 300)
    rows = []
    for key, each in zip(customers, rate, strict=True):
        days = np.flatnonzero(draw.random(1200) < each)
        rows += [
            (key, pd.Timestamp("2024-01-01") + pd.Timedelta(days=int(day)), round(float(draw.gamma(2, 20)), 2))
            for day in days
        ]
    frame = pd.DataFrame(rows, columns=["id", "bought", "amount"])
    bought = frame[frame["bought"] <= until]
    return {"customers": pd.DataFrame({"id": customers}), "purchases": bought.reset_index(drop=True)}


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dated") / "state"
    found = segdsl.fit(DATED, purchases(), state=folder)
    assert found.ok, str(found)
    return folder


def test_a_model_has_what_was_learned_as_of_its_own_day(dated: Path) -> None:
    from segdsl.learn import store

    states = store.load(dated).value
    assert states is not None
    silence, rfm = states.states["silence"], states.states["rfm"]
    assert isinstance(silence, PredictionState)
    assert isinstance(rfm, ScoreState)
    then = silence.inputs["rfm"]
    assert isinstance(then, ScoreState)
    assert then.as_of == dt.date(2025, 7, 1)
    assert rfm.as_of == dt.date(2026, 1, 1)
    assert then.parts[1].cuts != rfm.parts[1].cuts
    assert {input.as_of for input in silence.inputs.values()} == {dt.date(2025, 7, 1)}


def test_and_goes_on_seeing_it_so_when_it_is_applied(dated: Path) -> None:
    """The bands among the model's features are those of the day it learned from; the score itself is today's."""
    from segdsl.learn import store

    kept = store.load(dated).value
    checked = pipeline.check_data(Source("rules.seg", DATED), None, purchases(), Options())
    assert kept is not None
    assert checked.value is not None
    program = checked.value.program
    found = constants(program, kept.states)
    silence = kept.states["silence"]
    assert isinstance(silence, PredictionState)
    inside = {node.cuts for node in nodes(found["silence", "chance"]) if isinstance(node, ir.Band)}
    then = silence.inputs["rfm"]
    assert isinstance(then, ScoreState)
    assert inside == {part.cuts for part in then.parts}
    limits = {node.limit for node in nodes(found["silence", "chance"]) if isinstance(node, ir.Ranked)}
    (share,) = [state for state in silence.inputs.values() if isinstance(state, ShareState)]
    assert share.limit is not None
    assert limits == {ir.Literal(share.limit, NUMBER)}
    score = {node.cuts for node in nodes(found["rfm", "score"]) if isinstance(node, ir.Band)}
    assert not inside & score
    assert not [node for value in found.values() for node in nodes(value) if isinstance(node, ir.Learned)]


def test_later_days_change_nothing(dated: Path, tmp_path: Path) -> None:
    more = purchases(until="2027-01-01")
    assert len(more["purchases"]) > len(purchases()["purchases"])
    found = segdsl.fit(DATED, more, state=tmp_path / "state")
    assert found.ok, str(found)
    for name in ("rfm.json", "silence.json"):
        assert (tmp_path / "state" / name).read_bytes() == (dated / name).read_bytes()
