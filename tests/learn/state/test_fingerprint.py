"""The fingerprint of the data in a state: the order of rows and the format leave it as it is, values do not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import segdsl

RULES = (
    "table customers\n  key id\n  column id: text\n"
    "rich if money is in the top 20%\n"
    "far if city is known and money > 3\n"
)
CUSTOMERS = pd.DataFrame(
    {
        "id": [f"{i:03}" for i in range(60)],
        "money": [None if i % 7 == 0 else i * 1.25 - 20 for i in range(60)],
        "city": [None if i % 5 == 0 else ["Aš", "Brno", "台北"][i % 3] for i in range(60)],
        "unused": range(60),
    }
)


def fitted(data: pd.DataFrame | Path, folder: Path) -> bytes:
    assert segdsl.fit(RULES, data, state=folder).ok
    return (folder / "state.json").read_bytes()


def test_order_and_format_leave_no_trace(tmp_path: Path) -> None:
    first = fitted(CUSTOMERS, tmp_path / "first")
    CUSTOMERS.to_csv(tmp_path / "c.csv", index=False)
    CUSTOMERS.to_parquet(tmp_path / "c.parquet")
    others: list[pd.DataFrame | Path] = [
        CUSTOMERS.sample(frac=1, random_state=1),
        CUSTOMERS.assign(unused=1)[["city", "unused", "money", "id"]],
        tmp_path / "c.csv",
        tmp_path / "c.parquet",
    ]
    for place, data in enumerate(others):
        assert fitted(data, tmp_path / str(place)) == first


@pytest.mark.parametrize(
    "changed",
    [
        CUSTOMERS.iloc[:-1],
        pd.concat([CUSTOMERS, CUSTOMERS.iloc[:1].assign(id="x")]),
        CUSTOMERS.assign(money=CUSTOMERS["money"].replace({-18.75: -18.76})),
        CUSTOMERS.assign(city=CUSTOMERS["city"].where(CUSTOMERS["id"] != "001")),
        CUSTOMERS.assign(money=CUSTOMERS["money"].where(CUSTOMERS["id"] != "000", 0)),
    ],
)
def test_every_value_counts(changed: pd.DataFrame, tmp_path: Path) -> None:
    assert fitted(CUSTOMERS, tmp_path / "first") != fitted(changed, tmp_path / "second")
