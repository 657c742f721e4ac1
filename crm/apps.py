from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Relaties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from crm import card_registrations, import_registrations, permissions, registrations  # noqa: F401
