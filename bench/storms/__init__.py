"""Storms: filings driven through a real installation while its processes are killed, stopped and starved."""
