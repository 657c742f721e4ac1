"""The columns a list can show."""
