"""`record` and `mutable` make what `dataclass` makes: every behaviour is compared with it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segdsl.record import mutable, record

T = TypeVar("T")


@record
class Ours:
    """Kept."""

    a: int
    b: str = "x"
    c: list[int] = field(default_factory=list)
    span: object = field(default=None, compare=False, repr=False)
    d: int = field(default=7, kw_only=True)

    @property
    def double(self) -> int:
        return self.a * 2


@dataclass(frozen=True, slots=True)
class Theirs:
    """Kept."""

    a: int
    b: str = "x"
    c: list[int] = field(default_factory=list)
    span: object = field(default=None, compare=False, repr=False)
    d: int = field(default=7, kw_only=True)

    @property
    def double(self) -> int:
        return self.a * 2


@record
class Holder(Generic[T]):
    value: T


@record
class Empty:
    pass


@mutable
class Counter:
    start: int
    seen: list[int] = field(default_factory=list)
    total: int = field(init=False)
    steps: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.total = self.start


values: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"a": st.integers(0, 2)},
    optional={
        "b": st.sampled_from("xy"),
        "c": st.lists(st.integers(0, 1), max_size=1),
        "span": st.integers(),
        "d": st.integers(6, 8),
    },
)


@given(values, values)
def test_alike(first: dict[str, Any], second: dict[str, Any]) -> None:
    ours, theirs = Ours(**first), Theirs(**first)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert [f.name for f in dataclasses.fields(ours)] == [f.name for f in dataclasses.fields(theirs)]
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert (Ours(**second) == ours) == (Theirs(**second) == theirs)
    assert ours.double == theirs.double
    changed = dataclasses.replace(ours, b="z")
    assert dataclasses.asdict(changed) == dataclasses.asdict(dataclasses.replace(theirs, b="z"))
    assert copy.copy(ours) == copy.deepcopy(ours) == pickle.loads(pickle.dumps(ours)) == ours


def test_the_first_object_is_as_the_hundredth() -> None:
    @record
    class Pair:
        left: int
        right: list[int] = field(default_factory=list)
        more: int = field(default=3, kw_only=True)

    made = [Pair(1, [2], more=4) if n % 2 else Pair(left=1) for n in range(100)]
    assert len(set(map(repr, made))) == 2
    with pytest.raises(TypeError, match="__init__"):
        Pair()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="__init__"):
        Pair(1, [], 3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword"):
        Pair(1, other=2)  # type: ignore[call-arg]


def test_wrong_arguments_of_the_first_object_are_refused() -> None:
    @record
    class Pair:
        left: int
        right: int

    with pytest.raises(TypeError, match="missing 1 required"):
        Pair(1)  # type: ignore[call-arg]
    assert Pair(1, right=2).right == 2


def test_places_do_not_count_in_equality_and_hash() -> None:
    assert Holder(1) == Holder(1)
    assert hash(Holder((1, "a"))) == hash(Holder((1, "a")))
    assert Ours(1, span=3) == Ours(1, span=4)
    theirs: object = Theirs(1)
    assert Ours(1) != theirs
    assert Empty() == Empty()
    assert len({Empty(), Empty()}) == 1


def test_patterns_and_positions() -> None:
    assert Ours.__match_args__ == Theirs.__match_args__ == ("a", "b", "c", "span")
    match Ours(3, "q"):
        case Ours(a, "q"):
            assert a == 3
        case _:
            raise AssertionError
    with pytest.raises(TypeError):
        Ours(1, "x", [], None, 3)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Ours()  # type: ignore[call-arg]


def test_frozen_and_slotted() -> None:
    ours = Ours(1)
    with pytest.raises(FrozenInstanceError):
        ours.a = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del ours.a
    assert not hasattr(ours, "__dict__")
    assert Ours.__doc__ == "Kept."
    assert Ours(1).c is not Ours(1).c


def test_mutable_ones_change() -> None:
    counter = Counter(3)
    assert (counter.total, counter.steps, counter.seen) == (3, 0, [])
    counter.total += 1
    assert counter.total == 4
    assert counter != Counter(3)
    assert not hasattr(counter, "__dict__")
    with pytest.raises(TypeError):
        hash(counter)
