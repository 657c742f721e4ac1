"""Pages of signing in. They belong to a person, not to an office, so no office is open here."""
