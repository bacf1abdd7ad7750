"""Personalised gait retraining for knee osteoarthritis, from the first recording to the one-year result."""

__version__ = "0.1.0"
