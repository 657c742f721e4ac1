"""KvK Handelsregister: find and fill companies, and compare a relation with the register.

Documentation: https://developers.kvk.nl. Transport: REST with a key in the header `apikey` (F2). Verified on: never.

Two generations of the interface stand side by side until the first is phased out: today's (Zoeken v2, Basisprofiel v1,
Vestigingsprofiel v1) and its successor (Zoeken v3, Organisatie v1, Vestigingen v1, Functionarissen v1). The shapes of the
first are those of KvK's public test environment. Not known: the date of the phase-out, and of the second generation the
exact names of fields; the reader of its answers therefore takes what it recognises and keeps the rest raw.
"""
