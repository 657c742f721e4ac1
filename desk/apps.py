from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "Kantoor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from desk import registrations  # noqa: F401
