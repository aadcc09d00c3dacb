"""Keys: which column tells the customers apart, and whether it does; says nothing of other columns."""

from __future__ import annotations

from segdsl.data.keywatch import KeyWatch
from segdsl.data.wording import listed, many
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import fold

_CHINESE = (
    "客戶編號",
    "客户编号",
    "客戶代號",
    "客户号",
    "客戶號",
    "客戶id",
    "客户id",
    "顧客編號",
    "會員編號",
    "会员编号",
)


def candidates(table: str) -> tuple[str, ...]:
    """Folded names under which a key is looked for when none is declared, likeliest first."""
    folded = fold(table)
    singular = folded[:-3] + "y" if folded.endswith("ies") else folded.removesuffix("s")
    return tuple(dict.fromkeys(("customer id", f"{singular} id", *_CHINESE, "id")))


def key_note(label: str, column: str, watch: KeyWatch | None) -> Diagnostic:
    """Says what tells the customers apart when nobody declared it: the column watched, or the row number."""
    if watch is None:
        said = f"the row number is the key of `{label}`, which has no column like `customer id` or `id`"
        help = ("write `key …` in the table statement, or give `--key NAME`",)
        return Diagnostic(codes.ROW_NUMBER_KEY, said, help=help, path=label)
    if watch.is_key():
        said = f"`{column}` tells the customers of `{label}` apart and is taken as their key"
        return Diagnostic(codes.KEY_FOUND, said, help=(f"to be sure, write `key {column}`",), path=label)
    repeated = len(watch.repeats().later())
    faults = [many(repeated, "row repeats another", "rows repeat another")] if repeated else []
    faults += [many(watch.missing, "row has none", "rows have none")] if watch.missing else []
    said = f"the row number is the key of `{label}`: `{column}` is none, {listed(faults)}"
    help = (f"if a customer may have several rows, write `key {column}, one per distinct value`",)
    return Diagnostic(codes.ROW_NUMBER_KEY, said, help=help, path=label)
