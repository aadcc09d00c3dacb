"""Which format a path means, and the one function that writes a sheet in it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.output.rows import Sheet
from segdsl.output.staging import Staging, failing


class Format(Enum):
    CSV = ".csv"
    CSV_GZIP = ".csv.gz"
    PARQUET = ".parquet"
    EXCEL = ".xlsx"
    JSON_LINES = ".jsonl"
    JSON_LINES_GZIP = ".jsonl.gz"


def of_path(path: Path | None) -> Outcome[Format]:
    """The format by the path's ending, in any case; None (the standard output) is CSV."""
    if path is None:
        return Outcome(Format.CSV)
    name = path.name.lower()
    for format in sorted(Format, key=lambda f: -len(f.value)):
        if name.endswith(format.value):
            return Outcome(format)
    known = ", ".join(f"`{format.value}`" for format in Format)
    return Outcome(
        None,
        (
            Diagnostic(
                run.UNKNOWN_FORMAT,
                f"the ending of `{path.name}` does not say which format to write",
                path=str(path),
                help=(f"end the path with one of {known}",),
            ),
        ),
    )


def write(sheet: Sheet, path: Path | None, format: Format, staging: Staging, *, bom: bool = False) -> str:
    """Writes the sheet to a file that `staging` will put in place; answers with the SHA-256 of its bytes.

    Raises Refused when it cannot be written.
    """
    staged = staging.open(path)
    with failing(path):
        match format:
            case Format.CSV | Format.CSV_GZIP:
                from segdsl.output.lines import write_csv

                write_csv(sheet, staged.file, bom=bom, compress=format is Format.CSV_GZIP)
            case Format.JSON_LINES | Format.JSON_LINES_GZIP:
                from segdsl.output.lines import write_json_lines

                write_json_lines(sheet, staged.file, compress=format is Format.JSON_LINES_GZIP)
            case Format.PARQUET:
                from segdsl.output.parquet import write_parquet

                write_parquet(sheet, staged.file)
            case Format.EXCEL:
                from segdsl.output.excel import write_excel

                write_excel(sheet, staged.file, str(path))
        return staged.digest()
