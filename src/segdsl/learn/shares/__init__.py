"""`in the top 10%`, `above average`: who is how high among all; a share becomes a limit."""
