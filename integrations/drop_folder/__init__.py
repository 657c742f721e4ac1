"""Watched folder: any package that can write a file on a share delivers its filings here."""
