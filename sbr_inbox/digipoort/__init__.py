"""Digipoort: WUS 2.0 v1.2 over mutual TLS, with signed messages in both directions.

Nothing in this package asks the database; what a call needs comes in an `Order` or a plain value.
"""
