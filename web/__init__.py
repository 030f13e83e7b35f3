"""Templates and static files. Holds no logic."""
