"""The mailbox of a practice office: mail that went nowhere, or to the console, can be read here."""

import time

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from offices.enums import OfficeState
from offices.models import Office, OutgoingMail, PortalAccount, TeamMember, User
from offices.practice import DOMAIN, totp_secret
from offices.scope import office_scope
from offices.views.base import DeskView
from offices.views.lists import DeskList

# Mail with a code by which somebody signs in or opens a one-time link.
CODE_KINDS = ("login_code", "link_code")
SHOWN = 30
MOST_APPS = 50


class PracticeOnly:
    """Pages that exist in a practice office only: real mail is never shown to colleagues."""

    permission = "team.view"
    nav = "mailbox"

    def dispatch(self, request, *args, **kwargs):
        """404 in a real office, for everybody."""
        if request.office is not None and not request.office.is_practice:
            raise Http404("No mailbox in a real office.")
        return super().dispatch(request, *args, **kwargs)


class MailboxView(PracticeOnly, DeskList):
    """*Postbus*: every mail of this practice office, newest first."""

    template_name = "offices/mailbox.html"
    default_sort = "-"
    things = "e-mails"

    def rows(self):
        """All mail of the open office."""
        return OutgoingMail.objects.all()


class MailView(PracticeOnly, DeskView):
    """One mail as it went out."""

    def get(self, request, pk):
        """Show the mail."""
        mail = OutgoingMail.objects.filter(pk=pk).first()
        if mail is None:
            raise Http404("No such mail.")
        return self.render("offices/mail.html", {"mail": mail})


def practice_addresses(addresses: set[str]) -> set[str]:
    """Which of these addresses belong to people who have a place in practice offices only, and are no platform admin."""
    users = User.objects.filter(email__in=addresses, is_staff=False)
    real = {"office__is_practice": False}
    users = users.exclude(pk__in=TeamMember.objects.filter(**real).values("user_id"))
    users = users.exclude(pk__in=PortalAccount.objects.filter(**real).values("user_id"))
    return {email.lower() for email in users.values_list("email", flat=True)}


def app_codes() -> list[tuple[str, str]]:
    """(address, code of now) of logins whose authenticator still has the printed practice secret."""
    found = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__email__endswith=DOMAIN).select_related("user")
    codes = []
    for row in found.order_by("user__email")[:MOST_APPS]:
        secret = totp_secret(row.user.email)
        if get_adapter().decrypt(row.data["secret"]) == secret:
            value = totp.hotp_value(secret, int(time.time()) // mfa_settings.TOTP_PERIOD)
            codes.append((row.user.email, totp.format_hotp_value(value)))
    return codes


@require_safe
@never_cache
def practice_mailbox(request):
    """Sign-in codes of practice logins, for whoever tries the product; a real installation has no such page."""
    if not settings.KANTOOR_PRACTICE:
        raise Http404("Not a practice installation.")
    mails = []
    for office in Office.objects.filter(is_practice=True, state=OfficeState.ACTIVE).order_by("pk"):
        with office_scope(office.pk):
            found = OutgoingMail.objects.filter(kind__in=CODE_KINDS).order_by("-id")[:SHOWN]
            mails += [(mail, office) for mail in found]
    known = practice_addresses({mail.to.lower() for mail, _ in mails})
    shown = [(mail, office) for mail, office in mails if mail.to.lower() in known]
    shown.sort(key=lambda pair: pair[0].pk, reverse=True)
    return render(request, "offices/practice_mailbox.html", {"mails": shown[:SHOWN], "apps": app_codes()})
