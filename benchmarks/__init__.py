"""Measurements: run by hand, kept with their results."""
