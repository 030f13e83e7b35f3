"""What keeps a service up: processes, limits, jobs, logs, figures, the swap of generations."""
