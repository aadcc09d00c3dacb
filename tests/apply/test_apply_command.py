"""`segdsl apply` as it is typed: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.apply.engines_made import WRONG
from tests.fences import run_here

RULES = """\
as of 2026-03-31

table customers from "customers.csv"
  key customer id
  column age: whole number 0 to 120

table visits from "visits.csv"
  many per customer id, dated day

define visits lately as count of visits over the last 90 days

adults "Of age" if age is at least 18
at-risk
  if visits lately is 0
  and (balance > 1000 or age > 60)
  because "Going quiet"

tiers value tier
  when balance > 5000 then gold
  otherwise basic

split spring test by customer id using "2026"
  50% treatment
  50% holdout

suppress if consent is no because "No consent"
"""
CUSTOMERS = """\
customer_id,age,balance,consent
0001,35,9000,yes
0002,17,100,no
0003,,2000,
0004,70,,yes
=5,64,800,yes
"""
VISITS = """\
customer_id,day
0001,2026-03-01
0002,2025-03-01
0003,2026-04-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.seg").write_text(RULES)
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "visits.csv").write_text(VISITS)
    return tmp_path


def ran(folder: Path, arguments: str, code: int = 0) -> str:
    text, found = run_here(shlex.split(arguments), folder)
    assert found == code, text
    return text


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


WIDE = [
    ["customer_id", "adults", "at-risk", "value tier", "spring test", "suppressed"],
    ["0001", "yes", "no", "gold", "", "no"],
    ["0002", "no", "no", "basic", "", "yes"],
    ["0003", "no", "yes", "basic", "", "yes"],
    ["0004", "yes", "yes", "basic", "", "no"],
    ["'=5", "yes", "yes", "basic", "", "no"],
]


def without_split(found: list[list[str]]) -> list[list[str]]:
    assert {line[4] for line in found[1:]} <= {"treatment", "holdout"}
    return [found[0], *([*line[:4], "", *line[5:]] for line in found[1:])]


def test_counts(folder: Path) -> None:
    text = ran(folder, "apply rules.seg --no-progress")
    assert "5 customers as of 2026-03-31" in text
    assert "adults         3  60.0%          1           0" in text
    assert "note[SEG714]: 1 row of `visits` after the as-of date 2026-03-31, not seen by any rule" in text
    assert "No consent          2  40.0%" in text
    assert "adults  age 1" in text


def test_json(folder: Path) -> None:
    found = json.loads(ran(folder, "apply rules.seg --format json"))
    assert list(found) == [
        *("rows", "as_of", "engine", "engine_because", "engine_versions", "state"),
        *("segments", "tiers", "splits", "policies", "quarantined", "warnings"),
    ]
    assert found["rows"] == 5
    assert found["as_of"] == "2026-03-31"
    assert found["segments"] == [
        {"name": "adults", "members": 3, "share": 0.6, "undecided": 1, "suppressed": 0, "missing": {"age": 1}},
        {"name": "at-risk", "members": 3, "share": 0.6, "undecided": 0, "suppressed": 1, "missing": {}},
    ]
    assert found["tiers"] == [
        {
            "name": "value tier",
            "parts": [
                {"name": "gold", "members": 1, "undecided": 0},
                {"name": "basic", "members": 4, "undecided": 1},
            ],
            "undecided": 1,
        }
    ]
    assert sum(part["members"] for part in found["splits"][0]["parts"]) == 5
    assert "SEG714" in {warning["code"] for warning in found["warnings"]}


def test_markdown(folder: Path) -> None:
    assert "| adults: Of age | 3 | 60.0% | 1 | 0 | age 1 |" in ran(folder, "apply rules.seg --format markdown")


def test_wide_in_every_format(folder: Path) -> None:
    for ending in ("csv", "csv.gz", "parquet", "xlsx", "jsonl", "jsonl.gz"):
        ran(folder, f"apply rules.seg --quiet --out out.{ending}")
    assert without_split(rows(folder / "out.csv")) == WIDE
    plain = pd.read_csv(folder / "out.csv", dtype=str, keep_default_na=False)
    assert pd.read_csv(folder / "out.csv.gz", dtype=str, keep_default_na=False).equals(plain)
    keys = ["0001", "0002", "0003", "0004", "=5"]
    for table in (
        pd.read_parquet(folder / "out.parquet"),
        pd.read_json(folder / "out.jsonl", lines=True, dtype=False),
        pd.read_json(folder / "out.jsonl.gz", lines=True, dtype=False),
        pd.read_excel(folder / "out.xlsx", dtype=str, engine="calamine").replace({"yes": True, "no": False}),
    ):
        assert list(table.columns) == list(plain.columns)
        assert list(table["customer_id"]) == keys
        for name in ("adults", "at-risk", "suppressed"):
            assert [bool(member) for member in table[name]] == list(plain[name] == "yes")
        for name in ("value tier", "spring test"):
            assert list(table[name]) == list(plain[name])


def test_long(folder: Path) -> None:
    ran(folder, "apply rules.seg --quiet --long --out long.csv")
    found = rows(folder / "long.csv")
    assert found[0] == ["customer_id", "segment", "member", "value tier", "spring test", "suppressed"]
    assert [line[:3] for line in found[1:5]] == [
        ["0001", "adults", "yes"],
        ["0001", "at-risk", "no"],
        ["0002", "adults", "no"],
        ["0002", "at-risk", "no"],
    ]
    assert len(found) == 11


def test_members_leave_the_suppressed_out(folder: Path) -> None:
    ran(folder, 'apply rules.seg --quiet --members "At Risk" --out list.csv')
    assert (folder / "list.csv").read_text() == "customer_id\n0004\n'=5\n"


def test_reasons(folder: Path) -> None:
    ran(folder, "apply rules.seg --quiet --members at-risk --reasons --out list.csv")
    assert rows(folder / "list.csv")[1] == ["0004", "Going quiet: visits lately is 0; age > 60"]
    ran(folder, "apply rules.seg --quiet --reasons --out all.csv")
    found = {line[0]: line for line in rows(folder / "all.csv")}
    assert found["customer_id"][1:5] == ["adults", "adults why", "at-risk", "at-risk why"]
    assert found["0001"][2] == "age is at least 18"
    assert found["0002"][2] == "no: age is at least 18"
    assert found["0003"][2] == "undecided: age is at least 18"
    assert found["0001"][4] == "no: visits lately is 0"
    assert found["0002"][-1] == "No consent"


def test_standard_output(folder: Path) -> None:
    command = [sys.executable, "-m", "segdsl", "apply", "rules.seg", "--out", "-"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert without_split(list(csv.reader(done.stdout.splitlines()))) == WIDE
    assert "5 customers" in done.stderr


def test_excel_mark(folder: Path) -> None:
    ran(folder, "apply rules.seg --quiet --bom --out out.csv")
    assert (folder / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert without_split(rows(folder / "out.csv")) == WIDE


def test_the_same_bytes_twice(folder: Path) -> None:
    """Output and manifest, also from a copy elsewhere, and told apart when anything differs."""
    import hashlib
    import shutil

    ran(folder, "apply rules.seg --quiet --out out.csv")
    first = {p.name: p.read_bytes() for p in folder.glob("out.csv*")}
    assert set(first) == {"out.csv", "out.csv.manifest.json"}
    copy = folder / "elsewhere"
    copy.mkdir()
    for name in ("rules.seg", "customers.csv", "visits.csv"):
        shutil.copy(folder / name, copy)
    for place in (folder, copy):
        ran(place, "apply rules.seg --quiet --out out.csv")
        assert {p.name: p.read_bytes() for p in place.glob("out.csv*")} == first
    manifest: dict[str, Any] = json.loads(first["out.csv.manifest.json"])
    assert manifest["output"]["sha256"] == hashlib.sha256(first["out.csv"]).hexdigest()
    assert manifest["rules"] == [{"name": "rules.seg", "sha256": hashlib.sha256(RULES.encode()).hexdigest()}]
    assert manifest["counts"]["rows"] == 5
    assert manifest["self_check"]["result"] == "agreed"
    assert manifest["as_of"] == "2026-03-31"
    text = first["out.csv.manifest.json"].decode()
    assert not any(value in text for value in ("0001", "9000", str(folder)))
    ran(folder, "apply rules.seg --quiet --as-of 2026-05-01 --out out.csv")
    assert json.loads((folder / "out.csv.manifest.json").read_text())["as_of"] == "2026-05-01"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_bytes_in_little_memory(folder: Path, ending: str) -> None:
    """Tables that do not fit are read again, in other batches; the answer and the self-check are the same."""
    from tests.apply.running import run

    from segdsl.data.model import Options
    from segdsl.membership.apply import Request

    many = "".join(f"c{i:06d},{i % 90},{i % 7000},yes\n" for i in range(5_000))
    (folder / "customers.csv").write_text("customer_id,age,balance,consent\n" + many)
    visits = "".join(f"c{i:06d},2026-0{i % 5 + 1}-01\n" for i in range(0, 5_000, 3))
    (folder / "visits.csv").write_text("customer_id,day\n" + visits)
    found = set()
    for memory in (512 * 1024 * 1024, 1):
        out = folder / f"out.{ending}"
        applied = run(folder / "rules.seg", request=Request(out=out), options=Options(memory=memory)).applied
        assert applied.checked > 20
        found.add((out.read_bytes(), (folder / f"out.{ending}.manifest.json").read_bytes()))
    assert len(found) == 1


def test_quarantine(folder: Path) -> None:
    (folder / "customers.csv").write_text(CUSTOMERS + "0006,abc,1,yes\n0001,20,1,yes\n0007,130,1,yes\n")
    text = ran(folder, "apply rules.seg --out out.csv", 3)
    assert not (folder / "out.csv").exists()
    assert "abc" not in text
    assert "130" not in text
    text = ran(folder, "apply rules.seg --out out.csv --on-bad-rows quarantine")
    assert "quarantined: 3 rows left out" in text
    found = rows(folder / "out.csv.quarantine.csv")
    assert found[0][:5] == ["table", "row", "key", "column", "reason"]
    assert sorted(line[2] for line in found[1:]) == ["0001", "0006", "0007"]
    assert without_split(rows(folder / "out.csv")) == WIDE
    assert json.loads(ran(folder, "apply rules.seg --on-bad-rows quarantine --format json"))["quarantined"] == 3
    assert json.loads((folder / "out.csv.manifest.json").read_text())["counts"]["quarantined"] == 3


@pytest.mark.parametrize(
    ("arguments", "code", "diagnostic"),
    [
        ("--out customers.csv", 3, "SEG700"),
        ("--out rules.seg", 2, "SEG701"),
        ("--out visits.csv", 3, "SEG700"),
        ("--out out.txt", 2, "SEG701"),
        ("--out nowhere/out.csv", 3, "SEG702"),
        ("--members nobody --out out.csv", 2, "SEG709"),
        ("--members adults --long --out out.csv", 2, "SEG801"),
        ("--reasons", 2, "SEG801"),
        ("--engine oracle", 2, "SEG730"),
    ],
)
def test_refusals(folder: Path, arguments: str, code: int, diagnostic: str) -> None:
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert f"[{diagnostic}]" in ran(folder, f"apply rules.seg {arguments}", code)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_refusals_as_json(folder: Path) -> None:
    found = json.loads(ran(folder, "apply rules.seg --format json --out nowhere/out.csv", 3))
    assert "SEG702" in [entry["code"] for entry in found["diagnostics"]]


def test_a_key_of_a_segment_name_is_refused(folder: Path) -> None:
    (folder / "clash.seg").write_text("table customers\n  key customer id\nsuppressed if age > 20\n")
    assert "SEG711" in ran(folder, "apply clash.seg --data customers.csv --out out.csv", 3)


def test_without_a_key_the_row_number_serves(folder: Path) -> None:
    (folder / "plain.csv").write_text("age\n20\n10\n")
    (folder / "plain.seg").write_text("adults if age is at least 18\n")
    text = ran(folder, "apply plain.seg --data plain.csv --out out.csv")
    assert "row number" in text
    assert rows(folder / "out.csv") == [["row number", "adults", "suppressed"], ["1", "yes", "no"], ["2", "no", "no"]]


def test_closed_pipe(folder: Path) -> None:
    many = "".join(f"c{i},30,1,yes\n" for i in range(20_000))
    (folder / "customers.csv").write_text("customer_id,age,balance,consent\n" + many)
    command = [sys.executable, "-m", "segdsl", "apply", "rules.seg", "--out", "-"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(30) == 3
    assert "SEG705" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_stopped_at_any_moment(folder: Path, sent: signal.Signals, code: int) -> None:
    """The old file or the new one, each whole, and nothing else; a catchable stop ends within seconds."""
    many = "".join(f"c{i:06d},{i % 90},{i % 7000},yes\n" for i in range(60_000))
    (folder / "customers.csv").write_text("customer_id,age,balance,consent\n" + many)
    out = folder / "out.csv"
    out.write_text("old")
    rng = random.Random(int(sent))
    command = [
        sys.executable,
        "-m",
        "segdsl",
        "apply",
        "rules.seg",
        "--quiet",
        "--long",
        "--reasons",
        "--out",
        "out.csv",
    ]
    began = time.monotonic()
    subprocess.run(command, cwd=folder, check=True)
    usual = time.monotonic() - began
    whole = out.read_bytes()
    names = set(os.listdir(folder))
    for _ in range(6):
        out.write_text("old")
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.5, 1.0) * usual)
        process.send_signal(sent)
        began = time.monotonic()
        ended = process.wait(30)
        assert time.monotonic() - began < 5
        assert ended in (code, 0, -int(sent))
        assert out.read_bytes() == whole or (ended != 0 and out.read_bytes() == b"old")
        assert {name for name in os.listdir(folder) if not name.endswith(".tmp")} == names
        if sent != signal.SIGKILL:
            assert set(os.listdir(folder)) == names


def test_a_wrong_engine_is_caught(folder: Path) -> None:
    """An engine that errs about one segment: nothing is released, and no value is told."""
    from functools import partial

    from segdsl import pipeline
    from segdsl.data.model import Options
    from segdsl.diagnostics.model import Refused
    from segdsl.membership.apply import Job, Request, apply
    from segdsl.source import Source

    path = folder / "rules.seg"
    checked = pipeline.check_data(Source(str(path), RULES), path, {}, Options()).value
    assert checked is not None
    assert checked.opened is not None
    right, wrong = (partial(pipeline.ask, checked, engine=engine) for engine in ("pandas", WRONG))
    out = folder / "out.csv"
    out.write_text("old")
    with pytest.raises(Refused) as refused:
        apply(Job(checked.bundle, checked.program, checked.opened, wrong), Request(out=out))
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code.id == "SEG712"
    assert "`adults`" in diagnostic.message
    assert out.read_text() == "old"
    assert not (folder / "out.csv.manifest.json").exists()
    done = apply(Job(checked.bundle, checked.program, checked.opened, right), Request(out=out))
    assert done.applied.checked == 5
