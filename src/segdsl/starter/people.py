"""The made-up customers and payments of a starting folder; always the same bytes, and no real person is meant."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

CUSTOMERS = 200
_FIRST = dt.date(2025, 7, 1)
_LAST = dt.date(2026, 6, 30)
_NAMES = (
    "Božena Dvořáková", "Jiří Černý", "Łukasz Wójcik", "Małgorzata Zielińska", "Lucía Ibáñez", "Álvaro Núñez",
    "Hélène Lefèvre", "François Châtelain", "Ayşe Yıldız", "Ελένη Νικολαΐδη", "Γιώργος Οικονόμου", "Тарас Шевченко",
    "Олена Коваленко", "林怡君", "陳志明", "김서연", "Sarah O'Neill", "Jürgen Müller",
)  # fmt: skip
_CITIES = ("Praha", "Brno", "Gdańsk", "Αθήνα", "Málaga", "臺北")
_CHANNELS = ("branch", "online", "mobile", "mobile")


@dataclass(slots=True)
class _Dice:
    """Choices made of `Random.random()` alone, the one stream that every version of Python keeps."""

    stream: random.Random

    def chance(self, share: float) -> bool:
        return self.stream.random() < share

    def number(self, low: int, high: int) -> int:
        return low + int(self.stream.random() * (high - low + 1))

    def pick(self, items: Sequence[str]) -> str:
        return items[self.number(0, len(items) - 1)]

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.number(0, (last - first).days))


def data_files() -> Mapping[str, bytes]:
    """`customers.csv` and `payments.csv`."""
    dice = _Dice(random.Random(2026))
    customers: list[str] = []
    payments: list[str] = []
    for number in range(1, CUSTOMERS + 1):
        key = f"{number * 7:05d}"  # leading zeros: a key is a text, and stays one
        joined = dice.day(dt.date(2012, 1, 1), dt.date(2026, 6, 15))
        customers.append(_customer(dice, key, joined))
        payments.extend(_payments(dice, key, max(joined, _FIRST)))
    return {
        "customers.csv": _lines("customer_id,name,age,city,joined,balance,consent", customers),
        "payments.csv": _lines("customer_id,paid_on,amount,channel", payments),
    }


def _customer(dice: _Dice, key: str, joined: dt.date) -> str:
    age = "" if dice.chance(0.06) else str(dice.number(18, 84))
    balance = (
        "" if dice.chance(0.05) else f"{dice.number(1, 100) * dice.number(1, 100) * dice.number(1, 400) / 100:.2f}"
    )
    consent = "yes" if dice.chance(0.75) else "no" if dice.chance(0.7) else ""
    return f"{key},{dice.pick(_NAMES)},{age},{dice.pick(_CITIES)},{joined},{balance},{consent}"


def _payments(dice: _Dice, key: str, first: dt.date) -> Iterator[str]:
    last = dice.day(first, _LAST) if dice.chance(0.2) else _LAST  # some stop paying
    habit = dice.pick(_CHANNELS)
    days = sorted(dice.day(first, last) for _ in range(dice.number(0, 14)))
    for day in days:
        channel = habit if dice.chance(0.8) else dice.pick(_CHANNELS)
        yield f"{key},{day},{dice.number(100, 9_999) * dice.number(1, 4) / 100:.2f},{channel}"


def _lines(header: str, rows: Iterable[str]) -> bytes:
    return "\n".join([header, *rows, ""]).encode("utf-8")
