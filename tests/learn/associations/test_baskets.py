"""Baskets in all the shapes that files and frames have them."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import segdsl
from segdsl.data.baskets import Columns, Form, Lines, Rows, read
from segdsl.data.model import Binding, Options
from segdsl.learn.associations import Baskets

LONG = "basket,item\n007,tea\n007,milk\n8,tea\n8, tea \n,milk\n9,\n007,milk\n10,bread\n"


def contents(found: Baskets) -> list[list[str]]:
    """Each basket's items, whichever basket is which."""
    held: list[set[str]] = [set() for _ in range(found.rows)]
    for basket, item in zip(found.basket.tolist(), found.item.tolist(), strict=True):
        held[basket].add(found.items[item])
    return sorted(sorted(items) for items in held)


def baskets(binding: Binding, form: Form, encoding: str | None = None) -> Baskets:
    found = read(binding, form, Options(encoding=encoding))
    assert found.value is not None, [d.message for d in found.diagnostics]
    return found.value


def refused(binding: Binding, form: Form) -> list[str]:
    found = read(binding, form, Options())
    assert found.value is None
    return [d.code.id for d in found.diagnostics if d.is_error]


WANTED = [["bread"], ["milk", "tea"], ["tea"]]


def test_a_row_for_each_item(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(LONG)
    found = read(path, Rows("Basket", "ITEM"), Options())
    assert found.value is not None
    assert contents(found.value) == WANTED
    assert found.value.items == ("bread", "milk", "tea")
    assert [d.code.id for d in found.diagnostics] == ["SEG575"]
    assert "2 rows without a basket or an item are left out" in found.diagnostics[0].message


@pytest.mark.parametrize("kind", ["csv.gz", "parquet", "frame", "arrow", "jsonl"])
def test_other_files_hold_the_same(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"basket": [7, 7, 8, 9], "item": ["tea", "milk", "tea", "bread"]})
    binding: Binding = tmp_path / f"sales.{kind}"
    match kind:
        case "csv.gz":
            Path(str(binding)).write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
        case "parquet":
            pq.write_table(pa.Table.from_pandas(frame), str(binding))
        case "jsonl":
            frame.to_json(str(binding), orient="records", lines=True)
        case "arrow":
            binding = pa.Table.from_pandas(frame)
        case _:
            binding = frame
    assert contents(baskets(binding, Rows("basket", "item"))) == WANTED


def test_a_column_for_each_item(tmp_path: Path) -> None:
    path = tmp_path / "held.csv"
    path.write_text("id,Tea,Green Milk,bread\n1,yes,1,no\n2,YES,,0\n3,no,no,no\n4,no,no,yes\n")
    made = baskets(path, Columns(("tea", "green milk", "bread")))
    assert contents(made) == [[], ["bread"], ["green milk", "tea"], ["tea"]]
    frame = pd.DataFrame({"a": [True, False], "b": [1, 0]})
    assert contents(baskets(frame, Columns(("a", "b")))) == [[], ["a", "b"]]


def test_a_line_for_each_basket(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text('tea, milk\n"bread, white";tea\n\ntea\n'.replace(";", ","))
    assert contents(baskets(path, Lines())) == [["bread, white", "tea"], ["milk", "tea"], ["tea"]]
    path.write_text("tea;milk\nbread\ntea;bread\n")
    assert contents(baskets(path, Lines())) == [["bread"], ["bread", "tea"], ["milk", "tea"]]


@pytest.mark.parametrize("form", [Rows("籃", "品項"), Lines()])
def test_encodings(form: Form, tmp_path: Path) -> None:
    text = "籃,品項\n1,茶葉\n1,牛奶\n2,茶葉\n" if isinstance(form, Rows) else "茶葉,牛奶\n茶葉\n"
    path = tmp_path / "big5.csv"
    path.write_bytes(text.encode("big5"))
    assert contents(baskets(path, form, "big5")) == [["牛奶", "茶葉"], ["茶葉"]]
    path.write_bytes(text.encode("utf-16"))
    assert contents(baskets(path, form)) == [["牛奶", "茶葉"], ["茶葉"]]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(LONG)
    assert refused(path, Rows("basket", "items")) == ["SEG521"]
    assert refused(tmp_path / "none.csv", Lines()) == ["SEG501"]
    assert refused(path, Columns(("basket", "item"))) == ["SEG531", "SEG531"]
    assert refused(pd.DataFrame({"a": [1]}), Lines()) == ["SEG489"]
    path.write_text("basket,item\n1,\n")
    assert refused(path, Rows("basket", "item")) == ["SEG487"]
    path.write_text('tea,"milk\nbread\n')
    assert refused(path, Lines()) == ["SEG511"]


def test_as_a_python_function(tmp_path: Path) -> None:
    frame = pd.DataFrame({"basket": np.repeat(np.arange(100), 2), "item": ["tea", "milk"] * 50 + ["tea", "bread"] * 50})
    found = segdsl.associations(frame, basket="basket", item="item", min_lift=1)
    assert (found.baskets, found.items) == (100, 3)
    assert list(found.frame["if"])[:1] == ["bread"]
    assert np.isinf(found.frame["conviction"]).sum() == 2
    path = tmp_path / "lines.txt"
    path.write_text("tea,milk\n" * 3 + "tea\n")
    assert [r.then for r in segdsl.associations(path, min_confidence=1).rules] == ["tea"]
    with pytest.raises(segdsl.RulesError, match="SEG488"):
        segdsl.associations(path, about="coffee")
    with pytest.raises(segdsl.RulesError, match="SEG489"):
        segdsl.associations(path, basket="tea")
