"""490–499: policies as they are written; 660–679: policies that are broken, or cannot be judged."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

NOTHING_OF_THE_NAME = Code("SEG490", "policy-about-nothing", Severity.ERROR, "A policy about nothing that is there")
BAD_LIMIT = Code("SEG491", "bad-policy", Severity.ERROR, "A policy that nothing can keep or break")

NEVER_USE_BROKEN = Code("SEG660", "never-use-broken", Severity.ERROR, "Rules look at what a policy forbids")
POLICY_REFUTED = Code("SEG661", "policy-refuted", Severity.ERROR, "A customer is possible who breaks a policy")
POLICY_OPEN = Code("SEG662", "policy-not-decided", Severity.NOTE, "A policy could not be decided from the rules alone")
POLICY_BROKEN = Code("SEG663", "policy-broken", Severity.ERROR, "The customers of this run break a policy")
NOT_COMPARED = Code("SEG664", "nothing-to-compare", Severity.NOTE, "A policy about change has nothing to compare with")
BAD_MANIFEST = Code("SEG665", "manifest-unreadable", Severity.ERROR, "The manifest to compare with cannot be read")
