"""Pages of the crm."""
