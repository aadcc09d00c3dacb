"""What git knows and is told of rule files: history, settings, merges. Only this room runs git."""
