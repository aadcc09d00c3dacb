"""Recommendations: the chance that somebody buys each product that is not held yet, learned from those who did."""
