"""Makes the data of the example bank: `python examples/bank/generate.py [FOLDER]`, always the same bytes.

About 3,000 customers with their accounts, products, complaints, mailings, and two years of transactions up to the end
of June 2026; then departures, services and surveys, made so that there is something to learn from them. Everybody and
everything here is made up.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import habits
import people
from dice import Dice

AS_OF = dt.date(2026, 6, 30)
START = dt.date(2024, 7, 1)
CUSTOMERS = 3000
SEASON = {1: 0.75, 2: 0.85, 3: 0.95, 4: 1.0, 5: 1.0, 6: 1.05, 7: 1.15, 8: 1.15, 9: 0.95, 10: 1.0, 11: 1.15, 12: 1.6}

CATEGORIES: dict[str, tuple[float, int]] = {
    # category of a card payment: (share, usual amount)
    "groceries": (0.38, 38),
    "restaurants": (0.17, 24),
    "fuel": (0.12, 55),
    "clothing": (0.11, 62),
    "health": (0.08, 30),
    "electronics": (0.06, 190),
    "travel": (0.08, 260),
}

Row = Sequence[object]


@dataclass(slots=True)
class Person:
    """A customer and what steers the behaviour; the second part is never written."""

    id: str
    nationality: str
    gender: str
    born: dt.date
    occupation: str
    branch: str
    joined: dt.date
    income: int
    salary_here: bool
    digital: float
    eager: float
    traveller: bool
    quiet_from: dt.date
    back_from: dt.date | None = None

    def acts(self, day: dt.date) -> bool:
        back = self.back_from is not None and day >= self.back_from
        return self.joined <= day and (day < self.quiet_from or back)


def make_person(dice: Dice, number: int) -> Person:
    occupation = dice.weighted({name: share for name, (share, _) in people.OCCUPATIONS.items()})
    youngest, oldest = {"student": (17, 27), "retired": (61, 92)}.get(occupation, (22, 66))
    born = AS_OF - dt.timedelta(days=int(365.25 * dice.number(youngest, oldest)) + dice.number(1, 360))
    adult = max(dt.date(2004, 1, 1), born + dt.timedelta(days=17 * 365))
    joined = dice.day(dt.date(2025, 7, 1), AS_OF) if dice.chance(0.14) else dice.day(adult, dt.date(2025, 6, 30))
    age = (AS_OF - born).days / 365.25
    digital = min(0.98, max(0.02, 1.05 - age / 75 + 0.18 * dice.bell()))
    person = Person(
        id=f"C{number:06d}",
        nationality=dice.weighted(people.SHARES),
        gender=dice.weighted({"F": 0.5, "M": 0.46, "X": 0.01, "": 0.03}),
        born=born,
        occupation=occupation,
        branch=dice.weighted({row[0]: 3.0 if row[3] == "R1" else 1.0 for row in people.BRANCHES}),
        joined=joined,
        income=int(people.OCCUPATIONS[occupation][1] * math.exp(0.35 * dice.bell())) // 10 * 10,
        salary_here=dice.chance(0.5),
        digital=digital,
        eager=min(3.5, max(0.1, math.exp(0.7 * dice.bell()))),
        traveller=dice.chance(0.15),
        quiet_from=dt.date.max,
    )
    if dice.chance(0.18):
        person.quiet_from = dice.day(max(joined, START), AS_OF)
        if dice.chance(0.2) and (AS_OF - person.quiet_from).days > 240:
            person.back_from = AS_OF - dt.timedelta(days=dice.number(3, 60))
    return person


def customer_row(dice: Dice, person: Person) -> Row:
    women, men, families = people.NAMES[person.nationality]
    woman = person.gender == "F" or (person.gender != "M" and dice.chance(0.5))
    first, family = dice.pick(women if woman else men), dice.pick(families)
    family = people.family_of_woman(family, person.nationality) if woman else family
    name = family + first if person.nationality in people.FAMILY_FIRST else f"{first} {family}"
    satisfaction = str(min(10, max(1, round(7.2 + 1.9 * dice.bell())))) if dice.chance(0.38) else ""
    if not satisfaction and dice.chance(0.15):
        satisfaction = "99"  # asked, no answer
    return (
        person.id,
        name,
        person.born,
        person.gender,
        person.nationality,
        person.branch,
        person.occupation,
        "" if dice.chance(0.17) else person.income,
        person.joined,
        dice.weighted({"yes": 0.71, "no": 0.2, "": 0.09}),
        dice.weighted({"yes": 0.12, "no": 0.84, "": 0.04}),
        satisfaction,
        dice.weighted({"active": 0.975, "blocked": 0.014, "deceased": 0.011}),
    )


@dataclass(slots=True)
class Account:
    id: str
    owner: Person
    kind: str
    opened: dt.date


def make_accounts(dice: Dice, persons: Sequence[Person]) -> tuple[list[Account], list[Row], list[Row]]:
    accounts: list[Account] = []
    rows: list[Row] = []
    holders: list[Row] = []
    for person in persons:
        kinds = ["current"] + ["savings"] * dice.chance(0.42) + ["card"] * dice.chance(0.33)
        for kind in kinds:
            account = Account(f"A{len(accounts) + 1:05d}", person, kind, dice.day(person.joined, AS_OF))
            account.opened = person.joined if kind == "current" else account.opened
            accounts.append(account)
            usual = {"current": 0.9, "savings": 3.5, "card": 0.25}[kind] * person.income
            balance = dice.amount(usual, 0.9) * (-1 if kind == "card" or dice.chance(0.05) else 1)
            rows.append((account.id, kind, account.opened, f"{balance:.2f}"))
            holders.append((person.id, account.id, "OWNER"))
            if kind == "current" and dice.chance(0.16):
                other = persons[dice.number(0, len(persons) - 1)]
                if other is not person:
                    holders.append((other.id, account.id, "JOINT"))
    return accounts, rows, holders


def months() -> Iterable[dt.date]:
    for step in range(24):
        yield dt.date(START.year + (START.month - 1 + step) // 12, (START.month - 1 + step) % 12 + 1, 1)


def transactions(dice: Dice, accounts: Sequence[Account]) -> Iterable[Row]:
    for account in accounts:
        if account.kind == "savings":
            continue
        rows: list[tuple[dt.date, Row]] = []
        for month in months():
            for day, rest in month_of(dice, account, month):
                if day >= account.opened and account.owner.acts(day):
                    rows.append((day, rest))
        if account.kind == "current" and account.owner.acts(AS_OF) and dice.chance(0.05):
            # a standing order that is already booked for next month
            rows.append((dt.date(2026, 7, 1), (f"{dice.amount(120):.2f}", "transfer", "online", "")))
        for day, rest in sorted(rows, key=lambda row: row[0]):
            yield (account.id, day, *rest)


def month_of(dice: Dice, account: Account, month: dt.date) -> Iterable[tuple[dt.date, Row]]:
    person = account.owner
    last = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    digital = min(0.98, person.digital + 0.006 * ((month - START).days // 30))  # slowly more for everybody
    if account.kind == "current":
        if person.salary_here:
            yield month + dt.timedelta(days=9), (f"{dice.amount(person.income, 0.03):.2f}", "credit", "", "")
        for _ in range(int(person.eager * 0.7 + dice.number(0, 99) / 100)):
            yield dice.day(month, last), everyday(dice, person, digital)
    else:
        for _ in range(int(person.eager * SEASON[month.month] * 1.5 + dice.number(0, 99) / 100)):
            yield dice.day(month, last), card_payment(dice, person, month.month)


def everyday(dice: Dice, person: Person, digital: float) -> Row:
    """A transfer, a card payment or cash; the channel follows the person's habits."""
    if dice.chance(0.35):
        return card_payment(dice, person, 0)
    if dice.chance(digital):
        channel = "mobile" if dice.chance(0.35 + 0.5 * person.digital) else "online"
        return f"{dice.amount(110):.2f}", "transfer", channel, ""
    if dice.chance(0.6):
        return f"{dice.number(1, 20) * 10:.2f}", "withdrawal", "atm", ""
    if dice.chance(0.06):
        return f"{-dice.amount(40):.2f}", "reversal", "branch", ""
    return f"{dice.amount(240):.2f}", "transfer" if dice.chance(0.6) else "withdrawal", "branch", ""


def card_payment(dice: Dice, person: Person, month: int) -> Row:
    shares = {name: share for name, (share, _) in CATEGORIES.items()}
    if person.traveller:
        shares["travel"] += 0.22
    if month in (7, 8):
        shares["travel"] *= 2.5
    if month == 12:
        shares["electronics"] *= 2
        shares["clothing"] *= 1.6
    category = dice.weighted(shares)
    amount = dice.amount(CATEGORIES[category][1] * (1.6 if person.occupation == "manager" else 1.0))
    return f"{amount:.2f}", "card payment", "card", category


def products(dice: Dice, persons: Sequence[Person]) -> Iterable[Row]:
    shares = {"mortgage": 0.12, "term deposit": 0.14, "mutual fund": 0.1, "car loan": 0.08, "insurance": 0.2}
    for person in persons:
        wealthy = person.income > 3500
        for product, share in shares.items():
            if dice.chance(share * (2.0 if wealthy and product in ("mutual fund", "term deposit") else 1.0)):
                opened = dice.day(person.joined, AS_OF)
                ends = opened.replace(day=min(opened.day, 28), year=opened.year + (25 if product == "mortgage" else 3))
                yield person.id, product, opened, ends if product in ("mortgage", "term deposit", "car loan") else ""


def complaints(dice: Dice, persons: Sequence[Person]) -> Iterable[Row]:
    topics = {"fees": 0.4, "card": 0.25, "mobile app": 0.2, "branch service": 0.15}
    for person in persons:
        for _ in range(2 if dice.chance(0.02) else 1 if dice.chance(0.09) else 0):
            day = dice.day(max(person.joined, START), AS_OF)
            fresh = (AS_OF - day).days < 45
            yield person.id, day, dice.weighted(topics), "open" if fresh and dice.chance(0.7) else "closed"


def mailings(dice: Dice, persons: Sequence[Person]) -> Iterable[Row]:
    waves = {
        "spring savings": dt.date(2026, 4, 14),
        "travel card": dt.date(2026, 6, 2),
        "app launch": dt.date(2026, 6, 18),
    }
    for person in persons:
        for campaign, day in waves.items():
            if person.joined < day and dice.chance(0.3):
                yield (
                    person.id,
                    f"{day}T{dice.number(8, 11):02d}:{dice.number(0, 59):02d}:00",
                    campaign,
                    "yes" if dice.chance(0.05 + 0.1 * person.digital) else "no",
                )


def days(rows: Iterable[Row], column: int) -> dict[str, list[dt.date]]:
    """By customer the days in a column."""
    found: dict[str, list[dt.date]] = {}
    for row in rows:
        day = row[column]
        if isinstance(day, dt.date):
            found.setdefault(str(row[0]), []).append(day)
    return found


def text(header: str, rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def files() -> dict[str, bytes]:
    """Name of each file and what is in it (the transactions not yet packed)."""
    dice = Dice(20260630)
    number = 100
    persons: list[Person] = []
    for _ in range(CUSTOMERS):
        number += dice.number(1, 5)
        persons.append(make_person(dice, number))
    people_header = "customer_id,name,birth_date,gender,nationality,branch_id,occupation,INCOME_MONTHLY_EUR,joined,"
    people_header += "consent,email_opt_out,sat.score (1-10),status"
    customers = text(people_header, [customer_row(dice, person) for person in persons])
    accounts, account_rows, holders = make_accounts(dice, persons)
    transacted = text("account_id,booked_on,amount,kind,channel,category", transactions(dice, accounts))
    held = list(products(dice, persons))
    complained = list(complaints(dice, persons))
    mailed = list(mailings(dice, persons))
    dice = Dice(20260701)  # of its own, so that what was there before stays as it was
    complaint_days = days(complained, 1)
    tied = {str(row[0]) for row in held if row[1] in ("mortgage", "term deposit")}
    return {
        "customers.csv": customers,
        "accounts.csv": text("account_id,account_type,opened,balance", account_rows),
        "holders.csv": text("customer_id,account_id,role", holders),
        "transactions.csv.gz": transacted,
        "products.csv": text("customer_id,product,opened,ends", held),
        "complaints.csv": text("customer_id,received_on,topic,state", complained),
        "mailings.csv": text("customer_id,sent_at,campaign,answered", mailed),
        "departures.csv": text(
            "customer_id,left_on,reason", habits.departures(dice, persons, complaint_days, days(held, 2), tied)
        ),
        "services.csv": text("customer_id,service,opened", habits.services(dice, persons)),
        "surveys.csv": text("customer_id,answered_on,answer", habits.surveys(dice, persons, complaint_days)),
        "branches.csv": text("branch_id,branch,city,region_id", people.BRANCHES),
        "regions.csv": text("region_id,region,avg_salary,unemployment_pct", people.REGIONS),
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        packed = gzip.compress(content, compresslevel=9, mtime=0) if name.endswith(".gz") else content
        (folder / name).write_bytes(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
