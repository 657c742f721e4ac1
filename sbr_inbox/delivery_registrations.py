"""What sending adds to the registries of the apps on the left."""

from sbr_inbox import delivery_tasks  # noqa: F401  (its task and its sweep)
