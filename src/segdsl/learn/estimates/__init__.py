"""Lifetime value: what customers will still buy and pay, from their purchases or from their contracts."""
