"""46x to 48x: what can go wrong in learning; 72x: states."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

# ---- 460–464: any learned thing ----

LIBRARY_MISSING = Code("SEG460", "learning-library-missing", Severity.ERROR, "What learns is not installed")
NOTHING_KNOWN = Code("SEG461", "nothing-to-learn-from", Severity.WARNING, "Nobody has what is to be learned from")
GATE_FAILED = Code("SEG462", "requirement-not-met", Severity.ERROR, "A learned thing does not meet a requirement")
LEARNED_IN_MEMORY = Code("SEG463", "learned-in-memory", Severity.NOTE, "What the rules learn was learned and not kept")
TOO_MANY_CODES = Code("SEG464", "too-many-codes", Severity.WARNING, "A score has too many parts to have a code")

# ---- 465–471: groups, unusual behaviour ----

TOO_FEW_FOR_GROUPS = Code("SEG465", "too-few-for-groups", Severity.ERROR, "There are too few customers for the groups")
USELESS_FEATURE = Code(
    "SEG466", "useless-feature", Severity.ERROR, "A feature that is the same for all, or never known"
)
TOO_FEW_DIFFERENT = Code("SEG467", "too-few-different", Severity.ERROR, "Fewer different customers than groups")
NO_SINGLE_GROUP = Code("SEG468", "no-single-group", Severity.ERROR, "A `call` line that means no single group")
TOO_LARGE = Code("SEG469", "too-large-to-learn-from", Severity.ERROR, "Numbers too large to learn from")
GROUPS_CHANGED = Code("SEG470", "groups-changed", Severity.ERROR, "Groups that are not surely the ones they were")
TOO_FEW_TO_COMPARE = Code(
    "SEG471", "too-few-to-compare", Severity.ERROR, "There are too few customers to be unusual among"
)

# ---- 472–481: predictions ----

TOO_FEW_TO_LEARN = Code("SEG472", "too-few-to-learn-from", Severity.ERROR, "There are too few customers to learn from")
ONE_OUTCOME_ONLY = Code("SEG473", "one-outcome-only", Severity.ERROR, "All customers learned from did the same")
WINDOW_NOT_COMPLETE = Code("SEG474", "window-not-complete", Severity.ERROR, "The data ends before the outcome is known")
FEATURE_TELLS_OUTCOME = Code("SEG475", "feature-tells-outcome", Severity.WARNING, "A feature nearly is the outcome")
CONSTANT_FEATURE = Code("SEG476", "constant-feature", Severity.WARNING, "A feature is the same for everybody")
TOO_MANY_LEVELS = Code("SEG477", "too-many-levels", Severity.WARNING, "A category has many different values")
USE_THE_RULE = Code("SEG478", "use-the-rule", Severity.WARNING, "A single value does as well as the model")
FEW_FOR_FEATURES = Code(
    "SEG479", "few-for-so-many-features", Severity.WARNING, "There are many features for few customers"
)
TELLS_LITTLE = Code("SEG480", "features-tell-little", Severity.WARNING, "The features hardly tell who will")
OUTCOME_UNDECIDED = Code("SEG481", "outcome-undecided", Severity.WARNING, "The outcome of many customers is not known")

# ---- 718: what `apply` is given ----

STATE_OF_EARLIER_DAY = Code(
    "SEG718", "state-of-an-earlier-day", Severity.NOTE, "The state was learned on an earlier day"
)

# ---- 720–729: the state that keeps what was learned ----

NO_STATE = Code("SEG720", "no-state", Severity.ERROR, "There is no state in this folder")
STATE_UNREADABLE = Code("SEG721", "state-unreadable", Severity.ERROR, "A file of the state cannot be read")
STATE_CHANGED = Code("SEG722", "state-changed", Severity.ERROR, "A file of the state is not what was written")
STATE_OTHER_FORMAT = Code("SEG723", "state-of-another-format", Severity.ERROR, "The state is of another format")
STATE_OUTDATED = Code("SEG724", "state-outdated", Severity.ERROR, "A statement was changed after it was fitted")
NOT_IN_STATE = Code("SEG725", "not-in-state", Severity.ERROR, "The state lacks something that the rules need")
STATE_MISFIT = Code("SEG726", "state-does-not-fit", Severity.ERROR, "The state does not fit its statement")
STATE_OF_LATER_DAY = Code("SEG727", "state-of-a-later-day", Severity.WARNING, "The state knows later days")
NOTHING_TO_FIT = Code("SEG728", "nothing-to-fit", Severity.WARNING, "The rules have nothing to learn")
NOT_A_STATE_FOLDER = Code("SEG729", "not-a-state-folder", Severity.ERROR, "The folder holds something else")

# ---- 482–489: estimates, recommendations, associations ----

TOO_FEW_REPEATS = Code("SEG482", "too-few-repeats", Severity.ERROR, "Too few customers have bought more than once")
HISTORY_TOO_SHORT = Code("SEG483", "history-too-short", Severity.ERROR, "The purchases go back too short a time")
NO_USUAL_SPEND = Code("SEG484", "no-usual-spend", Severity.ERROR, "The amounts have no mean that could be expected")
NO_PAYMENT = Code("SEG485", "no-payment", Severity.ERROR, "A contract without a payment in the time looked at")
NOTHING_TO_RECOMMEND = Code("SEG486", "nothing-to-recommend", Severity.ERROR, "Nobody bought any of the products")
NOT_COUNTED = Code("SEG487", "baskets-not-counted", Severity.ERROR, "No baskets, or too many sets of items in them")
UNKNOWN_ITEM = Code("SEG488", "unknown-item", Severity.ERROR, "No basket holds the item asked about")
BASKET_COLUMNS = Code("SEG489", "basket-columns", Severity.ERROR, "It is not clear what the baskets are")
