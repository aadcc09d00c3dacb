"""bundle → schema → program: names, types and structure; asks nothing of the data and proves nothing."""

from segdsl.check.declare import declare
from segdsl.check.program import check
from segdsl.check.today import as_of_needed, no_as_of
from segdsl.check.used import needs_as_of, nodes

__all__ = ["as_of_needed", "check", "declare", "needs_as_of", "no_as_of", "nodes"]
