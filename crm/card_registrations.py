"""What the relation card adds to the registries: checks of completeness."""

from crm import checks  # noqa: F401  (registers itself)
