from django.apps import AppConfig


class SbrInboxConfig(AppConfig):
    name = "sbr_inbox"
    verbose_name = "SBR-inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from sbr_inbox import (  # noqa: F401
            approval_registrations,
            completeness_registrations,
            content_registrations,
            delivery_registrations,
            digipoort_registrations,
            ending,
            lights,
            merging,
            permissions,
            registrations,
            simulation_registrations,
        )
        from sbr_inbox.rules import hand_over  # noqa: F401
