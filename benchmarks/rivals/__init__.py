"""The same segments written by hand, one file for each library, as somebody who knows it well would write them.

Each offers `plain(customers, out)` and `measured(customers, transactions, out)`: Parquet in, Parquet out, a column for
the key and one of yes/no for each segment.
"""
