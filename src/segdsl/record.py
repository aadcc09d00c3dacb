"""Slotted dataclasses that cost a tenth to define; knows nothing of what they hold.

There are over a hundred kinds of nodes, and `dataclasses.dataclass` compiles six functions for each whenever the
program starts, which takes longer than all else that `segdsl format` does. Here only `__init__` is compiled, when some
objects of a kind have been made. `fields`, `replace`, `match`, `copy` and `pickle` work as with dataclasses.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")
# With fewer objects of a kind than this, its `__init__` is not worth compiling.
_FEW = 16

__all__ = ["field", "mutable", "record"]


@dataclasses.dataclass
class _Sample:
    sample: int


# The mark by which `dataclasses` knows an ordinary field; it has no public name.
_ORDINARY = dataclasses.fields(_Sample)[0]._field_type  # type: ignore[attr-defined]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """As `@dataclass(frozen=True, slots=True)`; without inheritance, `InitVar` and `ClassVar`."""
    return _made(cls, {"__setattr__": _refuse, "__delattr__": _refuse, "__hash__": _hash})


@dataclass_transform(field_specifiers=(field,))
def mutable(cls: type[T]) -> type[T]:
    """As `@dataclass(slots=True)`; without inheritance, `InitVar` and `ClassVar`."""
    return _made(cls, {"__hash__": None})


def _made(cls: type[T], more: dict[str, Any]) -> type[T]:
    fields = {name: _field(cls, name, kind) for name, kind in inspect.get_annotations(cls).items()}
    namespace = {name: value for name, value in cls.__dict__.items() if name not in fields}
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    compared = [f.name for f in fields.values() if f.compare]
    namespace |= {
        "__slots__": tuple(fields),
        "__dataclass_fields__": fields,
        "__match_args__": tuple(f.name for f in fields.values() if f.init and not f.kw_only),
        "__init__": _first_init,
        "__eq__": _eq,
        "__repr__": _repr,
        "__getstate__": _getstate,
        "__setstate__": _setstate,
        "__replace__": _replace,
        "_parameters": frozenset(f.name for f in fields.values() if f.init),
        "_objects": 0,
        "_compared": staticmethod(attrgetter(*compared) if compared else lambda node: ()),
        **more,
    }
    metaclass: Any = type(cls)
    made: type[T] = metaclass(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    return made


def _field(cls: type, name: str, kind: Any) -> Field[Any]:
    default = cls.__dict__.get(name, MISSING)
    found: Field[Any] = default if isinstance(default, Field) else field(default=default)
    found.name = name
    found.type = kind
    found.kw_only = found.kw_only is True
    found._field_type = _ORDINARY  # type: ignore[attr-defined]
    return found


def _first_init(self: Any, *arguments: Any, **named: Any) -> None:
    """Stands in for `__init__`, slower but at hand, until so many objects are made that compiling it pays."""
    cls = type(self)
    cls._objects += 1
    values = dict(zip(cls.__match_args__, arguments, strict=False)) | named
    if cls._objects > _FEW or len(values) < len(arguments) + len(named) or not values.keys() <= cls._parameters:
        cls.__init__ = _compiled(cls)  # which also says what is wrong with the arguments
        cls.__init__(self, *arguments, **named)
        return
    for name, f in cls.__dataclass_fields__.items():
        if name in values:
            value = values[name]
        elif f.default is not MISSING:
            value = f.default
        elif f.default_factory is not MISSING:
            value = f.default_factory()
        elif f.init:
            cls._objects = _FEW
            self.__init__(*arguments, **named)
            return
        else:
            continue
        object.__setattr__(self, name, value)
    if hasattr(cls, "__post_init__"):
        self.__post_init__()


def _compiled(cls: Any) -> Callable[..., None]:
    fields: dict[str, Field[Any]] = cls.__dataclass_fields__
    given = [f for f in fields.values() if f.init]
    named = [_parameter(f) for f in given if f.kw_only]
    parameters = [_parameter(f) for f in given if not f.kw_only] + (["*", *named] if named else [])
    body = [line for f in fields.values() for line in _assignment(f)] or ["  pass"]
    if hasattr(cls, "__post_init__"):
        body.append("  self.__post_init__()")
    scope: dict[str, Any] = {f"_set_{name}": getattr(cls, name).__set__ for name in fields}
    scope |= {f"_default_{name}": f.default for name, f in fields.items()}
    scope |= {f"_make_{name}": f.default_factory for name, f in fields.items()}
    exec("\n".join([f"def __init__(self, {', '.join(parameters)}):", *body]), scope)
    init: Callable[..., None] = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _parameter(f: Field[Any]) -> str:
    optional = f.default is not MISSING or f.default_factory is not MISSING
    return f"{f.name}=_default_{f.name}" if optional else f.name


def _assignment(f: Field[Any]) -> list[str]:
    name = f.name
    if f.default_factory is not MISSING:
        value = f"_make_{name}() if {name} is _default_{name} else {name}" if f.init else f"_make_{name}()"
        return [f"  _set_{name}(self, {value})"]
    if not f.init:
        return [f"  _set_{name}(self, _default_{name})"] if f.default is not MISSING else []
    return [f"  _set_{name}(self, {name})"]


def _eq(self: Any, other: Any) -> Any:
    if other is self:
        return True
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._compared(self) == self._compared(other)


def _hash(self: Any) -> int:
    return hash((self.__class__, self._compared(self)))


def _repr(self: Any) -> str:
    shown = [f"{f.name}={getattr(self, f.name)!r}" for f in self.__dataclass_fields__.values() if f.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


def _replace(self: Any, /, **changes: Any) -> Any:
    return dataclasses.replace(self, **changes)
