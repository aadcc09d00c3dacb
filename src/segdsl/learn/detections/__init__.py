"""How unusual customers are: how easily each is told apart from all others (isolation forest)."""
