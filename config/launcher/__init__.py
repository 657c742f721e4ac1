"""The embedded services: everything ./run and ./test start on a machine that has only Python."""
