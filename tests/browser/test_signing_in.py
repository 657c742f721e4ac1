"""Signing in step by step, as staff and as client: every step is a sound page and the way in works."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from offices.practice import totp_secret
from tests.browser import chromium


def sound(page) -> str:
    return "\n".join(chromium.faults(page))


def code_now(email: str) -> str:
    return format_hotp_value(hotp_value(totp_secret(email), next(iter(yield_hotp_counters_from_time()))))


def test_staff_signs_in_with_password_and_app(open_page, world):
    with open_page("gate", "/inloggen/") as page:
        page.fill("[name=email]", world.staff.email)
        page.click("button:has-text('Verder')")
        assert sound(page) == ""
        page.fill("[name=password]", world.password)
        page.click("button:has-text('wachtwoord')")
        page.locator("h1", has_text="Extra controle").wait_for()
        assert sound(page) == ""
        page.fill("[name=code]", code_now(world.staff.email))
        page.click("button:has-text('Inloggen')")
        page.wait_for_url(f"**/k/{world.office.slug}/")


def test_a_wrong_password_is_told_in_the_page(open_page, world):
    with open_page("gate", "/inloggen/") as page:
        page.fill("[name=email]", "niemand@example.org")
        page.click("button:has-text('Verder')")
        page.fill("[name=password]", "dit-klopt-niet")
        page.click("button:has-text('wachtwoord')")
        page.locator("[role=alert], .error").first.wait_for()
        page.noise.clear()  # the browser itself tells of the 422
        assert sound(page) == ""


def test_an_invitation_opens_a_sound_page(open_page, world):
    with open_page("gate", f"/l/{world.link}/") as page:
        assert page.answer.status == 200
        assert sound(page) == ""


def test_a_link_that_does_not_exist_says_so(open_page):
    with open_page("gate", "/l/bestaat-niet/") as page:
        page.noise.clear()  # the browser itself tells of the status
        assert page.locator("h1").count() == 1
        assert sound(page) == ""
