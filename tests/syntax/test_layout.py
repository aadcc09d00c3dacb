"""The canonical layout, exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.syntax import strategies
from tests.syntax.reading import read

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file, print_statement

AS_IT_IS = [
    "high-value if RFM score > 12 and age < 40\n",
    "a if x\nb if y\n",
    "a if x\n\nb if y\n",
    'a "Title" if x because "why" then "what"\n',
    'at-risk\n  if a > 1\n  and b < 2\n  except c\n  because "why"\n  then "what"\n',
    "at-risk\n  if (a or b)\n  and not (c and d)\n",
    'define spend as sum of amount in orders over the last 12 months where kind is "x"\n',
    'define spend as sum of amount in orders\n  over the last 12 months\n  where kind is "x"\n  and paid\n',
    'define band as\n  when age < 30 then "young"\n  otherwise "old"\n',
    "define active as visits > 3 and spend > 100\n",
    "define active as\n  visits > 3\n  and spend > 100\n",
    'tiers value tier "Value"\n  when balance > 100k then gold\n  otherwise "the rest"\n',
    "# a comment alone\n\n# and one that leads\na if x  # and one behind\n\n# at the end\n",
    "at-risk  # the name\n  # above\n  if a > 1  # behind\n  # between\n  and b < 2\n  # below\n\nb if y\n",
    "a if x\n  # and y > 3\n\nb if y\n",
    'table t from "t.csv"\n  key id  # the key\n  # from the file\n  column age: whole number 0 to 120\n',
    "score RFM\n  in 4 bands\n  recency from a, lower is better\n  recency cut at 30, 90\n  monetary from c\n",
    "cluster x  # who\n  of those where a  # whom\n  # by what\n  by b, c (log)  # how\n  into 3 groups\n  # end\n",
    "cluster x\n  of those where a > 1\n    and b < 2  # why\n  by c\n  into 3 groups using k-means\n",
    "predict x\n  that a > 1\n    and b < 2\n  of those where c\n  from d\n",
    "a if b is in the top 10% by c and d is above average\n",
]


@pytest.mark.parametrize("text", AS_IT_IS)
def test_canonical_text_stays(text: str) -> None:
    assert print_file(read(text)) == text


CHANGED = [
    ("IF-less", "x  IF  a>1   AND b < 2", "x if a > 1 and b < 2\n"),
    ("line ends", "x if a\r\n\r\n\r\n\r\ny if b\r\n\r\n", "x if a\n\ny if b\n"),
    ("byte order mark", "\ufeffx if a", "x if a\n"),
    ("full width", 'x if a ＞ １２ and b in ［"ａ"］', 'x if a > 12 and b in ["ａ"]\n'),
    ("one condition", "x\n  if a > 1", "x if a > 1\n"),
    ("too long", f"x if {'a' * 60} > 1 and {'b' * 60} > 2", f"x\n  if {'a' * 60} > 1\n  and {'b' * 60} > 2\n"),
    ("tabs", "x\n\tif a\n\tand b", "x\n  if a\n  and b\n"),
    ("several clauses a line", "x if a and\n b and c", "x\n  if a\n  and b\n  and c\n"),
    ("statements of several lines", "a if x\nb\n  if y\n  and z\nc if d", "a if x\n\nb\n  if y\n  and z\n\nc if d\n"),
    ("a leading comment", "a if x\n# on b\nb\n  if y\n  and z", "a if x\n\n# on b\nb\n  if y\n  and z\n"),
    ("values in parentheses", "x if (a) > (1 + 2) * 3 and ((b))", "x if a > (1 + 2) * 3 and ((b))\n"),
    ("ways to say it", "x if d is not missing and e is between 1 and 2 and the as-of date is after f", None),
    ("a trailing comma", "x if a in [1, 2,]", "x if a in [1, 2]\n"),
    ("backticks", "`x y` if `a b` > 1 and `a and b` > 2", "x y if a b > 1 and `a and b` > 2\n"),
    ("one unit", "x if d is within 1 days and e is within 2 day", "x if d is within 1 day and e is within 2 days\n"),
    ("a comment in a condition", "x if (a # first\n  or b) # second\n", "x\n  # first\n  if (a or b)  # second\n"),
    ("a comment in a name and one behind", "x # first\n  if a # second\n", "x  # first\n  if a  # second\n"),
    ("two comments on a line", "table # first\n  t # second\n", "table t  # second\n  # first\n"),
    ("a comment in the last clause", "x if in # here\n  y\n", "x if in y  # here\n"),
    ("flags", "table t\n  column a, protected, missing when 1, text", None),
    (
        "links",
        "table t\n  many per a, through b where c, dated d",
        "table t\n  many per a, dated d, through b where c\n",
    ),
    (
        "clauses and their comments",
        "cluster x\n  into 3 groups # how many\n  # what\n  by a, b # which\n  of those where c # who\n  # end\n",
        "cluster x\n  of those where c  # who\n  # what\n  by a, b  # which\n  into 3 groups  # how many\n  # end\n",
    ),
    ("a method of its own", "cluster x\n  using y # z\n  by a\n  into 1 groups", None),
    (
        "requirements",
        "detect x\n  by a\ncluster x\n  by a\n  into 2 groups\n  require lift at least 2\n  require AUC at least 1",
        None,
    ),
    ("names", "cluster `x by y`\n  by `sales using app`, `cost (log)`, `a`\n  into 3 groups", None),
    (
        "ways to rank",
        "x if a in the top 10% and b is  not in the  bottom 5 %",
        "x if a is in the top 10% and b is not in the bottom 5%\n",
    ),
    ("a bracket at the margin", "x if a in [\n1,\n2\n]", None),
]
WANTED = {
    "ways to say it": "x if d is known and e between 1 and 2 and today is after f\n",
    "a method of its own": "cluster x\n  by a\n  into 1 group using y  # z\n",
    "requirements": "detect x\n  by a\n\ncluster x\n  by a\n  into 2 groups\n"
    "  require lift at least 2, AUC at least 1\n",
    "names": "cluster `x by y`\n  by `sales using app`, `cost (log)`, a\n  into 3 groups\n",
    "flags": "table t\n  column a: text, missing when 1, protected\n",
}


@pytest.mark.parametrize(("name", "text", "wanted"), CHANGED)
def test_what_changes(name: str, text: str, wanted: str | None) -> None:
    wanted = wanted or WANTED.get(name)
    if wanted is None:
        assert not parse(Source("f", text)).ok
        return
    assert print_file(read(text)) == wanted
    assert print_file(read(wanted)) == wanted


def test_long_lists_and_long_groups_are_wrapped() -> None:
    items = ", ".join(f'"branch {i:02d}"' for i in range(20))
    group = " or ".join(f"some long name {i} > {i}" for i in range(6))
    printed = print_file(read(f"x if a in [{items}] and ({group}) and c"))
    assert printed == (
        "x\n"
        "  if a in [\n"
        '    "branch 00", "branch 01", "branch 02", "branch 03", "branch 04", "branch 05", "branch 06",\n'
        '    "branch 07", "branch 08", "branch 09", "branch 10", "branch 11", "branch 12", "branch 13",\n'
        '    "branch 14", "branch 15", "branch 16", "branch 17", "branch 18", "branch 19"\n'
        "  ]\n"
        "  and (some long name 0 > 0\n"
        "    or some long name 1 > 1\n"
        "    or some long name 2 > 2\n"
        "    or some long name 3 > 3\n"
        "    or some long name 4 > 4\n"
        "    or some long name 5 > 5)\n"
        "  and c\n"
    )
    assert print_file(read(printed)) == printed


def test_a_changed_clause_is_a_changed_line() -> None:
    before = "x\n  if a > 1\n  and b < 2\n  and c in [1, 2]\n"
    after = print_file(read(before.replace("b < 2", "b < 3")))
    assert [b for b, a in zip(before.splitlines(), after.splitlines(), strict=True) if a != b] == ["  and b < 2"]


@settings(max_examples=200, deadline=None)
@given(st.lists(strategies.statements, min_size=1, max_size=3), st.data())
def test_comments_are_kept_wherever_they_stand(statements: list[ast.Statement], data: st.DataObject) -> None:
    lines = "\n\n".join(print_statement(s) for s in statements).split("\n")
    for number in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        indent = data.draw(st.sampled_from(["", "  "]))
        if data.draw(st.booleans()) and lines[at]:
            lines[at] += f" # behind {number}"
        else:
            lines.insert(at, f"{indent}# alone {number}")
    text = "\n".join(lines) + "\n"
    file = read(text)
    printed = print_file(file)
    again = read(printed)
    assert sorted(c.text for c in again.comments) == sorted(c.text for c in file.comments)
    assert again.statements == file.statements
    assert print_file(again) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("a if ( count of t ) > (count of u)", "a if (count of t) > (count of u)"),
        ("a if count of t > 3", "a if count of t > 3"),
        ("a if (count of t > 3 or b) and c", "a if (count of t > 3 or b) and c"),
        ("a if (b) > (c + 1)", "a if b > c + 1"),
    ],
)
def test_a_measure_keeps_the_parentheses_it_was_written_in(written: str, printed: str) -> None:
    found = parse(Source("f", written + "\n")).value
    assert found is not None
    assert print_file(found) == printed + "\n"


def test_long_clauses_are_wrapped() -> None:
    features = ", ".join(f"some long feature {i}" for i in range(6))
    chain = " and ".join(f"some long name {i} > {i}" for i in range(6))
    printed = print_file(read(f"detect odd\n  of those where {chain}\n  by {features}"))
    assert printed == (
        "detect odd\n"
        "  of those where some long name 0 > 0\n"
        "    and some long name 1 > 1\n"
        "    and some long name 2 > 2\n"
        "    and some long name 3 > 3\n"
        "    and some long name 4 > 4\n"
        "    and some long name 5 > 5\n"
        "  by some long feature 0, some long feature 1, some long feature 2, some long feature 3,\n"
        "    some long feature 4, some long feature 5\n"
    )
    assert print_file(read(printed)) == printed
