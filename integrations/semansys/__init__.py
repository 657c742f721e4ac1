"""Semansys as another way to Digipoort: an optional route behind the same port as our own client.

The contract comes from the vendor's public documentation and was tried against a server of our own only: what a real
account answers may differ in details.
"""
