"""The platform's admin: strong and fresh sessions only, and nothing of an office before one is entered."""

from datetime import timedelta
from types import ModuleType

import pytest
import time_machine
from django.contrib import admin
from django.urls import include, path
from django.utils import timezone

from offices.admin.site import OfficeDataAdmin, site
from offices.models import AuditEvent, Label, LoginSession, Office, OutgoingMail, User
from tests.factories.offices import make_user
from tests.factories.signin import sign_in

pytestmark = pytest.mark.django_db
CHOOSE = "/admin/kantoor-kiezen/"
LABELS = "/admin/offices/label/"


class LabelAdmin(OfficeDataAdmin):
    """Data of an office, for these tests."""

    list_display = ("name",)
    fields = ("name",)


@pytest.fixture
def platform(offices):
    """A platform admin without any office, and labels in both offices."""
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            Label.objects.create(name=f"Geheim {kantoor.office.slug}")
    return make_user("platform@beheer.example", is_staff=True)


@pytest.fixture
def labels(settings):
    """Labels in the admin, with addresses of their own."""
    site.register(Label, LabelAdmin)
    addresses = ModuleType("addresses_with_labels")
    addresses.urlpatterns = [path("admin/", site.urls), path("", include("offices.signin.urls"))]
    settings.ROOT_URLCONF = addresses
    yield
    site.unregister(Label)


@pytest.fixture
def browser_of(client):
    def signed_in(user, **kwargs):
        sign_in(client, user, **kwargs)
        return client

    return signed_in


def choose(browser, office, reason="Melding 12 onderzoeken"):
    return browser.post(CHOOSE, {"office": office.pk, "reason": reason})


@pytest.mark.parametrize("path", ["/admin/", "/admin/offices/office/", "/admin/gezondheid/", CHOOSE])
def test_admin_is_closed_to_everybody_else(platform, alfa, browser_of, path):
    assert browser_of(alfa.admin.user).get(path).status_code == 404
    assert browser_of(platform, level="READ").get(path)["Location"].startswith("/inloggen/?next=%2Fadmin")
    answer = browser_of(platform, stepped_up=False).get(path)
    assert answer["Location"].startswith("/inloggen/stap-omhoog/?next=%2Fadmin")
    assert browser_of(platform).get(path).status_code == 200


def test_visitor_goes_to_the_one_sign_in_form(client, db):
    assert client.get("/admin/")["Location"] == "/inloggen/?next=%2Fadmin%2F"
    assert client.get("/admin/login/?next=//kwaad.example")["Location"] == "/inloggen/?next=%2Fadmin%2F"


def test_only_named_models_are_there(platform):
    shown = sorted(
        model._meta.label
        for model in site._registry
        if model._meta.app_label in ("offices", "django_celery_beat")
    )
    assert shown == [
        "django_celery_beat.CrontabSchedule", "django_celery_beat.IntervalSchedule", "django_celery_beat.PeriodicTask",
        "offices.LoginSession", "offices.Office", "offices.User",
    ]  # fmt: skip
    assert site is not admin.site


def test_nothing_of_an_office_without_choosing_one(platform, labels, browser_of):
    browser = browser_of(platform)
    assert browser.get(LABELS).status_code == 403
    assert "Geheim" not in browser.get("/admin/").content.decode()


def test_entering_an_office_shows_that_office_only(platform, labels, browser_of, alfa, beta):
    browser = browser_of(platform)
    assert choose(browser, alfa.office)["Location"] == "/admin/"
    page = browser.get(LABELS).content.decode()
    assert ("Geheim alfa" in page, "Geheim beta" in page) == (True, False)
    with beta.scope:
        theirs = Label.objects.get()
    assert browser.get(f"{LABELS}{theirs.pk}/change/").status_code == 302


def test_entered_office_is_read_only(platform, labels, browser_of, alfa):
    browser = browser_of(platform)
    choose(browser, alfa.office)
    with alfa.scope:
        label = Label.objects.get()
    answers = [
        browser.post(f"{LABELS}add/", {"name": "x"}),
        browser.post(f"{LABELS}{label.pk}/change/", {"name": "x"}),
        browser.post(f"{LABELS}{label.pk}/delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    with alfa.scope:
        assert [found.name for found in Label.objects.all()] == ["Geheim alfa"]


def test_entering_is_logged_there_and_told_to_its_admins(platform, browser_of, alfa, beta):
    choose(browser_of(platform), alfa.office)
    with alfa.scope:
        event = AuditEvent.objects.get(event="platform.entered")
        mails = [mail.to for mail in OutgoingMail.objects.all()]
    assert (event.actor_kind, event.data["reden"], mails) == (
        "PLATFORM",
        "Melding 12 onderzoeken",
        ["admin@alfa.example"],
    )
    with beta.scope:
        assert AuditEvent.objects.filter(event="platform.entered").count() == 0


def test_entering_asks_a_reason_and_a_fresh_factor(platform, labels, browser_of, alfa):
    browser = browser_of(platform)
    assert choose(browser, alfa.office, reason="x").status_code == 422
    assert browser.get(LABELS).status_code == 403
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert browser.get(CHOOSE)["Location"].startswith("/inloggen/stap-omhoog/")
        assert choose(browser, alfa.office)["Location"].startswith("/inloggen/stap-omhoog/")


def test_visit_ends_after_an_hour_or_by_leaving(platform, labels, browser_of, alfa):
    browser = browser_of(platform)
    choose(browser, alfa.office)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        LoginSession.objects.update(last_seen=timezone.now())
        sign = browser.session
        sign["signin"] = sign["signin"] | {"stepped_up_at": timezone.now().timestamp()}
        sign.save()
        assert browser.get(LABELS).status_code == 403
    browser = browser_of(platform)
    choose(browser, alfa.office)
    assert browser.get(LABELS).status_code == 200
    browser.post("/admin/kantoor-verlaten/")
    assert browser.get(LABELS).status_code == 403


def test_visit_does_not_pass_to_another_person(platform, labels, browser_of, alfa):
    browser = browser_of(platform)
    choose(browser, alfa.office)
    other = make_user("tweede@beheer.example", is_staff=True)
    assert browser_of(other).get(LABELS).status_code == 403


def test_platform_admin_has_no_way_into_office_pages(platform, browser_of, alfa):
    browser = browser_of(platform)
    choose(browser, alfa.office)
    assert [browser.get(path).status_code for path in ("/k/alfa/mijn-account/", "/p/alfa/")] == [404, 404]


def test_office_is_made_and_suspended_by_the_rules(platform, browser_of):
    browser = browser_of(platform)
    browser.post("/admin/offices/office/add/", {"name": "Gamma", "slug": "gamma"})
    made = Office.objects.get(slug="gamma")
    browser.post(f"/admin/offices/office/{made.pk}/change/", {"state": "SUSPENDED"})
    made.refresh_from_db()
    from offices.scope import office_scope

    with office_scope(made.pk):
        events = list(
            AuditEvent.objects.filter(event__startswith="office.")
            .order_by("id")
            .values_list("event", "actor_label")
        )
    assert made.state == "SUSPENDED"
    assert events == [("office.created", "Platform"), ("office.suspended", "Platform")]


def test_blocking_a_login_ends_its_sessions(platform, browser_of, alfa):
    row = sign_in(type(browser_of(platform))(), alfa.viewer.user)
    browser = browser_of(platform)
    browser.post(f"/admin/offices/user/{alfa.viewer.user_id}/change/", {})
    row.refresh_from_db()
    assert row.ended_at is not None
    assert User.objects.get(pk=alfa.viewer.user_id).is_active is False


def test_users_cannot_be_made_deleted_or_raised(platform, browser_of, alfa):
    browser = browser_of(platform)
    pk = alfa.viewer.user_id
    data = {"is_active": "on", "is_staff": "on", "email": "x@y.example"}
    assert browser.post(f"/admin/offices/user/{pk}/change/", data).status_code == 302
    statuses = [
        browser.get("/admin/offices/user/add/").status_code,
        browser.get(f"/admin/offices/user/{pk}/delete/").status_code,
    ]
    user = User.objects.get(pk=pk)
    assert (statuses, user.is_staff, user.email) == ([403, 403], False, "viewer@alfa.example")


def test_scripts_are_loosened_under_this_path_only(platform, browser_of, alfa):
    browser = browser_of(platform)
    policies = [
        browser.get(path)["Content-Security-Policy"] for path in ("/admin/", "/inloggen/beveiliging/")
    ]
    assert ["'unsafe-eval'" in policy for policy in policies] == [True, False]
    assert ["script-src 'self'" in policy for policy in policies] == [True, True]


def test_health_page_names_every_check(platform, browser_of):
    page = browser_of(platform).get("/admin/gezondheid/").content.decode()
    assert [word in page for word in ("database", "broker", "storage", "queue", "heartbeat")] == [True] * 5
