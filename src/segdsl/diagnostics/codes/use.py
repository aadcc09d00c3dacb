"""8xx: use of the program; 9xx: faults of the program itself."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

WRONG_USE = Code("SEG801", "wrong-use", Severity.ERROR, "The command is not used as it should be")
UNKNOWN_OPTION = Code("SEG802", "unknown-option", Severity.ERROR, "There is no such option")
UNKNOWN_VERB = Code("SEG803", "unknown-command", Severity.ERROR, "There is no such command")
UNKNOWN_CODE = Code("SEG804", "unknown-code", Severity.ERROR, "There is no such diagnostic")
UNKNOWN_RULESET = Code("SEG805", "unknown-ruleset", Severity.ERROR, "No such ruleset ships with segdsl")
FILE_UNREADABLE = Code("SEG811", "rules-unreadable", Severity.ERROR, "A rule file cannot be read")
NO_RULES = Code("SEG812", "no-rule-files", Severity.ERROR, "A folder holds no rule files")
NOT_RULES = Code("SEG813", "not-rules", Severity.ERROR, "A file that holds no rules")
FOLDER_NOT_MADE = Code("SEG816", "folder-not-made", Severity.ERROR, "The starting folder cannot be made")
CONFIG_UNREADABLE = Code("SEG821", "config-unreadable", Severity.ERROR, "The configuration cannot be read")
CONFIG_UNKNOWN = Code("SEG822", "config-unknown-setting", Severity.ERROR, "The configuration has an unknown setting")
CONFIG_VALUE = Code("SEG823", "config-wrong-value", Severity.ERROR, "A setting of the configuration has a wrong value")
CANNOT_PRINT = Code("SEG831", "cannot-print", Severity.ERROR, "The output cannot be printed")
FAULT = Code("SEG900", "internal-error", Severity.ERROR, "A fault of segdsl itself")
OUT_OF_MEMORY = Code("SEG901", "out-of-memory", Severity.ERROR, "The memory does not suffice")
