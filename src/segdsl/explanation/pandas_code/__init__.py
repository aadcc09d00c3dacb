"""A checked ruleset as plain pandas that a reader can paste into Python; runs nothing and reads no data."""
