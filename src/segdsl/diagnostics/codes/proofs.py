"""643–659: what proofs find in valid rules, and questions that cannot be asked."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

NEVER_TOGETHER = Code("SEG643", "never-together", Severity.WARNING, "Clauses that nobody can meet together")
ALWAYS_ONE = Code("SEG644", "always-one", Severity.WARNING, "Clauses of which one is always true")
NO_EFFECT = Code("SEG645", "changes-nothing", Severity.WARNING, "A clause that changes nothing")
NOBODY_LEFT = Code("SEG646", "nobody-left", Severity.WARNING, "A line of tiers that all its customers pass by")
SAME_MEMBERS = Code("SEG647", "same-members", Severity.WARNING, "Two segments that always have the same members")
ALL_SUPPRESSED = Code("SEG648", "all-suppressed", Severity.WARNING, "A segment whose members are all suppressed")
BAD_QUESTION = Code("SEG651", "question-not-understood", Severity.ERROR, "A question that `segdsl prove` does not know")
NO_SUCH_SEGMENT = Code(
    "SEG652", "question-about-nothing", Severity.ERROR, "A question about a segment that is not there"
)
NO_SOLVER = Code("SEG653", "solver-missing", Severity.ERROR, "The solver z3 is not installed")
