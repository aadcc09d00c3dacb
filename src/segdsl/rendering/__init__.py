"""The rules as a document for those who sign them; what the rules mean is worked out elsewhere."""
