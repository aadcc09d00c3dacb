"""The small functions that printed code calls for what was learned, as text."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "yes_is_1": '''def yes_is_1(values):
    """yes as 1, no as 0."""
    return values.map({"yes": 1.0, "no": 0.0}).astype(float)''',
    "bands": '''def bands(values, cuts, lower_is_better):
    """1 and one more for each cut that a value is better than."""
    x = values.to_numpy(float)
    below = np.searchsorted(cuts, x, side="right" if lower_is_better else "left")
    better = len(cuts) - below if lower_is_better else below
    return pd.Series(np.where(np.isnan(x), np.nan, 1.0 + better), index=values.index)''',
    "looked_up": '''def looked_up(values, table, otherwise, missing, dtype):
    """What the table has for each value."""
    found = [missing if pd.isna(value) else table.get(value, otherwise) for value in values]
    return pd.Series(found, index=values.index, dtype=dtype)''',
    "weighted_sum": '''def weighted_sum(constant, *terms, index):
    """The constant and each weight times its values, in this order."""
    total = pd.Series(constant, index=index, dtype=float)
    for weight, values in terms:
        total = total + weight * values
    return total.where(np.isfinite(total))''',
    "power_of_e": """def power_of_e(x):
    power = np.exp(x.astype(float))
    return power.where(np.isfinite(power))""",
    "signed_log": '''def signed_log(x):
    """The logarithm of 1 + x, and the same downwards for what is negative."""
    return np.copysign(np.log1p(abs(x.astype(float))), x)''',
    "logistic": """def logistic(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x.astype(float)))""",
    "curve": '''def curve(values, points):
    """Straight lines between points; before the first and after the last their own height."""
    x, y = np.array(points, dtype=float).T
    at = values.to_numpy(float)
    after = np.searchsorted(x, at, side="right")
    right = np.clip(after, min(1, len(x) - 1), len(x) - 1)
    left = np.maximum(right - 1, 0)
    with np.errstate(all="ignore"):
        between = y[left] + (y[right] - y[left]) * ((at - x[left]) / (x[right] - x[left]))
    found = np.where(after == 0, y[0], np.where(after == len(x), y[-1], between))
    return pd.Series(np.where(np.isnan(at) | np.isinf(found), np.nan, found), index=values.index)''',
    "tree_sum": '''def tree_sum(constant, trees, *features, index):
    """The constant and the value of the leaf that each decision tree leads to, in this order."""
    columns = np.array([values.to_numpy(float) for values in features]).reshape(len(features), len(index))
    total, rows = np.full(len(index), float(constant)), np.arange(len(index))
    for tree in trees:
        feature, threshold, left, right, missing_left, value = map(np.array, tree)
        node = np.zeros(len(index), dtype=int)
        while (inside := feature[node] >= 0).any():
            x = columns[feature[node], rows]
            goes_left = np.where(np.isnan(x), missing_left[node], x <= threshold[node])
            node = np.where(inside, np.where(goes_left, left[node], right[node]), node)
        total += value[node]
    return pd.Series(total, index=index)''',
    "best_of": '''def best_of(*choices, highest, index):
    """The label beside the highest (or lowest) value, the first of equals; missing values are passed over."""
    values = np.array([each.to_numpy(float) if highest else -each.to_numpy(float) for each, label in choices])
    labels = np.array([label for each, label in choices], dtype=object)
    known = ~np.isnan(values)
    place = np.where(known, values, -np.inf).argmax(axis=0)
    place = np.where(known[place, np.arange(len(index))], place, known.argmax(axis=0))
    return pd.Series(np.where(known.any(axis=0), labels[place], np.nan), index=index, dtype=object)''',
    "chance_alive": '''def chance_alive(model, repeats, last, age):
    """BG/NBD: the chance to be still a customer, after so many repeats, the last one at `last`, observed for `age`."""
    r, alpha, a, b = model
    with np.errstate(all="ignore"):
        silence = (r + repeats) * np.log((alpha + age) / (alpha + last))
        chance = (1 / (1 + a / (b + repeats - 1) * np.exp(silence))).mask(repeats == 0, 1.0)
    known = ((repeats == 0) | (repeats >= 1)) & (last >= 0) & (age >= 0) & (alpha + last > 0)
    return chance.where(known & np.isfinite(chance)).astype(float)''',
    "purchases_to_expect": '''def purchases_to_expect(model, horizon, repeats, last, age):
    """BG/NBD: the purchases to expect within the horizon (Fader, Hardie and Lee 2005, as a sum of positive terms)."""
    def of_a_customer(x, time):
        shape, z = r + x, horizon / (alpha + time + horizon)
        log_weight = shape * math.log1p(-z)
        scale = max(log_weight, -600.0)
        weight, made, stays, total = math.exp(scale), 0.0, 1.0, 0.0
        for n in range(200_000):
            ratio = z * (shape + n) / (n + 1)
            weight *= ratio
            made += stays
            stays *= (b + x + n) / (a + b + x + n)
            total += weight * made
            slower = max(ratio, z)
            if slower < 1 and weight * made <= 1e-17 * (1 - slower) * total:
                break
        return total * math.exp(log_weight - scale)
    r, alpha, a, b = model
    chance = chance_alive(model, repeats, last, age)
    pairs = dict.fromkeys(pair for pair, c in zip(zip(repeats, age), chance) if c == c)
    known = {pair: of_a_customer(*pair) for pair in pairs}
    expected = chance * [known.get(pair, math.nan) for pair in zip(repeats, age)]
    return expected.where(np.isfinite(expected))''',
}

NEEDS: Mapping[str, tuple[str, ...]] = {"purchases_to_expect": ("chance_alive",)}
IMPORTS: Mapping[str, str] = {"purchases_to_expect": "math"}
