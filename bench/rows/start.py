"""Row 21: from nothing to the first page of the web process, against django.setup of a bare project."""

import subprocess
import sys

from bench.measure import alternate, row

BARE = """
from django.conf import settings
settings.configure(SECRET_KEY="x", ROOT_URLCONF=__name__, INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions"], DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "x"}}, ALLOWED_HOSTS=["*"])
urlpatterns = []
import django; django.setup()
"""
OURS = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config.wsgi import application
from django.test import RequestFactory
answer = application(RequestFactory().get("/inloggen/").environ, lambda *a: None)
b"".join(answer)
"""


def run(*, rounds: int) -> list[dict]:
    """Whole processes, started in turn."""
    measured = alternate(lambda: start(BARE), lambda: start(OURS), rounds=rounds, times=1)
    return [row(21, "start to first page of the web process", measured, most=4)]


def start(code: str) -> None:
    """Run a new Python to its end. Raises when it fails."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, stdout=subprocess.DEVNULL)
