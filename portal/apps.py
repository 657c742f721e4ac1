from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portaal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from sbr_inbox import approval_tasks  # noqa: F401  (its tasks, its sweep and the policies of a new office)
