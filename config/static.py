"""Which static files of other packages we serve: only those our own pages ask for."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class Static(StaticFilesConfig):
    """Leaves out the browsable API, a second API viewer and copies of htmx: ours are in static/vendor."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework", "redoc", "django_htmx"]
