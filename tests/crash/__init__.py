"""Real processes, killed at every point."""
