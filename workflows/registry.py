"""What apps to the right are told about products."""

from offices.registry import Registry

products_changed = Registry("fn(relation, *, by): the products of a relation changed; runs in the same transaction")
