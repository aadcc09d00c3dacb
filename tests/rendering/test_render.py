"""`segdsl render`: a document with every rule in it, that says the same in Markdown and HTML and needs nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.fences import run_here
from tests.git.test_merge import NAMES, commit, git

from segdsl import api

ROOT = Path(__file__).parents[2]
BANK = ROOT / "examples" / "bank" / "bank.seg"
RULES = """\
ruleset "Savers <& more>"
  version "2"
  owner "CRM"
  purpose service

as of 2026-06-30

table customers from "c.csv"
  key customer id
  column customer id: text, identifier
  column age: whole number 0 to 120, personal
  column balance: number
  column shoe size: number

define wealth as balance / age

rich "*Many* `things`" if wealth > 3
  because "They | may"

tiers level
  when in rich then gold
  otherwise basic

suppress if age < 18 because "Too young"

example "one"
  given age is 40, balance is 400
  expect rich, level is gold
"""
VOID = {"meta", "br", "hr"}


class Reader(HTMLParser):
    """Holds that tags are closed in order, and keeps what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert tag not in ("script", "link", "img", "iframe")
        assert not any(name.startswith("on") or name in ("src", "style") for name in found)
        if "id" in found:
            self.ids.append(found["id"] or "")
        if "href" in found:
            self.links.append(found["href"] or "")
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return reader


@pytest.mark.parametrize("rules", [RULES, BANK, BANK.parent / "campaign.seg", BANK.parent / "learned.seg"], ids=str)
def test_the_page_is_whole_and_needs_nothing_else(rules: str | Path) -> None:
    page = api.render(rules, format="html", history=False)
    reader = read(page)
    assert not re.search(r"(?i)https?://|\bsrc=", re.sub(r"(?s)<pre>.*?</pre>", "", page))
    assert "url(" not in page
    assert "@import" not in page
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert reader.levels[0] == 1
    assert reader.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(reader.levels, reader.levels[1:], strict=False))
    assert page == api.render(rules, format="html", history=False)


def test_both_forms_say_the_same() -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text)

    page = read(api.render(BANK, format="html", history=False))
    text = api.render(BANK, history=False).replace("\\", "")
    nav = re.search(r"<nav.*?</nav>", api.render(BANK, format="html", history=False), re.DOTALL)
    assert nav is not None
    listed = words(" ".join(read(nav.group()).said))
    title = words(page.said[0])
    found = [word for word in words(" ".join(page.said)) if word]
    markdown = [word for word in words(text) if word != "seg"]
    assert len([word for word in found if word != "seg"]) - len(listed) - len(title) == pytest.approx(
        len(markdown), abs=5
    )


def test_every_rule_is_in_it() -> None:
    text = api.render(BANK, history=False)
    told = api.explain(BANK).value
    assert told is not None
    for statement in told.statements:
        assert f"### {statement.name}".replace("_", "\\_") in text
    for heading in ("Segments", "Tiers", "Splits", "Who is left out", "Examples", "The data", "Signatures"):
        assert f"\n## {heading}\n" in text


def test_signs_of_the_layout_are_only_text() -> None:
    text, page = api.render(RULES, history=False), api.render(RULES, format="html", history=False)
    assert "# Savers \\<& more>" in text
    assert "<h1" in page
    assert "Savers &lt;&amp; more&gt;</h1>" in page
    assert "They \\| may" in text
    assert "| **age** | whole number from 0 to 120 | personal |" in text
    assert "Declared, and looked at by no rule: shoe size." in text


def test_errors_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.seg").write_text("x if (", encoding="utf-8")
    printed, code = run_here(["render", "a.seg"], tmp_path)
    assert code == 1
    assert "error[SEG107]" in printed
    with pytest.raises(api.RulesError):
        api.render("x if (")


def test_files_and_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "rules.seg").write_text(RULES, encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Begin")
    commit(tmp_path, RULES.replace("wealth > 3", "wealth > 4"), "Fewer <b>rich</b> ones")
    assert run_here(["render", "rules.seg", "--out", "doc.html"], tmp_path) == ("wrote doc.html\n", 0)
    page = (tmp_path / "doc.html").read_text(encoding="utf-8")
    read(page)
    assert "Last change: changed on 2026-01-02 by Ann Author: Fewer &lt;b&gt;rich&lt;/b&gt; ones" in page
    assert run_here(["render", "rules.seg", "--out", "doc.md", "--no-history"], tmp_path)[1] == 0
    text = (tmp_path / "doc.md").read_text(encoding="utf-8")
    assert text.startswith("# Savers")
    assert "Ann Author" not in text
    printed, _ = run_here(["render", "rules.seg"], tmp_path)
    assert "| 2026-01-02 | Ann Author | Fewer \\<b>rich\\</b> ones | segment rich changed |" in printed
