"""Writes an output into a table of a database, in one transaction: the table is the old one until it is the new one.

What `--out` names is told by `target.of`; `writing.TableWriting` checks early that the table may be written, keeps the
rows in a temporary file while they are computed, and puts them into the database at the end. The manifest becomes the
comment of the table (in SQLite a row of the table `segdsl_tables`), by which the next run knows the table for its own;
any other table is only replaced when told to. Bad rows go into a second table, `<table>_quarantine`.
"""
