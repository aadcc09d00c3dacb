"""DuckDB by hand: one statement, filtered sums in one grouping, the answer copied to Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb

PLAIN = """
SELECT customer_id,
  coalesce(balance > 50000 AND salary > 60000, false) AS "affluent",
  coalesce(age BETWEEN 25 AND 35 AND job IN ('management', 'self employed', 'entrepreneur') AND salary > 50000, false)
    AS "young professionals",
  coalesce(churn_risk > 0.8 AND visits < 5 AND complaints <> 0, false) AS "at-risk",
  coalesce(tenure_months >= 120 AND products >= 3, false) AS "loyal",
  coalesce(channel IN ('online', 'mobile') AND logins > 50, false) AS "digital",
  coalesce(channel = 'branch' AND visits > 20, false) AS "branch lovers",
  coalesce(last_visit < DATE '2025-07-04', false) AS "silent",
  coalesce(joined > DATE '2024-12-31' AND joined <= DATE '2025-12-31', false) AS "fresh",
  coalesce(homeowner AND loan IS NULL, false) AS "homeowners without a loan",
  coalesce(loan > 4 * balance, false) AS "heavy borrowers",
  coalesce(card_spend > 0.5 * credit_limit, false) AS "over the limit",
  coalesce(complaints >= 3, false) AND NOT "silent" AS "complainers",
  coalesce(city IN ('City 00', 'City 01', 'City 02', 'City 03'), false) AS "capital city",
  coalesce(age > 70 AND job = 'retired', false) AS "elders",
  coalesce(products < 3 AND balance > 10000 AND consent, false) AND NOT "at-risk" AS "cross-sell",
  coalesce(card_spend BETWEEN 500 AND 2000 AND (credit_limit < 3000 OR salary > 80000), false) AS "upsell",
  coalesce(NOT consent, false) AS "opted out",
  "affluent" AND "silent" AS "quiet rich",
  "at-risk" AND coalesce((balance > 20000 OR tenure_months > 200) AND consent, false) AS "win back",
  NOT "affluent" AND NOT "at-risk" AND NOT "silent" AND coalesce(churn_risk <= 0.5, false) AS "everyday"
FROM read_parquet(?)
"""

MEASURES = """
SELECT customer_id,
  count(*) FILTER (day > DATE '2025-10-02') AS uses,
  count(*) FILTER (day > DATE '2024-09-30' AND day <= DATE '2025-09-30') AS before,
  sum(amount) FILTER (day > DATE '2024-12-31' AND kind = 'payment') AS spend,
  avg(amount) FILTER (day > DATE '2024-12-31') AS usual,
  max(amount) FILTER (day >= DATE '2025-01-01' AND kind = 'payment') AS largest,
  max(day) AS last,
  count(*) FILTER (day > DATE '2025-06-30' AND channel = 'online')
    / nullif(count(*) FILTER (day > DATE '2025-06-30'), 0)::DOUBLE AS online,
  sum(amount) FILTER (day > DATE '2024-12-31' AND category = 'travel') AS travel,
  count(DISTINCT category) FILTER (day > DATE '2024-12-31') AS fields
FROM read_parquet($transactions) WHERE day <= DATE '2025-12-31' GROUP BY customer_id
"""

MEASURED = f"""
WITH measures AS ({MEASURES}),
joined AS (
  SELECT c.customer_id, age, balance, loan, consent, coalesce(uses, 0) AS uses, coalesce(before, 0) AS before,
    coalesce(spend, 0) AS spend, usual, largest, last, online, coalesce(travel, 0) AS travel,
    coalesce(fields, 0) AS fields
  FROM read_parquet($customers) AS c LEFT JOIN measures USING (customer_id)
)
SELECT customer_id,
  uses >= 2 AS "active",
  uses > before AS "growing",
  uses = 0 AND before >= 3 AS "going quiet",
  spend > 400 AS "big spenders",
  spend > 0 AND spend < 50 AS "small spenders",
  coalesce(usual > 90, false) AS "generous",
  coalesce(largest > 250, false) AS "one large payment",
  coalesce(last > DATE '2025-12-01', false) AS "recent",
  coalesce(last < DATE '2025-07-04', false) AS "silent",
  last IS NULL AS "never seen",
  coalesce(online > 0.75, false) AS "online only",
  coalesce(online = 0, false) AS "never online",
  travel > 100 AS "travellers",
  fields >= 6 AS "wide users",
  fields = 1 AS "narrow users",
  coalesce(balance > 50000, false) AND "active" AS "active rich",
  coalesce(balance > 50000, false) AND "silent" AS "silent rich",
  coalesce(age < 35, false) AND "online only" AS "young online",
  coalesce(loan > 50000, false) AND "travellers" AS "borrowers who travel",
  "going quiet" AND coalesce(consent, false) AND (coalesce(balance > 20000, false) OR spend > 200) AS "worth a call"
FROM joined
"""


def plain(customers: Path, out: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({PLAIN}) TO '{out}' (FORMAT parquet)", [str(customers)])


def measured(customers: Path, transactions: Path, out: Path) -> None:
    given = {"customers": str(customers), "transactions": str(transactions)}
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({MEASURED}) TO '{out}' (FORMAT parquet)", given)


def measures_alone(transactions: Path) -> int:
    """The nine measures and no segment; fetched as Arrow, so that nothing is left out."""
    with duckdb.connect() as connection:
        return connection.execute(MEASURES, {"transactions": str(transactions)}).to_arrow_table().num_rows
