"""What the crm adds to the registries of the ground floor and of its own."""
