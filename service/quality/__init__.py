"""Measuring the whole path on judged questions, and what readers say of answers."""
