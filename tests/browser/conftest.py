"""Two practice offices behind a real server and one Chromium, made once for the browser tests."""

import os
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings

from tests.browser import chromium
from tests.browser.world import World, elsewhere, made, step_up_again
from tests.factories.offices import make_member


def pytest_collection_modifyitems(items):
    """Say that these tests want a database: after the sorting of pytest-django, so that they still come last."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(autouse=True)
def _own_media():
    """Files stand with the world, not with one test."""


@pytest.fixture(scope="package")
def chrome():
    """Chromium. Playwright keeps an event loop in this thread, which Django would refuse to work beside."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with chromium.started() as started:
            yield started
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def _files_in(folder):
    store = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder / "files"},
    }
    with override_settings(
        MEDIA_ROOT=folder / "files",
        KANTOOR_DROP_ROOT=folder / "drop",
        KANTOOR_PRACTICE=True,
        STORAGES=django_settings.STORAGES | {"default": store},
    ):
        yield


def _cookies(user, level, methods=None):
    from tests.factories.signin import sign_in

    client = Client()
    sign_in(client, user, level=level, methods=methods, stepped_up=level == "STRONG")
    return [{"name": key, "value": morsel.value} for key, morsel in client.cookies.items()]


@contextmanager
def _served():
    """The product on a free port, static files included; gives its address."""
    server = LiveServerThread("localhost", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://{server.host}:{server.port}"
    finally:
        server.terminate()


@pytest.fixture(scope="package")
def world(chrome, django_db_setup, django_db_blocker, tmp_path_factory) -> World:
    """Two practice offices, committed, and a server that shows them; everything is cleared away afterwards."""
    with django_db_blocker.unblock(), _files_in(tmp_path_factory.mktemp("world")):
        try:
            found = made()
            found.cookies = {
                "desk": _cookies(found.staff, "STRONG"),
                "portal": _cookies(found.client, "STRONG"),
                "new": _cookies(
                    make_member(found.office, "VIEWER", "nieuw@kantoor.example").user, "READ", ("password",)
                ),
                "gate": [],
            }
            with _served() as found.url:
                yield found
        finally:
            call_command("flush", verbosity=0, interactive=False, allow_cascade=False)
            connections.close_all()


@pytest.fixture
def open_page(chrome, world):
    """``with open_page("desk", path) as page``: a page as staff, client or stranger sees it."""

    @contextmanager
    def opened(audience: str, path: str, **how):
        elsewhere(step_up_again, world.cookies[audience])
        with chromium.page_for(chrome, world.url, world.cookies[audience], **how) as page:
            page.answer = page.goto(path)
            yield page

    return opened


@pytest.fixture(scope="package")
def browsers(chrome, world):
    """A browser per audience that keeps its cache, as people's do: style sheets and letters come once."""
    with ExitStack() as stack:
        yield {
            audience: stack.enter_context(chromium.context_for(chrome, world.url, cookies))
            for audience, cookies in world.cookies.items()
        }


@pytest.fixture
def open_tab(browsers, world):
    """``with open_tab("desk", path) as page``: a page beside the earlier ones of the same person."""

    @contextmanager
    def opened(audience: str, path: str):
        elsewhere(step_up_again, world.cookies[audience])
        with chromium.page_in(browsers[audience]) as page:
            page.answer = page.goto(path)
            yield page

    return opened


# Pictures are made on demand: KANTOOR_SHOTS names the folder.
collect_ignore = [] if os.environ.get("KANTOOR_SHOTS") else ["test_pictures.py"]
