"""Every decision and every write of the crm, by noun."""
