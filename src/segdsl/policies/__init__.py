"""What must hold: policies judged from the rules alone, and on the customers of a run; writes and prints nothing."""
