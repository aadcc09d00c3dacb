"""What is said about learned statements and rankings: every message in full."""

# ruff: noqa: E501  messages stand here as they are printed

from __future__ import annotations

import pytest
from tests.check import rules

SCORES = [
    pytest.param(
        """
score RFM
  recency from joined
  frequency from count of transactions, weight 2
  monetary from job
""",
        """
SEG322 2:16 the part `recency` needs a number, and `joined` is a date [joined]
  - joined: declared as a date
  = count the days to it: `days since joined`
SEG442 3:48 the parts of `RFM` all count the same, and `frequency` has a weight [2]
  = leave the weight out, or give the score another name: `score value`
SEG322 4:17 the part `monetary` needs a number, and `job` is a text [job]
  - job: declared as a text
  = if the data has numbers there, say so in the table: `column job: number`
""",
        id="a part that is not a number",
    ),
    pytest.param(
        """
score RFM
  frequency from count of transactions
x if RFM > 3
y if RFM scor > 3
""",
        """
SEG218 3:6 `RFM` is a score of several parts, not one value [RFM]
  - RFM: the score
  = say its sum, `RFM score`, or its digits, `RFM code`
SEG201 4:6 unknown name `RFM scor` [RFM scor]
  = a learned value with a similar name exists: `RFM score`
""",
        id="the score's own name",
    ),
    pytest.param(
        """
score RFM
  recency from days since joined
  frequency from count of transactions
  monetary from balance
define marks as RFM score
x if RFM score = 555
y if marks > 15
z if RFM code = 555
u if RFM code is "666"
v if RFM code is not "55"
w if RFM recency is at least 6
t if RFM score in [3, 16]
s if RFM score between 0 and 5
r if RFM score > 60%
""",
        """
SEG319 6:18 `RFM score` runs from 3 to 15, and never reaches `555` [555]
  - RFM: defined here
  = the digits of its parts are a text: `RFM code is "555"`
SEG301 8:17 `RFM code` is a text and cannot be compared with `555`, a whole number [555]
  - RFM: defined here
  = the digits are a text: `RFM code is "555"`
  = or compare their sum, or a part: `RFM score >= 12`
SEG319 9:18 `RFM code` is never `"666"` ["666"]
  - RFM: defined here
  = it has one digit for each part: recency (1 to 5), frequency (1 to 5), monetary (1 to 5)
SEG319 10:22 `RFM code` is never `"55"` ["55"]
  - RFM: defined here
  = it has one digit for each part: recency (1 to 5), frequency (1 to 5), monetary (1 to 5)
SEG319 11:30 `RFM recency` runs from 1 to 5, and never reaches `6` [6]
  - RFM: defined here
SEG319 12:23 `RFM score` runs from 3 to 15, and never reaches `16` [16]
  - RFM: defined here
SEG319 13:24 `RFM score` runs from 3 to 15, and never reaches `0` [0]
  - RFM: defined here
SEG319 14:18 `RFM score` runs from 3 to 15, and never reaches `60%` [60%]
  - RFM: defined here
""",
        id="beyond the score",
    ),
    pytest.param(
        """
score value
  in 10 bands
  age from age
  balance from balance, weight 2.5
  age cut at 18, 30, 65
x if value score > 29 or value score > 29.5
y if value code in ["1A", "5A"]
z if value age > 4
""",
        """
SEG319 6:40 `value score` runs from 3.5 to 29, and never reaches `29.5` [29.5]
  - value: defined here
SEG319 7:27 `value code` is never `"5A"` ["5A"]
  - value: defined here
  = it has one digit for each part: age (1 to 4), balance (1 to A)
""",
        id="bands of different sizes",
    ),
    pytest.param(
        """
score value
  in 12 bands
  age from age, weight 0
  balance from balance, weight -1
  balance cut at 100, 50
score other
  age from age
  code from balance
  age cut at 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
""",
        """
SEG441 2:6 a score has 2 to 10 bands, not `12` [12]
  = write `in 5 bands`, or leave the line out: 5 bands are usual
SEG442 3:24 a weight is above 0, and `age` has `0` [0]
  = leave the part out
SEG442 4:32 a weight is above 0, and `balance` has `-1` [-1]
  = say `lower is better`
SEG441 5:23 the cuts of `balance` go up, and `50` comes after `100` [50]
  - 100: the cut before it
  = write each cut once, the smallest first
SEG443 8:3 `other code` is the name of the whole, and cannot be that of a part [code]
  = give the part another name
SEG441 9:41 10 cuts make 11 bands, and a score has at most 10 [10]
  = write at most 9 cuts
""",
        id="bands and cuts",
    ),
    pytest.param(
        """
score RFM
  frequency from count of transactions
define RFM as age + 1
cluster RFM score
  by age
  into 3 groups
predict rfm frequency that consent from age
x if RFM score > 2
""",
        """
SEG206 3:8 `RFM` is given twice [RFM]
  - RFM: given here first
  = give one of the two another name
SEG206 4:9 `RFM score` is given twice [RFM score]
  - RFM: given here first
  = give one of the two another name
SEG206 7:9 `rfm frequency` is given twice [rfm frequency]
  - RFM: given here first
  = give one of the two another name
""",
        id="names given twice",
    ),
    pytest.param(
        """
score RFM
  frequency from RFM score
define d as lifestyle
cluster lifestyle
  by age, d
  into 3 groups
x if lifestyle is "group 1"
""",
        """
SEG207 2:18 `RFM score` refers to itself [RFM score]
  = say one of them without the others
SEG207 3:13 `d` refers to itself, by way of `lifestyle` [lifestyle]
  - d: and `d` here
  = say one of them without the others
""",
        id="circles",
    ),
    pytest.param(
        """
cluster a
  of those where in x
  by age
  into 2 groups
x if b is "rest"
cluster b
  by age, balance
  into 2 groups
  call the group with the highest y "best"
  call the others "rest"
define y as
  when p is "top" then 1
  otherwise 0
tiers p
  when a is "group 1" then top
  otherwise low
""",
        """
SEG207 2:18 `a` refers to itself, by way of `x`, `b`, `y` and `p` [in x]
  - b: and `b` here
  - y: and `y` here
  - p: and `p` here
  - a: and `a` here
  = say one of them without the others
""",
        id="circles through a population and a call",
    ),
]

CLUSTERS = [
    pytest.param(
        """
cluster lifestyle
  by age, joined, job (log), customer id, gender (unscaled), consent (log), today - joined
  into 3 groups
""",
        """
SEG320 2:11 a feature is a number or a category, and `joined` is a date [joined]
  - joined: declared as a date
  = count the days to it: `days since joined`
SEG320 2:19 `(log)` is for numbers, and `job` is a category [job (log)]
  - job: declared as a text
  = leave `(log)` out
SEG320 2:30 `customer id` is different for every customer, and nothing can be learned from it [customer id]
  = leave the key out
SEG320 2:43 `(unscaled)` is for numbers, and `gender` is a category [gender (unscaled)]
  - gender: declared as a text
  = leave `(unscaled)` out
SEG320 2:62 `(log)` is for numbers, and `consent` is yes or no [consent (log)]
  - consent: declared as yes or no
  = leave `(log)` out
""",
        id="features",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, age
  into 30 groups using kmeans
""",
        """
SEG443 2:11 `age` is among the features twice [age]
  - age: stands here first
  = keep one of the two
SEG444 3:8 customers fall into 2 to 20 groups, not `30` [30]
  = write a whole number, as in `into 4 groups`, or a range, as in `into 4 to 8 groups`
SEG440 3:24 no method is called `kmeans` [kmeans]
  = a method with a similar name exists: `k-means`
""",
        id="twice, too many, another name",
    ),
    pytest.param(
        """
cluster lifestyle
  by age
  into 8 to 4 groups using dbscan
""",
        """
SEG444 3:8 the range from `8` to `4` ends before it begins [8 to 4]
  = write the smaller number first: `into 4 to 8 groups`
SEG440 3:28 no method is called `dbscan` [dbscan]
  = the methods are `k-means`, `gaussian mixture` and `k-prototypes`
""",
        id="a range that ends before it begins",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 3 groups
  call the largest group "a"
  call the smallest group "a"
  call the others "b"
""",
        """
SEG445 5:27 two groups are called "a" ["a"]
  - call the largest group "a": called here first
  = give each group a name of its own
""",
        id="one name for two groups",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 4 groups
  call the group with the highest age "a"
  call the group with the highest age "b"
  call the others "c"
""",
        """
SEG445 5:3 one group gets two names [call the group with the highest age "b"]
  - call the group with the highest age "a": called here first
  = keep one of the two lines
""",
        id="two names for one group",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 2 groups
  call the largest group "a"
  call the smallest group "c"
  call the group with the highest age "b"
cluster other
  by age
  into 2 to 5 groups
  call the largest group "a"
  call the smallest group "b"
  call the others "c"
""",
        """
SEG445 6:3 3 groups are called, and there may be only 2 [call the group with the highest age "b"]
  - 2: the groups
  = write `into 3 groups`
SEG445 12:3 the 2 groups have names, and no others may be left [call the others "c"]
  - 2: the groups
  = leave this line out
""",
        id="names for more groups than there are",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 4 groups
  call the largest group "a"
  call the group with the highest age "b"
""",
        """
SEG445 5:3 2 of the groups have no name [call the group with the highest age "b"]
  - 4: the groups
  = call what is left: `call the others "…"`
""",
        id="groups without a name",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 4 groups
  call the largest group "a"
  call the group with the highest job "b"
""",
        """
SEG322 5:35 `call the group with the highest job "b"` needs a number, and `job` is a text [job]
  - job: declared as a text
  = if the data has numbers there, say so in the table: `column job: number`
""",
        id="a call by a text",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 4 groups
  require AUC at least 0.7, stability at least 75
cluster other
  by age
  into 4 groups
  require each group at least 30%
cluster third
  by age
  into 4 groups
  require better than age
""",
        """
SEG446 4:11 `AUC` is not measured of a cluster [AUC at least 0.7]
  = what is measured of a cluster: `stability` and `each group`
SEG446 4:48 `stability` runs from 0 to 1, and `75` lies outside [75]
  = write `0.75`
SEG446 8:11 4 groups with 30% of the customers each are more than everybody [each group at least 30%]
  = of 4 groups the smallest has at most 25% of the customers
SEG446 12:11 `better than age` can be required of a prediction, not of a cluster [better than age]
  = what is measured of a cluster: `stability` and `each group`
""",
        id="requirements",
    ),
    pytest.param(
        """
cluster lifestyle
  by age, balance
  into 2 to 3 groups
x if lifestyle is "group 4"
y if lifestyl is "group 1"
z if lifestyle > 3
""",
        """
SEG303 4:19 `lifestyle` is never `"group 4"` ["group 4"]
  - lifestyle: defined here
  = a value with a similar spelling exists: `"group 1"`
SEG201 5:6 unknown name `lifestyl` [lifestyl]
  = a learned value with a similar name exists: `lifestyle`
SEG301 6:18 `lifestyle` is a text and cannot be compared with `3`, a whole number [3]
  - lifestyle: defined here
  = groups are asked for by their names: `lifestyle is "group 1"`
""",
        id="a group that there is not",
    ),
]

PREDICTIONS = [
    pytest.param(
        """
predict churn that age from balance
""",
        """
SEG304 1:20 `age` is a whole number, where a condition is needed [age]
  - age: declared as a whole number
  = compare it with something, as in `age > 0`
  = if it only holds 1 and 0, say so in the table: `column age: yes or no`
""",
        id="not a condition",
    ),
    pytest.param(
        """
define agreed as consent
cluster lifestyle
  by age, agreed
  into 3 groups
predict a that consent from age, consent
predict b that consent is yes from age, agreed
predict c that consent is yes from lifestyle
predict d that joined within 90 days after the as-of date
  from age, days since joined
predict e that count of transactions over the last 90 days is 0
  from age, count of transactions over the last 30 days
predict f that any notes where word contains "x"
  from age, number of different word in notes
""",
        """
SEG452 5:34 `consent` is the outcome itself, and cannot be learned from [consent]
  - consent: predicted here
  = leave it out of the features: nobody knows it before it happens
SEG452 6:41 `agreed` is made of `consent`, the outcome, and cannot be learned from [agreed]
  - consent: predicted here
  = leave it out of the features: nobody knows it before it happens
SEG452 7:36 `lifestyle` is made of `consent`, the outcome, and cannot be learned from [lifestyle]
  - consent: predicted here
  = leave it out of the features: nobody knows it before it happens
SEG452 9:13 `days since joined` is made of `joined`, the outcome, and cannot be learned from [days since joined]
  - joined: predicted here
  = leave it out of the features: nobody knows it before it happens
SEG452 11:13 `count of transactions over the last 30 days` sees the same rows of `transactions` as the outcome, and cannot be learned from [count of transactions over the last 30 days]
  - count of transactions over the last 90 days: predicted here
  = let the outcome lie in days to come: `over the next …` in `count of transactions over the last 90 days`
  = or let the feature end before the outcome begins: `over … ending … ago`
SEG452 13:13 `number of different word in notes` sees the same rows of `notes` as the outcome, and cannot be learned from [number of different word in notes]
  - any notes where word contains "x": predicted here
  = let the outcome lie in days to come: `over the next …` in `any notes where word contains "x"`
  = or let the feature end before the outcome begins: `over … ending … ago`
""",
        id="the outcome among the features",
    ),
    pytest.param(
        """
predict churn that consent is yes
  from age
  test as of 2025-01-01
""",
        """
SEG449 3:14 `2025-01-01` is a date to learn as of, and the outcome does not lie in the days after it [2025-01-01]
  - consent is yes: asks of the customers as they are
  = say how long after: `… within 90 days after the as-of date`, or a measure `over the next 90 days`
  = or leave the dates out: the outcome is then learned from the customers as they are
""",
        id="dates without a length",
    ),
    pytest.param(
        """
predict a that no transactions within 90 days after the as-of date
  from age
  learn as of 2025-12-01
predict b that no transactions within 3 months after the as-of date
  from age
  test as of 2026-01-31
""",
        """
SEG450 3:15 what happens after 2025-12-01 is known only on 2026-03-01, after the as-of date 2026-01-31 [2025-12-01]
  - no transactions within 90 days after the as-of date: the outcome
  = the latest date with a whole window is 2025-11-02
SEG450 6:14 what happens after 2026-01-31 is known only on 2026-04-30, after the as-of date 2026-01-31 [2026-01-31]
  - no transactions within 3 months after the as-of date: the outcome
  = the latest date with a whole window is 2025-10-31
""",
        id="windows that nobody has seen yet",
    ),
    pytest.param(
        """
predict churn that no transactions within 90 days after the as-of date
  from age
  learn as of 2025-01-01, 2025-06-01
  test as of 2025-07-01
""",
        """
SEG451 3:27 learning as of 2025-06-01 sees what happens until 2025-08-30, and the test begins on 2025-07-01 [2025-06-01]
  - 2025-07-01: the test
  = learn as of 2025-04-02 or earlier, or test later
""",
        id="learning that reaches into the test",
    ),
    pytest.param(
        """
predict churn that no transactions within 90 days after the as-of date
  from age
  learn as of 2025-06-01, 2025-06-01
""",
        """
SEG443 3:27 `2025-06-01` stands twice [2025-06-01]
  - 2025-06-01: stands here first
  = keep one of the two
""",
        id="a date twice",
    ),
    pytest.param(
        """
predict a that any transactions from age
predict b that (sum of amount in transactions) > 3 from age
predict c that joined is within the next 30 days from age
predict d that age within 30 days after the as-of date from balance
predict e that consent within 30 days after the as-of date from balance
predict f that any notes within 30 days after the as-of date from balance
predict g that joined within 30 days after the as-of date where age > 3 from balance
predict h that closed within 30 days after the as-of date from balance
""",
        """
SEG448 1:16 the outcome does not say when these rows of `transactions` come [any transactions]
  = say which days it is about: `any transactions within 90 days after the as-of date`
SEG448 2:17 the outcome does not say when these rows of `transactions` come [sum of amount in transactions]
  = say which days it is about, as in `over the next 90 days`
SEG448 3:16 `joined is within the next 30 days` counts from the as-of date, when nobody knows it yet [joined is within the next 30 days]
  = write `joined within 30 days after the as-of date`
SEG448 4:16 `age` is neither a date nor a table with dates, so nothing says whether it came within 30 days [age]
  - age: declared as a whole number
  = declare it: `column age: date`
SEG448 5:16 `consent` is neither a date nor a table with dates, so nothing says whether it came within 30 days [consent]
  - consent: declared as yes or no
  = ask of the customers as they are: `that consent`
SEG408 6:33 `30 days` needs dates, and the table `notes` is not dated [30 days]
  - notes: declared here
  = say which column dates the rows: `many per customer id, dated …`
SEG448 7:65 `joined` is one date, which has no rows to choose from [age > 3]
  = leave the `where` out, or name a table with many rows
SEG201 8:16 unknown name `closed` [closed]
  = the columns of `customers` are `customer id`, `age`, `gender`, `balance`, `joined`, `seen at`, `job`, `consent` and `district id`
""",
        id="outcomes that are not clear about when",
    ),
    pytest.param(
        """
define past as sum of amount in transactions over the last 90 days
predict a that (sum of amount in transactions over the next 90 days) < past
  from age
predict b that (count of transactions over the next 90 days) < 10 and (count of transactions over the next 30 days) > 1
  from age
predict c that (count of transactions over the next 90 days) < 10 and in s
  from age
predict d that (count of transactions over the next 90 days) < 10 and balance is in the top 10%
  from age
predict e that (count of transactions over the next 90 days) < 10 and f > 3%
  from age
predict f that consent
  from age
s if age > 3
""",
        """
SEG448 1:16 `sum of amount in transactions over the last 90 days` is not about the days after the as-of date, as the rest of the outcome is [sum of amount in transactions over the last 90 days]
  - (sum of amount in transactions over the next 90 days) < past: the outcome
  = write `over the next 90 days` in each measure of the outcome
SEG448 4:94 an outcome is about one length of time, and this is `30 days` [over the next 30 days]
  - over the next 90 days: the first length
  = write the same length in both
SEG448 6:71 the outcome lies in the days after the as-of date, and the members of a segment cannot be asked as of these [in s]
  - (count of transactions over the next 90 days) < 10 and in s: the outcome
  = say the condition itself, about columns and about rows over the next days
SEG448 8:71 the outcome lies in the days after the as-of date, and a ranking cannot be asked as of these [balance is in the top 10%]
  - (count of transactions over the next 90 days) < 10 and balance is in the top 10%: the outcome
  = say the condition itself, about columns and about rows over the next days
SEG448 12:9 the outcome lies in the days after the as-of date, and something learned cannot be asked as of these [f]
  - (count of transactions over the next 90 days) < 10 and f > 3%: the outcome
  = say the condition itself, about columns and about rows over the next days
""",
        id="outcomes that look elsewhere",
    ),
    pytest.param(
        """
define d as count of transactions over the next 90 days
s if no transactions over the next 1 month
predict a that consent
  from age, count of transactions over the next 90 days
""",
        """
SEG447 1:35 `over the next 90 days` lies after the as-of date, and no rule can see these days [over the next 90 days]
  = look back: `over the last 90 days`
  = only the outcome of a `predict` statement may ask about the days to come
SEG447 2:22 `over the next 1 month` lies after the as-of date, and no rule can see these days [over the next 1 month]
  = look back: `over the last 1 month`
  = only the outcome of a `predict` statement may ask about the days to come
SEG447 4:35 `over the next 90 days` lies after the as-of date, and no rule can see these days [over the next 90 days]
  = look back: `over the last 90 days`
  = only the outcome of a `predict` statement may ask about the days to come
""",
        id="the days to come in a rule",
    ),
    pytest.param(
        """
predict a that no transactions within 90 days after the as-of date
  from age
define c as a * 2
predict b that no transactions within 90 days after the as-of date
  from age, a
predict d that consent
  from age, a
predict e that no transactions within 90 days after the as-of date
  of those where c > 3%
  from age
""",
        """
SEG453 5:13 `a` is predicted itself, and this is learned as of earlier dates [a]
  - a: predicted here
  = use what `a` is learned from instead
  # on these dates that prediction could not have been made yet
SEG453 9:18 `c > 3%` uses `a`, which is predicted, and this is learned as of earlier dates [c > 3%]
  - a: predicted here
  = use what `a` is learned from instead
  # on these dates that prediction could not have been made yet
""",
        id="a prediction as a feature",
    ),
    pytest.param(
        """
predict a that consent
  from age
  require AUC at most 0.7, calibration error at least 3%, stability at least 0.8, Brier score at most 20
predict b that consent
  from age
  using logistic regresion
  require better than job
""",
        """
SEG446 3:11 the higher `AUC` is, the better, so that `at most` would refuse the good ones [AUC at most 0.7]
  = write `AUC at least 0.7`
SEG446 3:28 the lower `calibration error` is, the better, so that `at least` would refuse the good ones [calibration error at least 3%]
  = write `calibration error at most 3%`
SEG446 3:59 `stability` is not measured of a prediction [stability at least 0.8]
  = what is measured of a prediction: `AUC`, `calibration error`, `lift` and `Brier score`
SEG446 3:103 `Brier score` runs from 0 to 1, and `20` lies outside [20]
  = write `0.2`
SEG440 6:9 no method is called `logistic regresion` [logistic regresion]
  = a method with a similar name exists: `logistic regression`
SEG322 7:23 `better than` needs a number, and `job` is a text [job]
  - job: declared as a text
  = if the data has numbers there, say so in the table: `column job: number`
""",
        id="requirements",
    ),
    pytest.param(
        """
predict churn risk that consent
  from age
define risk as churn risk
detect oddity
  by age
x if churn risk > 60
y if risk between 20% and 130%
z if oddity > 3
""",
        """
SEG313 6:19 `churn risk` is a chance from 0% to 100%, and never reaches `60` [60]
  - churn risk: defined here
  = write a percentage: `60%`
SEG313 7:27 `risk` is a chance from 0% to 100%, and never reaches `130%` [130%]
  - risk: defined here
SEG313 8:15 `oddity` lies between 0 and 1, and never reaches `3` [3]
  - oddity: defined here
  = ask for the most unusual: `oddity is in the top 1%`
""",
        id="a chance beyond 100%",
    ),
]

ESTIMATES = [
    pytest.param(
        """
estimate a from amount in transactions
  over the next 12 months
estimate b from kind in transactions, counted in weeks
  over the next 12 months, margin 25, discount 100% a year
""",
        """
SEG454 1:12 the purchases in `transactions` have no unit of time to be counted in [from amount in transactions]
  = say it after the table: `from amount in transactions, counted in weeks`
  # how often people buy is estimated in this unit: weeks suit most shops, months suit rare purchases
SEG322 3:17 an estimate needs an amount, which is a number, and `kind` is a text [kind]
  - kind: declared as a text
  = if the data has numbers there, say so in the table: `column kind: number`
SEG455 4:35 the margin is above 0% and up to 100%, not `25` [25]
  = write a percentage: `25%`
SEG455 4:48 the discount is from 0% and below 100%, not `100%` [100%]
""",
        id="no unit, no number, no share",
    ),
    pytest.param(
        """
estimate a from word in notes, counted in weeks
  over the next 12 months
estimate b from age in districts, counted in weeks
  over the next 0 days
""",
        """
SEG408 1:25 an estimate from purchases needs their dates, and the table `notes` is not dated [notes]
  - notes: declared here
  = say which column dates the rows: `many per customer id, dated …`
SEG215 3:24 an estimate from purchases needs a table where a customer has many rows, and `districts` has one [districts]
  - districts: declared here
  = name the table of purchases, or say how often the amount comes: `… every month, keeping …`
SEG316 4:17 `0 days` is no time at all [0 days]
  = write at least `1 day`
""",
        id="tables without dates or without many rows",
    ),
    pytest.param(
        """
estimate a from balance every month, keeping 98 every month
  over the next 12 months
estimate b from job every 0 days, keeping age every month
  over the next 12 months
x if chance alive > 2
""",
        """
SEG455 1:46 the share that is kept is above 0% and up to 100%, not `98` [98]
  = write a percentage: `98%`
SEG322 3:17 the income needs a number, and `job` is a text [job]
  - job: declared as a text
  = if the data has numbers there, say so in the table: `column job: number`
SEG455 3:43 the share that is kept is above 0% and up to 100%, and `age` is a whole number [age]
  = write a percentage, as in `keeping 98% every month`
SEG316 3:27 `0 days` is no time at all [0 days]
  = write at least `1 day`
SEG201 5:6 unknown name `chance alive` [chance alive]
  = the ruleset `value` gives `chance alive`: write `use "value"` at the top
""",
        id="contracts",
    ),
    pytest.param(
        """
estimate value from amount in transactions, counted in weeks
  over the next 12 months
estimate worth from amount in transactions where kind is "credit", counted in days
  over the next 12 months
x if chance alive > 50%
y if worth chance alive > 50
""",
        """
SEG220 5:6 `chance alive` could be of any of 2 estimates [chance alive]
  - value: one of them
  - worth: one of them
  = say which: `value chance alive` or `worth chance alive`
SEG313 6:27 `worth chance alive` is a chance from 0% to 100%, and never reaches `50` [50]
  - worth: defined here
  = write a percentage: `50%`
""",
        id="two estimates",
    ),
]

RECOMMENDATIONS = [
    pytest.param(
        """
x if likely to buy "c"
""",
        """
SEG219 1:20 no statement recommends `"c"`, or anything else ["c"]
  = say what is sold: `recommend next product` with `among` and the products
""",
        id="a product that nothing recommends",
    ),
    pytest.param(
        """
recommend next product
  among "credit", "withdrawal"
  booked on within 90 days by those who do not hold it
x if chance of buying "credt" > 2% and likely to buy "credit"
y if likely to buy "zebra"
z if chance of buying "credit" > 130%
u if next product is "credi"
""",
        """
SEG219 4:23 no statement recommends `"credt"` ["credt"]
  = a product with a similar name exists: `"credit"`
SEG219 5:20 no statement recommends `"zebra"` ["zebra"]
  = the products are `"credit"` and `"withdrawal"`
SEG313 6:34 `chance of buying "credit"` is a chance from 0% to 100%, and never reaches `130%` [130%]
  - next product: defined here
SEG303 7:22 `next product` is never `"credi"` ["credi"]
  - next product: defined here
  = a value with a similar spelling exists: `"credit"`
""",
        id="products that are not among them",
    ),
    pytest.param(
        """
recommend next product
  from kind in transactions
  among "credit", "withdrawl"
""",
        """
SEG323 3:19 `kind` is never `"withdrawl"` ["withdrawl"]
  - kind: declared as a text
  = a product with a similar name exists: `"withdrawal"`
""",
        id="products that a closed set lacks",
    ),
    pytest.param(
        """
recommend next product
  from kind in transactions
  among "credit", "withdrawal"
  opened within 90 days by those who do not hold it
""",
        """
SEG456 4:3 the rows of `transactions` are dated by `booked on`, not by `opened` [opened]
  - transactions: declared here
  = write `booked on within 90 days`
""",
        id="a date that is not the table's",
    ),
    pytest.param(
        """
recommend a
  from word in notes
  among "credit", "withdrawal"
  within 90 days by those who do not hold it
recommend b
  from amount in transactions
  among "c", "w"
recommend c
  from age in customers
  among "d", "e"
""",
        """
SEG408 4:10 `within 90 days` needs dates, and the table `notes` is not dated [90 days]
  - notes: declared here
  = say which column dates the rows: `many per customer id, dated …`
SEG323 6:8 the products are texts in a column of `transactions`, and `amount` is a number [amount]
  - amount: declared as a number
SEG215 9:15 what customers hold stands in a table with many rows for each, and `customers` has one [customers]
  - customers: declared here
""",
        id="a table without dates, a column that is no text",
    ),
    pytest.param(
        """
recommend a
  among "credit", "withdrawal"
  boked on within 90 days by those who do not hold it
recommend b
  among "c", "w"
""",
        """
SEG456 3:3 no table with many rows is dated by `boked on` [boked on]
  = a date with a similar name exists: `booked on`
SEG456 5:9 the products could stand in `channel in transactions` or `word in notes` ["c"]
  = say which: `from channel in transactions`
""",
        id="which table",
    ),
    pytest.param(
        """
recommend a
  among "credit", "Credit"
recommend b
  among "debit", consent
""",
        """
SEG443 2:19 the product `Credit` stands twice ["Credit"]
  - "credit": stands here first
  = keep one of the two
SEG323 4:18 `consent` stands among products that are texts [consent]
  = write it in double quotes: `"consent"`
""",
        id="products twice, and of two kinds",
    ),
    pytest.param(
        """
define flag as age > 3
recommend a
  among flag, age
recommend b
  among consent
  within 90 days by those who do not hold it
""",
        """
SEG323 3:15 a product is held or not, and `age` is a whole number [age]
  - age: declared as a whole number
  = define when it is held: `define has age as age > 0`
SEG323 6:10 columns tell who holds a product and not since when, so nothing says who bought it within 90 days [90 days]
  = leave the line out: the chance is then that of holding a product, from holding the others
  = or, if the products are texts in a dated table, write them in double quotes: `among "fund"`
""",
        id="columns",
    ),
    pytest.param(
        """
define other as age > 3
recommend a
  among other, consent
  learn as of 2025-01-01
recommend b
  from kind in transactions
  among "credit", "withdrawal"
  booked on within 90 days by those who do not hold it
  knowing a
  test as of 2026-01-01
  likely means 0 times the usual rate
  require stability at least 0.8
recommend c
  from channel in transactions
  among "x"
  booked on within 90 days by those who do not hold it
  knowing a
""",
        """
SEG449 4:15 `2025-01-01` is a date to learn as of, and the outcome does not lie in the days after it [2025-01-01]
  - a: asks of the customers as they are
  = say when it is bought, by the column that dates the rows: `opened within 90 days by those who do not hold it`
  = or leave the dates out: the outcome is then learned from the customers as they are
SEG446 12:11 `stability` is not measured of a recommendation [stability at least 0.8]
  = what is measured of a recommendation: `AUC`, `calibration error`, `lift` and `Brier score`
SEG455 11:16 `likely` is so many times the usual rate, and `0` times it is nobody's chance [0]
  = write a number above 0, as in `likely means 2 times the usual rate`
""",
        id="dates and shares",
    ),
    pytest.param(
        """
define flag as consent
define other as age > 3
recommend a
  among other, consent
  knowing balance, flag
""",
        """
SEG452 5:20 `flag` is made of `consent`, the outcome, and cannot be learned from [flag]
  - consent: predicted here
  = leave it out of the features: nobody knows it before it happens
""",
        id="learned from the products themselves",
    ),
]

RANKINGS = [
    pytest.param(
        """
x if balance is in the top 0%
z if joined is in the bottom 10%
u if job is above average
v if balance is above average by joined
t if (count of transactions where amount is above average) > 3
r if consent is in the top 10% by age
q if today - joined is in the top 10%
p if balance is in the top 10% by nothing
""",
        """
SEG457 1:28 `0%` of the customers is nobody [0%]
  = write a share between 0% and 100%
SEG321 2:6 `bottom 10%` needs numbers, and `joined` is a date [joined]
  - joined: declared as a date
  = count the days to it: `days since joined`
SEG321 3:6 `above average` needs numbers, and `job` is a text [job]
  - job: declared as a text
  = if the data has numbers there, say so in the table: `column job: number`
SEG321 4:34 `by` needs a category, and `joined` is a date [joined]
  - joined: declared as a date
  = define bands for it: `define band as` with `when … then …`
SEG321 5:35 customers are ranked, and `amount` is asked of the rows of `transactions` here [amount is above average]
  = rank a value of the customer in a `define` or in a rule
SEG321 6:6 `top 10%` needs numbers, and `consent` is yes or no [consent]
  - consent: declared as yes or no
SEG321 7:6 `top 10%` needs numbers, and `today - joined` is a length of time [today - joined]
  = count the time as a number: `days since …`
SEG201 8:35 unknown name `nothing` [nothing]
  = the columns of `customers` are `customer id`, `age`, `gender`, `balance`, `joined`, `seen at`, `job`, `consent` and `district id`
""",
        id="what cannot be ranked",
    ),
]

EXAMPLES = [
    pytest.param(
        """
score RFM
  recency from days since joined
  frequency from age
predict churn risk that consent from age
cluster l
  by age
  into 2 groups
x if RFM score > 3 and churn risk > 3% and l is "group 1"
example "a"
  given RFM score is 13, churn risk is 70, l is "group 3", RFM code is "123"
  expect x
example "b"
  given RFM is 3, chance of buying "x" is 30%
  expect x
""",
        """
SEG319 10:22 `RFM score` runs from 2 to 10, and never reaches `13` [13]
  - RFM: defined here
  = the digits of its parts are a text: `RFM code is "13"`
SEG313 10:40 `churn risk` is a chance from 0% to 100%, and never reaches `70` [70]
  - churn risk: defined here
  = write a percentage: `70%`
SEG303 10:49 `l` is never `"group 3"` ["group 3"]
  - l: defined here
  = a value with a similar spelling exists: `"group 1"`
SEG319 10:72 `RFM code` is never `"123"` ["123"]
  - RFM: defined here
  = it has one digit for each part: recency (1 to 5), frequency (1 to 5)
SEG218 13:9 `RFM` is a score of several parts, not one value [RFM]
  - RFM: the score
  = say its sum, `RFM score`, or its digits, `RFM code`
SEG219 13:36 no statement recommends `"x"`, or anything else ["x"]
  = say what is sold: `recommend next product` with `among` and the products
""",
        id="values that cannot be",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [*SCORES, *CLUSTERS, *PREDICTIONS, *ESTIMATES, *RECOMMENDATIONS, *RANKINGS, *EXAMPLES]
)
def test_messages(text: str, expected: str) -> None:
    assert rules.said(text) == expected.strip("\n")
