"""840–849: comparing two versions."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

UNKNOWN_REVISION = Code("SEG840", "unknown-revision", Severity.ERROR, "Git knows no such revision")
NOT_IN_REVISION = Code("SEG841", "not-in-revision", Severity.ERROR, "A file is not there at a revision")
NOT_ALIKE = Code("SEG842", "file-against-folder", Severity.ERROR, "A file cannot be compared with a folder")
