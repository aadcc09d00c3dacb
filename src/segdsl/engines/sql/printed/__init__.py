"""Dialects of SQL that is printed and not run here; prints nothing itself."""
