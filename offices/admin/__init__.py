"""The admin for the platform: offices, users, health and beat. Office data only after entering one office."""

from offices.admin import beat, people  # noqa: F401  (they register themselves)
