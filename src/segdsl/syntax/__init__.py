"""What is written: the AST, the parser (text to AST) and the printer (AST to canonical text)."""
