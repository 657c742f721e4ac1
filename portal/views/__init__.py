"""Pages of a client, by subject."""
