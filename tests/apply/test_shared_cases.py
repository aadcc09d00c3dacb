"""Real data sets: the shared cases give their figures, and rules over joins, windows, cancellations, Chinese headers
and odd codes give what plain pandas computes here on its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.apply.running import DATA, SHARED, counts, keys, parts, run
from tests.fences import run_here

CASES = SHARED / "cases"
HERE = sorted(path for path in CASES.glob("*.seg")) if CASES.is_dir() else []

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets are not beside the project")


def test_there_are_cases() -> None:
    if not CASES.is_dir():
        pytest.skip("the shared cases are not beside the project")
    assert len(HERE) >= 2


@pytest.mark.parametrize("path", HERE, ids=lambda path: path.stem)
def test_shared_case(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    bound = {"" if name == "customers" else name: CASES / file for name, file in expected.get("data", {}).items()}
    answered = run(path, bound)
    summary = answered.applied.summary
    for key in ("rows", "customers"):
        if key in expected:
            assert summary.rows == expected[key]
    found = counts(summary)
    for name, wanted in expected["segments"].items():
        assert found[name] == (wanted["members"], wanted.get("undecided", found[name][1]))
        if "keys" in wanted:
            assert keys(answered, name) == wanted["keys"]
    for name, wanted in expected.get("tiers", {}).items():
        assert parts(summary)[name] == wanted
    if "rows after the as-of date" in expected:
        unseen = [note.message for note in answered.applied.warnings if note.code.slug == "rows-after-as-of"]
        assert len(unseen) == 1
        assert unseen[0].startswith(f"{expected['rows after the as-of date']:,} rows")


@pytest.mark.parametrize("path", HERE, ids=lambda path: path.stem)
def test_shared_case_from_the_command_line(path: Path, tmp_path: Path) -> None:
    """Learned once with `fit`, and applied with the state: the same figures, in the words of the command."""
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    data = [f"--data={CASES / file}" for file in expected.get("data", {}).values()]
    kept = ["--state", str(tmp_path / "state")]
    fitted, code = run_here(["fit", str(path), *data, *kept, "--format", "json"], tmp_path)
    assert code == 0, fitted
    if "nothing-to-fit" in fitted:
        kept = []
    answered, code = run_here(["apply", str(path), *data, *kept, "--format", "json"], tmp_path)
    assert code == 0, answered
    found = {segment["name"]: segment for segment in json.loads(answered)["segments"]}
    assert "learned-in-memory" not in answered
    for name, wanted in expected["segments"].items():
        assert found[name]["members"] == wanted["members"]
        assert found[name]["undecided"] == wanted.get("undecided", found[name]["undecided"])
    scores = expected.get("scores", {})
    if scores:
        state = json.loads((tmp_path / "state" / "rfm.json").read_text(encoding="utf-8"))
        parts = {f"RFM {part['name']}": part["rows"] for part in state["parts"]}
        for name, counts in scores.items():
            assert {str(score): count for score, count in enumerate(parts[name], 1) if count} == counts


# ---- a Czech bank: joins through dispositions, look-ups, windows ---------------------------------------------------

BERKA = """\
as of 1994-03-30

table clients from "client.csv"
  key client_id

table dispositions from "disp.csv"
  many per client_id

table orders from "order.csv"
  many per account_id, through dispositions where type is "OWNER"
  column amount: number, 2 decimals

table transactions from "trans_to_1994-03-30.csv.gz"
  many per account_id, dated date, through dispositions where type is "OWNER"
  column amount: number, 2 decimals

table districts from "district.csv"
  one per district_id

define standing orders as count of orders
define household as sum of amount in orders where k_symbol is "SIPO"
define recent cash as sum of amount in transactions over the last 90 days where operation is "VYBER"
define earlier cash as sum of amount in transactions over 3 months ending 3 months ago where operation is "VYBER"
define last booking as latest date in transactions

several orders if standing orders is at least 3
big household if household > 5000
cash lovers if recent cash > 20k
growing cash if recent cash > earlier cash and earlier cash > 0
gone quiet if last booking is at least 15 days ago
never booked if last booking is missing
wealthy district if avg salary of districts > 10000
prague if region is "Prague"
crime unknown if not (crimes 95 > 5000)
largest booking if (largest of amount in transactions) > 30k
tiers activity
  when recent cash > 50k then "very active"
  when (count of transactions over the last 30 days) >= 5 then active
  when last booking is known then known
  otherwise none
"""


@pytest.fixture(scope="module")
def berka() -> dict[str, pd.DataFrame]:
    folder = DATA / "berka-core"
    names = ("client", "disp", "order", "district", "trans_to_1994-03-30")
    paths = {name: next(folder.glob(f"{name}.csv*")) for name in names}
    found = {name: pd.read_csv(path) for name, path in paths.items()}
    found["trans"] = found["trans_to_1994-03-30"]
    found["trans"]["date"] = pd.to_datetime(found["trans"]["date"])
    return found


@needs_data
def test_czech_bank(berka: dict[str, pd.DataFrame]) -> None:
    base = DATA / "berka-core"
    files = {"dispositions": "disp.csv", "orders": "order.csv", "districts": "district.csv"}
    data: dict[str, Any] = {name: base / file for name, file in files.items()}
    answered = run(BERKA, {"": base / "client.csv", "transactions": base / "trans_to_1994-03-30.csv.gz", **data})
    client = berka["client"].set_index("client_id")
    owners = berka["disp"].query("type == 'OWNER'")[["client_id", "account_id"]]
    orders = owners.merge(berka["order"], on="account_id")
    trans = owners.merge(berka["trans"], on="account_id")
    today = pd.Timestamp("1994-03-30")

    def of(rows: pd.DataFrame, how: str, column: str = "amount") -> pd.Series:
        found = rows.groupby("client_id")[column].agg(how).reindex(client.index)
        return found.fillna(0) if how in ("sum", "count") else found

    def between(first: str, last: str) -> pd.DataFrame:
        return trans[(trans["date"] >= first) & (trans["date"] <= last)]

    def cash(first: str, last: str) -> pd.Series:
        return of(between(first, last).query("operation == 'VYBER'"), "sum").round(2)

    recent, earlier = cash("1993-12-31", "1994-03-30"), cash("1993-10-01", "1993-12-30")
    last = of(trans, "max", "date")
    district = client.merge(berka["district"], on="district_id", how="left").set_index(client.index)
    crimes = district["crimes_95"]
    expected = {
        "several orders": of(orders, "count", "order_id") >= 3,
        "big household": of(orders[orders["k_symbol"] == "SIPO"], "sum").round(2) > 5000,
        "cash lovers": recent > 20_000,
        "growing cash": (recent > earlier) & (earlier > 0),
        "gone quiet": last <= today - pd.Timedelta(days=15),
        "never booked": last.isna(),
        "wealthy district": district["avg_salary"] > 10_000,
        "prague": district["region"] == "Prague",
        "crime unknown": crimes <= 5000,
        "largest booking": of(trans, "max") > 30_000,
    }
    frame = answered.frame
    assert frame is not None
    assert list(frame["client_id"]) == [str(key) for key in client.index]
    for name, mask in expected.items():
        assert mask.any(), name
        assert list(frame[name]) == list(mask), name
    undecided = {s.name: s.undecided for s in answered.applied.summary.segments}
    assert undecided["gone quiet"] == int(last.isna().sum())
    assert undecided["crime unknown"] == int(crimes.isna().sum()) > 0
    assert undecided["largest booking"] == int(of(trans, "max").isna().sum())
    missing = {s.name: dict(s.missing) for s in answered.applied.summary.segments}
    assert missing["gone quiet"] == {"last booking": undecided["gone quiet"]}
    assert list(missing["crime unknown"].values()) == [undecided["crime unknown"]]
    lately = of(between("1994-03-01", "1994-03-30"), "count")
    activity = pd.Series("none", client.index)
    activity[last.notna()] = "known"
    activity[lately >= 5] = "active"
    activity[recent > 50_000] = "very active"
    assert list(frame["activity"]) == list(activity)


LOANS = """\
table loans from "loan.csv"
  key loan_id
  column account_id: text
table accounts from "account.csv"
  one per account_id
  column district_id: text
table districts from "district.csv"
  one per district_id

troubled if status in ["B", "D"]
rural trouble if in troubled and urban ratio pct < 50
weekly if frequency is "POPLATEK TYDNE"
"""


@needs_data
def test_look_ups_chain() -> None:
    """From the loan to its account to the account's district."""
    base = DATA / "berka-core"
    files = {"": "loan.csv", "accounts": "account.csv", "districts": "district.csv"}
    answered = run(LOANS, {name: base / file for name, file in files.items()})
    loans = pd.read_csv(base / "loan.csv").merge(pd.read_csv(base / "account.csv"), on="account_id", how="left")
    loans = loans.merge(pd.read_csv(base / "district.csv"), on="district_id", how="left")
    trouble = loans["status"].isin(["B", "D"])
    assert int(trouble.sum()) == 76
    expected = {
        "troubled": int(trouble.sum()),
        "rural trouble": int((trouble & (loans["urban_ratio_pct"] < 50)).sum()),
        "weekly": int((loans["frequency"] == "POPLATEK TYDNE").sum()),
    }
    assert {name: members for name, (members, _) in counts(answered.applied.summary).items()} == expected


# ---- half a million invoice lines ----------------------------------------------------------------------------------

RETAIL = """\
as of 2011-12-09

table customers
  key CustomerID, one per distinct value

table lines
  many per CustomerID, dated InvoiceDate
  column UnitPrice: number
  column Quantity: whole number
  column InvoiceNo: text
  column InvoiceDate: date and time

define spend as sum of quantity * unit price in lines over the last 12 months
define returns as sum of quantity * unit price in lines where invoice no starts with "C"
define invoices as number of different invoice no in lines where not (invoice no starts with "C")
define home as most common country in lines

big spenders if spend > 5000
returners if returns < -100
regulars if invoices is at least 10
one-off if invoices is 1
abroad if home is not "United Kingdom"
gone if no lines over the last 180 days
autumn if any lines between 2011-09-01 and 2011-11-30 where quantity >= 100
"""


@needs_data
def test_online_retail() -> None:
    """Cancellations, lines without a customer, and a sum over two columns."""
    path = DATA / "online-retail" / "online_retail.csv.gz"
    answered = run(RETAIL, {"": path, "lines": path})
    lines = pd.read_csv(path, dtype={"InvoiceNo": str, "CustomerID": str}, parse_dates=["InvoiceDate"])
    lines = lines[lines["CustomerID"].notna()]
    lines["day"] = lines["InvoiceDate"].dt.normalize()
    lines["value"] = (lines["Quantity"] * (lines["UnitPrice"] * 1000).round().astype("int64")) / 1000
    customers = lines["CustomerID"].drop_duplicates()
    group = lines.groupby("CustomerID")
    cancelled = lines["InvoiceNo"].str.startswith("C")

    def total(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("CustomerID")["value"].sum().reindex(customers).fillna(0).round(3)

    bought = lines[~cancelled].groupby("CustomerID")["InvoiceNo"].nunique().reindex(customers).fillna(0)
    country = group["Country"].agg(lambda c: min(c.mode()))
    late = lines[(lines["day"] > "2011-06-12")]["CustomerID"].unique()
    autumn = lines[(lines["day"] >= "2011-09-01") & (lines["day"] <= "2011-11-30") & (lines["Quantity"] >= 100)]
    expected = {
        "big spenders": total(lines[lines["day"] > "2010-12-09"]) > 5000,
        "returners": total(lines[cancelled]) < -100,
        "regulars": bought >= 10,
        "one-off": bought == 1,
        "abroad": country.reindex(customers) != "United Kingdom",
        "gone": ~pd.Series(customers.isin(late).to_numpy(), customers),
        "autumn": pd.Series(customers.isin(autumn["CustomerID"]).to_numpy(), customers),
    }
    assert answered.applied.summary.rows == len(customers) == 4372
    frame = answered.frame
    assert frame is not None
    found = frame.set_index("CustomerID")
    for name, mask in expected.items():
        assert mask.any(), name
        assert set(found.index[found[name]]) == set(mask.index[mask]), name


# ---- Chinese headers, UTF-8 and Big5 -------------------------------------------------------------------------------

CHINESE = """\
table 客戶
  key 客戶編號
  column 距上次聯絡天數: whole number, missing when -1
  column 是否有房貸: yes or no
  column 是否有個人貸款: yes or no

有房有貸 if 是否有房貸 is yes and 是否有個人貸款 is yes
高價值 if `年均餘額（歐元）` > 10k and 年齡 < 40
久未聯絡 if not (距上次聯絡天數 <= 90)
專業人士 if 職業 in ["管理階層", "自營"]
tiers 等級
  when 上次活動結果 is "成功" then 溫
  otherwise 一般
"""


@needs_data
@pytest.mark.parametrize(("pattern", "encoding"), [("*utf8.csv.gz", "utf-8"), ("*big5.csv", "cp950")])
def test_chinese_headers(pattern: str, encoding: str) -> None:
    path = next((DATA / "bank-marketing-zh").glob(pattern))
    answered = run(CHINESE, {"": path})
    d = pd.read_csv(path, encoding=encoding)
    days = d["距上次聯絡天數"].where(d["距上次聯絡天數"] != -1)
    expected = {
        "有房有貸": int(((d["是否有房貸"] == "是") & (d["是否有個人貸款"] == "是")).sum()),
        "高價值": int(((d["年均餘額（歐元）"] > 10_000) & (d["年齡"] < 40)).sum()),
        "久未聯絡": int((days > 90).sum()),
        "專業人士": int(d["職業"].isin(["管理階層", "自營"]).sum()),
    }
    found = counts(answered.applied.summary)
    assert {name: members for name, (members, _) in found.items()} == expected
    assert found["久未聯絡"][1] == int(days.isna().sum()) > 0
    warm = int((d["上次活動結果"] == "成功").sum())
    assert parts(answered.applied.summary) == {"等級": {"溫": warm, "一般": len(d) - warm}}
    assert answered.frame is not None
    assert list(answered.frame["客戶編號"]) == list(d["客戶編號"])


# ---- dots in column names, a code for never ------------------------------------------------------------------------

ADDITIONAL = """\
table customers
  column pdays: whole number, missing when 999
  column default as "default": one of "no", "yes", "unknown", missing when "unknown"

falling rates if `emp.var.rate` < 0 and `euribor3m` < 1.5
gloomy if `cons.conf.idx` < -40 and `cons.price.idx` between 93 and 94
staff if `nr.employed` >= 5200
contacted if pdays <= 5
never if pdays is missing
good payers if default is "no"
poor payers if not (default is "no")
"""


@needs_data
def test_dots_and_codes() -> None:
    path = DATA / "bank-additional" / "bank-additional-full.csv.gz"
    answered = run(ADDITIONAL, {"": path})
    d = pd.read_csv(path, sep=";")
    known = d["default"] != "unknown"
    contacted = (d["pdays"] <= 5) & (d["pdays"] != 999)
    expected = {
        "falling rates": (int(((d["emp.var.rate"] < 0) & (d["euribor3m"] < 1.5)).sum()), 0),
        "gloomy": (int(((d["cons.conf.idx"] < -40) & d["cons.price.idx"].between(93, 94)).sum()), 0),
        "staff": (int((d["nr.employed"] >= 5200).sum()), 0),
        "contacted": (int(contacted.sum()), int((d["pdays"] == 999).sum())),
        "never": (int((d["pdays"] == 999).sum()), 0),
        "good payers": (int((d["default"] == "no").sum()), int((~known).sum())),
        "poor payers": (int((d["default"] == "yes").sum()), int((~known).sum())),
    }
    assert counts(answered.applied.summary) == expected
    assert answered.applied.summary.rows == len(d) == 41188
