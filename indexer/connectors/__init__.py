"""Fetches records from public services into a corpus folder; nothing here runs unless a person asks for it."""
