"""The import lab: reading a file, recognising who is who, showing what would change, doing exactly that, undoing it."""
