"""States ↔ the texts of a state folder's files, with the hashes that hold them together; it touches no file."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from segdsl.learn import jsontext
from segdsl.learn.state import Base, LearnedState, TreeState

FORMAT = 1
INDEX = "state.json"
MOST_NODES = 2_000_000
"""Nodes of all trees of a state: one with more is refused."""

M = TypeVar("M", bound=BaseModel)

_STATE: TypeAdapter[LearnedState] = TypeAdapter(LearnedState)
_SHA = Field(pattern=r"^[0-9a-f]{64}$")
# Names that mean a device on some systems, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|state)$")
_LONGEST = 60


class RuleText(Base):
    """A rule file or a list that it reads, by the name the rules give it."""

    name: str
    sha256: str


class Seen(Base):
    """What a table was read from when it was learned from."""

    table: str
    source: str
    fingerprint: str


class Entry(Base):
    """A learned thing by its key, and the file that holds its state."""

    name: str
    kind: str
    file: str
    sha256: str = _SHA


class Index(Base):
    """What `state.json` says. `learned_sha256` is the hash of what was learned, `index_sha256` of the rest of this."""

    state: int
    segdsl: str
    ruleset: str | None
    ruleset_version: str | None
    rules: tuple[RuleText, ...]
    as_of: dt.date | None
    zone: str
    data: tuple[Seen, ...]
    versions: dict[str, str]
    learned: tuple[Entry, ...]
    learned_sha256: str = _SHA
    index_sha256: str = ""


_INDEX: TypeAdapter[Index] = TypeAdapter(Index)


class Unfit(Exception):
    """The text of a file is not what a state may hold; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """The texts of the files that hold the states, by file name, and what the index says of them."""

    texts: Mapping[str, str]
    entries: tuple[Entry, ...]

    @property
    def sha256(self) -> str:
        return learned_sha256(self.entries)


def files(states: Mapping[str, LearnedState]) -> Files:
    """The files for states by key."""
    names = file_names(states)
    texts = {names[key]: jsontext.text(_plain(state)) for key, state in states.items()}
    entries = tuple(
        Entry(name=key, kind=state.kind, file=names[key], sha256=sha256(texts[names[key]]))
        for key, state in states.items()
    )
    return Files(texts, entries)


def file_names(keys: Iterable[str]) -> dict[str, str]:
    """For each key a file name that every system takes: `top-10-of-balance-3f2a9c1b.json`, `rfm.json`.

    A key that cannot be seen in its file name, because a sign was left out or it is long, is told by some of its hash.
    """
    return {key: _file_name(key) for key in keys}


def _file_name(key: str) -> str:
    plain = re.sub(r"[\W_]+", "-", key).strip("-")
    if plain.replace("-", " ") == key and len(plain) <= _LONGEST and not _DEVICES.match(plain):
        return f"{plain}.json"
    return f"{plain[:_LONGEST].rstrip('-')}-{sha256(key)[:8]}.json".lstrip("-")


def index_text(index: Index) -> str:
    """The text of `state.json`, its own hash filled in."""
    plain = _plain(index)
    return jsontext.text({**plain, "index_sha256": _index_sha256(plain)})


def read_index(text: str) -> Index:
    """The index, every part of it checked.

    Raises:
        Unfit: it is not what was written.
    """
    index: Index = _parsed(_INDEX, text)
    if index.index_sha256 != _index_sha256(_plain(index)):
        raise Unfit("it was changed after it was written")
    names = [entry.name for entry in index.learned]
    if len(set(names)) < len(names):
        raise Unfit("it names something twice")
    expected = file_names(names)
    if any(entry.file != expected[entry.name] for entry in index.learned):
        raise Unfit("it names a file that is not one of a state")
    if index.learned_sha256 != learned_sha256(index.learned):
        raise Unfit("its hashes do not belong together")
    return index


def read_state(text: str) -> LearnedState:
    """One learned thing.

    Raises:
        Unfit: it is not what a state may hold.
    """
    state: LearnedState = _parsed(_STATE, text)
    if _nodes(state) > MOST_NODES:
        raise Unfit(f"its trees have more than {MOST_NODES:,} nodes")
    return state


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def learned_sha256(entries: Iterable[Entry]) -> str:
    """The hash of what was learned, whatever it was learned from."""
    return sha256("\n".join(f"{entry.name}\t{entry.sha256}" for entry in sorted(entries, key=lambda e: e.name)))


def _index_sha256(plain: dict[str, Any]) -> str:
    return sha256(jsontext.text({name: value for name, value in plain.items() if name != "index_sha256"}))


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")


def _parsed(adapter: TypeAdapter[Any], text: str) -> Any:
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise Unfit(_why(error)) from None
    except RecursionError:
        raise Unfit("it is nested too deeply") from None


def _why(error: ValidationError) -> str:
    """The first mistake in plain words; what the file holds is not quoted."""
    first = error.errors(include_url=False, include_input=False)[0]
    # Where a state may be of several kinds, the place begins with the kind.
    place = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "json_invalid":
            return "it is not JSON"
        case "extra_forbidden":
            return f"it has a field `{place}`, which a state does not have"
        case "missing":
            return f"the field `{place}` is missing"
        case "finite_number":
            return f"the number in `{place}` is not finite"
        case "value_error":
            return f"{cast(Any, first)['ctx']['error']} (in `{place}`)"
        case "union_tag_invalid" | "union_tag_not_found":
            return "it is of a kind that there is not"
        case _:
            return f"the field `{place}` holds something else than it should" if place else "it holds no object"


def _nodes(value: Any) -> int:
    """How many nodes the trees of a state have together."""
    if isinstance(value, TreeState):
        return len(value.feature)
    if isinstance(value, tuple):
        return sum(_nodes(part) for part in value) if value and isinstance(value[0], BaseModel) else 0
    if isinstance(value, BaseModel):
        return sum(_nodes(getattr(value, name)) for name in type(value).model_fields)
    return sum(_nodes(part) for part in value.values()) if isinstance(value, dict) else 0
