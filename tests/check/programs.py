"""Random rule texts over the tables of `rules.HEADER`: well-typed ones, and ones with anything anywhere."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

WHERES = {
    "transactions": ['kind is "credit"', "amount > 10", 'channel in ["a", "b"]', "booked on is before 2025-06-01"],
    "notes": ['word contains "a"', "word is known"],
}
ROW_NUMBERS = ["amount", "amount * 2", "amount - age", "days since booked on"]
ROW_DATES = ["booked on", "booked on + 1 day"]
WINDOWS = [
    "",
    " over the last 90 days",
    " over 3 months ending 2 weeks ago",
    " since 2025-01-01",
    " between 2025-01-01 and 2025-03-31",
    " over all time",
    " over the 90 days before joined",
    " over the 1 month after seen at",
]
RANKINGS = st.builds(
    "{}{}".format,
    st.sampled_from(["in the top 10%", "not in the bottom 0.5%", "above average"]),
    st.sampled_from(["", " by job", " by city tier", " by consent", " by age"]),
)
UNITS = ["days", "weeks", "months", "years"]
LENGTHS = st.builds("{} {}".format, st.integers(0, 400), st.sampled_from(UNITS))


def numbers(depth: int) -> SearchStrategy[str]:
    """Values that are numbers; in parentheses when they have parts."""
    plain = st.sampled_from(["age", "balance", "avg salary of districts", "12", "1.5k", "n1", "n2"])
    if depth == 0:
        return plain
    inner = numbers(depth - 1)
    return st.one_of(
        plain,
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({} of {}, {})".format, st.sampled_from(["larger", "smaller"]), inner, inner),
        st.builds("({} {})".format, st.sampled_from(["round", "absolute"]), inner),
        st.builds("({} since {})".format, st.sampled_from(UNITS), dates(depth - 1)),
        st.builds("({} defaulting to 0)".format, inner),
        st.builds("(10% of {})".format, inner),
        measures(depth - 1, ["sum of", "average of", "median of", "smallest of", "largest of"], ROW_NUMBERS),
        measures(depth - 1, ["number of different"], ["kind", "channel", "booked on"]),
        st.builds("(count of {})".format, st.sampled_from(["notes", "transactions over the last 1 week"])),
    )


@st.composite
def measures(draw: DrawFn, depth: int, aggregates: list[str], operands: list[str]) -> str:
    where = draw(st.one_of(st.just(""), wheres(depth).map(" where {}".format)))
    window = draw(st.sampled_from(WINDOWS))
    return f"({draw(st.sampled_from(aggregates))} {draw(st.sampled_from(operands))} in transactions{window}{where})"


def wheres(depth: int) -> SearchStrategy[str]:
    """Conditions over the rows of `transactions`, with the customer's values among them."""
    plain = st.sampled_from(WHERES["transactions"])
    return plain if depth <= 0 else st.one_of(plain, st.builds("{} and ({})".format, plain, conditions(depth - 1)))


def dates(depth: int) -> SearchStrategy[str]:
    plain = st.sampled_from(["joined", "seen at", "today", "2025-12-31"])
    if depth == 0:
        return plain
    return st.one_of(
        plain,
        st.builds("({} {} {})".format, dates(depth - 1), st.sampled_from("+-"), LENGTHS),
        st.builds("(larger of {}, {})".format, dates(depth - 1), dates(depth - 1)),
        measures(depth - 1, ["earliest", "latest"], ROW_DATES),
    )


def conditions(depth: int) -> SearchStrategy[str]:
    """Conditions that need no parentheses beside `and`."""
    number, date = numbers(max(depth - 1, 0)), dates(max(depth - 1, 0))
    plain = st.one_of(
        st.sampled_from(
            [
                "consent",
                "consent is yes",
                'gender is "F"',
                'gender in ["F", "M"]',
                'job matches "^a.*"',
                'band is "young"',
                'city tier is "gold"',
                "in first",
                "not in first",
                "any notes",
                "flag",
            ]
        ),
        st.builds("{} {} {}".format, number, st.sampled_from(["<", ">=", "is", "!=", "is at least"]), number),
        st.builds("{} between {} and {}".format, number, number, number),
        st.builds("{} in [1, 2.5, 3]".format, number),
        st.builds("{} is {}".format, st.one_of(number, date), st.sampled_from(["missing", "known"])),
        st.builds("{} is {} {}".format, date, st.sampled_from(["before", "after", "on"]), date),
        st.builds("{} is {} ago".format, date, st.sampled_from(["at least 90 days", "more than 1 year"])),
        st.builds("{} is {} ago".format, date, st.sampled_from(["at most 2 weeks", "less than 3 months"])),
        st.builds("{} is within 2 months".format, date),
        st.builds("today - {} > 90 days".format, date),
    )
    if depth == 0:
        return plain
    inner = conditions(depth - 1)
    return st.one_of(
        plain,
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("not ({})".format, inner),
        st.builds("(no transactions where {})".format, wheres(depth - 1)),
    )


@st.composite
def statements(draw: DrawFn) -> list[str]:
    """Statements that refer to each other, in the order of the references."""
    measure = draw(measures(1, ["sum of", "average of"], ROW_NUMBERS)).strip("()") if draw(st.booleans()) else "age + 1"
    return [
        f"define n1 as {measure if measure.count('(') == measure.count(')') else 'age'}",
        "define n2 as n1 / 2",
        f"define flag as {draw(conditions(0).filter(lambda text: not refers(text, 'flag', 'first', 'band', 'tier')))}",
        'define band as\n  when age < 30 then "young"\n  when n2 > 3 then "middle"\n  otherwise "old"',
        "first if n1 > 3\n  and flag",
        "tiers city tier\n  when in first then gold\n  otherwise basic",
        f"x if {draw(conditions(2))}",
        f"y if {draw(conditions(1))}\n  and {draw(conditions(1))}\n  except x",
        f"define c as\n  when {draw(conditions(1))} then {draw(numbers(1))}\n  otherwise {draw(numbers(1))}",
        f"suppress if {draw(conditions(1))}",
        *(draw(learned()) if draw(st.integers(0, 2)) == 0 else []),
    ]


@st.composite
def learned(draw: DrawFn) -> list[str]:
    """Learned statements that use each other, and rules that use them."""
    features = f"age, n2, ({draw(numbers(1))} + 0.5) (log), job, flag"
    return [
        f"score s\n  a from {draw(numbers(1))}\n  b from n2, lower is better",
        f"cluster g\n  of those where {draw(conditions(0))}\n  by {features}\n  into 3 groups",
        "predict p\n  that no transactions within 30 days after the as-of date\n  from s score, g, n1",
        f"detect o\n  of those where n1 is {draw(RANKINGS)}\n  by {features}, g",
        "estimate v from n1 * amount in transactions, counted in weeks\n  over the next 90 days",
        f'l if p > 3% and g is "group 1" and {draw(numbers(1))} is {draw(RANKINGS)}',
        f"m if o is {draw(RANKINGS)} or v > {draw(numbers(1))} or chance alive < 2%",
    ]


def refers(text: str, *names: str) -> bool:
    return any(name in text for name in names)


def things() -> SearchStrategy[str]:
    """Operands of any kind, with names that exist and names that do not."""
    return st.one_of(
        numbers(1),
        dates(1),
        st.sampled_from(
            [
                "gender",
                "job",
                "consent",
                "zebra",
                "first",
                "transactions",
                "amount",
                "avg salary",
                "x of y",
                "city tier",
                '"text"',
                "yes",
                "40%",
                "3 days",
                "2 months",
                "99_999_999_999_999_999",
                "age-balance",
                "x",
            ]
        ),
    )


@st.composite
def wild(draw: DrawFn) -> str:
    """A rule whose operands are of any kind."""
    shape = draw(
        st.sampled_from(
            [
                "{} > {}",
                "{} is {}",
                "{} between {} and {}",
                '{} in ["a", 1, 2020-01-01]',
                "{} in [yes, no]",
                "{}",
                "not {}",
                "{} is before {}",
                "{} is within 0 days",
                '{} contains "a"',
                '{} matches "("',
                "({} + {}) * ({} - {}) > 3",
                "(days since {}) > {}",
                "({} defaulting to {}) is {}",
                "(larger of {}, {}) > {}",
                "(sum of {} in transactions where {} > 3) > {}",
                "(latest {} in notes over the last 3 days) > {}",
                "(most common {} in districts) is {}",
                "any zebras where {}",
                "in {}",
                "{} > 1 except ({} is {})",
                "{} is in the top 10% by job",
                "{} is above average",
            ]
        )
    )
    return shape.format(*(draw(things()) for _ in range(shape.count("{}"))))


@st.composite
def wild_learned(draw: DrawFn) -> str:
    """A learned statement whose operands are of any kind."""
    shape = draw(
        st.sampled_from(
            [
                "score q\n  a from {}\n  b from {}, weight 2",
                "cluster q\n  of those where {} > 3\n  by {}, {} (log)\n  into 3 groups",
                'cluster q\n  by {}\n  into 3 groups\n  call the group with the highest {} "a"\n  call the others "b"',
                "predict q\n  that {} is {}\n  from {}, {}",
                "predict q\n  that any transactions within 3 months after the as-of date where {} > 3\n  from {}",
                "predict q\n  that (sum of {} in transactions over the next 9 days) > {}\n  from {}",
                "predict q\n  that consent\n  from {}\n  require better than {}",
                "estimate q\n  from {} in transactions where {} is {}, counted in days\n  over the next 3 months",
                "estimate q\n  from {} every month, keeping {} every year\n  over the next 3 months",
                'recommend q\n  from {} in notes\n  among "a", "b"\n  knowing {}',
                "detect q\n  by {}, {} (category)",
            ]
        )
    )
    return shape.format(*(draw(things()) for _ in range(shape.count("{}"))))
