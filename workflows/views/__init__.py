"""Staff pages about products."""
