"""What apps to the right are told about products."""

from offices.registry import Registry

products_changed = Registry("fn(relation, *, by): the products of a relation changed; runs in the same transaction")
deadline_rules_changed = Registry("fn(rule or None, *, by): dated rules changed; open work must be dated again, after the commit")
extension_changed = Registry("fn(extension, *, by): more or less time for one return; runs in the same transaction")
