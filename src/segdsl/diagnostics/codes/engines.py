"""73x–74x, 753–757: engines."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

UNKNOWN_ENGINE = Code("SEG730", "unknown-engine", Severity.ERROR, "There is no engine of this name")
ENGINE_NOT_INSTALLED = Code(
    "SEG731", "engine-not-installed", Severity.ERROR, "An engine needs something to be installed"
)

# ---- 775–779: comparing engines ----

NO_TEMPORARY_FILES = Code(
    "SEG775", "no-temporary-files", Severity.ERROR, "There is no room for the answers that are compared"
)
TOO_FEW_ENGINES = Code("SEG776", "too-few-engines", Severity.ERROR, "Engines are compared with each other")

# ---- 753–757: Spark ----

SPARK_NOT_STARTED = Code("SEG753", "spark-not-started", Severity.ERROR, "Spark cannot be started")
SPARK_FAILED = Code("SEG754", "spark-failed", Severity.ERROR, "Spark gave up while it computed the answers")

# ---- 743–748: PostgreSQL ----

DATABASE_UNREACHABLE = Code("SEG743", "database-unreachable", Severity.ERROR, "A database cannot be reached")
DATABASE_REFUSED = Code("SEG744", "database-refused", Severity.ERROR, "A database does not let this user in")
DATABASE_FAILED = Code("SEG745", "database-failed", Severity.ERROR, "A database gave up while it was asked")
POSTGRES_TABLES = Code("SEG746", "postgres-tables", Severity.ERROR, "The engine `postgres` cannot reach every table")
POSTGRES_LEARNED = Code(
    "SEG748", "postgres-learned", Severity.ERROR, "The engine `postgres` cannot measure by something learned"
)
COMPUTED_HERE = Code(
    "SEG747", "computed-here", Severity.NOTE, "Some values are computed outside the database, from what they need"
)

# ---- 740–742: Polars ----

POLARS_FAILED = Code("SEG740", "polars-failed", Severity.ERROR, "Polars gave up while it computed the answers")
POLARS_HALF_CHARACTER = Code(
    "SEG741", "polars-half-character", Severity.ERROR, "A text in the data holds half a character"
)

# ---- 738: printed SQL ----

NOT_IN_SQL = Code("SEG738", "not-in-sql", Severity.ERROR, "The rules need something that cannot be written as SQL")

# ---- 735–737: DuckDB ----

DUCKDB_MEMORY = Code("SEG735", "duckdb-memory", Severity.ERROR, "DuckDB needs more memory than it may use")
DUCKDB_DISK = Code("SEG736", "duckdb-disk", Severity.ERROR, "There is no room for what DuckDB puts aside")
DUCKDB_FAILED = Code("SEG737", "duckdb-failed", Severity.ERROR, "DuckDB gave up while it computed the answers")
