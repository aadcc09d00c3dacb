"""Engines: each turns a plan into answers in its own way; the meaning is the same on all of them."""
