"""850–869: baselines, fixes, git and documents."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

GONE = Code("SEG850", "gone-from-baseline", Severity.NOTE, "A finding of the baseline is gone")
BASELINE_UNREADABLE = Code("SEG851", "baseline-unreadable", Severity.ERROR, "The baseline cannot be read")
NO_GIT = Code("SEG853", "no-git", Severity.ERROR, "Git is not there")
NO_REPOSITORY = Code("SEG854", "no-repository", Severity.ERROR, "A folder is in no working tree of git")
