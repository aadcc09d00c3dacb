"""The examples in rule files: run through the reference interpreter, with what they cover of the rules."""
