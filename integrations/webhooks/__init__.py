"""Telling other programs what happened: from the activity log, at least once, per subject in order, signed."""
