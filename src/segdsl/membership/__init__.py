"""Who is in what: asks an engine for everything the rules name, and counts; reads no files and writes none."""
