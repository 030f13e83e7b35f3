"""Answers and records as people see them, and as files."""
