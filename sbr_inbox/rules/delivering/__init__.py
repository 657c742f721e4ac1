"""The ledger of sending: queue, last gate, one call, its outcome, and following until the receiver's verdict.

A row first, then the call, then its outcome (quality R4). A process that dies in between leaves an attempt without
outcome: nobody knows whether the filing arrived, so the receiver is asked and nothing is sent blindly.
"""
