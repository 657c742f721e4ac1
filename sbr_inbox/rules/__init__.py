"""Every decision about a filing and every write."""
