"""Writes rows into files, whole or not at all; knows nothing of rules and of who is in which segment."""
