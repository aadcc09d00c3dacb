"""What `verify` found, as JSON for programs; shows nothing."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from segdsl.membership.verify.comparing import Difference
from segdsl.membership.verify.verifying import Ran, Shown, Verified


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EngineJson(_Model):
    """`unseen` has for each dated table the rows after the as-of date and those without a date."""

    name: str
    versions: Mapping[str, str]
    customers: int
    unseen: Mapping[str, tuple[int, int]]


class AboutJson(_Model):
    kind: str
    name: str
    customers: int


class DifferenceJson(_Model):
    """How an engine differs from the first: by customers."""

    engine: str
    customers: int
    differing: int
    only_in_first: int
    only_in_other: int
    repeated: int
    about: tuple[AboutJson, ...]


class CustomerJson(_Model):
    """What each engine says of a customer, and the reference interpreter. `kind` is `customer` where the question is
    whether it is one."""

    key: str
    kind: str
    name: str | None
    engines: Mapping[str, str]
    interpreter: str


class VerifiedJson(_Model):
    """What `verify --format json` prints; `compared` counts the things that each customer was asked about."""

    agree: bool
    customers: int
    as_of: str | None
    engines: tuple[EngineJson, ...]
    compared: Mapping[str, int]
    differences: tuple[DifferenceJson, ...]
    first: tuple[CustomerJson, ...]


def compared(verified: Verified) -> dict[str, int]:
    """How many segments, tiers, splits and suppressions there are."""
    found: dict[str, int] = {}
    for thing in verified.things:
        found[thing.kind] = found.get(thing.kind, 0) + 1
    return found


def report(verified: Verified) -> VerifiedJson:
    names = [each.engine.name for each in verified.ran]
    return VerifiedJson(
        agree=verified.agree,
        customers=verified.customers,
        as_of=None if verified.as_of is None else verified.as_of.isoformat(),
        engines=tuple(_engine(each) for each in verified.ran),
        compared=compared(verified),
        differences=tuple(_difference(name, each) for name, each in zip(names[1:], verified.differences, strict=True)),
        first=tuple(_customer(names, each) for each in verified.shown),
    )


def _engine(ran: Ran) -> EngineJson:
    versions = dict(ran.engine.versions)
    return EngineJson(name=ran.engine.name, versions=versions, customers=ran.customers, unseen=dict(ran.unseen))


def _difference(name: str, found: Difference) -> DifferenceJson:
    return DifferenceJson(
        engine=name,
        customers=found.customers,
        differing=found.differing,
        only_in_first=found.only_in_first,
        only_in_other=found.only_in_other,
        repeated=found.repeated,
        about=tuple(AboutJson(kind=t.kind, name=t.name, customers=n) for t, n in found.about.items()),
    )


def _customer(names: list[str], shown: Shown) -> CustomerJson:
    *engines, interpreter = shown.says
    return CustomerJson(
        key=shown.key,
        kind="customer" if shown.thing is None else shown.thing.kind,
        name=None if shown.thing is None else shown.thing.name,
        engines=dict(zip(names, engines, strict=True)),
        interpreter=interpreter,
    )
