from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "offices"
    verbose_name = "Kantoren"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from offices import checks, permissions, registrations  # noqa: F401
