"""A passkey as a browser really makes and uses it, with the authenticator that Chromium plays itself."""

import pytest
from django.test import Client

from tests.browser import chromium
from tests.factories.offices import make_member
from tests.factories.signin import sign_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def newcomer(world, django_db_blocker):
    """The cookies of an admin who has a password and no second factor; committed, so that the server sees him."""
    with django_db_blocker.unblock():
        member = make_member(world.office, "ADMIN", "passkey@kantoor.example")
        browser = Client()
        sign_in(browser, member.user, methods=("password",), level="READ")
    return [{"name": key, "value": morsel.value} for key, morsel in browser.cookies.items()]


def test_passkey_is_made_and_signs_in_and_steps_up(chrome, world, newcomer, settings):
    settings.KANTOOR_BASE_URL = world.url
    office = world.office
    account, invite = f"/k/{office.slug}/mijn-account/", f"/k/{office.slug}/beheer/teamleden/uitnodigen/"
    with chromium.page_for(chrome, world.url, newcomer) as page:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.goto(f"/inloggen/instellen/?next={account}")
        page.click("text=Passkey maken")
        page.click("text=Ik heb ze bewaard")
        page.wait_for_url(f"**{account}")
        page.click("text=Afmelden overal")
        page.wait_for_url("**/inloggen/")
        page.goto(f"/inloggen/?next={account}")
        page.click("text=Inloggen met passkey")
        page.wait_for_url(f"**{account}", wait_until="networkidle")
        page.goto(f"/inloggen/stap-omhoog/?next={invite}")
        page.click("text=Passkey gebruiken")
        page.wait_for_url(f"**{invite}")
        assert page.noise == []
