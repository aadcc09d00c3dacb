"""Random programs over random data on every engine: each says what the reference interpreter says.

`SEGDSL_PROGRAMS=200000` tries that many on each; pandas has had them in `tests/meaning` already.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from tests.engines import each
from tests.meaning.test_engine_agrees import QUESTIONS, VALUES, disagreements

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Refused

PROGRAMS = 2000
SLOWLY = 64
"""So many are tried on engines that take long for each; `SEGDSL_PROGRAMS` says how many on all of them."""


def worlds(name: str) -> range:
    """The seeds: always the same where this decides about a change, others elsewhere. A world has 16 questions."""
    programs = int(each.ASKED) if each.ASKED else SLOWLY if name in each.SLOW else PROGRAMS
    first = 0 if each.ASKED or os.environ.get("CI") else Random().randrange(2**32)
    return range(first, first + programs // (QUESTIONS + VALUES))


REFUSED = {"postgres": {codes.POSTGRES_LEARNED}}
"""What an engine may refuse of random programs, before it reads anything; a tenth of them at most."""


@pytest.mark.parametrize("name", each.OTHERS)
def test_random_programs(name: str) -> None:
    engine, seeds, refused = each.ready(name), worlds(name), 0
    for seed in seeds:
        try:
            found = disagreements(Random(seed), engine)
        except Refused as refusal:
            if not {said.code for said in refusal.diagnostics} <= REFUSED.get(name, set()):
                raise
            refused += 1
            continue
        assert not found, f"seed {seed}: " + "\n".join(found)
    assert refused <= max(1, len(seeds) / 10)
