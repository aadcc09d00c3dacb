"""What is written in the place of the clauses of learned statements, and how segdsl says it: a table without logic."""

from __future__ import annotations

from segdsl.record import record

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = rf"(?P<n>\d+|{'|'.join(NUMBERS)})"
_END = r"(?![\w-])"
_DATE = r"[^\n\d]*(?P<n>\d{4}-\d\d-\d\d)?"


@record
class Meant:
    """`statements` are those in which it is meant (all that are learned, when empty), `accepted` a token that could
    stand there, `pattern` what stands there instead, `after` the token before the last one, if that matters. In `help`,
    `{n}` and the like are groups of the pattern, `{last}` is the word before it."""

    statements: tuple[str, ...]
    accepted: str
    pattern: str
    help: str
    after: str = ""


_FEATURES = (
    Meant(
        ("cluster", "predict", "recommend", "detect"),
        "LOG",
        rf"(?:and|or|plus){_END}",
        "values to learn from are set apart by commas: `age, spend`",
    ),
    Meant(
        ("cluster", "predict", "recommend", "detect"),
        "LOG",
        rf"(?:is|in|between|contains|not){_END}|[<>=!]",
        "what is learned from is a value; a condition needs a name first: `define NAME as CONDITION`",
    ),
)
_ANY = (
    Meant(
        (),
        "OF_THOSE_WHERE",
        rf"(?:where|only|for|among\s+those|of){_END}",
        "who is learned from is written `of those where CONDITION`",
    ),
    Meant(
        (),
        "AUC",
        r"\w+",
        "what can be required is `stability` and `each group` of groups, and `AUC`, `calibration error`, "
        "`Brier score`, `lift` and `better than NAME` of predictions",
    ),
    Meant(
        (),
        "AT_LEAST",
        r"[<>=]|is|of|above|over|below|under|more|less|\d",
        "a limit is written `{last} at least NUMBER` or `{last} at most NUMBER`",
    ),
    Meant((), "LOG", r"\(", "in parentheses after a value stands `(log)`, `(category)` or `(unscaled)`"),
)
_SCORES = (
    Meant(
        ("score",),
        "IN_BANDS",
        rf"(?:in|into|with|using)\s+{_NUMBER}(?:\s+\w+)?|\d+\s+bands?",
        "the number of bands is written `in {n} bands`",
    ),
    Meant(
        ("score",),
        "OF_THOSE_WHERE",
        rf"(?:from|using|by|with|on){_END}|[=:]",
        "each part stands on a line of its own with its name: `recency from days since last visit`",
    ),
    Meant(
        ("score",),
        "OF_THOSE_WHERE",
        rf"(?P<n>[^\W\d][\w-]*)\s*(?:=|:|(?:is|as|by){_END})",
        "a part is written `{n} from VALUE`",
    ),
    Meant(
        ("score",),
        "OF_THOSE_WHERE",
        r"(?P<n>[^\W\d][\w-]*)\s+(?:cuts?|bands?|limits?|splits?|breaks?)",
        "the limits of a part are written `{n} cut at 30, 90, 180`",
    ),
    Meant(("score",), "COMMA", r"\d", "limits are set apart by commas: `cut at 30, 90`"),
    Meant(
        ("score",),
        "COMMA",
        rf"is\s+better{_END}",
        "a comma stands before `lower is better`: `recency from days since last visit, lower is better`",
    ),
    Meant(
        ("score",),
        "LOWER_IS_BETTER",
        "lower|higher|less|more|smaller|larger|bigger",
        "it is written `lower is better` or `higher is better`",
    ),
    Meant(
        ("score",),
        "OF_THOSE_WHERE",
        rf"(?:days?|weeks?|months?|years?){_END}",
        "limits are plain numbers in the unit of the value: `cut at 30, 90`",
    ),
)
_GROUPS = (
    Meant(
        ("cluster",),
        "INTO",
        r"(?:(?:in|to|with|of|as|k\s*=)\s*)?(?P<n>\d+)",
        "the number of groups is written `into {n} groups`",
    ),
    Meant(("cluster",), "NUMBER", _NUMBER + _END, "the number stands in digits: `into {n} groups`"),
    Meant(
        ("cluster",),
        "NUMBER",
        r"(?P<a>\d+)\s*(?:-|–|\.\.+)\s*(?P<b>\d+)",
        "a range is written `into {a} to {b} groups`",
    ),
    Meant(
        ("cluster",),
        "GROUPS",
        r"(?:-|–|or|and|\.\.+|up\s+to)\s*(?P<b>\d+)",
        "a range is written `into {last} to {b} groups`",
    ),
    Meant(("cluster",), "GROUPS", "", "it is written `into {last} groups`, or `into 4 to 8 groups`"),
    Meant(
        ("cluster",),
        "CALL_THE_OTHERS",
        rf"call(?:ing)?\s+(?:the\s+)?(?:rest|others?|remaining|remainder|everyone|everybody){_END}",
        'it is written `call the others "everyday"`',
    ),
    Meant(
        ("cluster",),
        "CALL_THE_OTHERS",
        r"call(?:ing)?\s+(?:the\s+)?(?:(?:group|one|cluster|segment)\s+)?(?:(?:with|having|of)\s+)?(?:the\s+)?"
        r"(?P<side>highest|largest|most|greatest|biggest|max(?:imum)?|lowest|smallest|least|min(?:imum)?)\s+"
        r'(?!group)(?P<by>[^\n"]*?)\s*"',
        'it is written `call the group with the {side} {by} "NAME"`',
    ),
    Meant(
        ("cluster",),
        "CALL_THE_OTHERS",
        rf"(?:call|name|label)(?:ing)?{_END}",
        'groups are named by `call the group with the highest spend "big"`, `call the largest group "usual"` and '
        '`call the others "everyday"`',
    ),
    Meant(
        ("cluster",),
        "STRING",
        "",
        'the name of a group stands in double quotes: `call the others "everyday"`',
    ),
    Meant(
        ("detect",),
        "OF_THOSE_WHERE",
        rf"(?:using|require|into|call){_END}",
        "`detect` has one method and nothing else to be said: only `by` and `of those where`",
    ),
    Meant(
        ("cluster", "detect"),
        "BY",
        rf"(?:from|with|on|using|features?|based\s+on){_END}",
        "what customers are compared by follows `by`: `by age, spend`",
    ),
)
_PREDICTIONS = (
    Meant(
        ("predict",),
        "USING",
        rf"(?:with|by|as|via|method){_END}[^\n]*?(?P<method>trees?|forests?|boosting|boosted|regression)",
        "the method follows `using`: `using boosted trees`, `decision tree`, `random forest` or `logistic regression`",
    ),
    Meant(
        ("predict",),
        "THAT",
        ",",
        "the method follows `using`, what is learned from follows `from`: `from age, visits`",
        after="USING",
    ),
    Meant(
        ("predict",),
        "THAT",
        rf"(?:if|when|whether|where|as|is|will){_END}",
        "what is predicted follows `that`: `predict churn that closed within 90 days after the as-of date`",
    ),
    Meant(
        ("predict",),
        "FROM",
        rf"(?:by|with|on|features?|based\s+on){_END}",
        "what is learned from follows `from`: `from age, visits`",
    ),
    Meant(
        ("predict",),
        "AFTER_THE_AS_OF_DATE",
        "",
        "the days of an outcome are written `within 90 days after the as-of date`",
    ),
    Meant(
        ("predict",),
        "LBRACKET",
        r"(?:the\s+)?(?:next|following|coming)\s+(?P<n>\d+\s+\w+)",
        "the days of an outcome are written `within {n} after the as-of date`",
    ),
    Meant(
        ("predict", "recommend"),
        "COMMA",
        rf"(?:and|or|plus){_END}{_DATE}",
        "dates are set apart by commas: `learn as of {last}, {date}`",
        after="LEARN_AS_OF",
    ),
    Meant(
        ("predict", "recommend"),
        "LEARN_AS_OF",
        rf"(?:learn(?:ed)?|train(?:ed|ing)?|fit(?:ted)?){_END}{_DATE}",
        "the dates to learn at are written `learn as of {date}`",
    ),
    Meant(
        ("predict", "recommend"),
        "TEST_AS_OF",
        rf"(?:test(?:ed|ing)?|validated?){_END}{_DATE}",
        "the date to test at is written `test as of {date}`",
    ),
)
_ESTIMATES = (
    Meant(
        ("estimate",),
        "COUNTED_IN",
        rf"over\s+(?:the\s+)?(?:last|past|previous){_END}|since{_END}",
        "an estimate looks at all purchases up to the as-of date, so its table has no window; how far it looks ahead "
        "is written `over the next 12 months`",
    ),
    Meant(("estimate",), "EVERY", "", "it is written `keeping 98% every month`", after="KEEPING"),
    Meant(
        ("estimate",),
        "EVERY",
        "",
        "it is estimated `from amount in orders`, a column and its table, or `from fee every month`",
    ),
    Meant(
        ("estimate",),
        "PERIOD",
        r"\w+",
        "a unit is `days`, `weeks`, `months` or `years`; a quarter is `3 months`",
    ),
    Meant(
        ("estimate",),
        "HORIZON",
        r"(?:over|for|within|in|during)\s+(?:the\s+)?(?:(?:next|coming)\s+)?(?P<n>\d+\s+\w+)",
        "how far it looks ahead is written `over the next {n}`",
    ),
    Meant(
        ("estimate",),
        "COUNTED_IN",
        rf"count(?:ed|ing)?{_END}",
        "the unit of time is written `counted in weeks`",
    ),
    Meant(
        ("estimate",),
        "KEEPING",
        rf"(?:retention|retaining|keep){_END}",
        "it is written `keeping 98% every month`",
    ),
    Meant(("estimate",), "A_YEAR", "", "a discount is written `discount 10% a year`"),
    Meant(("estimate",), "NUMBER", r"of\s+(?P<n>[\d.]+%?)", "it is written `{last} {n}`"),
)
_RECOMMENDATIONS = (
    Meant(
        ("recommend",), "AMONG", rf"(?:and|or|plus){_END}", 'products are set apart by commas: `among "fund", "card"`'
    ),
    Meant(
        ("recommend",),
        "BY_THOSE_WHO_DO_NOT_HOLD_IT",
        rf"(?:by|for|of|from){_END}",
        "it is written `by those who do not hold it`",
    ),
    Meant(
        ("recommend",),
        "AMONG",
        rf"(?:of|out\s+of|products?){_END}",
        'the products follow `among`: `among "credit card", "mutual fund"`',
    ),
    Meant(
        ("recommend",),
        "IN",
        "",
        'what customers hold is written `from product in holdings`; the products follow `among`: `among "credit card"`',
    ),
    Meant(
        ("recommend",),
        "KNOWING",
        rf"(?:using|with|by|features?|based\s+on){_END}",
        "what else is known of a customer follows `knowing`: `knowing age, income`",
    ),
    Meant(
        ("recommend",),
        "WITHIN",
        rf"(?P<opened>[^\W\d][\w-]*)\s+(?:in|over|during|within){_END}[^\n\d]*(?P<n>\d+\s+\w+)",
        "it is written `{opened} within {n} by those who do not hold it`",
    ),
    Meant(("recommend",), "TIMES_THE_USUAL_RATE", "", "it is written `likely means 3 times the usual rate`"),
    Meant(
        ("recommend",),
        "LIKELY_MEANS",
        rf"likely{_END}",
        "it is written `likely means 3 times the usual rate`",
    ),
)
MEANT = (*_FEATURES, *_SCORES, *_GROUPS, *_PREDICTIONS, *_ESTIMATES, *_RECOMMENDATIONS, *_ANY)

CLAUSES = {
    "score": "`of those where`, `in … bands`, `NAME from` and `NAME cut at`",
    "cluster": "`of those where`, `by`, `into`, `using`, `call` and `require`",
    "predict": "`that`, `of those where`, `from`, `using`, `learn as of`, `test as of` and `require`",
    "estimate": "`of those where`, `from`, `counted in`, `keeping`, `over the next`, `margin` and `discount`",
    "recommend": "`from`, `among`, `NAME within`, `of those where`, `knowing`, `likely means`, `learn as of`, "
    "`test as of` and `require`",
    "detect": "`of those where` and `by`",
}
"""What the clauses of a statement begin with."""
