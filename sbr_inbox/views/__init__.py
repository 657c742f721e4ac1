"""Staff pages of the SBR inbox."""
