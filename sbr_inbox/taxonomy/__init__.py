"""Taxonomy packages: what an uploaded zip of the publisher says about labels and order. Pure but for `catalogue`."""
