"""The reference interpreter: what every node of the IR means, row by row, in plain Python; every engine must agree.

It is slow and simple on purpose. A condition is True, False or None (undecided); a value is None when it is missing.
"""

from segdsl.interpret.interpreter import Interpreter, of_example
from segdsl.interpret.measures import Rows
from segdsl.interpret.scalars import Row, as_key

__all__ = ["Interpreter", "Row", "Rows", "as_key", "of_example"]
