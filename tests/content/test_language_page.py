"""The rules on the page of the language are, one after another, one valid rule file, each in the one layout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from segdsl.cli.app import run

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "language.md"
LEARNED = ROOT / "docs" / "learned.md"
POLICIES = ROOT / "docs" / "policies.md"
# Terminals whose names are not their words.
WRITTEN = {
    "CALL_THE_HIGHEST": "call the group with the highest",
    "CALL_THE_LOWEST": "the lowest",
    "CALL_THE_LARGEST": "call the largest group",
    "CALL_THE_SMALLEST": "the smallest",
    "IN_BANDS": "in 4 bands",
    "HORIZON": "over the next 12 months",
    "PERIOD": "every month",
}


def fences(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


FENCES = fences(PAGE, "seg")


def test_together_they_validate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(FENCES) >= 15
    file = tmp_path / "page.seg"
    file.write_text("\n".join(FENCES), encoding="utf-8")
    assert run(["validate", str(file)]) == 0, capsys.readouterr().err


def test_their_examples_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.seg"
    file.write_text("\n".join(FENCES), encoding="utf-8")
    assert run(["test", str(file)]) == 0, capsys.readouterr()


@pytest.mark.parametrize("text", FENCES)
def test_each_is_in_the_one_layout(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "part.seg"
    file.write_text(text, encoding="utf-8")
    assert run(["format", "--check", "--diff", str(file)]) == 0, capsys.readouterr()


def test_the_rules_on_the_page_of_rulesets_are_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in fences(ROOT / "docs" / "rulesets.md", "seg"):
        file = tmp_path / "page.seg"
        file.write_text(text, encoding="utf-8")
        assert run(["validate", str(file)]) == 0, capsys.readouterr().err
        assert run(["format", "--check", str(file)]) == 0


def test_the_change_in_the_readme_fits_the_bank() -> None:
    (diff,) = fences(ROOT / "README.md", "diff")
    bank = (ROOT / "examples" / "bank" / "bank.seg").read_text(encoding="utf-8")
    assert bank.count("".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] != "+")) == 1


def test_every_word_of_the_grammar_is_on_the_page_or_on_those_of_what_is_learned_and_of_policies() -> None:
    grammar = (ROOT / "grammar" / "segdsl.lark").read_text(encoding="utf-8")
    page = "".join(path.read_text(encoding="utf-8").lower() for path in (PAGE, LEARNED, POLICIES))
    words = re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)*\b", grammar.split("start:")[1].split("WORD:")[0])
    signs = {"LESS", "LESS_EQ", "MORE", "MORE_EQ", "EQ", "NOT_EQ", "PLUS", "MINUS", "TIMES", "DIVIDE", "COMMA", "COLON"}
    kinds = {"STRING", "NUMBER", "PERCENT", "DATE", "DURATION", "NAME", "QUOTED_NAME", "LPAR", "RPAR", "LBRACKET"}
    kinds |= {"RBRACKET", "DATE_WORD", "TEXT_WORD", "NUMBER_WORD", "LALR"}
    # Two that stand together; each is on the page.
    kinds |= {"QUOTED_PART", "QUOTED_INSIDE", "PERCENT_BY", "IS_ABOVE_AVERAGE_BY"}
    assert all(said in page for said in WRITTEN.values())
    kinds |= set(WRITTEN)
    spoken = {word.lower().replace("_", " ") for word in words if not word.startswith("NAME_")} - {
        word.lower().replace("_", " ") for word in signs | kinds
    }
    missing = sorted(
        word for word in spoken if word.replace("numbers", "").strip() not in page.replace("as-of", "as of")
    )
    assert missing == []
