"""Where django-allauth asks us: no public sign-up, addresses through our proxies, encrypted TOTP secrets."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from offices.crypto import unwrap, wrap
from offices.signin.addresses import client_ip


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only, and mail goes out through our own ledger."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return client_ip(request) or "127.0.0.1"

    def send_notification_mail(self, *args, **kwargs):
        """Our rules tell people about new factors themselves (offices/signin/mail.py)."""

    def add_message(self, *args, **kwargs):
        """Our views write their own messages."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors of this installation."""

    def get_totp_issuer(self):
        return urlsplit(settings.KANTOOR_BASE_URL).hostname or "kantoor"

    def encrypt(self, text):
        return wrap(text.encode())

    def decrypt(self, encrypted_text):
        return unwrap(encrypted_text).decode()

    def generate_authenticator_name(self, user, type):
        return "Passkey"

    def get_public_key_credential_rp_entity(self):
        return {"id": self._host(), "name": self._host()}

    def get_public_key_credential_user_entity(self, user):
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.name or user.email}

    def _host(self):
        return urlsplit(settings.KANTOOR_BASE_URL).hostname or "localhost"
