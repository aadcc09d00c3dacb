"""What rules mean, for people: sentences, waterfalls, one customer's reasons, and the same rules as pandas or JSON."""
