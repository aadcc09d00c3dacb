"""7xx: running, writing, examples."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

# ---- 700–749: applying and writing ----

OUTPUT_IS_INPUT = Code("SEG700", "output-is-input", Severity.ERROR, "The output would overwrite what is read")
UNKNOWN_FORMAT = Code("SEG701", "unknown-output-format", Severity.ERROR, "The output's ending names no format")
NO_FOLDER = Code("SEG702", "no-output-folder", Severity.ERROR, "The output's folder does not exist")
NO_PERMISSION = Code("SEG703", "output-not-allowed", Severity.ERROR, "The output may not be written")
DISK_FULL = Code("SEG704", "disk-full", Severity.ERROR, "The disk is full")
CLOSED_PIPE = Code("SEG705", "closed-pipe", Severity.ERROR, "The reader of the output stopped")
NOT_A_FILE = Code("SEG706", "output-not-a-file", Severity.ERROR, "The output is not an ordinary file")
WRITE_FAILED = Code("SEG707", "write-failed", Severity.ERROR, "The output could not be written")
TOO_LARGE_FOR_EXCEL = Code("SEG708", "too-large-for-excel", Severity.ERROR, "The output is too large for Excel")
NO_SUCH_SEGMENT = Code("SEG709", "no-such-segment", Severity.ERROR, "No segment has this name")
NO_SEGMENTS = Code("SEG710", "no-segments", Severity.ERROR, "The rules name no segment to list")
OUTPUT_COLUMN_CLASH = Code("SEG711", "output-column-clash", Severity.ERROR, "Two output columns have one name")
SELF_CHECK_FAILED = Code("SEG712", "self-check-failed", Severity.ERROR, "The engine and the reference disagree")
NOTHING_TO_APPLY = Code("SEG713", "nothing-to-apply", Severity.ERROR, "The rules put nobody into anything")
ROWS_TO_COME = Code("SEG714", "rows-after-as-of", Severity.NOTE, "Rows dated after the as-of date are not seen")
ROWS_WITHOUT_DATE = Code("SEG715", "rows-without-date", Severity.NOTE, "Rows without a date are not seen")
BEYOND_LEARNED = Code("SEG716", "beyond-what-was-learned", Severity.NOTE, "Values lie beyond those learned from")
UNLIKE_LEARNED = Code("SEG717", "unlike-what-was-learned", Severity.WARNING, "Customers are unlike those learned from")

# ---- 750–799: explaining and testing ----

NO_SUCH_NAME = Code("SEG750", "no-such-name", Severity.ERROR, "Nothing in the rules has this name")
NO_SUCH_CUSTOMER = Code("SEG751", "no-such-customer", Severity.ERROR, "No customer has this key")
DATA_NEEDED = Code("SEG752", "data-needed", Severity.ERROR, "A customer can only be explained with data")
EXAMPLE_FAILED = Code("SEG760", "example-failed", Severity.ERROR, "An example comes out otherwise than expected")
EXAMPLE_UNDECIDED = Code("SEG761", "example-undecided", Severity.ERROR, "An example gives too little to decide")
NO_EXAMPLES = Code("SEG762", "no-examples", Severity.WARNING, "A rule file has no examples")

# ---- 770–774: writing to tables and folders ----

TABLE_NOT_OURS = Code("SEG770", "table-not-ours", Severity.ERROR, "A table is there that segdsl did not write")
TABLE_NOT_WRITTEN = Code("SEG771", "table-not-written", Severity.ERROR, "A database did not take the output")
UNUSABLE_TABLE_ADDRESS = Code("SEG772", "unusable-table-address", Severity.ERROR, "The table to write is not clear")
FOLDER_NOT_OURS = Code("SEG773", "folder-not-ours", Severity.ERROR, "A folder holds files that segdsl did not write")
NO_SUCH_PARTS = Code("SEG774", "no-such-parts", Severity.ERROR, "A folder cannot be divided by this column")

# ---- 777–779: folders divided by columns of the data (775 and 776 are in `engines`) ----

COLUMN_NOT_FOR_FOLDERS = Code(
    "SEG777", "column-not-for-folders", Severity.ERROR, "No folder is called by what such a column holds"
)
TOO_MANY_FOLDERS = Code(
    "SEG778", "too-many-folders", Severity.ERROR, "An output would be divided into too many folders"
)
PERSONAL_FOLDERS = Code("SEG779", "personal-folders", Severity.WARNING, "Folders are called by a personal column")
