from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Relaties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from crm import (  # noqa: F401
            card_registrations,
            import_registrations,
            list_registrations,
            people_registrations,
            permissions,
            registrations,
        )
