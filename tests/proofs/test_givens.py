"""Numbers in a `given`: as the language writes them, whatever their size."""

from __future__ import annotations

import pytest

from segdsl.proofs.givens import given_line


@pytest.mark.parametrize(
    ("value", "written"),
    [(-1e-9, "-0.000000001"), (-0.0, "0"), (1e-300, "0"), (2.5, "2.5"), (100 / 3, "33.333333"), (-4.0, "-4")],
)
def test_numbers(value: float, written: str) -> None:
    assert given_line("balance", value, frozenset()) == f"balance is {written}"
