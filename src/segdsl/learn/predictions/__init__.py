"""Predictions: customers whose outcome is known → a calibrated model of the chance, as constants."""
