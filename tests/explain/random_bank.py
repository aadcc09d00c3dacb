"""Random rules over a fixed bank and random rows for it, as texts; literals and values come from the same pools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

AS_OF = dt.date(2024, 2, 29)

TABLES = """\
as of 2024-02-29

table customers from "customers.csv"
  key customer id
  column customer id: text
  column age: whole number, missing when 999
  column balance: number, 2 decimals
  column ratio: number
  column job: one of "clerk", "baker", "none of these"
  column city: text
  column active: yes or no
  column joined: date
  column seen at: date and time
  column branch id: text

table branches from "branches.csv"
  one per branch id
  column branch id: text
  column region id: text
  column size: whole number

table regions from "regions.csv"
  one per region id
  column region id: text
  column pay: number, 1 decimals
  column name: text

table moves from "moves.csv"
  many per customer id, dated day
  column customer id: text
  column amount: number, 2 decimals
  column weight: number
  column kind: one of "in", "out"
  column day: date
  column fine: yes or no

table holders from "holders.csv"
  many per customer id
  column customer id: text
  column account id: text
  column role: text

table cards from "cards.csv"
  many per account id, through holders where role is "owner", dated made on
  only where limit > 0
  column account id: text
  column limit: number
  column made on: date and time
"""

CITIES = ("Brno", "Praha", "臺北", "b_%")
KINDS = ("in", "out")
DAYS = ("2023-02-28", "2023-08-31", "2023-11-30", "2024-01-31", "2024-02-28", "2024-02-29", "2024-03-01")
NUMBERS = ("-3", "0", "1", "2", "2.5", "10", "18", "30.25")
DURATIONS = ("1 days", "29 days", "2 weeks", "1 months", "6 months", "1 years")


def _pick(options: Sequence[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(options)


def _join(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: pattern.format(*found))


# ---- rows ----------------------------------------------------------------------------------------------------


def _cell(options: Sequence[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), _pick(options), _pick(options), _pick(options))


def _rows(header: str, columns: Sequence[st.SearchStrategy[str]], most: int) -> st.SearchStrategy[str]:
    lines = st.lists(st.tuples(*columns).map(",".join), max_size=most)
    return lines.map(lambda found: "\n".join([header, *found]) + "\n")


_CUSTOMER = (
    _cell(("17", "18", "30", "40", "999")),
    _cell(("-3.00", "0", "2.50", "10.10", "30.25")),
    _cell(("0.1", "0.3", "2", "10")),
    _cell(("clerk", "baker", "none of these")),
    _cell(CITIES),
    _cell(("yes", "no")),
    _cell(DAYS),
    _cell(("2024-02-29 23:59:59", "2024-01-31 00:00:00", "2023-02-28T12:00:00")),
    _cell(("b1", "b2", "b9")),
)


@st.composite
def files(draw: st.DrawFn) -> dict[str, str]:
    """The data files, with gaps, rows of nobody, and look-ups that lead nowhere."""
    people = draw(st.lists(st.tuples(*_CUSTOMER), min_size=1, max_size=6))
    header = "customer id,age,balance,ratio,job,city,active,joined,seen at,branch id"
    keys = [f"0{number}" for number in range(len(people))]
    customers = "\n".join([header, *(",".join([key, *row]) for key, row in zip(keys, people, strict=True))]) + "\n"
    own = _pick((*keys, "nobody"))
    account = _cell(("a1", "a2", "a3"))
    moves = _rows(
        "customer id,amount,weight,kind,day,fine",
        (
            own,
            _cell(("0.10", "0.20", "2.50", "30.25", "-3")),
            _cell(("0.1", "0.2", "0.7")),
            _cell(KINDS),
            _cell(DAYS),
            _cell(("yes", "no")),
        ),
        12,
    )
    return {
        "customers.csv": customers,
        "branches.csv": "branch id,region id,size\nb1,r1,10\nb2,r9,\n",
        "regions.csv": "region id,pay,name\nr1,2.5,Brno\nr2,10,Praha\n",
        "moves.csv": draw(moves),
        "holders.csv": draw(_rows("customer id,account id,role", (own, account, _cell(("owner", "user"))), 8)),
        "cards.csv": draw(
            _rows(
                "account id,limit,made on",
                (account, _cell(("0", "0.1", "10", "2.5")), _cell(("2024-02-29 10:00:00", "2023-08-31", "2024-03-01"))),
                8,
            )
        ),
    }


# ---- rules ---------------------------------------------------------------------------------------------------

_WINDOW = st.one_of(
    st.just(""),
    _join("over the last {}", _pick(DURATIONS)),
    _join("over {} ending {} ago", _pick(("1 months", "2 months")), _pick(("1 months", "3 months"))),
    _join("since {}", _pick(DAYS)),
    st.just("between 2023-08-31 and 2024-01-31"),
    _join("over the {} before joined", _pick(("29 days", "6 months"))),
    _join("over the {} after joined", _pick(("29 days", "6 months"))),
)
_ROW_CONDITION = st.one_of(
    _join('kind is "{}"', _pick(KINDS)),
    _join("amount > {}", _pick(NUMBERS)),
    _join('(not kind is "{}" or weight < 0.2)', _pick(KINDS)),
    st.just("fine"),
    st.just("not fine"),
    st.just("amount > balance"),
    st.just("day is after joined"),
    _join("amount + weight >= {}", _pick(NUMBERS)),
)
_WHERE = st.one_of(st.just(""), _ROW_CONDITION.map(lambda text: f"where {text}"))


def _measure(lead: Sequence[str]) -> st.SearchStrategy[str]:
    return _join("({} {} {})", _pick(lead), _WINDOW, _WHERE)


_NUMBER_MEASURE = st.one_of(
    _measure(
        (
            "count of moves",
            "sum of amount in moves",
            "sum of weight in moves",
            "sum of amount * weight in moves",
            "sum of amount - 1 in moves",
            "average of amount in moves",
            "average of weight in moves",
            "median of amount in moves",
            "smallest of weight in moves",
            "largest of amount in moves",
            "number of different kind in moves",
        )
    ),
    _join("(share of moves {} where {})", _WINDOW, _ROW_CONDITION),
    _join("(share of {} in moves {} where {})", _pick(("amount", "weight")), _WINDOW, _ROW_CONDITION),
    _join("(sum of limit in cards {})", _pick(("", "over the last 6 months", "where limit > 1"))),
    _join("(count of cards {})", _pick(("", "over the last 1 days", "where limit > ratio"))),
    st.just("(sum of limit in cards where made on is before joined)"),
)

_NUMBER_LEAF = st.one_of(
    _pick(("age", "balance", "ratio", "size", "pay", "points", "total")),
    _pick(NUMBERS),
    _NUMBER_MEASURE,
    _join("{} since {}", _pick(("days", "weeks", "months", "years")), _pick(("joined", "last move", "seen at"))),
)


def _number(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _join("({} {} {})", inner, _pick(("+", "-", "*", "/")), inner),
        _join("({} defaulting to {})", inner, _pick(NUMBERS)),
        _join("(larger of {}, {})", inner, inner),
        _join("(smaller of {}, {})", inner, inner),
        _join("(round {})", inner),
        _join("(absolute {})", inner),
        _join("(50% of {})", inner),
    )


numbers = st.recursive(_NUMBER_LEAF, _number, max_leaves=3)

_RELATIONS = ("<", "<=", ">", ">=", "is", "is not", "is at least", "is more than")
_LEAVES = st.one_of(
    _join("{} {} {}", numbers, _pick(_RELATIONS), numbers),
    _join("{} between {} and {}", numbers, _pick(NUMBERS[:4]), _pick(NUMBERS[4:])),
    _join("{} not between {} and {}", numbers, _pick(NUMBERS[:4]), _pick(NUMBERS[4:])),
    _join("age {} [{}, {}]", _pick(("in", "not in")), _pick(("18", "30")), _pick(("17", "40"))),
    _join('{} {} "{}"', _pick(("job", "kind of customer")), _pick(("is", "is not")), _pick(("clerk", "baker"))),
    _join('city {} ["{}", "{}"]', _pick(("in", "not in")), _pick(CITIES), _pick(CITIES)),
    _join('city {} "{}"', _pick(("contains", "starts with", "ends with")), _pick(("b", "B", "_%", "臺", "o"))),
    _join('city matches "{}"', _pick(("^B", "[oa]$", "b.%", "^..$", "^(Brno|臺北)$"))),
    _join('(most common kind in moves {}) is "{}"', _WINDOW, _pick(KINDS)),
    st.just("city is name"),
    _join("{} is {}", _pick(("age", "city", "joined", "active", "last move", "ratio", "pay", "kind of customer")),
          _pick(("missing", "known"))),
    _pick(("active", "not active", "active is yes", "active is no", "active is not no", "good", "good is no")),
    _join("{} is {} {}", _pick(("joined", "last move")), _pick(("before", "after", "on")), _pick(DAYS)),
    _join("seen at is {} joined", _pick(("before", "after", "on"))),
    _join("joined is {} {}", _pick(("within", "within the next")), _pick(DURATIONS)),
    _join("{} is {} {} ago", _pick(("joined", "seen at", "last move")),
          _pick(("at least", "at most", "more than", "less than")), _pick(DURATIONS)),
    _join("today - joined {} {}", _pick(("<", ">=")), _pick(("29 days", "2 weeks"))),
    _join("{} {} {}", _pick(("any", "no")), _pick(("moves", "cards")), st.just("over the last 6 months")),
    _pick(("in base", "not in base", 'grade is "high"', 'test is not "a"')),
)  # fmt: skip


def _condition(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _join("({} and {})", inner, inner),
        _join("({} or {})", inner, inner),
        _join("({} or {} or {})", inner, inner, inner),
        _join("(not ({}))", inner),
        _join("({} except ({}))", inner, inner),
        _join("({} except base)", inner),
    )


conditions = st.recursive(_LEAVES, _condition, max_leaves=5)

_DEFINES = """\
define last move as latest day in moves
define points as count of moves over the last 6 months
define total as sum of amount in moves defaulting to 0
define kind of customer as
  when age < 18 then "baker"
  when {0} then "clerk"
define good as {1}
base if {2}
tiers grade
  when {3} then high
  when {4} then middle
  otherwise low
split test by customer id using "salt"
  30% a
  70% b
suppress if {5} because "Asked not to be written to"
"""


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A whole rule file; the conditions behind names do not use these names, so that there are no circles."""
    plain = conditions.filter(lambda text: not any(word in text for word in _NAMES))
    text = TABLES + _DEFINES.format(*(draw(plain) for _ in range(6)))
    for number in range(draw(st.integers(1, 5))):
        text += f"segment {number} if {draw(conditions)}\n"
    return text


_NAMES = ("base", "grade", "test", "good", "kind of customer")
