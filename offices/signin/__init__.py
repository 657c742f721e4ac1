"""Signing in: one form for staff and clients, second factors, levels, sessions, one-time links."""
