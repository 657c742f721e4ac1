"""What plans and imports add to the registries: who applies a plan, and the long work of an import."""

from crm.rules import plan_rows  # noqa: F401  (bulk plans of relations and contacts)
