"""A stand-in for Digipoort: the same services over mutual TLS, with a menu of faults. It sends nothing to anybody.

A process of its own (`python -m sbr_inbox.digipoort.simulator --dir D --port P`) without Django and without our
database. What it received, what it answered and which faults it is to show stand in one SQLite file in its folder,
so that it survives its own restart and so that pages and tests can look.
"""
