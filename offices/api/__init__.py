"""The frame of the interface for programs; the edges stand in `<app>/api.py`, joined by config/api_urls.py."""
