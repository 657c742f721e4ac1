from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from workflows import (  # noqa: F401
            completeness,
            deadline_registrations,
            ending,
            import_columns,
            lists,
            merging,
            offers,
            permissions,
            registrations,
        )
