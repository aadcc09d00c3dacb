"""Two engines, the same rules, the same data: whether every customer gets the same answers from both."""
