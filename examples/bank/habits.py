"""What the customers of the example bank do for a reason, so that there is something to learn; it has its own dice.

Who stops using an account often leaves, sooner after a complaint and seldom with a mortgage; travellers insure their
travels, those at home in apps take the wallet, those with income to spare invest; who complained answers worse.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from dice import Dice

AS_OF = dt.date(2026, 6, 30)
WAVES = [dt.date(2024 + (8 + 3 * wave) // 12, (8 + 3 * wave) % 12 + 1, 15) for wave in range(8)]

Row = Sequence[object]
Days = Mapping[str, Sequence[dt.date]]


class Person(Protocol):
    id: str
    born: dt.date
    joined: dt.date
    income: int
    salary_here: bool
    digital: float
    eager: float
    traveller: bool
    quiet_from: dt.date
    back_from: dt.date | None


def departures(dice: Dice, persons: Sequence[Person], complained: Days, opened: Days, tied: set[str]) -> Iterable[Row]:
    """Those who moved their banking elsewhere, some time after they stopped using it here."""
    for person in persons:
        if person.quiet_from >= AS_OF or person.back_from is not None:
            continue
        unhappy = any(-30 <= (person.quiet_from - day).days <= 180 for day in complained.get(person.id, ()))
        chance = 0.98 if unhappy else 0.55 if person.id in tied else 0.95
        left = person.quiet_from + dt.timedelta(days=dice.number(15, 60 if unhappy else 100))
        reason = "service" if unhappy and dice.chance(0.7) else dice.weighted({"price": 0.5, "moved": 0.3, "": 0.2})
        later = [*complained.get(person.id, ()), *opened.get(person.id, ())]
        if dice.chance(chance) and left <= AS_OF and all(day < left for day in later):
            yield person.id, left, reason


def services(dice: Dice, persons: Sequence[Person]) -> Iterable[Row]:
    """Small products that are there since July 2024, each taken month by month by its own kind of customer."""
    for person in persons:
        for service, rate in _rates(person).items():
            for month in range(24):
                first = dt.date(2024 + (6 + month) // 12, (6 + month) % 12 + 1, 1)
                if dice.chance(rate):
                    day = first + dt.timedelta(days=dice.number(0, 29))
                    if person.joined < day < person.quiet_from and day <= AS_OF:
                        yield person.id, service, day
                    break


def _rates(person: Person) -> dict[str, float]:
    """The chance of taking each service in a month."""
    age = (AS_OF - person.born).days / 365.25
    rich = math.log(max(person.income, 300) / 2400)
    return {
        "mobile wallet": min(0.06, 0.0016 * math.exp(4.0 * person.digital) * (1.0 if age < 50 else 0.4)),
        "travel insurance": 0.04 if person.traveller else 0.003,
        "savings plan": min(0.05, (0.02 if person.salary_here else 0.003) * math.exp(0.7 * rich)),
        "securities account": min(0.06, 0.006 * math.exp(1.8 * rich) * (1.5 if 30 <= age <= 60 else 0.6)),
    }


def surveys(dice: Dice, persons: Sequence[Person], complained: Days) -> Iterable[Row]:
    """Four waves a year; each asks a quarter of the customers, and half of those answer."""
    for wave in WAVES:
        for person in persons:
            if not dice.chance(0.28) or person.joined > wave or person.quiet_from < wave or not dice.chance(0.55):
                continue
            mood = 7.4 + 1.3 * dice.bell()
            mood -= 2.5 * any(0 <= (wave - day).days <= 150 for day in complained.get(person.id, ()))
            mood -= 1.8 * (0 <= (person.quiet_from - wave).days <= 120)
            answer = "99" if dice.chance(0.06) else min(10, max(1, round(mood)))  # 99: asked, no answer
            yield person.id, wave + dt.timedelta(days=dice.number(1, 12)), answer
