"""A state folder: what is written can be read, and whatever else is there is refused with a reason."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.learn.state.learned_rules import RULES, kept, people

import segdsl
from segdsl.diagnostics.model import Outcome
from segdsl.learn import store
from segdsl.learn.statefiles import INDEX, Index, file_names, index_text, sha256
from segdsl.learn.store import Kept

FILES = ("above-average-of-balance.json", "leaving.json", "lifestyle.json", "standing.json")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "state"
    kept(folder)
    return folder


@pytest.fixture
def copied(state: Path, tmp_path: Path) -> Path:
    shutil.copytree(state, tmp_path / "state")
    return tmp_path / "state"


def refused(folder: Path) -> tuple[str, str]:
    """The slug and the message with which a folder is refused."""
    outcome = store.load(folder)
    assert outcome.value is None
    (said,) = outcome.diagnostics
    assert said.is_error
    assert said.help, "every refusal says what to do"
    assert said.message[0] in "`t"
    assert not said.message.endswith(".")
    return said.code.slug, said.message


def loaded(outcome: Outcome[Kept]) -> Kept:
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def sealed(folder: Path, name: str, change: Callable[[Any], None]) -> None:
    """Changes a file as somebody would who also knows how to compute all the hashes."""
    index = json.loads((folder / INDEX).read_text())
    if name == INDEX:
        change(index)
    else:
        value = json.loads((folder / name).read_text())
        change(value)
        text = json.dumps(value)
        (folder / name).write_text(text)
        for entry in index["learned"]:
            if entry["file"] == name:
                entry["sha256"] = sha256(text)
    reseal(folder, index)


def reseal(folder: Path, index: Any) -> None:
    lines = "\n".join(f"{e['name']}\t{e['sha256']}" for e in sorted(index["learned"], key=lambda e: str(e["name"])))
    index["learned_sha256"] = sha256(lines)
    (folder / INDEX).write_text(index_text(Index.model_validate_json(json.dumps(index))))


# ---- what is written ---------------------------------------------------------------------------------------------


def test_what_was_written_is_read(state: Path) -> None:
    found = loaded(store.load(state))
    assert {each.kind for each in found.states.values()} == {"share", "score", "cluster", "prediction"}
    assert set(FILES) < set(os.listdir(state))
    assert found.index.ruleset == "Learned things"
    assert found.index.ruleset_version == "3"
    assert str(found.index.as_of) == "2026-01-01"


def test_a_state_says_no_path_and_no_time(state: Path) -> None:
    for path in state.iterdir():
        text = path.read_text()
        assert str(state) not in text
        assert "/tmp" not in text
        assert all(len(line) <= 120 for line in text.splitlines())


def test_twice_the_same_bytes(state: Path, tmp_path: Path) -> None:
    kept(tmp_path / "again")
    for path in state.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_file_names_are_safe_everywhere() -> None:
    keys = [
        "rfm",
        "churn risk",
        "top 10% of balance",
        "高價值",
        "a/b",
        "..",
        "con",
        "state",
        "x" * 300,
        "a b",
        "a%b",
        "nul.txt",
    ]
    names = list(file_names(keys).values())
    assert len({name.casefold() for name in names}) == len(keys)
    assert names[:2] == ["rfm.json", "churn-risk.json"]
    assert INDEX not in names
    for name in names:
        assert len(name.encode()) < 240
        assert name.endswith(".json")
        assert not set(name) & set('/\\:*?"<>| %')
        assert name.partition(".")[0].casefold() not in {"con", "nul", "state", ""}


def test_a_new_state_replaces_the_old_one(copied: Path) -> None:
    """Files of things that are learned no more are gone, and files of others stay."""
    (copied / "notes.txt").write_text("mine")
    short = RULES[: RULES.index("cluster")] + 'wealthy if balance is in the top 10% by job and standing code is "11"\n'
    assert segdsl.fit(short, people(), state=copied).ok
    left = {"standing.json", "state.json", "notes.txt", "top-10-of-balance-by-job-7f87735d.json"}
    assert set(os.listdir(copied)) == left


def test_files_of_others_are_not_overwritten(tmp_path: Path) -> None:
    for name, fresh in (("standing.json", True), (INDEX, True), (INDEX, False)):
        folder = tmp_path / f"{name}-{fresh}"
        folder.mkdir()
        (folder / name).write_text('{"mine": true}')
        done = segdsl.fit(RULES, people(), state=folder, fresh=fresh)
        assert [d.code.slug for d in done.diagnostics if d.is_error] == ["not-a-state-folder"]
        assert os.listdir(folder) == [name]
        assert (folder / name).read_text() == '{"mine": true}'


def test_a_state_with_a_conflict_is_fitted_afresh(copied: Path) -> None:
    """As git leaves it when two branches have fitted: nothing starts from it, and `--fresh` replaces it."""
    for name in ("standing.json", INDEX):
        text = (copied / name).read_text()
        (copied / name).write_text(text.replace('"money"', '<<<<<<< ours\n"money"').replace('"versions"', "=======\n"))
    assert refused(copied)[0] == "state-unreadable"
    assert [d.code.slug for d in segdsl.fit(RULES, people(), state=copied).diagnostics] == ["state-unreadable"]
    assert segdsl.fit(RULES, people(), state=copied, fresh=True).ok
    loaded(store.load(copied))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    done = segdsl.fit(RULES, people(), state=tmp_path / "no" / "such" / "state")
    assert [d.code.slug for d in done.diagnostics if d.is_error] == ["no-output-folder"]
    (tmp_path / "file").write_text("")
    done = segdsl.fit(RULES, people(), state=tmp_path / "file")
    assert not done.ok


# ---- what is refused ---------------------------------------------------------------------------------------------


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    assert refused(tmp_path / "none")[0] == "no-state"
    assert refused(tmp_path)[0] == "no-state"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", "state-unreadable"),
        ("not json", "state-unreadable"),
        ("[1, 2]", "state-unreadable"),
        ('{"state": 1}', "state-unreadable"),
        ("[" * 100_000, "state-unreadable"),
        ('{"segdsl": "9.0", "state": 2}', "state-of-another-format"),
        ('{"segdsl": "0.0", "state": 0}', "state-of-another-format"),
        ('{"segdsl": "0.1.0", "state": "1"}', "state-of-another-format"),
        ('{"segdsl": "0.1.0", "state": 1, "learned": []}', "state-changed"),
        ('{"segdsl": "0.1.0", "state": 1, "big": ' + "9" * 5000 + "}", "state-unreadable"),
    ],
)
def test_an_index_that_is_none(copied: Path, text: str, slug: str) -> None:
    (copied / INDEX).write_text(text)
    assert refused(copied)[0] == slug


def test_a_newer_format_says_so(copied: Path) -> None:
    (copied / INDEX).write_text('{"segdsl": "9.0", "state": 2, "what": "is this"}')
    assert "a newer segdsl" in refused(copied)[1]


def test_files_that_are_not_there_or_not_files(copied: Path) -> None:
    (copied / "leaving.json").unlink()
    slug, message = refused(copied)
    assert slug == "state-changed"
    assert "`leaving`" in message
    (copied / "leaving.json").mkdir()
    assert refused(copied)[0] == "state-unreadable"
    (copied / "leaving.json").rmdir()
    os.mkfifo(copied / "leaving.json")
    assert refused(copied)[0] == "state-unreadable"


def test_a_file_that_is_too_large(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_STATE", 100)
    slug, message = refused(copied)
    assert slug == "state-unreadable"
    assert "larger than" in message


def test_bytes_that_are_no_text(copied: Path) -> None:
    (copied / "leaving.json").write_bytes(b"\xff\xfe")
    assert refused(copied) == ("state-unreadable", f"`{copied / 'leaving.json'}` is not UTF-8 text")


def test_line_ends_of_another_system_change_nothing(copied: Path) -> None:
    for path in copied.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    loaded(store.load(copied))


def mutated(data: st.DataObject, text: str) -> str:
    """One sign changed, left out or put in."""
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from('0123456789.,-+eE"{}[]: \nabcxyzNaN'))
    return data.draw(
        st.sampled_from(
            [
                text[:place] + sign + text[place + 1 :],
                text[:place] + text[place + 1 :],
                text[:place] + sign + text[place:],
            ]
        )
    )


@settings(max_examples=150)
@given(st.sampled_from([*FILES, INDEX]), st.data())
def test_any_change_is_refused_or_changes_nothing(state: Path, name: str, data: st.DataObject) -> None:
    before = loaded(store.load(state))
    path = state / name
    text = path.read_text()
    try:
        path.write_text(mutated(data, text))
        after = store.load(state)
    finally:
        path.write_text(text)
    if after.value is None:
        assert [d.is_error for d in after.diagnostics] == [True]
    else:
        assert after.value.index == before.index
        assert after.value.states == before.states


# ---- what is refused although its hashes are right ---------------------------------------------------------------


def put(*way: str | int, value: Any) -> Callable[[Any], None]:
    def change(state: Any) -> None:
        for step in way[:-1]:
            state = state[step]
        state[way[-1]] = value

    return change


HOSTILE: list[tuple[str, Callable[[Any], None], str]] = [
    ("standing.json", put("more", value=1), "a field `score.more`, which a state does not have"),
    ("standing.json", put("parts", 0, "cuts", value=["1"]), "holds something else"),
    ("standing.json", put("kind", value="oracle"), "of a kind that there is not"),
    ("standing.json", put("population", value=1.5), "holds something else"),
    ("standing.json", put("population", value=True), "holds something else"),
    ("standing.json", lambda state: state.pop("parts"), "the field `score.parts` is missing"),
    ("leaving.json", put("model", "trees", 0, "left", 0, value=0), "a tree does not end"),
    ("leaving.json", put("model", "trees", 0, "left", 0, value=10_000), "a tree does not end"),
    ("leaving.json", put("model", "trees", 0, "value", value=[]), "the arrays of a tree differ in length"),
]


@pytest.mark.parametrize(("name", "change", "words"), HOSTILE)
def test_hostile_states(copied: Path, name: str, change: Callable[[Any], None], words: str) -> None:
    sealed(copied, name, change)
    slug, message = refused(copied)
    assert slug == "state-unreadable"
    assert words in message


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(copied: Path, number: str) -> None:
    sealed(copied, "standing.json", lambda state: None)
    text = (copied / "standing.json").read_text()
    text = text.replace('"low": ', f'"low": {number}, "was": ', 1)
    (copied / "standing.json").write_text(text)
    index = json.loads((copied / INDEX).read_text())
    next(e for e in index["learned"] if e["file"] == "standing.json")["sha256"] = sha256(text)
    reseal(copied, index)
    assert refused(copied)[0] == "state-unreadable"


def test_too_many_nodes(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from segdsl.learn import statefiles

    monkeypatch.setattr(statefiles, "MOST_NODES", 2)
    slug, message = refused(copied)
    assert slug == "state-unreadable"
    assert "nodes" in message


def test_an_index_with_files_elsewhere(copied: Path) -> None:
    def away(index: Any) -> None:
        index["learned"][0]["file"] = "../../elsewhere.json"

    sealed(copied, INDEX, away)
    assert refused(copied) == (
        "state-changed",
        f"`{copied / INDEX}` is not what was written: it names a file that is not one of a state",
    )


def test_an_index_that_names_something_twice(copied: Path) -> None:
    sealed(copied, INDEX, lambda index: index["learned"].append(index["learned"][0]))
    assert "names something twice" in refused(copied)[1]


# ---- states that do not belong -----------------------------------------------------------------------------------


def applied(folder: Path, rules: str = RULES, **more: Any) -> list[str]:
    """The slugs of the errors and warnings of applying rules with a state."""
    found = segdsl.apply(rules, people(), state=folder, **more)
    return [d.code.slug for d in found.diagnostics if d.severity.value != "note"]


def test_a_state_that_belongs(state: Path) -> None:
    assert applied(state) == []


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (
            "in the top 10% by job",
            "in the top 20% by job",
            "the state has nothing for `top 20% of balance by job`, which the rules use",
        ),
        ("money from balance", "money from balance, lower is better", "`standing` was changed after it was fitted"),
        ("by age, balance (log), job", "by age, balance, job", "`lifestyle` was changed after it was fitted"),
        ("using decision tree", "using logistic regression", "`leaving` was changed after it was fitted"),
    ],
)
def test_a_changed_statement(state: Path, old: str, new: str, name: str) -> None:
    found = segdsl.apply(RULES.replace(old, new), people(), state=state)
    errors = [d for d in found.diagnostics if d.is_error]
    assert name in [d.message for d in errors]
    assert all(d.span is not None for d in errors)
    assert {d.code.slug for d in errors} <= {"state-outdated", "not-in-state"}


def test_a_definition_behind_a_statement_counts(state: Path, tmp_path: Path) -> None:
    rules = RULES.replace("money from balance", "money from wealth") + "define wealth as balance\n"
    kept(tmp_path / "state", rules)
    assert applied(tmp_path / "state", rules) == []
    assert applied(tmp_path / "state", rules.replace("wealth as balance", "wealth as balance * 2")) == [
        "state-outdated"
    ]


def test_layout_and_unused_statements_do_not_count(state: Path) -> None:
    other = (
        RULES.replace("  age from age", "  # how old\n  age   from   age")
        + "define twice as 2 * balance\nrich if twice > 1000\n"
    )
    assert applied(state, other) == []
    unused = RULES.replace("older people if lifestyle is", "older people if job is").replace(
        "balance, lifestyle using", "balance using"
    )
    assert "state-outdated" in applied(state, unused), "the prediction looks at another list"


def test_a_state_that_looks_ahead(state: Path) -> None:
    assert applied(state, as_of="2025-06-30") == ["state-of-a-later-day"]


def test_a_statement_that_a_state_does_not_fit(copied: Path) -> None:
    """Somebody changed the state and all its hashes: it is data, and does no harm."""

    def other(index: Any) -> None:
        index["parts"] = index["parts"][:1]

    sealed(copied, "standing.json", other)
    assert applied(copied) == ["state-does-not-fit"]


def test_a_tree_of_other_features(copied: Path) -> None:
    def other(state: Any) -> None:
        tree = state["model"]["trees"][0]
        tree["feature"] = [99 if feature >= 0 else feature for feature in tree["feature"]]

    sealed(copied, "leaving.json", other)
    assert applied(copied) == ["state-does-not-fit"]


def test_a_kind_in_the_place_of_another(copied: Path) -> None:
    index = json.loads((copied / INDEX).read_text())
    by_name = {entry["name"]: entry for entry in index["learned"]}
    by_name["standing"]["kind"] = "cluster"
    reseal(copied, index)
    assert refused(copied)[0] == "state-changed"
