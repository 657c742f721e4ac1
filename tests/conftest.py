"""Two offices always exist in tests that want any, so that a leak has something to leak."""

from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command
from django.db import connection
from django.test import Client

from offices.crypto import forget_keys
from offices.models import Office
from offices.role_guard import refuse_privileged_role
from sbr_inbox.rules.environment import forget_known
from tests.factories.offices import Kantoor, find_kantoor, make_kantoor
from tests.factories.quick import QUICK_CODES, quick_key, quick_paper
from tests.simulator import simulator, simulator_process  # noqa: F401  (fixtures)


@pytest.fixture(autouse=True)
def _unprivileged(request):
    """A suite that can look over the walls proves nothing about them."""
    marked = request.node.get_closest_marker("django_db") is not None
    if not marked and not {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        return
    request.getfixturevalue("_django_db_helper")
    refuse_privileged_role(connection)


@pytest.fixture(autouse=True)
def _fresh_keys(monkeypatch):
    """Nothing is kept from the test before, and what is kept for seconds lasts: statements counted twice stay as many."""
    forget_keys()
    forget_known()
    monkeypatch.setattr("sbr_inbox.rules.environment.KNOWN_SECONDS", 3600)


@pytest.fixture(autouse=True)
def _quick_paper(request, monkeypatch):
    """Paper and keys take a third of a second each; what is not about them gets them ready-made."""
    monkeypatch.setattr(rsa, "generate_private_key", quick_key)
    if request.node.get_closest_marker("paper") is None:
        monkeypatch.setattr("sbr_inbox.pdf._paper", quick_paper)
        monkeypatch.setattr("sbr_inbox.pdf.segno", QUICK_CODES)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """Files of a test stand in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    }
    settings.KANTOOR_DROP_ROOT = tmp_path / "drop"


@dataclass
class Offices:
    """Two offices that know nothing of each other."""

    alfa: Kantoor
    beta: Kantoor


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The two offices are made once; each test works in a transaction on top of them."""
    with django_db_blocker.unblock():
        make_kantoor("alfa")
        make_kantoor("beta")


@pytest.fixture(autouse=True)
def _empty_for_real_transactions(request):
    """A test that commits begins with an empty database, and leaves one: its offices are its own."""
    marker = request.node.get_closest_marker("django_db")
    if not {"transactional_db", "live_server"} & set(request.fixturenames) and not (marker and marker.kwargs.get("transaction")):
        return
    request.getfixturevalue("transactional_db")
    if Office.objects.exists():
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def offices(db) -> Offices:
    return Offices(*(find_kantoor(slug) or make_kantoor(slug) for slug in ("alfa", "beta")))


@pytest.fixture
def alfa(offices) -> Kantoor:
    return offices.alfa


@pytest.fixture
def beta(offices) -> Kantoor:
    return offices.beta


@pytest.fixture
def in_alfa(alfa):
    with alfa.scope:
        yield alfa


def desk_client_for(member) -> Client:
    """A browser in which this member is signed in with a passkey, just now."""
    from tests.factories.signin import sign_in

    client = Client()
    sign_in(client, member.user, level="STRONG", methods=("passkey",), stepped_up=True)
    return client


def portal_client_for(account, *, strong: bool = True) -> Client:
    """A browser in which this client is signed in, with a passkey or with a mailed code alone."""
    from tests.factories.signin import sign_in

    client = Client()
    methods = ("passkey",) if strong else ("code",)
    sign_in(client, account.user, level="STRONG" if strong else "READ", methods=methods, stepped_up=strong)
    return client


@pytest.fixture
def desk_client():
    return desk_client_for


@pytest.fixture
def portal_client():
    return portal_client_for
