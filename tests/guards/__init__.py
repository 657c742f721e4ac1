"""What the suites that guard the house share."""
