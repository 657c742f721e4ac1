"""Every decision about products and periods."""
