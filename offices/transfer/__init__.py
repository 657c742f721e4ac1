"""Leaving with everything: packs of one relation or of a whole office, and arriving with them elsewhere.

A pack is a zip that anybody can read: lines of JSON per kind of row, the files as they were, tables as CSV, and pages
that work without this product. `manifest.json` names the SHA-256 of every part. Ids in a pack are those of the office
where the rows were first made, so that leaving, arriving and leaving again gives the same parts (`ids.py`).
"""
