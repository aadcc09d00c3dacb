"""Groups of customers who are alike: found once, known by name, and the same ones when they are found again."""
