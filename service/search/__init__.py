"""From an understood question to ranked passages, and whether they answer it."""
