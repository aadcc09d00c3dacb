"""Rules and frames → what was learned, and what the engine then says: by the same way as `segdsl fit` and `apply`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from segdsl import ir, pipeline
from segdsl.data.model import Binding, Options
from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Texts, cell
from segdsl.learn.state import LearnedState
from segdsl.names import fold
from segdsl.pipeline import Checked
from segdsl.source import Source
from segdsl.types import NUMBER

DATA = Path(__file__).parents[3] / "shared" / "data"
"""Public data sets, which are not everywhere."""


def checked(rules: str, data: Mapping[str, Binding]) -> Checked:
    found = pipeline.check_data(Source("rules.seg", rules), Path("rules.seg"), data, Options())
    assert found.value is not None, [(d.message, d.help) for d in found.diagnostics]
    return found.value


def learned(
    rules: str, data: Mapping[str, Binding]
) -> tuple[Checked, Mapping[str, LearnedState], tuple[Diagnostic, ...]]:
    """The states of everything that the rules learn (none when something cannot be learned), and what was said."""
    ready = checked(rules, data)
    done = pipeline.fit(ready, tuple(ready.program.learned))
    return ready, {} if done.value is None else done.value.states, done.diagnostics


def with_state(ready: Checked, state: LearnedState) -> Checked:
    """The rules with constants in the place of one thing that they learn, whether it meets its requirements or not."""
    key = fold(state.name)
    found = pipeline.with_states(ready, {key: state}, [key], None, shown=True)
    assert found.value is not None, found.diagnostics
    return found.value


def said(ready: Checked, names: Sequence[str]) -> pd.DataFrame:
    """What the engine says under these names, by key."""
    batches = list(pipeline.ask(ready, [], [ir.Named(fold(name), NUMBER) for name in names]))
    keys: npt.NDArray[Any] = np.concatenate([batch.keys for batch in batches])
    columns = {}
    for place, name in enumerate(names):
        vectors = [batch.values[place] for batch in batches]
        columns[name] = [cell(v, i) for v in vectors for i in range(len(v.codes if isinstance(v, Texts) else v))]
    return pd.DataFrame(columns, index=keys)
