"""`score RFM`: measures cut into bands, and their sum."""
