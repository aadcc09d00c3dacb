"""The small functions that printed code may call, as text; only those that are called are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from segdsl.explanation.pandas_code import learned_helpers

_READ: Mapping[str, str] = {
    "texts": '''def texts(column, *missing):
    """Texts; blank cells and the codes given are missing."""
    read = column.astype(str).str.normalize("NFC")
    return read.where(column.notna() & (read.str.strip() != "") & ~read.isin(missing))''',
    "numbers": '''def numbers(column, *missing):
    """Numbers; empty cells and the codes given are missing."""
    read = pd.to_numeric(column, errors="coerce").astype(float)
    codes = [code for code in missing if not isinstance(code, str)]
    return read.where(np.isfinite(read) & ~read.isin(codes) & ~column.isin(missing))''',
    "undeclared": '''def undeclared(column):
    """Numbers where every known cell is one, else dates where every one is, else texts."""
    known = column.notna() & (column.astype(str).str.strip() != "")
    for read in (pd.to_numeric, lambda cells, errors: pd.to_datetime(cells, format="ISO8601", errors=errors)):
        found = read(column.where(known), errors="coerce")
        if found.notna().equals(known):
            return found
    return column.where(known)''',
    "decimal_comma": '''def decimal_comma(column):
    """`1.234,56` as `1234.56`."""
    return column.str.replace(r"[.'’ \\u00a0\\u202f]", "", regex=True).str.replace(",", ".", regex=False)''',
    "yes_no": '''def yes_no(column, *missing):
    """"yes", "no", or missing."""
    spelled = column.astype(str).str.strip().str.lower()
    yes = spelled.isin(["yes", "y", "true", "t", "1", "1.0", "是"])
    no = spelled.isin(["no", "n", "false", "f", "0", "0.0", "否"])
    read = pd.Series(np.nan, index=column.index, dtype=object).mask(yes, "yes").mask(no, "no")
    return read.where(~column.isin(missing))''',
    "dates": '''def dates(column, *missing, pattern=None):
    """Dates; empty cells and the codes given are missing."""
    words = ["", "null", "nan", "none", "nat", "na", "n/a", "#n/a"]
    gone = column.isna() | column.astype(str).str.strip().str.lower().isin(words) | column.isin(missing)
    return pd.to_datetime(column.mask(gone), format=pattern or "ISO8601")''',
}

_VALUES: Mapping[str, str] = {
    "divide": '''def divide(a, b):
    """a / b; missing where b is 0."""
    ratio = (a / b).astype(float)
    return ratio.where(np.isfinite(ratio))''',
    "half_up": '''def half_up(x):
    """The nearest whole number, halves away from zero."""
    whole = np.trunc(x)
    return whole + np.sign(x) * (abs(x - whole) >= 0.5)''',
    "largest": '''def largest(*columns):
    """The largest of several values of one customer; missing if any is."""
    return pd.concat(columns, axis=1).max(axis=1, skipna=False)''',
    "smallest": '''def smallest(*columns):
    """The smallest of several values of one customer; missing if any is."""
    return pd.concat(columns, axis=1).min(axis=1, skipna=False)''',
    "look_up": '''def look_up(keys, table, key, column):
    """The column of that row of a table which has each key; missing where there is none."""
    known = table.dropna(subset=[key]).drop_duplicates(key).set_index(key, drop=False)
    return known[column].reindex(keys).set_axis(keys.index)''',
    "of_customer": '''def of_customer(owners, values):
    """The value of the customer whose row each one is."""
    return values.reindex(owners).set_axis(owners.index)''',
    "most_common": '''def most_common(values, owners):
    """The most common value per owner, of several the smallest."""
    return values.groupby(owners).agg(lambda seen: seen.mode().min()).astype(values.dtype)''',
    "first_of": '''def first_of(*cases, otherwise, index, dtype):
    """The value of the first case whose mask is true."""
    result = pd.Series(otherwise, index=index, dtype=dtype)
    for mask, value in reversed(cases):
        result = result.mask(mask, value)
    return result''',
    "yes_or_no": '''def yes_or_no(true, false):
    """"yes" where true, "no" where false, missing where undecided."""
    return pd.Series(np.nan, index=true.index, dtype=object).mask(true, "yes").mask(false, "no")''',
    "matches": '''def matches(column, pattern):
    """Where the pattern is found in the text; a missing text is not."""
    find = re.compile(pattern, re.ASCII).search
    return column.map(lambda text: isinstance(text, str) and find(text) is not None).astype(bool)''',
    "in_calendar": '''def in_calendar(day):
    """Dates of the years 1 to 9999; others are missing."""
    return day.where((day.dt.year >= 1) & (day.dt.year <= 9999))''',
    "days_since": '''def days_since(day):
    """Days from each date to the as-of date; negative for dates to come."""
    return (AS_OF - day.dt.normalize()).dt.days''',
    "weeks_since": '''def weeks_since(day):
    """Complete weeks from each date to the as-of date."""
    return np.trunc((AS_OF - day.dt.normalize()).dt.days / 7)''',
    "months_since": '''def months_since(day):
    """Complete calendar months from each date to the as-of date; the last day of a month ends every month."""
    day = day.dt.normalize()
    ends = pd.Series(AS_OF, index=day.index)
    start, end = day.where(day <= AS_OF, ends), ends.where(day <= AS_OF, day)
    months = (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month
    months -= (start.dt.day > end.dt.day) & (end.dt.day < end.dt.days_in_month)
    return months.where(day <= AS_OF, -months).where(day.notna())''',
    "years_since": '''def years_since(day):
    """Complete years from each date to the as-of date."""
    return np.trunc(months_since(day) / 12)''',
    "exact_sum": '''def exact_sum(values, owners, then="sum"):
    """The sum (or the mean) per owner, rounded once, whatever the order of the rows."""
    groups = values.dropna().groupby(owners)
    sums = groups.agg(math.fsum).astype(float)
    return sums / groups.size() if then == "mean" else sums''',
    "part_of": '''def part_of(texts, salt, *ends):
    """The part each text falls in: a hash of salt and text against the shares added up."""
    def part(text):
        number = int(hashlib.md5(f"{salt}|{text}".encode()).hexdigest()[:15], 16)
        return next(name for name, end in ends if number < end)
    return texts.fillna("").map(part)''',
}

NAMES = frozenset({*_READ, *_VALUES, *learned_helpers.TEXTS})
_NEEDS: Mapping[str, tuple[str, ...]] = {"years_since": ("months_since",), **learned_helpers.NEEDS}
_IMPORTS: Mapping[str, str] = {"matches": "re", "exact_sum": "math", "part_of": "hashlib", **learned_helpers.IMPORTS}


def texts(called: Iterable[str]) -> list[str]:
    """The functions that are called and those they call, readers first, each followed by two empty lines."""
    wanted = set(called)
    wanted.update(needed for name in tuple(wanted) for needed in _NEEDS.get(name, ()))
    return [text for name, text in {**_READ, **_VALUES, **learned_helpers.TEXTS}.items() if name in wanted]


def imports(called: Iterable[str]) -> list[str]:
    """The modules of the standard library that those functions use, in order."""
    return sorted({_IMPORTS[name] for name in called if name in _IMPORTS})
