"""Declarations of what is learned → fitted constants, kept in a state; runs no engine itself and prints nothing."""
